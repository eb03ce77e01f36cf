import * as fs from 'node:fs';
import * as path from 'node:path';

/** A file of an artifact: where it is, and its name in the artifact. */
export interface ArtifactFile {
  readonly from: string;
  readonly to: string;
}

/** Artifacts of one run: a folder each, immutable once stored; one may take the place of another. */
export class ArtifactStore {
  public constructor(private readonly folder: string) {
    fs.mkdirSync(folder, { recursive: true });
  }

  /** Names of all artifacts, sorted. */
  public get names(): string[] {
    return fs.readdirSync(this.folder).sort();
  }

  /** Folder of an artifact, to look into. */
  public find(name: string): string {
    const folder = path.join(this.folder, name);
    if (!fs.existsSync(folder)) throw new Error(`Unable to find artifact ${name}. There are: ${this.names.join(', ') || 'none'}.`);
    return folder;
  }

  /** Paths of the files of an artifact. */
  public files(name: string): string[] {
    return listFiles(this.find(name)).sort();
  }

  /** Stores a file, or the content of a folder without what is hidden; tells how many files these were. */
  public store(name: string, source: string, overwrite = false): number {
    const names = fs.existsSync(source) ? listFiles(source).filter((file) => !file.split(path.sep).some((part) => part.startsWith('.'))) : [];
    const folder = names.length > 0 && fs.statSync(source).isDirectory() ? source : path.dirname(source);
    return this.put(name, names.map((to) => ({ from: path.join(folder, to), to })), overwrite);
  }

  /**
   * Stores files; tells how many. An artifact without files is none.
   *
   * @throws where there is one of that name already
   */
  public put(name: string, files: readonly ArtifactFile[], overwrite = false): number {
    if (files.length === 0) return 0;
    const target = path.join(this.folder, name);
    if (overwrite) fs.rmSync(target, { recursive: true, force: true });
    if (fs.existsSync(target)) throw new Error(`an artifact with the name ${name} already exists on the workflow run`);
    for (const { from, to } of files) {
      fs.mkdirSync(path.join(target, path.dirname(to)), { recursive: true });
      fs.copyFileSync(from, path.join(target, to));
    }
    return files.length;
  }
}

function listFiles(place: string, prefix = ''): string[] {
  if (fs.statSync(place).isFile()) return [path.basename(place)];
  return fs.readdirSync(place, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory()
    ? listFiles(path.join(place, entry.name), path.join(prefix, entry.name))
    : [path.join(prefix, entry.name)]));
}
