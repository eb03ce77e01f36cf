import { Project, EndOfLine } from 'projen';
import { AttributesFile } from './attributes-file';
import { DeliveryProjenrc } from './projenrc-file';

/** What a repository that exists already must say. */
export interface DeliveryProjectOptions {
  /** Name of the repository. */
  readonly name: string;
  /** The repository on GitHub as `owner/name`. @default - not needed by what is composed */
  readonly repository?: string;
  /** Folder of the repository. @default - the current folder */
  readonly outdir?: string;
}

const generated = new WeakMap<Project, string[]>();

/**
 * A project for a repository that exists already: it owns only what is composed, and leaves `package.json`,
 * `Cargo.toml`, `.gitignore` and every other file alone.
 *
 * A hand-written file that would be replaced is an error, told before anything is written.
 */
export class DeliveryProject extends Project {
  /** The repository on GitHub as `owner/name`. */
  public readonly repository?: string;

  public constructor(options: DeliveryProjectOptions) {
    super({ name: options.name, outdir: options.outdir, gitOptions: { endOfLine: EndOfLine.NONE } });
    this.repository = options.repository;
    this.tryRemoveFile('.gitignore');
    this.tryRemoveFile('.gitattributes');
    new DeliveryProjenrc(this);
    new AttributesFile(this, () => generated.get(this) ?? []);
  }

  /** Marks files as generated in `.gitattributes`. */
  public annotateGenerated(glob: string): void {
    if (glob === '/.gitattributes' || glob === '/.gitignore') return;
    generated.set(this, [...(generated.get(this) ?? []), glob]);
  }
}
