import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Project, EndOfLine } from 'projen';
import { AttributesFile } from './attributes-file';
import { DeliveryProjenrc } from './projenrc-file';
import { Ci } from '../ci/ci';
import { PINS_FILE } from '../ci/produce-files';
import { STATE_FILE } from '../files/disk-guard';

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
    // Also a project that composes nothing any more removes what it wrote.
    if (existsSync(join(this.outdir, STATE_FILE))) Ci.of(this);
  }

  /** Marks files as generated in `.gitattributes`. */
  public annotateGenerated(glob: string): void {
    // Bots raise the pins, and people review that.
    if (['/.gitattributes', '/.gitignore', `/${PINS_FILE}`].includes(glob)) return;
    // One line stands for the whole folder.
    if (glob.startsWith('/.projen/') && glob !== '/.projen/**') return;
    generated.set(this, [...(generated.get(this) ?? []), glob]);
  }

  /** Leaves out the tasks of projen that would do nothing here: a `test` that passes without a test misleads. */
  public preSynthesize(): void {
    super.preSynthesize();
    const parts = [this.preCompileTask, this.compileTask, this.postCompileTask, this.testTask, this.packageTask];
    const names = parts.map((task) => task.name);
    const used = this.tasks.all.some((task) => task !== this.buildTask && task.steps.some((step) => names.includes(step.spawn ?? '')));
    if (used || parts.some((task) => task.steps.length > 0)) return;
    for (const task of [this.buildTask, ...parts]) this.tasks.removeTask(task.name);
  }
}
