import { FileBase, Project } from 'projen';
import type { Tree } from '../read/tree';

/** The files that a project is about to write, each rendered when it is first read. @internal */
export class ProjectTree implements Tree {
  private readonly files: Map<string, FileBase>;
  private readonly texts = new Map<string, string | undefined>();

  public constructor(project: Project) {
    this.files = new Map(project.files.map((file) => [file.path, file]));
  }

  public get paths(): readonly string[] {
    return [...this.files.keys()].sort();
  }

  /** Class of the component that writes a file. */
  public ownerOf(path: string): string {
    return this.files.get(path)?.constructor.name ?? 'unknown';
  }

  public read(path: string): string | undefined {
    if (!this.texts.has(path)) this.texts.set(path, this.render(path));
    return this.texts.get(path);
  }

  public isExecutable(path: string): boolean | undefined {
    return this.files.get(path)?.executable;
  }

  // As projen itself asks for it; files are rendered late, so there is no other way to know what will be written.
  private render(path: string): string | undefined {
    const file = this.files.get(path) as any;
    if (!file) return undefined;
    const { resolve } = require('projen/lib/_resolve') as { resolve(value: any, options?: any): any };
    return file.synthesizeContent({ resolve: (value: any, options?: any) => resolve(value, options) });
  }
}
