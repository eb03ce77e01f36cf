import { FileBase, IResolver, JsonPatch, Project } from 'projen';
import { patchedProblem, patchYaml } from '../emit/patch-yaml';
import { DeliveryError } from '../model/delivery-error';

/** Makes the text of a file, marker line included. @internal */
export interface IRendered {
  /** The text; `marker` is undefined while the project ejects. */
  render(marker: string | undefined): string;
}

/** How a generated file lies on disk. @internal */
export interface GeneratedFileOptions {
  /** Whether it may be run. */
  readonly executable?: boolean;
  /** Whether people and bots edit part of it. */
  readonly writable?: boolean;
}

/** A file that this library writes: read-only, marked, removed when nothing produces it any more. @internal */
export class GeneratedFile extends FileBase {
  public readonly source: IRendered;
  private readonly patches: JsonPatch[] = [];

  public constructor(project: Project, path: string, source: IRendered, options: GeneratedFileOptions = {}) {
    super(project, path, { readonly: !options.writable, executable: options.executable, editGitignore: true });
    this.source = source;
    project.addPackageIgnore(`/${path}`);
    // What bots and people change is reviewed, so its differences are not folded away.
    if (options.writable) project.gitattributes.removeAttributes(`/${path}`);
  }

  /** The text as it will be written. */
  public text(): string {
    const text = this.source.render(this.marker);
    return this.patches.length > 0 ? this.patched(text) : text;
  }

  /** Changes it by JSON patches, after everything else. */
  public patch(...patches: JsonPatch[]): void {
    this.patches.push(...patches);
  }

  private patched(text: string): string {
    return patchYaml(text, (value) => {
      let result: any;
      try {
        result = JsonPatch.apply(value, ...this.patches);
      } catch (error) {
        throw new DeliveryError({ place: this.path, problem: `a patch does not fit: ${(error as Error).message}`, fix: 'Correct its path; the file as it was before the patch shows what is there.' });
      }
      const problem = patchedProblem(result);
      if (problem) throw new DeliveryError({ place: this.path, problem: `after the patches ${problem}.`, fix: 'Pass values through `env`, and pin actions as owner/repository@<40 hex>.' });
      return result;
    });
  }

  protected synthesizeContent(_: IResolver): string {
    return this.text();
  }
}
