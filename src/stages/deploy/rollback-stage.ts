import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IConstruct } from 'constructs';
import { Project } from 'projen';
import { DeployStage } from './deploy-stage';
import { CHOSEN_ENVIRONMENT } from './for-environment';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Timeout } from '../../model/timeout';
import { Trigger } from '../../model/trigger';
import { WorkflowInput } from '../../model/workflow-input';
import { Channel } from '../notify/channel';
import { notificationJob } from '../notify/notification-job';

/** What is rolled back, and how that is proved. */
export interface RollbackStageOptions extends StageOptions {
  /** The deployment that is taken back. */
  readonly of: DeployStage;
  /** Whether a deployment that fails is taken back by itself. @default true */
  readonly automatic?: boolean;
  /** Script of the repository that proves the version that is back; it reads ENVIRONMENT and VERSION. @default - health alone */
  readonly verify?: string;
  /** Who is told. @default - as for the deployment */
  readonly notify?: Channel[];
}

/**
 * The way back: by itself when a deployment fails, and by hand, to the version before or to a named one.
 *
 * By hand it builds nothing and checks nothing before it acts: a checkout of scripts, access to the cluster, the rollback.
 */
export class RollbackStage extends Stage {
  private readonly options: RollbackStageOptions;
  private readonly deployment: DeployStage;

  /**
   * @throws when it has no deployment of its pipeline, the deployment has a rollback already, or the script is missing
   */
  public constructor(scope: IConstruct, id: string, options: RollbackStageOptions) {
    super(scope, id, options);
    this.options = options;
    this.deployment = options.of;
    if (!(this.deployment instanceof DeployStage)) throw this.error('it has no deployment to take back.', 'Give the stage that deploys: { of: deploy }.');
    if (this.deployment.pipeline !== this.pipeline) throw this.error(`${this.deployment.path} belongs to another pipeline.`, `Create both in one pipeline: new RollbackStage(${this.deployment.pipeline.node.id.toLowerCase()}, …).`);
    const { verify } = options;
    if (verify !== undefined && !existsSync(join(Project.of(this).outdir, verify))) throw this.error(`${verify} is not in this repository.`, 'Add the script, or correct `verify`.');
    this.deployment._takeBackBy(this, (options.automatic ?? true) ? { verify } : undefined);
    if (options.workflow === undefined) this.addOwnWorkflow();
  }

  protected defaultWorkflow(): string {
    return this.slug;
  }

  protected buildJobs(): Job[] {
    const rollback = this.rollbackJob();
    return [rollback, ...this.notificationJobs(rollback)];
  }

  /** The job that goes back. */
  protected rollbackJob(): Job {
    const { deployment } = this;
    const job = this.newJob('rollback', {
      name: Expr.template('Roll Back {environment}', { environment: CHOSEN_ENVIRONMENT }),
      timeout: Timeout.minutes(30),
      environment: deployment._jobEnvironment,
      permissions: deployment._changePermissions,
      env: deployment._placeEnv,
    });
    const emergency = Expr.input('emergency');
    const back = deployment._rollBackStep({
      TARGET_VERSION: Expr.input('version'),
      LOCK_WAIT: Expr.or(Expr.and(emergency, Expr.literal('0')), Expr.literal('600')),
    }, { id: 'roll-back', name: 'Roll back' });
    // A record that could not be begun may be there all the same, so it is closed.
    const isBack = Expr.eq(back.output('outcome'), 'rolled-back');
    job.addStep(
      // The proof is a script of the repository; without one the scripts of CI are enough.
      this.options.verify === undefined ? checkoutStep({ sparseCheckout: 'scripts/ci' }) : checkoutStep(),
      ...deployment._accessSteps(),
      back,
      ...deployment._verifySteps(this.options.verify, Expr.not(emergency)),
      deployment._recordStep('start', { VERSION: back.output('version'), REF: Expr.github('sha') }, {
        id: 'record', name: 'Record the rollback', condition: Expr.and(Expr.always(), isBack),
      }),
      deployment._recordStep('finish', { STATUS: Expr.job('status') }, {
        id: 'finish', name: 'Record the result', condition: Expr.and(Expr.always(), isBack),
      }),
    );
    job.addOutput('version', back.output('version'));
    job.addOutput('left', back.output('left'));
    deployment._tellOfWayBack(job, this.options.verify);
    return job;
  }

  private addOwnWorkflow(): void {
    const name = this.node.id.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
    this.pipeline.addWorkflow(this.slug, this.slug, {
      name,
      runName: Expr.template(`${name} {environment}`, { environment: CHOSEN_ENVIRONMENT }),
      triggers: [Trigger.workflowDispatch({
        environment: this.deployment._environmentInput,
        version: WorkflowInput.string({ description: 'Version to go back to; empty takes the one before' }),
        emergency: WorkflowInput.boolean({ description: 'Wait for nothing and prove nothing: act at once' }, false),
      })],
      concurrency: this.deployment._concurrency,
    });
  }

  private notificationJobs(rollback: Job): Job[] {
    const channels = this.options.notify ?? this.deployment.channels;
    if (channels.length === 0) return [];
    return [notificationJob(this, 'notify-result', {
      name: 'Notify of the Rollback',
      channels,
      title: 'Rollback',
      status: this.resultStatus(rollback),
      environment: CHOSEN_ENVIRONMENT,
      version: rollback.output('version'),
      fields: { 'Taken out': rollback.output('left') },
      needs: [rollback],
      condition: Expr.always(),
    })];
  }

  // Once the version is back and good, it does not matter what else failed or who cancelled; nor if it is half way.
  private resultStatus(rollback: Job): Expr {
    const result = (value: string) => Expr.eq(Expr.needsResult(rollback.id), value);
    const step = rollback.output('roll-back');
    const isGood = this.options.verify === undefined ? [] : [Expr.ne(rollback.output('verify'), 'failure')];
    const isBack = Expr.and(Expr.eq(rollback.output('roll-back-outcome'), 'rolled-back'), ...isGood);
    const cancelled = Expr.and(result('cancelled'), Expr.ne(step, 'failure'), Expr.ne(step, 'cancelled'), ...isGood);
    return Expr.or(
      Expr.and(Expr.or(result('success'), isBack), Expr.literal('rolled-back')),
      Expr.and(cancelled, Expr.literal('cancelled')),
      Expr.literal('rollback-failed'),
    );
  }
}
