import { IConstruct } from 'constructs';
import { checkEnvironments } from './check-environments';
import { deploymentNotifications } from './deployment-notifications';
import { Environment } from '../environment';
import { CHOSEN_ENVIRONMENT, chosenFrom } from './for-environment';
import { preDeploymentSteps } from './pre-deployment-steps';
import { recoveryJobs } from './recovery-jobs';
import { checkoutStep } from '../../ci/checkout';
import { runUrl } from '../../ci/run-url';
import { Stage, StageOptions } from '../../ci/stage';
import { Concurrency } from '../../model/concurrency';
import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { JobEnvironment } from '../../model/job-environment';
import { Access, Permissions } from '../../model/permissions';
import { Step, StepOptions } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { Trigger } from '../../model/trigger';
import { WorkflowInput } from '../../model/workflow-input';
import { ScriptAsset } from '../../script/script-asset';
import { ContainerImage } from '../image/container-image';
import { ContainerImageStage } from '../image/container-image-stage';
import { Channel } from '../notify/channel';

/** What every deployment must say. */
export interface DeployStageOptions extends StageOptions {
  /** What is deployed: the stage that builds it, or an image from elsewhere. */
  readonly image: ContainerImageStage | ContainerImage;
  /** Where it goes, in the order of promotion. */
  readonly environments: Environment[];
  /** Who is told how deployments go. @default - nobody */
  readonly notify?: Channel[];
}

/** Values of environment variables. @internal */
export type Variables = Record<string, string | number | boolean | Expr>;

/** What a rollback stage adds to the deployment. @internal */
export interface AutomaticRollback {
  /** Script of the repository that proves the version that is back. */
  readonly verify?: string;
}

/** Folder into which the files of the deployed version are checked out. @internal */
export const VERSION_FOLDER = 'version';
/** Job that finds reasons not to deploy. @internal */
export const CHECKS = 'pre-deployment';
/** Step that looks at what is there before anything changes. @internal */
export const LOOK = 'look';

/**
 * Brings a version of an image into an environment: checks before anything changes, one job that changes it, one
 * record of it in GitHub's deployments, and a way back.
 *
 * Subclasses say how a version comes into service and goes out of it.
 */
export abstract class DeployStage extends Stage {
  /** What is deployed. */
  public readonly image: ContainerImage;
  /** Where it goes. */
  public readonly environments: Environment[];
  /** Who is told. */
  public readonly channels: Channel[];
  /** What takes a failed deployment back; set by the rollback stage. @internal */
  public _automaticRollback?: AutomaticRollback;
  /** The stage that takes it back, where there is one. @internal */
  public _rollback?: Stage;

  /**
   * @throws when there is no environment, two have one name, or one comes after an environment that is not declared
   */
  public constructor(scope: IConstruct, id: string, options: DeployStageOptions) {
    super(scope, id, options);
    this.image = options.image instanceof ContainerImageStage ? options.image.image : options.image;
    this.environments = options.environments;
    this.channels = options.notify ?? [];
    const [problem, fix] = checkEnvironments(this.environments) ?? [];
    if (problem !== undefined && fix !== undefined) throw this.error(problem, fix);
    if (options.workflow === undefined) this.addOwnWorkflow();
  }

  /** Runs that may not overlap: whatever changes one environment. @internal */
  public get _concurrency(): Concurrency {
    return Concurrency.queue(Expr.template(`${this.slug}-{environment}`, { environment: CHOSEN_ENVIRONMENT }));
  }

  /** The choice among its environments. @internal */
  public get _environmentInput(): WorkflowInput {
    return WorkflowInput.choice({ description: 'Where', required: true }, this.environments.map(({ name }) => name));
  }

  /** Its secrets and rules, without a record of its own: ours is the only one. @internal */
  public get _jobEnvironment(): JobEnvironment {
    return JobEnvironment.named(CHOSEN_ENVIRONMENT, { deployment: false, names: this.environments.map(({ name }) => name) });
  }

  /** What the token needs to change the environment and to record it. @internal */
  public get _changePermissions(): Permissions {
    return Permissions.of({ contents: Access.READ, deployments: Access.WRITE }, 'record the deployment').merge(this.accessPermissions());
  }

  /** A step that writes to the one record of this run in GitHub's deployments. @internal */
  public _recordStep(action: string, parameters: Variables, options: StepOptions): Step {
    return ScriptAsset._shipped('deployment-record').step({
      ACTION: action,
      REPOSITORY: Expr.github('repository'),
      ENVIRONMENT: CHOSEN_ENVIRONMENT,
      RUN_ID: Expr.github('run_id'),
      RUN_URL: runUrl(),
      GH_TOKEN: Expr.token(),
      ...parameters,
    }, options);
  }

  /**
   * Lets a rollback stage take it back.
   *
   * @throws when another one does
   * @internal
   */
  public _takeBackBy(stage: Stage, automatic: AutomaticRollback | undefined): void {
    if (this._rollback) throw new DeliveryError({ place: stage.path, problem: `${this.path} has a rollback already: ${this._rollback.path}.`, fix: 'Keep one of the two.', at: stage.at });
    this._rollback = stage;
    this._automaticRollback = automatic;
  }

  /** Variables that name what is changed. @internal */
  public get _placeEnv(): Variables {
    return this.placeEnv();
  }

  /** Steps that reach the environment; the last one proves it. @internal */
  public _accessSteps(): Step[] {
    return this.accessSteps();
  }

  /** The step that takes a version out of service, see `rollBackStep`. @internal */
  public _rollBackStep(parameters: Variables, options: StepOptions): Step {
    return this.rollBackStep(parameters, options);
  }

  /** The step that proves the version that is back. @internal */
  public _verifySteps(verify: string | undefined, more?: Expr): Step[] {
    if (verify === undefined) return [];
    const rolledBack = Expr.eq(Expr.step('roll-back', 'outcome'), 'rolled-back');
    return [Step.command(`bash ${verify}`, {
      id: 'verify',
      name: 'Verify the version that is back',
      condition: Expr.and(Expr.always(), rolledBack, ...(more ? [more] : [])),
      env: { ENVIRONMENT: CHOSEN_ENVIRONMENT, VERSION: Expr.step('roll-back', 'version') },
    })];
  }

  /** Lets the jobs after one know how its way back went. @internal */
  public _tellOfWayBack(job: Job, verify: string | undefined): void {
    job.addOutput('roll-back', Expr.stepOutcome('roll-back'));
    job.addOutput('roll-back-outcome', Expr.step('roll-back', 'outcome'));
    if (verify !== undefined) job.addOutput('verify', Expr.stepOutcome('verify'));
  }

  protected defaultWorkflow(): string {
    return this.slug;
  }

  protected buildJobs(): Job[] {
    const checks = this.checksJob();
    const deploy = this.deployJob(checks);
    const recovery = this._automaticRollback ? recoveryJobs(this, checks, deploy, (id, options) => this.newJob(id, options)) : [];
    return [checks, deploy, ...recovery, ...deploymentNotifications(this, checks, [deploy, ...recovery])];
  }

  /** The job that finds reasons not to deploy; nothing has changed when it fails. */
  protected checksJob(): Job {
    const job = this.newJob(CHECKS, {
      name: 'Pre-deployment Checks',
      timeout: Timeout.minutes(10),
      permissions: Permissions.of({ contents: Access.READ })
        .merge(Permissions.of({ packages: Access.READ }, 'find the image'))
        .merge(Permissions.of({ attestations: Access.READ }, 'verify who built it'))
        .merge(Permissions.of({ deployments: Access.READ }, 'look at earlier deployments'))
        .merge(Permissions.of({ actions: Access.READ }, 'read the rules of the environment')),
    });
    const find = this.image.resolveStep(Expr.input('version'));
    job.addStep(...preDeploymentSteps(this, find));
    for (const name of ['image', 'tag', 'digest', 'revision']) job.addOutput(name, find.output(name));
    return job;
  }

  /** The job that changes the environment: one, so that one consent and one record stand for it. */
  protected deployJob(checks: Job): Job {
    const job = this.newJob('deploy', {
      name: Expr.template('Deploy to {environment}', { environment: CHOSEN_ENVIRONMENT }),
      needs: [checks],
      timeout: this.longest,
      environment: this._jobEnvironment,
      permissions: this._changePermissions,
      env: this.changeEnv(),
    });
    const start = this._recordStep('start', this.recordOf(checks), { id: 'record', name: 'Record the deployment' });
    job.addStep(
      checkoutStep(),
      checkoutStep({ ref: checks.output('revision'), path: VERSION_FOLDER }, { id: 'checkout-version', name: 'Check out the version' }),
      ...this.accessSteps(),
      this.rollBackStep({ WHEN: 'interrupted' }, { id: LOOK, name: 'Recover an interrupted rollout, if there is one' }),
      start,
      ...this.rolloutSteps(),
      ...this.wayBackSteps(),
      this._recordStep('finish', { STATUS: Expr.job('status') }, { id: 'finish', name: 'Record the result', condition: Expr.always() }),
    );
    job.addOutput('finish', Expr.stepOutcome('finish'));
    job.addOutput('before', Expr.step(LOOK, 'version'));
    if (this._automaticRollback) this._tellOfWayBack(job, this._automaticRollback.verify);
    return job;
  }

  /** Steps that reach the environment; the last one proves it. */
  protected abstract accessSteps(): Step[];

  /** Steps that reach it anew before the way back, where access may have run out meanwhile. */
  protected renewAccessSteps(_condition: Expr): Step[] {
    return [];
  }

  /** What the token needs to reach the environment. */
  protected abstract accessPermissions(): Permissions;

  /** The longest that a deployment and the way back may take. */
  protected abstract get longest(): Timeout;

  /** Variables that name what is changed, of every job that changes it. */
  protected abstract placeEnv(): Record<string, string | number | boolean | Expr>;

  /** Variables of the job that brings a version into service. */
  protected abstract changeEnv(): Record<string, string | number | boolean | Expr>;

  /** Steps that bring the version into service; the last one says that it is. */
  protected abstract rolloutSteps(): Step[];

  /**
   * The step that takes a version out of service. It gives the outputs `outcome`, `version`, `revision` and `left`; with
   * `WHEN` `interrupted` it acts only where a rollout did not end.
   */
  protected abstract rollBackStep(parameters: Record<string, string | number | boolean | Expr>, options: StepOptions): Step;

  private addOwnWorkflow(): void {
    const name = this.node.id.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
    this.pipeline.addWorkflow(this.slug, this.slug, {
      name,
      runName: Expr.template(`${name} {version} to {environment}`, { version: Expr.input('version'), environment: CHOSEN_ENVIRONMENT }),
      triggers: [Trigger.workflowDispatch({
        environment: this._environmentInput,
        version: WorkflowInput.string({ description: 'Version of the image, such as 1.4.0', required: true }),
        force: WorkflowInput.boolean({ description: 'Deploy although the order of environments, or another deployment, speaks against it' }, false),
      })],
      concurrency: this._concurrency,
    });
  }

  private recordOf(checks: Job): Variables {
    const urls = Object.fromEntries(this.environments.filter(({ options }) => options.url !== undefined).map(({ name, options }) => [name, options.url]));
    return {
      VERSION: checks.output('tag'),
      DIGEST: checks.output('digest'),
      REF: checks.output('revision'),
      ...(Object.keys(urls).length > 0 ? { ENVIRONMENT_URL: chosenFrom(urls) } : {}),
    };
  }

  private wayBackSteps(): Step[] {
    if (!this._automaticRollback) return [];
    const condition = Expr.and(Expr.or(Expr.failure(), Expr.cancelled()), Expr.eq(Expr.stepOutcome(LOOK), 'success'));
    return [
      ...this.renewAccessSteps(condition),
      this.rollBackStep({ WHEN: 'interrupted', LOCK_WAIT: 0 }, { id: 'roll-back', name: 'Roll back', condition }),
      ...this._verifySteps(this._automaticRollback.verify),
    ];
  }
}
