import { IConstruct } from 'constructs';
import { Pipeline, PipelineOptions } from '../ci/pipeline';
import { Toolchain } from '../ci/toolchain';
import { Concurrency } from '../model/concurrency';
import { DeliveryError } from '../model/delivery-error';
import { Expr } from '../model/expr';
import { Trigger } from '../model/trigger';
import { WorkflowInput } from '../model/workflow-input';
import { DocumentationStage } from '../stages/documentation/documentation-stage';
import { GitHubApp } from '../stages/github-app';
import { NodeToolchain } from '../stages/node/node-toolchain';
import { NpmPackageStage } from '../stages/node/npm-package-stage';
import { PackageManager } from '../stages/node/package-manager';
import { checkPublishable } from '../stages/release/check-publishable';
import { GitHubReleaseStage } from '../stages/release/github-release-stage';
import { NpmPublishStage } from '../stages/release/npm-publish-stage';
import { NpmRollbackStage } from '../stages/release/npm-rollback-stage';
import { NpmSnapshotStage } from '../stages/release/npm-snapshot-stage';
import { PublishTarget } from '../stages/release/publish-target';
import { ReleasePlanStage } from '../stages/release/release-plan-stage';
import { ReleaseRecoveryStage } from '../stages/release/release-recovery-stage';
import { ReleaseTagStage } from '../stages/release/release-tag-stage';
import { ReleaseTestStage } from '../stages/release/release-test-stage';

/** How a package is released. */
export interface NpmReleasePipelineOptions extends PipelineOptions {
  /** Pipeline whose gates must have passed for the commit before anything is tagged. @default - none: the tests of the version alone decide */
  readonly tested?: Pipeline;
  /** Registry that gets the package first, to be installed from there and run. @default - none */
  readonly canary?: PublishTarget;
  /** Registry that everybody installs from. @default PublishTarget.npm() */
  readonly production?: PublishTarget;
  /** Registry that gets a snapshot of every push to `developmentBranch`. @default - none */
  readonly development?: PublishTarget;
  /** Branch of the snapshots. @default 'dev' */
  readonly developmentBranch?: string;
  /** dist-tag of the snapshots. @default 'dev' */
  readonly developmentTag?: string;
  /** Command line that proves the installed package. @default - its first program with `--help`; for a package without one that it can be installed */
  readonly command?: string;
  /** Command lines that the version must pass. @default - those of the scripts `lint`, `check-format` and `test:unit`, else `test`, that package.json has */
  readonly testCommands?: string[];
  /** Command of the build. @default - the script `build` */
  readonly buildCommand?: string;
  /** Program that installs the dependencies. @default - the one of a projen project, else PackageManager.NPM */
  readonly packageManager?: PackageManager;
  /** Folder of `package.json`, in a repository with several. @default '.' */
  readonly packageDirectory?: string;
  /** What stands before the version in a Git tag. @default 'v' */
  readonly tagPrefix?: string;
  /** Name of the prereleases, as in `1.3.0-rc.0`. @default 'rc' */
  readonly preid?: string;
  /** dist-tag of prereleases, which never take `latest`. @default 'next' */
  readonly prereleaseTag?: string;
  /** File that the changes of each version are written to. @default 'CHANGELOG.md' */
  readonly changelog?: string;
  /** App that commits to a branch whose rules keep the token of the job away. @default - the token of the job commits */
  readonly app?: GitHubApp;
  /** Whether the tarball is attested; private repositories need GitHub Enterprise Cloud for it. @default true */
  readonly attest?: boolean;
  /** Command line that generates the documentation of a release for GitHub Pages. @default - none is published */
  readonly documentationCommand?: string;
  /** Folder that the documentation is written to. @default 'docs/generated' */
  readonly documentationDirectory?: string;
}

/**
 * Releases of an npm package: `release.yml`, started by hand or by a release published on GitHub, and the way back,
 * `release-rollback.yml`; with `development` also `snapshot.yml`, for what is not released yet.
 *
 * One plan decides; then the commit is tagged, the tag is tested and packed once, and the same tarball goes to each registry,
 * where it is installed and run. Any job may fail, and run again: what is published is compared and kept.
 *
 * Brings the stages `Plan`, `Tag`, `Test`, `Package`, `Canary`, `Production`, `Recovery`, `Release`, `Documentation`,
 * `ReleaseRollback`, `Snapshot` and `Development`.
 */
export class NpmReleasePipeline extends Pipeline {
  private readonly options: NpmReleasePipelineOptions;

  /**
   * @throws when a registry would refuse the package, or nobody could publish it
   */
  public constructor(scope: IConstruct, id: string, options: NpmReleasePipelineOptions = {}) {
    super(scope, id, { ...options, branches: options.branches ?? options.tested?.branches.slice(0, 1), gate: false, scheduleIssues: false });
    this.options = options;
  }

  protected createToolchain(): Toolchain {
    const { tested, packageManager, packageDirectory } = this.options;
    if (tested?.toolchain instanceof NodeToolchain && packageManager === undefined && packageDirectory === undefined) return tested.toolchain;
    return new NodeToolchain(this, { packageManager, packageDirectory });
  }

  protected addWorkflows(): void {
    const name = this.options.workflowName ?? this.node.id.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
    this.addWorkflow('ci', this.options.fileName ?? this.node.id.toLowerCase(), {
      name,
      runName: Expr.template(`${name} {what}`, { what: Expr.or(Expr.github('event.release.tag_name'), Expr.input('bump')) }),
      triggers: this.mainTriggers(),
      concurrency: Concurrency.queue(this.node.id.toLowerCase()),
    });
    if (this.options.development) this.addSnapshotWorkflow(this.developmentBranch);
  }

  private addSnapshotWorkflow(branch: string): void {
    if (branch === this.branches[0]) throw this.error(`snapshots are made of "${branch}", where releases are.`, 'Give `developmentBranch` another one, or leave `development` out.');
    this.addWorkflow('snapshot', 'snapshot', {
      name: 'Snapshot',
      triggers: [Trigger.push({ branches: [branch] })],
      concurrency: Concurrency.queue('snapshot'),
    });
  }

  protected mainTriggers(): Trigger[] {
    return [
      // Not `created` as well: publishing fires both.
      Trigger.release('published'),
      Trigger.workflowDispatch({
        bump: WorkflowInput.choice({ description: 'What the next version is', required: true }, ['patch', 'minor', 'major', 'prerelease'], 'patch'),
      }),
    ];
  }

  protected addStages(): void {
    const { canary, production = PublishTarget.npm(), command, testCommands, buildCommand, attest, documentationCommand, documentationDirectory = 'docs/generated' } = this.options;
    const targets = canary ? [canary, production] : [production];
    this.checkTargets(targets);
    const plan = this.addPlan(targets);
    const tag = new ReleaseTagStage(this, 'Tag', { plan, app: this.options.app });
    const test = new ReleaseTestStage(this, 'Test', { needs: [tag], ref: tag.revision, commands: testCommands });
    const packed = new NpmPackageStage(this, 'Package', { needs: [tag], ref: tag.revision, cache: false, retentionDays: 30, buildCommand });
    const first = canary && new NpmPublishStage(this, 'Canary', { needs: [test], target: canary, version: plan, package: packed, command });
    const last = new NpmPublishStage(this, 'Production', { needs: first ? [first] : [test], target: production, version: plan, package: packed, command });
    new ReleaseRecoveryStage(this, 'Recovery', { of: first ? [first, last] : [last] });
    new GitHubReleaseStage(this, 'Release', { needs: [last], plan, package: packed, attest });
    if (documentationCommand !== undefined) {
      new DocumentationStage(this, 'Documentation', {
        needs: [plan, tag, last], ref: tag.revision, condition: Expr.eq(plan.distTag, 'latest'), cache: false, command: documentationCommand, directory: documentationDirectory,
      });
    }
    new NpmRollbackStage(this, 'ReleaseRollback', { targets });
    if (this.options.development) this.addSnapshots(this.options.development);
  }

  private addSnapshots(target: PublishTarget): void {
    const { developmentTag: distTag, buildCommand, command } = this.options;
    const packed = new NpmSnapshotStage(this, 'Snapshot', { workflow: 'snapshot', distTag, buildCommand, environments: [target.environment], branch: this.developmentBranch });
    new NpmPublishStage(this, 'Development', { workflow: 'snapshot', target, version: packed, package: packed, command });
  }

  private get developmentBranch(): string {
    return this.options.developmentBranch ?? 'dev';
  }

  private addPlan(targets: PublishTarget[]): ReleasePlanStage {
    const { tested, tagPrefix, preid, prereleaseTag, changelog } = this.options;
    const environments = targets.flatMap(({ environment, rollbackEnvironment }) => [environment, rollbackEnvironment]);
    return new ReleasePlanStage(this, 'Plan', { tested, environments, tagPrefix, preid, prereleaseTag, changelog });
  }

  private checkTargets(targets: PublishTarget[]): void {
    const [first, second] = targets;
    if (second?.url === first.url) throw this.error(`\`canary\` and \`production\` are the same registry: ${first.url}.`, 'Leave `canary` out, or give it another registry.');
    const { development } = this.options;
    const [problem, fix] = checkPublishable(this, development ? [...targets, development] : targets) ?? [];
    if (problem !== undefined && fix !== undefined) throw new DeliveryError({ place: this.path, problem, fix, at: this.at });
  }
}
