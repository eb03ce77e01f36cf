import { isCatalogVersion } from './catalog-version';
import { ACTION_SLACK_INPUTS, INPUT_VALUES } from './input-values.const';
import { ActionCatalog } from '../../catalog/action-catalog';
import { ActionEntry, mustBeGiven } from '../../catalog/action-entry';
import { nearest } from '../../catalog/nearest';
import { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { ValidatorCheck } from '../validator-check';

/** What the runner itself reads of a container action's `with`. */
const RUNNER_INPUTS = ['args', 'entrypoint'];

/** The runner only warns of an input that an action does not have; the action then does something else than was meant. */
export class ActionInputs extends ValidatorCheck {
  public readonly id = 'action-inputs';
  public readonly description = 'Steps give the inputs that their action has and needs, with values it takes.';
  public readonly covers = ['R17'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'action';
  public readonly messages = [/^Invalid action input '/, /^Missing required input/];

  /** Told by `visitStep`, which knows every release of a major version. Calls of workflows are another check's. */
  protected explain(): undefined {
    return undefined;
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    const { uses } = step;
    if (uses?.kind !== 'repository' || step.value.get('with')?.has('<<') || step.value.has('<<')) return;
    const entry = ActionCatalog.standard().find(uses.action);
    if (entry && entry.using !== 'workflow_call' && isCatalogVersion(uses, entry)) this.compare(step, entry, context);
    this.lookAtValues(step, context);
    if (uses.is('codecov/codecov-action')) this.lookAtCodecov(step, context);
    if (uses.is('8398a7/action-slack') && uses.major === 3) this.lookAtSlack(step, context);
  }

  private compare(step: StepSource, entry: ActionEntry, context: CheckContext): void {
    const uses = step.uses!;
    const given = step.inputs;
    const known = Object.keys(entry.inputs);
    const names = new Set(known.map((name) => name.toLowerCase()));
    for (const [name, value] of given) {
      if (names.has(name) || RUNNER_INPUTS.includes(name)) continue;
      const near = nearest(name, known);
      context.report(value.key, `${uses.action} ${entry.version} has no input "${value.name}": the runner leaves it out.`, `${near ? `Did you mean "${near}"? ` : ''}${known.length > 0 ? `It has: ${known.join(', ')}.` : 'It has no inputs.'}`, 'warning');
    }
    for (const [name, input] of Object.entries(entry.inputs)) {
      if (input.floating || !mustBeGiven(input) || given.has(name.toLowerCase())) continue;
      context.report(uses.at, `${uses.action} needs the input "${name}", which is not given.`, `Give it: \`with: { ${name}: … }\`.`, 'warning');
    }
  }

  private lookAtValues(step: StepSource, context: CheckContext): void {
    const uses = step.uses!;
    for (const [name, allowed] of Object.entries(INPUT_VALUES[uses.action] ?? {})) {
      const value = step.inputs.get(name);
      const text = value?.text;
      if (!value || text === undefined || text.includes('${{') || allowed.includes(text)) continue;
      const isCase = allowed.includes(text.trim().toLowerCase());
      context.report(value, `${uses.action} refuses "${text}" as ${name}.`, `Use one of: ${allowed.filter((each) => each !== '').join(', ')}.`, isCase ? 'warning' : undefined);
    }
  }

  /** @see https://docs.codecov.com/docs/codecov-tokens: tokens are asked for unless the organization has switched that off. */
  private lookAtCodecov(step: StepSource, context: CheckContext): void {
    const { inputs } = step;
    if (inputs.has('token') || inputs.has('use_oidc') || inputs.has('url') || hasVariable(step, 'CODECOV_TOKEN') || inputs.get('dry_run')?.text === 'true') return;
    const fails = inputs.get('fail_ci_if_error')?.text === 'true';
    context.report(step.uses!.at, `The upload to Codecov has no token${fails ? ', and fail_ci_if_error makes the job fail when it is refused' : ': it can be refused, and the job stays green'}.`, 'Give `token: ${{ secrets.CODECOV_TOKEN }}`, or `use_oidc: true` with id-token: write.', fails ? 'warning' : 'info');
  }

  /** @see https://github.com/8398a7/action-slack/blob/v3.19.0/src/main.ts */
  private lookAtSlack(step: StepSource, context: CheckContext): void {
    for (const [name, value] of step.inputs) {
      if (ACTION_SLACK_INPUTS.includes(name)) continue;
      const isWebhook = name.includes('webhook') && !hasVariable(step, 'SLACK_WEBHOOK_URL');
      const problem = isWebhook ? `action-slack has no input "${value.name}", and without the variable SLACK_WEBHOOK_URL it fails.` : `action-slack has no input "${value.name}": the runner leaves it out.`;
      context.report(value.key, problem, isWebhook ? 'Give the address as `env: { SLACK_WEBHOOK_URL: … }`.' : `It has: ${ACTION_SLACK_INPUTS.join(', ')}.`, isWebhook ? undefined : 'warning');
    }
    const status = step.inputs.get('status');
    const payload = step.inputs.get('custom_payload');
    if (payload && status?.text !== undefined && status.text.toLowerCase() !== 'custom' && !/custom|inputs\.|env\./.test(status.text)) {
      context.report(payload.key, `action-slack reads custom_payload with \`status: custom\` only; here the status is ${status.text}.`, 'Write `status: custom`, or use `text` and `fields`.', 'warning');
    }
  }
}

/** Whether a step, its job or its workflow sets a variable, or an earlier step could. */
function hasVariable(step: StepSource, name: string): boolean {
  const { holder } = step;
  if (step.env.has(name) || holder.env.has(name) || !(holder instanceof JobSource) || holder.workflow.env.has(name)) return true;
  return [step, holder, holder.workflow].some(({ value }) => value.get('env')?.isScalar) || holder.workflow.file.text.includes(`${name}=`);
}
