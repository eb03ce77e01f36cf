import * as fs from 'node:fs';
import * as path from 'node:path';

/** Artifacts of one run: a folder each, immutable once stored; one may take the place of another. */
export class ArtifactStore {
  public constructor(private readonly folder: string) {
    fs.mkdirSync(folder, { recursive: true });
  }

  /** Folder of an artifact, to look into. */
  public find(name: string): string {
    const folder = path.join(this.folder, name);
    if (!fs.existsSync(folder)) throw new Error(`Unable to find artifact ${name}. There are: ${fs.readdirSync(this.folder).join(', ') || 'none'}.`);
    return folder;
  }

  /** Paths of the files of an artifact. */
  public files(name: string): string[] {
    return listFiles(this.find(name)).sort();
  }

  /** Stores a file, or the content of a folder; tells how many files these were. */
  public store(name: string, source: string, overwrite = false): number {
    const target = path.join(this.folder, name);
    const files = fs.existsSync(source) ? listFiles(source) : [];
    if (files.length === 0) return 0;
    if (overwrite) fs.rmSync(target, { recursive: true, force: true });
    if (fs.existsSync(target)) throw new Error(`an artifact with the name ${name} already exists on the workflow run`);
    fs.mkdirSync(target);
    if (fs.statSync(source).isDirectory()) fs.cpSync(source, target, { recursive: true, filter: (file) => file === source || !isHidden(file) });
    else fs.copyFileSync(source, path.join(target, path.basename(source)));
    return files.length;
  }
}

// Hidden files are left out unless a step asks for them.
function isHidden(file: string): boolean {
  return path.basename(file).startsWith('.');
}

function listFiles(place: string, prefix = ''): string[] {
  if (fs.statSync(place).isFile()) return [path.basename(place)];
  return fs.readdirSync(place, { withFileTypes: true }).filter((entry) => !isHidden(entry.name)).flatMap((entry) => (entry.isDirectory()
    ? listFiles(path.join(place, entry.name), path.join(prefix, entry.name))
    : [path.join(prefix, entry.name)]));
}
