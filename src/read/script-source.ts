import { ShellSource } from './shell-source';
import { SourceFile } from './source-file';

const known = new Map<string, ScriptSource>();

/** A script file of the repository. */
export class ScriptSource {
  /** The script of that text: parsed once in a run. */
  public static of(path: string, text: string): ScriptSource {
    const other = known.get(path);
    if (other?.file.text === text) return other;
    const made = new ScriptSource(new SourceFile(path, text));
    if (known.size > 2_000) known.clear();
    known.set(path, made);
    return made;
  }

  public readonly shell: ShellSource;

  private constructor(public readonly file: SourceFile) {
    this.shell = ShellSource.ofFile(file);
  }

  public get path(): string {
    return this.file.path;
  }
}
