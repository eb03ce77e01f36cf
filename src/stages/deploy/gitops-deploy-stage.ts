import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IConstruct } from 'constructs';
import { Project } from 'projen';
import { Cluster } from './cluster';
import { CHECKS, DeployStage, DeployStageOptions, LOOK, VERSION_FOLDER } from './deploy-stage';
import { CHOSEN_ENVIRONMENT, forEnvironment, isChosen } from './for-environment';
import { checkGitOps } from './gitops-check';
import { GitOpsController } from './gitops-controller';
import { GitOpsRepository } from './gitops-repository';
import { GitOpsTarget } from './gitops-target';
import { Rollout, RolloutStrategy } from './rollout';
import { SmokeTest } from './smoke-test';
import { Expr } from '../../model/expr';
import { Permissions } from '../../model/permissions';
import { Step, StepOptions } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { runUrl } from '../notify/notification-job';

/** What is written for Argo CD or Flux, and how its effect is seen. In texts `{environment}` becomes the environment that is deployed to. */
export interface GitOpsDeployStageOptions extends DeployStageOptions {
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
  /** How a version comes into service. @default Rollout.rolling() */
  readonly rollout?: Rollout;
  /** File with feature flags of the version, such as `config/features-{environment}.toml`. @default - none */
  readonly featureFlags?: string;
  /** Test of the new version after each step. @default - none */
  readonly smokeTest?: SmokeTest;
  /** Namespace that a smoke test in the cluster runs in. @default - none */
  readonly namespace?: string;
  /** Name of the release, for a smoke test in the cluster. @default - the last part of `path` */
  readonly release?: string;
  /** How long the controller may take, at each step. @default - 10 minutes */
  readonly readyTimeout?: Timeout;
}

/**
 * Deploys by writing the wanted version into a repository that Argo CD or Flux follows, in steps that are each seen to
 * work; what fails is taken back by one more commit.
 */
export class GitOpsDeployStage extends DeployStage {
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
    const [problem, fix] = checkGitOps(options, this.target, this.rollouts().map(([rollout]) => rollout)) ?? [];
    if (problem !== undefined && fix !== undefined) throw this.error(problem, fix);
    for (const file of [options.featureFlags, options.smokeTest?.path]) if (file !== undefined) this.checkFile(file);
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
    return this.rollouts().flatMap(([rollout, environments]) => this.stepsOf(rollout, environments));
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

  /** Steps that look at the new version after it got its share: smoke test, then metrics. */
  protected checkSteps(rollout: Rollout, percentage: number, suffix: string, condition?: Expr): Step[] {
    const { smokeTest } = this.options;
    const steps = smokeTest ? [this.smokeTestStep(smokeTest, { id: `smoke-test-${percentage}${suffix}`, name: `Smoke test at ${percentage} %`, condition })] : [];
    // Without traffic there is nothing to measure.
    if (!rollout.gate || percentage === 0) return steps;
    return [...steps, rollout.gate.step(this, {
      file: `.github/delivery/${this.slug}-gate.json`,
      gate: `rollout${suffix}`,
      environment: CHOSEN_ENVIRONMENT,
      version: Expr.needs(CHECKS, 'tag'),
      id: `gate-${percentage}${suffix}`,
      name: `Check metrics at ${percentage} %`,
      condition,
    })];
  }

  private smokeTestStep(test: SmokeTest, options: StepOptions): Step {
    if (test.path !== undefined) return Step.command(`bash ${test.path}`, { ...options, timeout: test.timeout, workingDirectory: VERSION_FOLDER });
    const own = Expr.template('{image}@{digest}', { image: Expr.needs(CHECKS, 'image'), digest: Expr.needs(CHECKS, 'digest') });
    return ScriptAsset._shipped('smoke-test')._stepIn(this.changeEnv(), {
      IMAGE: test.image?._tagged(Expr.needs(CHECKS, 'tag')) ?? own, COMMAND: JSON.stringify(test.command ?? []), TIMEOUT: test.timeout.inMinutes * 60,
    }, options);
  }

  // Each step writes on top of the one before and of nothing else in the folder.
  private stepsOf(rollout: Rollout, environments: string[]): Step[] {
    const isOnly = environments.length === this.environments.length;
    const suffix = isOnly ? '' : `-${environments.join('-')}`;
    const condition = isOnly ? undefined : isChosen(environments);
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

  private get readyTimeout(): Timeout {
    return this.options.readyTimeout ?? Timeout.minutes(10);
  }

  // Every step of the longest rollout, its end and the way back: the job's end must not cut them off.
  protected get longest(): Timeout {
    const { smokeTest, cluster } = this.options;
    const ready = cluster ? this.readyTimeout.inMinutes : 1;
    const minutes = this.rollouts().map(([{ percentages, gate }]) =>
      percentages.length * (ready + (smokeTest?.timeout.inMinutes ?? 0) + (gate?.maximumDuration.inMinutes ?? 0)) + 4 * ready);
    return Timeout.minutes(Math.min(360, Math.max(...minutes) + 15));
  }

  // Environments by how versions come into service there.
  private rollouts(): [Rollout, string[]][] {
    const common = this.options.rollout ?? Rollout.rolling();
    const found = new Map<Rollout, string[]>();
    for (const { name, options } of this.environments) {
      const rollout = options.rollout ?? common;
      found.set(rollout, [...(found.get(rollout) ?? []), name]);
    }
    return [...found];
  }

  // A file of an environment that is missing would be told in the middle of a deployment.
  private checkFile(path: string): void {
    const { outdir } = Project.of(this);
    const wanted = path.includes('{environment}') ? this.environments.map(({ name }) => path.replaceAll('{environment}', name)) : [path];
    const missing = wanted.filter((file) => !existsSync(join(outdir, file)));
    if (missing.length > 0) throw this.error(`${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not in this repository.`, 'Add the file, or correct the option that names it.');
  }
}

function inVersion(path: string): string {
  return `${VERSION_FOLDER}/${path.replace(/^\.\//, '')}`;
}

function rolloutName(strategy: RolloutStrategy, percentage: number): string {
  if (strategy === RolloutStrategy.ROLLING) return 'Roll out';
  if (strategy === RolloutStrategy.CANARY) return `Roll out to ${percentage} %`;
  return percentage === 0 ? 'Start without traffic' : 'Switch the traffic';
}
