import { IConstruct } from 'constructs';
import { Project } from 'projen';
import { PackageJson } from './package-json';
import { checkPackageManager, PackageManager } from './package-manager';
import { SetupBun } from '../../catalog/actions/setup-bun';
import { SetupNode } from '../../catalog/actions/setup-node';
import { constructPath } from '../../ci/construct-path';
import { Toolchain, ToolchainRequest } from '../../ci/toolchain';
import { Step } from '../../model/step';
import { ScriptAsset } from '../../script/script-asset';

/** How a repository uses Node. */
export interface NodeToolchainOptions {
  /** Program that installs the dependencies. @default - the one of a projen project, else PackageManager.NPM */
  readonly packageManager?: PackageManager;
  /** Exact version of pnpm or Yarn. @default - the one that the field `packageManager` of `package.json` names */
  readonly packageManagerVersion?: string;
  /** Folder of `package.json` and of the lock file. @default '.' */
  readonly packageDirectory?: string;
  /** File that names the Node version. @default '.nvmrc' */
  readonly versionFile?: string;
  /** Command that installs the dependencies. @default - the package manager's, from the lock file alone */
  readonly installCommand?: string;
}

/** Node from `.nvmrc`, the package manager the repository names, and its locked dependencies. */
export class NodeToolchain extends Toolchain {
  /** Program that installs the dependencies. */
  public readonly packageManager: PackageManager;
  /** Folder of `package.json`. */
  public readonly packageDirectory: string;
  /** File that names the Node version. */
  public readonly versionFile: string;
  private readonly installCommand: string;
  private readonly packageManagerVersion?: string;
  private readonly packageJson: PackageJson;
  private readonly place: string;

  public constructor(scope: IConstruct, options: NodeToolchainOptions = {}) {
    super();
    this.place = constructPath(scope);
    checkPackageManager(options.packageManager, this.place);
    this.packageDirectory = options.packageDirectory ?? '.';
    this.versionFile = options.versionFile ?? '.nvmrc';
    this.packageJson = new PackageJson(Project.of(scope), this.packageDirectory);
    this.packageManager = options.packageManager ?? this.packageJson.packageManager ?? PackageManager.NPM;
    this.packageManagerVersion = options.packageManagerVersion;
    this.installCommand = options.installCommand ?? this.packageManager.installCommand;
  }

  public steps(request: ToolchainRequest = {}): Step[] {
    const install = request.install ?? true;
    if (install && this.installCommand === this.packageManager.installCommand) {
      this.packageJson.checkLockFile(this.packageManager.lockFiles, this.installCommand, this.place);
    }
    return [
      ...(install ? this.packageManagerSteps() : []),
      this.setupNode(request, install),
      ...(install ? [this.installStep()] : []),
    ];
  }

  /** Node and the package manager, for a job that calls it without installing the dependencies. */
  public programSteps(): Step[] {
    return [...this.packageManagerSteps(), this.setupNode({}, false)];
  }

  /** `package.json`, as far as a composition needs it. @internal */
  public get _packageJson(): PackageJson {
    return this.packageJson;
  }

  public checkCommand(command: string, place: string): void {
    this.packageJson.checkCommand(command, place);
  }

  /** The folder to run in, where it is not the root. */
  public get workingDirectory(): string | undefined {
    return this.packageDirectory === '.' ? undefined : this.packageDirectory;
  }

  private packageManagerSteps(): Step[] {
    const { program } = this.packageManager;
    if (program === 'npm') return [];
    if (program === 'bun') return [Step.uses(SetupBun.call({ bunVersionFile: this.inFolder('package.json') }), { id: 'setup-bun', name: 'Set up Bun' })];
    if (this.packageManagerVersion === undefined) this.packageJson.checkPackageManagerField(program, this.place);
    const version: Record<string, string> = this.packageManagerVersion === undefined ? {} : { VERSION: this.packageManagerVersion };
    // Before setup-node, which asks the program where its cache is.
    return [ScriptAsset._shipped('enable-package-manager').step({ PACKAGE_MANAGER: program, ...version }, { id: 'package-manager', name: `Enable ${program}`, workingDirectory: this.workingDirectory })];
  }

  private setupNode(request: ToolchainRequest, install: boolean): Step {
    const cache = install && (request.cache ?? true) ? this.packageManager.cacheName : undefined;
    return Step.uses(SetupNode.call({
      nodeVersion: request.version,
      nodeVersionFile: request.version === undefined ? this.versionFile : undefined,
      cache,
      cacheDependencyPath: cache && this.workingDirectory ? this.inFolder(this.packageManager.lockFiles[0]) : undefined,
      packageManagerCache: cache === undefined ? false : undefined,
    }), { id: 'setup-node', name: 'Set up Node.js' });
  }

  private installStep(): Step {
    return Step.command(this.installCommand, { id: 'install', name: 'Install dependencies', workingDirectory: this.workingDirectory });
  }
}
