import { IConstruct } from 'constructs';
import { NpmPublishStage } from './npm-publish-stage';
import { rollbackJob } from './rollback-job';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { requireNode } from '../node/require-node';

/** What is taken back by itself. */
export interface ReleaseRecoveryStageOptions extends StageOptions {
  /** Stages that publish, in their order. A version that is wrong at one of them is taken back there and at those before. */
  readonly of: NpmPublishStage[];
}

/**
 * Takes a version back by itself when it was published and its verification proved it wrong. A registry that does not answer
 * proves nothing.
 */
export class ReleaseRecoveryStage extends Stage {
  private readonly options: ReleaseRecoveryStageOptions;

  /**
   * @throws when `of` is empty
   */
  public constructor(scope: IConstruct, id: string, options: ReleaseRecoveryStageOptions) {
    super(scope, id, options);
    this.options = options;
    if (options.of.length === 0) throw this.error('`of` is empty.', 'Name the stages that publish.');
  }

  protected buildJobs(): Job[] {
    return this.options.of.map((stage, index) => this.recoveryJob(stage, this.options.of.slice(index)));
  }

  /** The job that takes the version back at one registry, when it is wrong there or at one after it. */
  protected recoveryJob(stage: NpmPublishStage, from: NpmPublishStage[]): Job {
    const { version, target, publishJob } = stage;
    const wrong = from.flatMap(({ verifyJob }) => [
      Expr.eq(verifyJob.output('verdict'), 'wrong'),
      ...('run' in verifyJob.outputs ? [Expr.eq(verifyJob.output('run'), 'failure')] : []),
    ]);
    const id = stage.node.id.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
    return rollbackJob(`roll-back-${id}`, {
      target,
      programs: requireNode(this).steps({ install: false }),
      package: publishJob.output('package'),
      version: version.version,
      reason: Expr.template('Its verification failed: {server}/{repository}/actions/runs/{run}', {
        server: Expr.github('server_url'), repository: Expr.github('repository'), run: Expr.github('run_id'),
      }),
      needs: [version.versionJob, publishJob, ...from.map(({ verifyJob }) => verifyJob)],
      // Not after a cancelled run: whoever cancels looks at it.
      condition: Expr.and(Expr.notCancelled(), Expr.eq(Expr.needsResult(publishJob.id), 'success'), Expr.or(...wrong)),
    }, (jobId, options) => this.newJob(jobId, options));
  }
}
