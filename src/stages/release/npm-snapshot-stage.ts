import { IConstruct } from 'constructs';
import { isOwnDistTag } from './dist-tag';
import { environmentSteps } from './environment-steps';
import { IReleaseVersion } from './release-version';
import { checkoutStep } from '../../ci/checkout';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Access, Permissions } from '../../model/permissions';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { Environment } from '../environment';
import { NpmPackageStage, NpmPackageStageOptions } from '../node/npm-package-stage';
import { requireNode } from '../node/require-node';

/** How snapshots are called. */
export interface NpmSnapshotStageOptions extends NpmPackageStageOptions {
  /** dist-tag of the snapshots, and the word in their versions, as in `1.4.1-dev.57`. @default 'dev' */
  readonly distTag?: string;
  /** Environments that must be declared, with their rules, before anything happens. @default - none */
  readonly environments?: Environment[];
  /** Branch that they are used from. @default - the pipeline's first */
  readonly branch?: string;
}

/**
 * Packs what a branch holds under a version of its own: the next patch, a word and the number of the run. Nothing is committed or
 * tagged.
 */
export class NpmSnapshotStage extends NpmPackageStage implements IReleaseVersion {
  private readonly word: string;
  private readonly snapshot: NpmSnapshotStageOptions;

  /**
   * @throws when the dist-tag cannot be part of a version, or is that of releases
   */
  public constructor(scope: IConstruct, id: string, options: NpmSnapshotStageOptions = {}) {
    super(scope, id, { cache: false, ...options });
    this.snapshot = options;
    this.word = options.distTag ?? 'dev';
    if (!isOwnDistTag(this.word)) {
      throw this.error(`\`distTag\` "${this.word}" cannot be that of snapshots.`, 'Use a word that is no version and not "latest", such as dev or nightly.');
    }
  }

  /** The job that packs. */
  public get versionJob(): Job {
    return this.job('package');
  }

  /** Number of the version. */
  public get version(): Expr {
    return this.versionJob.output('version');
  }

  /** dist-tag of the snapshots. */
  public get distTag(): Expr {
    return Expr.literal(this.word);
  }

  protected buildJobs(): Job[] {
    const packed = this.packageJob();
    const { environments = [], branch = this.pipeline.branches[0] } = this.snapshot;
    if (environments.length === 0) return [packed];
    const check = this.newJob('check-environment', {
      name: 'Check Environment',
      timeout: Timeout.minutes(5),
      permissions: Permissions.readContents().merge(Permissions.of({ actions: Access.READ }, 'read the rules of environments')),
    });
    check.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), ...environmentSteps(environments, { branch }));
    packed.addNeed(check);
    return [check, packed];
  }

  protected packageJob(): Job {
    const job = super.packageJob();
    const version = ScriptAsset._shipped('npm-snapshot-version').step({
      PACKAGE_DIRECTORY: requireNode(this).packageDirectory,
      PREID: this.word,
      NUMBER: Expr.github('run_number'),
    }, { id: 'version', name: 'Give it the version of a snapshot' });
    job.insertBefore('build', version);
    return job;
  }
}
