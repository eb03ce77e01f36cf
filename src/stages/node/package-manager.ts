import { DeliveryError } from '../../model/delivery-error';

/** Program that installs a Node package's dependencies, and how it is called. */
export class PackageManager {
  /** npm. */
  public static readonly NPM = new PackageManager('npm', 'npm ci', ['package-lock.json', 'npm-shrinkwrap.json'], 'npm');
  /** pnpm, in the version that `package.json` names. */
  public static readonly PNPM = new PackageManager('pnpm', 'pnpm install --frozen-lockfile', ['pnpm-lock.yaml'], 'pnpm');
  /** Yarn 2 and later, in the version that `package.json` names. */
  public static readonly YARN = new PackageManager('yarn', 'yarn install --immutable', ['yarn.lock'], 'yarn');
  /** Yarn 1. */
  public static readonly YARN_CLASSIC = new PackageManager('yarn', 'yarn install --frozen-lockfile --non-interactive', ['yarn.lock'], 'yarn');
  /** Bun. */
  public static readonly BUN = new PackageManager('bun', 'bun install --frozen-lockfile', ['bun.lock', 'bun.lockb']);

  /** Name of the program. */
  public readonly program: string;
  /** Command that installs exactly what the lock file says. */
  public readonly installCommand: string;
  /** Lock files it reads, any of which must exist. */
  public readonly lockFiles: string[];
  /** Name of its cache for setup-node; undefined where setup-node has none. */
  public readonly cacheName?: string;

  private constructor(program: string, installCommand: string, lockFiles: string[], cacheName?: string) {
    this.program = program;
    this.installCommand = installCommand;
    this.lockFiles = lockFiles;
    this.cacheName = cacheName;
  }

  /** The command that runs a script of `package.json`. */
  public run(script: string): string {
    return `${this.program} run ${script}`;
  }
}

/** Refuses what is no package manager, which types alone keep out of TypeScript only. @internal */
export function checkPackageManager(given: PackageManager | undefined, place: string): void {
  if (given === undefined || (given as Partial<PackageManager>).installCommand !== undefined) return;
  const names = ['NPM', 'PNPM', 'YARN', 'YARN_CLASSIC', 'BUN'].map((name) => `PackageManager.${name}`).join(', ');
  throw new DeliveryError({ place, problem: `${JSON.stringify(given)} is not a package manager.`, fix: `Give one of: ${names}.` });
}
