import type { Variables } from './deploy-stage';
import { Rollout, RolloutStrategy } from './rollout';
import { Expr } from '../../model/expr';
import { Step, StepOptions } from '../../model/step';
import { ScriptAsset } from '../../script/script-asset';

/** What a stage gives to the steps that lead a controller of the cluster. @internal */
export interface ControllerParts {
  /** Variables that name the release. */
  readonly place: Variables;
  /** Minutes that pods may take. */
  readonly readyMinutes: number;
  /** End of the ids, where environments differ. */
  readonly suffix: string;
  /** When the steps run. */
  readonly condition?: Expr;
  /** A step by which Helm changes the release. */
  helm(parameters: Variables, options: StepOptions): Step;
  /** Steps that look at the new version. */
  checks(percentage: number): Step[];
}

const NAMES: Record<string, string> = { [RolloutStrategy.ARGO]: 'Argo Rollouts', [RolloutStrategy.FLAGGER]: 'Flagger' };

/** Whether a controller of the cluster brings versions into service. @internal */
export function hasController({ strategy }: Rollout): boolean {
  return strategy in NAMES;
}

/** The step that fails, before anything changes, where the cluster has no such controller. @internal */
export function controllerCheck({ strategy }: Rollout, { place, suffix, condition }: Pick<ControllerParts, 'place' | 'suffix' | 'condition'>): Step {
  return script(strategy)._stepIn(place, { ACTION: 'check' }, { id: `${strategy}-check${suffix}`, name: `Look for ${NAMES[strategy]}`, condition });
}

/**
 * Steps by which Helm hands a version to the controller, which then brings it into service. That it is there for good is
 * a revision of the release, as everywhere, so that a later rollback knows where to go.
 *
 * @internal
 */
export function controllerSteps(rollout: Rollout, parts: ControllerParts): Step[] {
  const { suffix, condition } = parts;
  const isArgo = rollout.strategy === RolloutStrategy.ARGO;
  const analysis = rollout._analysis;
  const common: Variables = {
    STRATEGY: rollout.strategy,
    ...(isArgo ? { STEPS: rollout.percentages.join(' ') } : {}),
    ...(analysis ? { ANALYSIS: JSON.stringify(analysis.spec) } : {}),
    ...(analysis?.provider === undefined ? {} : { PROVIDER: analysis.provider }),
  };
  return [
    ...(isArgo ? [] : [leadStep(rollout, parts, { ACTION: 'look' }, { id: `look-before${suffix}`, name: 'Look at what Flagger knows' })]),
    parts.helm({ ...common, PERCENTAGE: rollout.percentages[0] }, { id: `start${suffix}`, name: 'Start the rollout', condition }),
    ...(isArgo ? argoSteps(rollout, parts) : flaggerSteps(rollout, parts)),
    parts.helm({ ...common, PHASE: 'promote' }, { id: `keep${suffix}`, name: 'Keep as the version in service', condition }),
  ];
}

function argoSteps(rollout: Rollout, parts: ControllerParts): Step[] {
  const { suffix } = parts;
  return [
    ...rollout.percentages.flatMap((percentage) => [
      leadStep(rollout, parts, { ACTION: 'advance', PERCENTAGE: percentage }, { id: `roll-out-${percentage}${suffix}`, name: `Roll out to ${percentage} %` }),
      ...parts.checks(percentage),
    ]),
    leadStep(rollout, parts, { ACTION: 'promote' }, { id: `promote${suffix}`, name: 'Promote' }),
  ];
}

// Flagger decides by its own measures; what is there of other checks comes after it.
function flaggerSteps(rollout: Rollout, parts: ControllerParts): Step[] {
  const { suffix } = parts;
  const minutes = parts.readyMinutes + rollout._analysis!.minutes;
  return [
    leadStep(rollout, parts, { ACTION: 'wait', BEFORE: Expr.step(`look-before${suffix}`, 'before'), READY_TIMEOUT: `${minutes}m` }, { id: `roll-out-100${suffix}`, name: 'Wait for Flagger' }),
    ...parts.checks(100),
  ];
}

function leadStep({ strategy }: Rollout, { place, condition }: ControllerParts, parameters: Variables, options: StepOptions): Step {
  return script(strategy)._stepIn(place, parameters, { ...options, condition });
}

function script(strategy: RolloutStrategy): ScriptAsset {
  return ScriptAsset._shipped(`${strategy}-rollout`);
}
