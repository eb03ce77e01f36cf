import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IConstruct } from 'constructs';
import { Project } from 'projen';
import { Cluster } from './cluster';
import { controllerCheck, controllerSteps, hasController } from './controller-rollout';
import { CHECKS, LOOK } from './deploy-stage';
import { CHOSEN_ENVIRONMENT, forEnvironment } from './for-environment';
import { Rollout } from './rollout';
import { StarterChart } from './starter-chart';
import { inVersion, rolloutName, SteppedDeployStage, SteppedDeployStageOptions } from './stepped-deploy-stage';
import { Expr } from '../../model/expr';
import { Permissions } from '../../model/permissions';
import { Step, StepOptions } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** How an application comes into a cluster. In texts `{environment}` becomes the environment that is deployed to. */
export interface HelmDeployStageOptions extends SteppedDeployStageOptions {
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
}

/**
 * Deploys a Helm chart in steps, each followed by health, smoke test and metrics; what fails goes back where it came from.
 *
 * @see https://helm.sh/docs/helm/helm_upgrade/
 */
export class HelmDeployStage extends SteppedDeployStage {
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
    for (const file of [...(options.values ?? []), ...(options.featureFlags === undefined ? [] : [options.featureFlags])]) this._checkFile(file);
    if (options.smokeTest?.path !== undefined) this._checkFile(options.smokeTest.path);
  }

  /** Steps of the way back: it must not fail for want of what only the way there needs. @internal */
  public _accessSteps(): Step[] {
    return this.options.cluster._steps(CHOSEN_ENVIRONMENT, forEnvironment(this.options.namespace));
  }

  protected accessSteps(): Step[] {
    const controlled = this._rollouts().filter(([rollout]) => hasController(rollout));
    return [...this._accessSteps(), ...controlled.map(([rollout, environments]) => controllerCheck(rollout, { place: this.placeEnv(), ...this._choiceOf(environments) }))];
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
    return [...this.featureFlagSteps(), ...this._rollouts().flatMap(([rollout, environments]) => this.stepsOf(rollout, environments))];
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

  private featureFlagSteps(): Step[] {
    const { featureFlags } = this.options;
    if (featureFlags === undefined) return [];
    const file = forEnvironment(inVersion(featureFlags));
    return [ScriptAsset._shipped('apply-feature-flags')._stepIn(this.changeEnv(), { FILE: file }, { id: 'feature-flags', name: 'Apply feature flags' })];
  }

  private stepsOf(rollout: Rollout, environments: string[]): Step[] {
    const { suffix, condition } = this._choiceOf(environments);
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

  // Beside its steps: the promotion in two, and the way back.
  protected get longest(): Timeout {
    return this._longestOf(this.readyTimeout.inMinutes, 3);
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
}
