import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IConstruct } from 'constructs';
import { Project } from 'projen';
import { CHECKS, DeployStage, DeployStageOptions, VERSION_FOLDER } from './deploy-stage';
import { CHOSEN_ENVIRONMENT, isChosen } from './for-environment';
import { Rollout, RolloutStrategy } from './rollout';
import { SmokeTest } from './smoke-test';
import { Expr } from '../../model/expr';
import { Step, StepOptions } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** How a version comes into service step by step. In texts `{environment}` becomes the environment that is deployed to. */
export interface SteppedDeployStageOptions extends DeployStageOptions {
  /** How a version comes into service. @default Rollout.rolling() */
  readonly rollout?: Rollout;
  /** File with feature flags, such as `config/features-{environment}.toml`; it is in place before the version that reads it. @default - none */
  readonly featureFlags?: string;
  /** Test of the new version after each step. @default - none */
  readonly smokeTest?: SmokeTest;
  /** How long the version may take to be ready, at each step. @default - 10 minutes */
  readonly readyTimeout?: Timeout;
}

/** What sets the steps of some environments apart from those of others. @internal */
export interface Choice {
  /** End of the steps' ids. */
  readonly suffix: string;
  readonly condition?: Expr;
}

/** A deployment in steps, each followed by a smoke test and metrics; subclasses say what a step does. */
export abstract class SteppedDeployStage extends DeployStage {
  private readonly stepped: SteppedDeployStageOptions;

  public constructor(scope: IConstruct, id: string, options: SteppedDeployStageOptions) {
    super(scope, id, options);
    this.stepped = options;
  }

  /** How long the version may take to be ready, at each step. */
  protected get readyTimeout(): Timeout {
    return this.stepped.readyTimeout ?? Timeout.minutes(10);
  }

  /** Steps that look at the new version after it got its share: smoke test, then metrics. */
  protected checkSteps(rollout: Rollout, percentage: number, suffix: string, condition?: Expr): Step[] {
    const { smokeTest } = this.stepped;
    const steps = smokeTest ? [this.smokeTestStep(smokeTest, testedUrl(rollout, percentage, suffix), { id: `smoke-test-${percentage}${suffix}`, name: `Smoke test at ${percentage} %`, condition })] : [];
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

  /** Environments by how versions come into service there. @internal */
  protected _rollouts(): [Rollout, string[]][] {
    const common = this.stepped.rollout ?? Rollout.rolling();
    const found = new Map<Rollout, string[]>();
    for (const { name, options } of this.environments) {
      const rollout = options.rollout ?? common;
      found.set(rollout, [...(found.get(rollout) ?? []), name]);
    }
    return [...found];
  }

  /** What sets the steps of these environments apart. @internal */
  protected _choiceOf(environments: string[]): Choice {
    if (environments.length === this.environments.length) return { suffix: '' };
    return { suffix: `-${environments.join('-')}`, condition: isChosen(environments) };
  }

  /**
   * Every step of the longest rollout, and so many more for its end and the way back: the job's end must not cut them off.
   *
   * @internal
   */
  protected _longestOf(readyMinutes: number, more: number): Timeout {
    const smokeTest = this.stepped.smokeTest?.timeout.inMinutes ?? 0;
    const minutes = this._rollouts().map(([{ percentages, gate, _analysis }]) =>
      percentages.length * (readyMinutes + smokeTest + (gate?._durationAfterChange.inMinutes ?? 0)) + more * readyMinutes + (_analysis?.minutes ?? 0));
    return Timeout.minutes(Math.min(360, Math.max(...minutes) + 15));
  }

  /**
   * Refuses a file that an environment lacks, which would be told in the middle of a deployment.
   *
   * @internal
   */
  protected _checkFile(path: string): void {
    const { outdir } = Project.of(this);
    const wanted = path.includes('{environment}') ? this.environments.map(({ name }) => path.replaceAll('{environment}', name)) : [path];
    const missing = wanted.filter((file) => !existsSync(join(outdir, file)));
    if (missing.length > 0) throw this.error(`${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not in this repository.`, 'Add the file, or correct the option that names it.');
  }

  private smokeTestStep(test: SmokeTest, url: Record<string, Expr>, options: StepOptions): Step {
    if (test.path !== undefined) return Step.command(`bash ${test.path}`, { ...options, timeout: test.timeout, workingDirectory: VERSION_FOLDER });
    // An image of its own is built for the same version, so it has the same tag.
    const image = test.image?._tagged(Expr.needs(CHECKS, 'tag')) ?? Expr.template('{image}@{digest}', { image: Expr.needs(CHECKS, 'image'), digest: Expr.needs(CHECKS, 'digest') });
    return ScriptAsset._shipped('smoke-test')._stepIn(this.changeEnv(), {
      IMAGE: image, COMMAND: JSON.stringify(test.command ?? []), TIMEOUT: test.timeout.inMinutes * 60, ...url,
    }, options);
  }
}

/** A path of the repository, in the checkout of the version. @internal */
export function inVersion(path: string): string {
  return `${VERSION_FOLDER}/${path.replace(/^\.\//, '')}`;
}

/** What a step does, in words. @internal */
export function rolloutName(strategy: RolloutStrategy, percentage: number): string {
  if (strategy === RolloutStrategy.ROLLING) return 'Roll out';
  if (strategy === RolloutStrategy.CANARY) return `Roll out to ${percentage} %`;
  return percentage === 0 ? 'Start without traffic' : 'Switch the traffic';
}

// Argo Rollouts may have nothing to try, such as at a first installation: then the version in service is tested.
function testedUrl({ strategy }: Rollout, percentage: number, suffix: string): Record<string, Expr> {
  return strategy === RolloutStrategy.ARGO ? { URL: Expr.step(`roll-out-${percentage}${suffix}`, 'url') } : {};
}
