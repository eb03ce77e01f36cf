import { Expression, referenceText, walk } from '../../read/expression';
import type { ExpressionSource } from '../../read/expression-source';
import type { JobSource } from '../../read/job-source';
import type { Diagnostic } from '../../read/language-services';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlFile } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { expressionOf } from './diagnostic-place';
import { didYouMean } from './did-you-mean';
import { mayBeSet } from './runtime-env';
import { Told, ValidatorCheck } from '../validator-check';

type Reference = Expression & { readonly kind: 'reference' };

/** What does not exist is empty text in an expression: no error, a condition is false, a file name loses a part. */
export class UnknownProperty extends ValidatorCheck {
  public readonly id = 'unknown-property';
  public readonly description = 'Expressions read properties that exist: needed jobs, earlier steps, axes of the matrix, inputs, variables, parts of the event.';
  public readonly covers = ['R07'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'expression';
  public readonly messages = [/^Context access might be invalid/];
  private readonly workflows = new WeakMap<YamlFile, WorkflowSource>();

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    this.workflows.set(workflow.file, workflow);
    super.visitWorkflow(workflow, context);
  }

  protected explain(diagnostic: Diagnostic, file: YamlFile, context: CheckContext): Told | undefined {
    const key = diagnostic.message.replace(/^[^:]*: ?/, '');
    const workflow = this.workflows.get(file);
    const at = key === '' || !workflow ? undefined : expressionOf(diagnostic, file, key);
    if (!at?.tree || !workflow) return undefined;
    const job = at.keys[0] === 'jobs' ? workflow.job(String(at.keys[1])) : undefined;
    for (const each of walk(at.tree)) {
      if (each.kind !== 'reference') continue;
      const part = each.parts.findIndex((name, index) => index > 0 && name?.toLowerCase() === key.toLowerCase());
      const told = part < 0 ? undefined : this.judge({ key, part, reference: each, at, job, workflow }, context);
      if (told) return { ...told, at };
    }
    return undefined;
  }

  private judge(found: Found, context: CheckContext): Told | undefined {
    const { key, part, reference, at, job, workflow } = found;
    const root = reference.parts[0];
    const problem = `"${referenceText(reference)}" is always empty: `;
    if (root === 'needs') return job && needs(found, job, workflow, context, problem);
    if (root === 'steps') return part === 3 || !job ? undefined : steps(found, job, problem);
    if (root === 'env') return isGuarded(reference, at) || mayBeSet(key, at, job) || hasWholeEnv(at, job, workflow) ? undefined : { problem: `${problem}no \`env\` of the workflow, the job or this step has "${key}", and no earlier step sets it.`, fix: 'Declare it under `env`; in a script, read variables of the runner as $NAME.', atMost: 'warning' };
    if (root === 'matrix') return isGuarded(reference, at) && !at.isCondition ? undefined : { problem: `${problem}the matrix of the job has no "${key}".`, fix: `Add it to \`strategy.matrix\`; its axes are: ${axes(job) || 'none'}.`, atMost: 'warning' };
    if (root === 'inputs') return { problem: `${problem}the workflow declares no input "${key}".`, fix: near(key, [...workflow.inputs.keys()], 'Its inputs are'), atMost: 'warning' };
    // A number is the place in a list.
    if (root === 'github' && reference.parts.some((name) => /^\d+$/.test(name ?? ''))) return undefined;
    if (root === 'github' && reference.parts[1] === 'event' && part > 1) return event(found, problem);
    if (root === 'secrets' || root === 'vars') return undefined;
    if (root === 'jobs' && part === 1) return { problem: `${problem}there is no job "${key}".`, fix: near(key, workflow.jobs.map(({ id }) => id), 'The jobs are'), atMost: 'warning' };
    const owner = reference.parts.slice(0, part).join('.');
    return { problem: `${problem}${owner} has no "${key}".`, fix: 'See https://docs.github.com/en/actions/reference/workflows-and-actions/contexts for what it has.', atMost: 'warning' };
  }
}

interface Found {
  readonly key: string;
  /** Which part of the reference does not exist. */
  readonly part: number;
  readonly reference: Reference;
  readonly at: ExpressionSource;
  readonly job: JobSource | undefined;
  readonly workflow: WorkflowSource;
}

function needs({ key, part, reference, at }: Found, job: JobSource, workflow: WorkflowSource, context: CheckContext, problem: string): Told | undefined {
  const isThis = (id: string, name: string | undefined) => id.toLowerCase() === name?.toLowerCase();
  if (part === 1) {
    if (job.needs.some(({ id }) => isThis(id, key))) return undefined;
    const exists = workflow.jobs.some(({ id }) => isThis(id, key));
    const named = job.needs.map(({ id }) => id);
    if (exists && isAncestor(key, job) && at.keys.length === 3 && at.keys[2] === 'if') return throughOthers(key, job, reference, context);
    if (exists) return { problem: `${problem}the job "${job.id}" does not need "${key}".`, fix: `Add "${key}" to its \`needs\`; it needs: ${named.join(', ') || 'nothing'}.`, atMost: 'error' };
    return { problem: `${problem}there is no job "${key}".`, fix: near(key, named, `The job "${job.id}" needs`), atMost: 'error' };
  }
  const other = workflow.jobs.find(({ id }) => isThis(id, reference.parts[1]));
  if (!other) return undefined;
  if (part === 2) return { problem: `${problem}a needed job has \`outputs\` and \`result\` only.`, fix: `Write needs.${other.id}.outputs.${key}.`, atMost: 'warning' };
  let outputs = [...other.outputs.keys()];
  if (other.uses) {
    const called = other.uses.kind === 'local' ? context.repository.workflow(other.uses.target) : undefined;
    if (!called) return undefined;
    outputs = (called.event('workflow_call')?.value?.get('outputs')?.entries() ?? []).map(({ name }) => name);
  }
  if (other.value.get('outputs')?.isScalar || outputs.some((name) => isThis(name, key))) return undefined;
  return { problem: `${problem}the job "${other.id}" has no output "${key}".`, fix: near(key, outputs, 'Its outputs are'), atMost: 'warning' };
}

function isAncestor(id: string, job: JobSource): boolean {
  return job.ancestors.some((other) => other.id.toLowerCase() === id.toLowerCase());
}

/** @see https://github.com/actions/runner/issues/2356 */
function throughOthers(key: string, job: JobSource, reference: Reference, context: CheckContext): Told {
  return {
    problem: `"${referenceText(reference)}" is read of a job that "${job.id}" needs through others only: GitHub gives it to \`if\` alone, and its documentation says otherwise.`,
    fix: `Add "${key}" to its \`needs\`.`,
    atMost: context.inBaseline('info') ?? 'warning',
  };
}

function steps({ key, part, at }: Found, job: JobSource, problem: string): Told | undefined {
  if (part !== 1) return { problem: `${problem}a step has \`outputs\`, \`outcome\` and \`conclusion\` only.`, fix: `Write outputs.${key} for an output.`, atMost: 'warning' };
  const index = at.keys[2] === 'steps' ? Number(at.keys[3]) : Infinity;
  const named = job.steps.filter((step) => step.id !== undefined && step.index < index).map((step) => step.id!);
  const later = job.steps.some((step) => step.id?.toLowerCase() === key.toLowerCase());
  return { problem: `${problem}${later ? `the step "${key}" does not run before this one` : `the job "${job.id}" has no step "${key}"`}.`, fix: near(key, named, later ? 'Earlier steps are' : 'Steps with an id are'), atMost: 'warning' };
}

// Payloads differ by event, so a chain of alternatives is how one writes them all down.
function event({ reference, part, key, at, workflow }: Found, problem: string): Told | undefined {
  const names = workflow.events.map(({ name }) => name);
  const isPlain = at.tree === reference;
  if (!isPlain || names.includes('repository_dispatch') || names.includes('workflow_call')) return undefined;
  return { problem: `${problem}no event of this workflow (${names.join(', ')}) has "${reference.parts.slice(0, part + 1).slice(1).join('.')}".`, fix: `See the payload of the event, https://docs.github.com/en/webhooks/webhook-events-and-payloads, for what stands beside "${key}".`, atMost: 'warning' };
}

/** Whether the expression itself deals with an empty value: `env.X == ''`, `env.X || 'y'`, or as a condition. */
function isGuarded(reference: Reference, at: ExpressionSource): boolean {
  if (at.isCondition || !at.tree) return true;
  for (const each of walk(at.tree)) {
    if (each.kind === 'logic' && each.args.includes(reference)) return true;
    if (each.kind === 'compare' && (each.left === reference || each.right === reference)) return true;
  }
  return false;
}

function hasWholeEnv(at: ExpressionSource, job: JobSource | undefined, workflow: WorkflowSource): boolean {
  const step = at.keys[2] === 'steps' ? job?.value.get('steps', Number(at.keys[3])) : undefined;
  return [workflow.value, job?.value, step].some((each) => each?.get('env')?.isScalar ?? false);
}

function axes(job: JobSource | undefined): string {
  const names = new Set((job?.legs ?? []).flatMap((leg) => Object.keys(leg)));
  return [...names].join(', ');
}

function near(key: string, names: readonly string[], said: string): string {
  return `${didYouMean(key, names)}${said}: ${names.join(', ') || 'none'}.`;
}
