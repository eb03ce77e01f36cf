import { FileBase, IResolver, Project } from 'projen';

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

  public constructor(project: Project, path: string, source: IRendered, options: GeneratedFileOptions = {}) {
    super(project, path, { readonly: !options.writable, executable: options.executable, editGitignore: true });
    this.source = source;
  }

  /** The text as it will be written. */
  public text(): string {
    return this.source.render(this.marker);
  }

  protected synthesizeContent(_: IResolver): string {
    return this.text();
  }
}
