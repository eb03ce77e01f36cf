import { IConstruct } from 'constructs';
import { Project } from 'projen';
import { fileNameFor, named, workflowNameFor } from './names';
import { Pipeline, PipelineOptions } from '../ci/pipeline';
import { Toolchain } from '../ci/toolchain';
import { Cron, Weekday } from '../model/cron';
import { Trigger } from '../model/trigger';
import { CodecovConfig } from '../stages/config/codecov-config';
import { DependabotConfig, Ecosystem } from '../stages/config/dependabot-config';
import { NodeVersionFile } from '../stages/config/node-version-file';
import { Coverage } from '../stages/coverage/coverage';
import { NodeTestStage } from '../stages/node/node-test-stage';
import { NodeToolchain } from '../stages/node/node-toolchain';
import { NpmPackageStage } from '../stages/node/npm-package-stage';
import { PackageJson } from '../stages/node/package-json';
import { checkPackageManager, PackageManager } from '../stages/node/package-manager';
import { PullRequestValidationStage, ValidationPart } from '../stages/node/pull-request-validation-stage';
import { SecurityScanStage } from '../stages/security/security-scan-stage';
import { Severity } from '../stages/security/severity';

/** What differs between Node repositories. */
export interface NodeCiPipelineOptions extends PipelineOptions {
  /** Version of Node.js, written to `.nvmrc` and read by every job. @default - the repository's own `.nvmrc` is read and left alone */
  readonly nodeVersion?: string;
  /** Versions the unit tests run with. @default - the repository's own version alone */
  readonly testVersions?: string[];
  /** Program that installs the dependencies. @default - the one of a projen project, else PackageManager.NPM */
  readonly packageManager?: PackageManager;
  /** Exact version of pnpm or Yarn. @default - the one that the field `packageManager` of `package.json` names */
  readonly packageManagerVersion?: string;
  /** Folder of `package.json`, in a repository with several. @default '.' */
  readonly packageDirectory?: string;
  /** Command that installs the dependencies. @default - the package manager's, from the lock file alone */
  readonly installCommand?: string;
  /** Command of the linter. @default - the script `lint` */
  readonly lintCommand?: string;
  /** Command of the format check. @default - the script `check-format` */
  readonly formatCommand?: string;
  /** Command of the build. @default - the script `build` */
  readonly buildCommand?: string;
  /** Command that validates the package. @default - publint and the facts every package needs */
  readonly packageCommand?: string;
  /** Command of the unit tests. @default - the script `test:coverage`, or `test:unit` without coverage */
  readonly testCommand?: string;
  /** Parts of the pull request validation to leave out. @default - none */
  readonly without?: ValidationPart[];
  /** Where coverage goes. @default - nowhere */
  readonly coverage?: Coverage;
  /** Whether the repository publishes a package, so that one is packed and kept. @default true */
  readonly package?: boolean;
  /** Least severity of a vulnerability that fails: one policy for reviews, scans and audits. @default Severity.HIGH */
  readonly severity?: Severity;
  /** Whether results go to code scanning; private repositories need a licence for it. @default true */
  readonly codeScanning?: boolean;
  /** Whether Dependabot keeps actions and packages up to date. @default true */
  readonly dependabot?: boolean;
  /** When it also runs without a change. @default - once a week */
  readonly schedule?: Cron;
}

/**
 * CI of a Node repository: `pr-validation.yml` answers fast, `ci.yml` tests, scans and packs.
 *
 * Brings the stages `Validation`, `Tests`, `Security` and `Package`, and the files `.nvmrc`, `codecov.yml` and
 * `.github/dependabot.yml`.
 */
export class NodeCiPipeline extends Pipeline {
  private readonly options: NodeCiPipelineOptions;

  /**
   * @throws when a version of Node.js is unknown
   */
  public constructor(scope: IConstruct, id: string, options: NodeCiPipelineOptions = {}) {
    super(scope, id, named(id, options));
    this.options = options;
    checkPackageManager(options.packageManager, this.path);
    if (options.nodeVersion) new NodeVersionFile(this, 'NodeVersion', { version: options.nodeVersion });
    if (options.coverage) new CodecovConfig(this, 'Codecov', options.coverage.options);
    if (options.dependabot ?? true) this.addDependabot();
  }

  protected createToolchain(): Toolchain {
    return new NodeToolchain(this, this.options);
  }

  protected addWorkflows(): void {
    const { id } = this.node;
    this.addWorkflow('pr-validation', fileNameFor('pr-validation', id, this.options), {
      name: workflowNameFor('Pull Request Validation', id, this.options),
      triggers: [Trigger.pullRequest({ branches: this.branches }), Trigger.mergeGroup()],
    });
    super.addWorkflows();
  }

  protected mainTriggers(): Trigger[] {
    return [...super.mainTriggers(), Trigger.schedule(this.options.schedule ?? Cron.weekly(Weekday.MONDAY))];
  }

  protected addStages(): void {
    const { lintCommand, formatCommand, buildCommand, packageCommand, without, severity, coverage, testVersions, testCommand, codeScanning } = this.options;
    new PullRequestValidationStage(this, 'Validation', { lintCommand, formatCommand, buildCommand, packageCommand, without: this.withoutParts(without), severity });
    new NodeTestStage(this, 'Tests', { versions: testVersions, command: testCommand, coverage });
    new SecurityScanStage(this, 'Security', { severity, codeScanning });
    if (this.options.package ?? true) new NpmPackageStage(this, 'Package', { buildCommand });
  }

  // Without a package to publish there is none to validate.
  private withoutParts(without: ValidationPart[] = []): ValidationPart[] {
    return this.options.package === false ? [...without, ValidationPart.PACKAGE] : without;
  }

  private addDependabot(): void {
    const { packageDirectory } = this.options;
    const packageManager = this.options.packageManager ?? new PackageJson(Project.of(this), '.').packageManager;
    const ecosystem = packageManager === PackageManager.BUN ? Ecosystem.BUN : Ecosystem.NPM;
    const directory = packageDirectory === undefined || packageDirectory === '.' ? '/' : `/${packageDirectory}`;
    DependabotConfig.of(this).addEcosystem(ecosystem, { directories: [directory] });
  }
}
