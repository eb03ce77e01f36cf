import { basename } from 'node:path';
import { IConstruct } from 'constructs';
import { Cluster } from './cluster';
import { CHECKS, LOOK } from './deploy-stage';
import { CHOSEN_ENVIRONMENT, forEnvironment } from './for-environment';
import { checkGitOps } from './gitops-check';
import { GitOpsController } from './gitops-controller';
import { GitOpsRepository } from './gitops-repository';
import { GitOpsTarget } from './gitops-target';
import { Rollout, RolloutStrategy } from './rollout';
import { inVersion, rolloutName, SteppedDeployStage, SteppedDeployStageOptions } from './stepped-deploy-stage';
import { runUrl } from '../../ci/run-url';
import { Expr } from '../../model/expr';
import { Permissions } from '../../model/permissions';
import { Step, StepOptions } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** What is written for Argo CD or Flux, and how its effect is seen. In texts `{environment}` becomes the environment that is deployed to. */
export interface GitOpsDeployStageOptions extends SteppedDeployStageOptions {
  /** Repository with the desired state. */
  readonly repository: GitOpsRepository;
  /** Folder of the application in it, such as `environments/{environment}/alys`. */
  readonly path: string;
  /** File in the folder that names the version. @default GitOpsTarget.helmValues() */
  readonly target?: GitOpsTarget;
  /** Who follows the repository; with `cluster` it is watched until the version is healthy. @default - nobody is waited for */
  readonly controller?: GitOpsController;
  /** Cluster in which the controller is asked for its state. @default - none: the deployment ends when the version is written */
  readonly cluster?: Cluster;
  /** Namespace that a smoke test in the cluster runs in. @default - none */
  readonly namespace?: string;
  /** Name of the release, for a smoke test in the cluster. @default - the last part of `path` */
  readonly release?: string;
}

/**
 * Deploys by writing the wanted version into a repository that Argo CD or Flux follows, in steps that are each seen to
 * work; what fails is taken back by one more commit.
 */
export class GitOpsDeployStage extends SteppedDeployStage {
  /** Who writes what where. */
  public readonly target: GitOpsTarget;
  private readonly options: GitOpsDeployStageOptions;

  /**
   * @throws when a path is none or would be shared by environments, a file is missing, or something is to be looked at
   * that nobody can see
   */
  public constructor(scope: IConstruct, id: string, options: GitOpsDeployStageOptions) {
    super(scope, id, options);
    this.options = options;
    this.target = options.target ?? GitOpsTarget.helmValues();
    const [problem, fix] = checkGitOps(options, this.target, this._rollouts().map(([rollout]) => rollout)) ?? [];
    if (problem !== undefined && fix !== undefined) throw this.error(problem, fix);
    for (const file of [options.featureFlags, options.smokeTest?.path]) if (file !== undefined) this._checkFile(file);
  }

  protected accessSteps(): Step[] {
    const { repository, cluster, controller } = this.options;
    return [...repository._steps(), ...(cluster && controller ? cluster._steps(CHOSEN_ENVIRONMENT, forEnvironment(controller.namespace), controller._actions) : [])];
  }

  protected accessPermissions(): Permissions {
    const { repository, cluster } = this.options;
    return repository._permissions().merge(cluster?._permissions() ?? Permissions.none());
  }

  protected placeEnv(): Record<string, string | number | boolean | Expr> {
    const { repository, path, controller, cluster } = this.options;
    const { reference } = this.image;
    const key = this.target.image ?? (this.target.kind === 'kustomize' && typeof reference === 'string' ? reference : undefined);
    return {
      ENVIRONMENT: CHOSEN_ENVIRONMENT,
      REPOSITORY_URL: repository._url,
      BRANCH: repository.branch,
      FOLDER: forEnvironment(path),
      FILE: this.target.file,
      TARGET_KIND: this.target.kind,
      ...(key === undefined ? {} : { IMAGE_KEY: key }),
      ...(controller && cluster ? {
        CONTROLLER: controller.program,
        CONTROLLER_KIND: controller.kind,
        CONTROLLER_NAME: forEnvironment(controller.name),
        CONTROLLER_NAMESPACE: forEnvironment(controller.namespace),
        WAIT_TIMEOUT: this.readyTimeout.inMinutes * 60,
      } : {}),
      RUN_URL: runUrl(),
    };
  }

  protected changeEnv(): Record<string, string | number | boolean | Expr> {
    const { path, namespace, release, featureFlags, smokeTest } = this.options;
    return {
      ...this.placeEnv(),
      ...(this.target.kind === 'helm-values' ? { ROLLOUT_VALUES: this.target.hasRollout } : {}),
      IMAGE: Expr.needs(CHECKS, 'image'),
      VERSION: Expr.needs(CHECKS, 'tag'),
      DIGEST: Expr.needs(CHECKS, 'digest'),
      ...(featureFlags === undefined ? {} : { FLAGS_FILE: forEnvironment(inVersion(featureFlags)) }),
      ...(smokeTest?.command && namespace !== undefined ? { NAMESPACE: forEnvironment(namespace), RELEASE: release ?? basename(path) } : {}),
    };
  }

  protected rolloutSteps(): Step[] {
    return this._rollouts().flatMap(([rollout, environments]) => this.stepsOf(rollout, environments));
  }

  protected rollBackStep(parameters: Record<string, string | number | boolean | Expr>, options: StepOptions): Step {
    // Git has no lock that could be waited for: whoever comes second writes on top of the first.
    const { LOCK_WAIT: _, ...given } = parameters;
    return ScriptAsset._shipped('gitops-rollback')._stepIn(this.placeEnv(), { GIT_TOKEN: this.options.repository._token, ...given }, options);
  }

  /** A step that writes what is wanted. */
  protected writeStep(parameters: Record<string, string | number | boolean | Expr>, options: StepOptions): Step {
    return ScriptAsset._shipped('gitops-deploy')._stepIn(this.changeEnv(), { ...parameters, GIT_TOKEN: this.options.repository._token }, options);
  }

  /** Steps that wait until a commit is in the cluster and healthy; none where nobody is watched. */
  protected waitSteps(revision: Expr, options: StepOptions): Step[] {
    if (!this.options.cluster) return [];
    return [ScriptAsset._shipped('gitops-wait')._stepIn(this.changeEnv(), { REVISION: revision, GIT_TOKEN: this.options.repository._token }, options)];
  }

  // Each step writes on top of the one before and of nothing else in the folder.
  private stepsOf(rollout: Rollout, environments: string[]): Step[] {
    const { suffix, condition } = this._choiceOf(environments);
    const { strategy } = rollout;
    let previous = Expr.step(LOOK, 'revision');
    const written = (id: string, name: string, parameters: Record<string, string | number>) => {
      const write = this.writeStep({ STRATEGY: strategy, PREVIOUS: previous, ...parameters }, { id: `${id}${suffix}`, name, condition });
      previous = write.output('revision');
      return [write, ...this.waitSteps(previous, { id: `wait-${id}${suffix}`, name: `Wait for it (${name.toLowerCase()})`, condition })];
    };
    const shares = rollout.percentages.flatMap((percentage) => [
      ...written(`roll-out-${percentage}`, rolloutName(strategy, percentage), { PERCENTAGE: percentage }),
      ...this.checkSteps(rollout, percentage, suffix, condition),
    ]);
    const promotion = strategy === RolloutStrategy.ROLLING ? [] : written('promote', 'Promote', { PHASE: 'promoting' });
    return [...shares, ...promotion, ...written('finish-rollout', 'End the rollout', { PHASE: 'stable' })];
  }

  // Beside its steps: the promotion, the end of the rollout, and the way back.
  protected get longest(): Timeout {
    return this._longestOf(this.options.cluster ? this.readyTimeout.inMinutes : 1, 4);
  }
}
