/** The files of a repository: those on disk, those about to be written, or those of a test. */
export interface Tree {
  /** Paths of all files, with `/`, sorted. */
  readonly paths: readonly string[];
  /** The text of a file, or undefined where there is none or it is no text. */
  read(path: string): string | undefined;
  /** Whether a file may be run; undefined where that is not known. */
  isExecutable(path: string): boolean | undefined;
}

/** Files held in memory. */
export class MemoryTree implements Tree {
  public readonly paths: readonly string[];

  public constructor(private readonly files: Readonly<Record<string, string>>, private readonly executable: (path: string) => boolean | undefined = () => undefined) {
    this.paths = Object.keys(files).sort();
  }

  public read(path: string): string | undefined {
    return Object.hasOwn(this.files, path) ? this.files[path] : undefined;
  }

  public isExecutable(path: string): boolean | undefined {
    return this.executable(path);
  }
}

/** One tree on top of another; what `removed` names is in neither. */
export class OverlayTree implements Tree {
  public readonly paths: readonly string[];
  private readonly known: ReadonlySet<string>;

  public constructor(private readonly upper: Tree, private readonly lower: Tree, removed: readonly string[] = []) {
    this.known = new Set([...upper.paths, ...lower.paths.filter((path) => !removed.includes(path))]);
    this.paths = [...this.known].sort();
  }

  public read(path: string): string | undefined {
    return this.known.has(path) ? this.upper.read(path) ?? this.lower.read(path) : undefined;
  }

  public isExecutable(path: string): boolean | undefined {
    return this.upper.read(path) === undefined ? this.lower.isExecutable(path) : this.upper.isExecutable(path);
  }
}
