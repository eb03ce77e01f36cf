import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IConstruct } from 'constructs';
import { Project } from 'projen';
import { Cluster } from './cluster';
import { controllerCheck, controllerSteps, hasController } from './controller-rollout';
import { CHECKS, DeployStage, DeployStageOptions, LOOK, VERSION_FOLDER } from './deploy-stage';
import { CHOSEN_ENVIRONMENT, forEnvironment, isChosen } from './for-environment';
import { Rollout, RolloutStrategy } from './rollout';
import { SmokeTest } from './smoke-test';
import { StarterChart } from './starter-chart';
import { Expr } from '../../model/expr';
import { Permissions } from '../../model/permissions';
import { Step, StepOptions } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** How an application comes into a cluster. In texts `{environment}` becomes the environment that is deployed to. */
export interface HelmDeployStageOptions extends DeployStageOptions {
  /** Folder of the chart. A `StarterChart` of that path is enough to begin with. */
  readonly chart: string;
  /** The cluster. */
  readonly cluster: Cluster;
  /** Namespace of the release; made if it is missing. */
  readonly namespace: string;
  /** Name of the release. @default - the last part of `chart` */
  readonly release?: string;
  /** Files with values for the chart, later ones win, such as `helm/values-{environment}.yaml`. @default - the chart's own values */
  readonly values?: string[];
  /** How a version comes into service. @default Rollout.rolling() */
  readonly rollout?: Rollout;
  /** File with feature flags, such as `config/features-{environment}.toml`; it is in place before the version that reads it. @default - none */
  readonly featureFlags?: string;
  /** Test of the new version after each step. @default - none */
  readonly smokeTest?: SmokeTest;
  /** How long pods may take to be ready, at each step. @default - 10 minutes */
  readonly readyTimeout?: Timeout;
}

/**
 * Deploys a Helm chart in steps, each followed by health, smoke test and metrics; what fails goes back where it came from.
 *
 * @see https://helm.sh/docs/helm/helm_upgrade/
 */
export class HelmDeployStage extends DeployStage {
  /** Name of the release. */
  public readonly release: string;
  private readonly options: HelmDeployStageOptions;

  /**
   * @throws when there is no chart, a file of an environment is missing, or a name is none of Kubernetes
   */
  public constructor(scope: IConstruct, id: string, options: HelmDeployStageOptions) {
    super(scope, id, options);
    this.options = options;
    this.release = options.release ?? basename(options.chart);
    this.checkChart();
    // The chart adds to it for what runs beside the release.
    this.checkName('release', this.release, 50);
    this.checkName('namespace', options.namespace.replace('{environment}', 'environment'), 63);
    for (const file of [...(options.values ?? []), ...(options.featureFlags === undefined ? [] : [options.featureFlags])]) this.checkFile(file);
    if (options.smokeTest?.path !== undefined) this.checkFile(options.smokeTest.path);
  }

  /** Steps of the way back: it must not fail for want of what only the way there needs. @internal */
  public _accessSteps(): Step[] {
    return this.options.cluster._steps(CHOSEN_ENVIRONMENT, forEnvironment(this.options.namespace));
  }

  protected accessSteps(): Step[] {
    const controlled = this.rollouts().filter(([rollout]) => hasController(rollout));
    return [...this._accessSteps(), ...controlled.map(([rollout, environments]) => controllerCheck(rollout, { place: this.placeEnv(), ...this.choiceOf(environments) }))];
  }

  protected renewAccessSteps(condition: Expr): Step[] {
    return this.options.cluster._renewSteps(CHOSEN_ENVIRONMENT, this.longest, condition);
  }

  protected accessPermissions(): Permissions {
    return this.options.cluster._permissions();
  }

  protected placeEnv(): Record<string, string | number | boolean | Expr> {
    return { ENVIRONMENT: CHOSEN_ENVIRONMENT, RELEASE: this.release, NAMESPACE: forEnvironment(this.options.namespace), READY_TIMEOUT: `${this.readyTimeout.inMinutes}m` };
  }

  protected changeEnv(): Record<string, string | number | boolean | Expr> {
    const { chart, values = [] } = this.options;
    return {
      ...this.placeEnv(),
      CHART: inVersion(chart),
      ...(values.length > 0 ? { VALUES: forEnvironment(values.map(inVersion).join(' ')) } : {}),
      IMAGE: Expr.needs(CHECKS, 'image'),
      VERSION: Expr.needs(CHECKS, 'tag'),
      DIGEST: Expr.needs(CHECKS, 'digest'),
    };
  }

  protected rolloutSteps(): Step[] {
    return [...this.featureFlagSteps(), ...this.rollouts().flatMap(([rollout, environments]) => this.stepsOf(rollout, environments))];
  }

  protected rollBackStep(parameters: Record<string, string | number | boolean | Expr>, options: StepOptions): Step {
    return ScriptAsset._shipped('helm-rollback')._stepIn(this.placeEnv(), parameters, options);
  }

  /** A step that gives the new version its share of the traffic, or all of it for good. */
  protected rolloutStep(parameters: Record<string, string | number | boolean | Expr>, options: StepOptions): Step {
    return ScriptAsset._shipped('helm-rollout')._stepIn(this.changeEnv(), {
      PREVIOUS: Expr.step(LOOK, 'revision'),
      ...(this.options.featureFlags === undefined ? {} : { CONFIG_MAP: Expr.step('feature-flags', 'config-map') }),
      ...parameters,
    }, options);
  }

  /** Steps that look at the new version after it got its share: smoke test, then metrics. */
  protected checkSteps(rollout: Rollout, percentage: number, suffix: string, condition?: Expr): Step[] {
    const steps = this.options.smokeTest ? [this.smokeTestStep(this.options.smokeTest, testedUrl(rollout, percentage, suffix), { id: `smoke-test-${percentage}${suffix}`, name: `Smoke test at ${percentage} %`, condition })] : [];
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
      afterChange: true,
    })];
  }

  private featureFlagSteps(): Step[] {
    const { featureFlags } = this.options;
    if (featureFlags === undefined) return [];
    const file = forEnvironment(inVersion(featureFlags));
    return [ScriptAsset._shipped('apply-feature-flags')._stepIn(this.changeEnv(), { FILE: file }, { id: 'feature-flags', name: 'Apply feature flags' })];
  }

  private smokeTestStep(test: SmokeTest, url: Record<string, Expr>, options: StepOptions): Step {
    const version = Expr.needs(CHECKS, 'tag');
    if (test.path !== undefined) {
      return Step.command(`bash ${test.path}`, { ...options, timeout: test.timeout, workingDirectory: VERSION_FOLDER });
    }
    // An image of its own is built for the same version, so it has the same tag.
    const image = test.image?._tagged(version) ?? Expr.template('{image}@{digest}', { image: Expr.needs(CHECKS, 'image'), digest: Expr.needs(CHECKS, 'digest') });
    return ScriptAsset._shipped('smoke-test')._stepIn(this.changeEnv(), {
      IMAGE: image, COMMAND: JSON.stringify(test.command ?? []), TIMEOUT: test.timeout.inMinutes * 60, ...url,
    }, options);
  }

  private stepsOf(rollout: Rollout, environments: string[]): Step[] {
    const { suffix, condition } = this.choiceOf(environments);
    const { strategy } = rollout;
    if (hasController(rollout)) {
      return controllerSteps(rollout, {
        place: this.placeEnv(),
        readyMinutes: this.readyTimeout.inMinutes,
        suffix,
        condition,
        helm: (parameters, options) => this.rolloutStep(parameters, options),
        checks: (percentage) => this.checkSteps(rollout, percentage, suffix, condition),
      });
    }
    const steps = rollout.percentages.flatMap((percentage) => [
      this.rolloutStep({ STRATEGY: strategy, PERCENTAGE: percentage }, { id: `roll-out-${percentage}${suffix}`, name: rolloutName(strategy, percentage), condition }),
      ...this.checkSteps(rollout, percentage, suffix, condition),
    ]);
    return [...steps, this.rolloutStep({ STRATEGY: strategy, PHASE: 'promote' }, { id: `promote${suffix}`, name: 'Promote', condition })];
  }

  // What sets the steps of these environments apart from those of others.
  private choiceOf(environments: string[]): { suffix: string; condition?: Expr } {
    if (environments.length === this.environments.length) return { suffix: '' };
    return { suffix: `-${environments.join('-')}`, condition: isChosen(environments) };
  }

  private get readyTimeout(): Timeout {
    return this.options.readyTimeout ?? Timeout.minutes(10);
  }

  // Every step of the longest rollout, the promotion and the way back: the job's end must not cut them off.
  protected get longest(): Timeout {
    const { smokeTest } = this.options;
    const ready = this.readyTimeout.inMinutes;
    const minutes = this.rollouts().map(([{ percentages, gate, _analysis }]) =>
      percentages.length * (ready + (smokeTest?.timeout.inMinutes ?? 0) + (gate?._durationAfterChange.inMinutes ?? 0)) + 3 * ready + (_analysis?.minutes ?? 0));
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

  private checkChart(): void {
    const { chart } = this.options;
    const project = Project.of(this);
    const path = chart.replace(/^\.\//, '').replace(/\/$/, '');
    if (existsSync(join(project.outdir, path, 'Chart.yaml')) || StarterChart._isAt(project, path)) return;
    throw this.error(`there is no chart in ${chart}: ${path}/Chart.yaml is missing.`, `Correct \`chart\`, or begin with one: new StarterChart(project, 'Chart', { path: '${path}' });`);
  }

  private checkName(option: string, name: string, length: number): void {
    if (name.length <= length && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) return;
    throw this.error(`\`${option}\` is "${name}".`, `Use lower-case letters, digits and hyphens, ${length} at most.`);
  }

  // A file of an environment that is missing would be told at three in the morning.
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

// Argo Rollouts may have nothing to try, such as at a first installation: then the version in service is tested.
function testedUrl({ strategy }: Rollout, percentage: number, suffix: string): Record<string, Expr> {
  return strategy === RolloutStrategy.ARGO ? { URL: Expr.step(`roll-out-${percentage}${suffix}`, 'url') } : {};
}

function rolloutName(strategy: RolloutStrategy, percentage: number): string {
  if (strategy === RolloutStrategy.ROLLING) return 'Roll out';
  if (strategy === RolloutStrategy.CANARY) return `Roll out to ${percentage} %`;
  return percentage === 0 ? 'Start without traffic' : 'Switch the traffic';
}
