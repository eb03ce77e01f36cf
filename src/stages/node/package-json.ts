import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project } from 'projen';
import { PackageManager } from './package-manager';
import { DeliveryError } from '../../model/delivery-error';

/** Names of projen's package managers. @see https://projen.io/docs/api/javascript#nodepackagemanager- */
const PROJEN_MANAGERS: Record<string, PackageManager> = {
  npm: PackageManager.NPM,
  pnpm: PackageManager.PNPM,
  yarn: PackageManager.YARN_CLASSIC,
  yarn_classic: PackageManager.YARN_CLASSIC,
  yarn2: PackageManager.YARN,
  yarn_berry: PackageManager.YARN,
  bun: PackageManager.BUN,
};

const RUN = /^\s*(?:npm|pnpm|yarn|bun)\s+run\s+(?:--?[\w-]+\s+)*([\w:.-]+)/;
// Steps of a task, as `npm run a && npm run b`.
const CHAIN = /&&|\|\||;|\n/;

/** What a package says of itself. @internal */
export interface PackageFacts {
  readonly name?: string;
  readonly private?: boolean;
  readonly bin?: string | Record<string, string>;
  readonly repository?: string | { readonly url?: string };
}

interface Manifest extends PackageFacts {
  readonly scripts?: Record<string, string>;
  readonly packageManager?: string;
}

/** What a composition needs to know of the repository's `package.json`. @internal */
export class PackageJson {
  private readonly folder: string;
  private readonly project: Project;

  public constructor(project: Project, directory: string) {
    this.project = project;
    this.folder = join(project.outdir, directory);
  }

  /** Refuses a command that runs a script which does not exist. */
  public checkCommand(command: string, place: string): void {
    for (const part of command.split(CHAIN)) {
      const script = RUN.exec(part)?.[1];
      if (script === undefined) continue;
      const scripts = this.scripts(place);
      if (scripts.includes(script)) continue;
      throw new DeliveryError({
        place,
        problem: `"${part.trim()}" runs a script that package.json lacks.`,
        fix: `Its scripts are: ${scripts.join(', ') || 'none'}. Add "${script}", or give the command that does it here.`,
      });
    }
  }

  /** Refuses a repository whose install would fail for want of a lock file. */
  public checkLockFile(names: string[], installCommand: string, place: string): void {
    if (this.managedByProjen || names.some((name) => existsSync(join(this.folder, name)))) return;
    throw new DeliveryError({
      place,
      problem: `"${installCommand}" needs ${names.join(' or ')}, and there is none.`,
      fix: 'Install once and commit the lock file, or name the package manager the repository uses with `packageManager`.',
    });
  }

  /** Refuses pnpm or Yarn without a version: CI would have to guess it. */
  public checkPackageManagerField(program: string, place: string): void {
    const manifest = this.managedByProjen ? (this.project as unknown as { package: { manifest: any } }).package.manifest : {};
    const named = manifest.packageManager ?? this.read(place)?.packageManager;
    if (typeof named === 'string' && named.startsWith(`${program}@`)) return;
    throw new DeliveryError({
      place,
      problem: `package.json does not say which version of ${program} it wants${named === undefined ? '' : `: packageManager is "${named}"`}.`,
      fix: `Add "packageManager": "${program}@<version>" to it (\`corepack use ${program}@latest\` does), or give \`packageManagerVersion\`.`,
    });
  }

  /** The package manager of a projen project; undefined elsewhere. */
  public get packageManager(): PackageManager | undefined {
    const name = this.managedByProjen ? String((this.project as unknown as { package: { packageManager: string } }).package.packageManager) : '';
    return PROJEN_MANAGERS[name];
  }

  /** Those of these scripts that it has. */
  public existing(names: string[], place: string): string[] {
    const scripts = this.scripts(place);
    return names.filter((name) => scripts.includes(name));
  }

  /** What it says of itself, such as its name. */
  public facts(place: string): PackageFacts {
    const own = this.managedByProjen ? (this.project as unknown as { package: { manifest: PackageFacts } }).package.manifest : {};
    return { ...this.read(place), ...own };
  }

  /** Whether projen writes it: its scripts are the project's tasks, and its lock file comes with the first install. */
  public get managedByProjen(): boolean {
    return 'package' in this.project;
  }

  private scripts(place: string): string[] {
    const tasks = this.managedByProjen ? this.project.tasks.all.map((task) => task.name) : [];
    const manifest = this.read(place);
    if (manifest === undefined && tasks.length === 0) {
      throw new DeliveryError({ place, problem: `there is no package.json in ${this.folder}.`, fix: 'Create it, or name its folder with `packageDirectory`.' });
    }
    return [...new Set([...tasks, ...Object.keys(manifest?.scripts ?? {})])];
  }

  private read(place: string): Manifest | undefined {
    const path = join(this.folder, 'package.json');
    if (!existsSync(path)) return undefined;
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new DeliveryError({ place, problem: `${path} cannot be read: ${(error as Error).message}.`, fix: 'Repair the JSON.' });
    }
  }
}
