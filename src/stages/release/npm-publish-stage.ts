import { IConstruct } from 'constructs';
import { PublishTarget } from './publish-target';
import { IReleaseVersion } from './release-version';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Concurrency } from '../../model/concurrency';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { JobEnvironment } from '../../model/job-environment';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { NpmPackageStage } from '../node/npm-package-stage';
import { requireNode } from '../node/require-node';

/** What is published, and where. */
export interface NpmPublishStageOptions extends StageOptions {
  /** The registry. */
  readonly target: PublishTarget;
  /** The version: that of the stage that plans a release, or of one that packs snapshots. */
  readonly version: IReleaseVersion;
  /** The stage that packs. */
  readonly package: NpmPackageStage;
  /** Command line that proves the installed package. @default - its first program with `--help`; for a package without one that it can be installed */
  readonly command?: string;
}

/**
 * Publishes the one tarball, then installs it from the registry and runs it.
 *
 * A second run finds the version there, compares it with the tarball and goes on.
 */
export class NpmPublishStage extends Stage {
  /** The registry. */
  public readonly target: PublishTarget;
  /** The version. */
  public readonly version: IReleaseVersion;
  private readonly options: NpmPublishStageOptions;

  public constructor(scope: IConstruct, id: string, options: NpmPublishStageOptions) {
    // What must have passed is for the job that publishes; the other one needs that.
    super(scope, id, { ...options, needs: undefined });
    this.options = options;
    this.target = options.target;
    this.version = options.version;
  }

  /** Runs that may not overlap: whatever changes the package at the registry. @internal */
  public static _concurrency(target: PublishTarget): Concurrency {
    return Concurrency.queue(`publish-${new URL(target.url).host}`);
  }

  /** The job that publishes. */
  public get publishJob(): Job {
    return this.job(`publish-${this.slug}`);
  }

  /** The job that proves what was published; its outputs `verdict` and `run` say what is wrong. */
  public get verifyJob(): Job {
    return this.job(`verify-${this.slug}`);
  }

  protected buildJobs(): Job[] {
    const publish = this.newPublishJob();
    return [publish, this.newVerifyJob(publish)];
  }

  /** Makes the job that publishes. It runs no code of the repository. */
  protected newPublishJob(): Job {
    const { target, version } = this;
    const { package: packed } = this.options;
    const token = target._token;
    const publish = ScriptAsset._shipped('npm-publish').step({
      PACKAGE_DIR: 'package',
      PACKAGE: packed.job('package').output('package'),
      VERSION: version.version,
      REGISTRY: target.url,
      DIST_TAG: version.distTag,
      ACCESS: target.access,
      PROVENANCE: target.isTrusted,
      ...(token ? { NPM_TOKEN: token } : {}),
    }, { id: 'publish', name: `Publish to ${target.label}` });
    const job = this.newJob(`publish-${this.slug}`, {
      name: `Publish to ${target.label}`,
      needs: [version.versionJob, packed.job('package'), ...(this.options.needs ?? []).flatMap((stage) => this.pipeline._current(stage).jobs)],
      timeout: Timeout.minutes(15),
      permissions: target._publishPermissions,
      environment: JobEnvironment.named(target.environment.name, { url: target.environment.options.url }),
      concurrency: NpmPublishStage._concurrency(target),
    });
    job.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), ...requireNode(this).steps({ install: false }), ...packed.downloadSteps(), publish);
    job.addOutput('package', packed.job('package').output('package'));
    for (const output of ['published', 'integrity', 'previous']) job.addOutput(output, publish.output(output));
    return job;
  }

  /** Makes the job that installs the package from the registry and runs it. */
  protected newVerifyJob(publish: Job): Job {
    const { target, version } = this;
    const token = target._readToken;
    const install = ScriptAsset._shipped('npm-verify-release').step({
      PACKAGE: this.options.package.job('package').output('package'),
      VERSION: version.version,
      REGISTRY: target.url,
      INTEGRITY: publish.output('integrity'),
      DIST_TAG: version.distTag,
      ...(token ? { NPM_TOKEN: token } : {}),
    }, { id: 'install', name: `Install from ${target.label}` });
    const job = this.newJob(`verify-${this.slug}`, {
      name: `Verify ${target.label}`,
      needs: [version.versionJob, this.options.package.job('package'), publish],
      timeout: Timeout.minutes(15),
      permissions: target._readPermissions,
    });
    job.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), ...requireNode(this).steps({ install: false }), install);
    job.addOutput('verdict', install.output('verdict'));
    const command = this.command();
    if (command === undefined) return job;
    const run = ScriptAsset._shipped('check-command').step({ COMMAND: command, PREFIX: install.output('bin') }, { id: 'run', name: 'Run the installed command' });
    job.addStep(run);
    job.addOutput('run', Expr.stepOutcome(run.id));
    return job;
  }

  private command(): string | undefined {
    if (this.options.command !== undefined) return this.checkCommand('command', this.options.command);
    const { name, bin } = requireNode(this)._packageJson.facts(this.path);
    if (bin === undefined) return undefined;
    const program = typeof bin === 'string' ? name?.replace(/^@[^/]+\//, '') : Object.keys(bin)[0];
    return program === undefined ? undefined : `${program} --help`;
  }
}
