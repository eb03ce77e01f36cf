import type { Flow } from './flow';
import { flowsOf } from './flow';
import { FIXED_GITHUB, FIXED_OUTPUTS, FIXED_PAYLOAD, OUTSIDE_TEXTS, OutsideText } from './outside-text.const';
import { JobSource } from '../../read/job-source';
import type { StepHolder, StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';

/**
 * Who decides a text: `outsider` anybody, `writer` who may push, label or release, `caller` who starts or calls it,
 * `computed` an earlier step, `closed` a choice among written values, `fixed` GitHub or this file.
 */
export type OriginKind = 'outsider' | 'writer' | 'caller' | 'computed' | 'closed' | 'fixed';

/** Where a text comes from. */
export interface Origin {
  readonly kind: OriginKind;
  /** What is read, such as `github.head_ref`; through `env` and job outputs it is what those read. */
  readonly name: string;
  /** Of an outsider's text. */
  readonly outside?: OutsideText;
}

const ORDER: OriginKind[] = ['fixed', 'closed', 'computed', 'caller', 'writer', 'outsider'];
const ENOUGH = 6;

/** The least trusted of what an expression's text can come from; undefined where it holds nothing but literals. */
export function worstOrigin(flows: readonly Flow[], step: StepSource, depth = 0): Origin | undefined {
  return flows.map((flow) => originOf(flow, step.holder, step, depth)).reduce<Origin | undefined>(worse, undefined);
}

/** Where the text of a value in `env` or of a job's output comes from, by all expressions in it. */
export function originOfValue(value: YamlValue, holder: StepHolder, step?: StepSource, depth = 0): Origin | undefined {
  const origins = value.file.expressionsBetween(value.offset, value.end).flatMap(({ tree }) => (tree ? flowsOf(tree) : []));
  return origins.map((flow) => originOf(flow, holder, step, depth)).reduce<Origin | undefined>(worse, undefined);
}

function worse(left: Origin | undefined, right: Origin): Origin {
  return left && ORDER.indexOf(left.kind) >= ORDER.indexOf(right.kind) ? left : right;
}

function originOf(flow: Flow, holder: StepHolder, step: StepSource | undefined, depth: number): Origin {
  const outside = outsideText(flow);
  if (outside) return { kind: 'outsider', name: flow.written, outside };
  const job = holder instanceof JobSource ? holder : undefined;
  const [context, ...rest] = flow.name.split('.');
  const of = (kind: OriginKind): Origin => ({ kind, name: flow.written });
  if (context === 'inputs') return of(inputKind(rest[0], job?.workflow));
  if (context === 'github') return rest[0] === 'event' && rest[1] === 'inputs' ? of(inputKind(rest[2], job?.workflow)) : of(githubKind(rest, job?.workflow));
  if (context === 'matrix') return of(job ? matrixKind(rest[0], job) : 'fixed');
  if (context === 'steps') return of(stepKind(flow.written.split('.'), holder));
  if (depth > ENOUGH) return of('computed');
  if (context === 'env') return ofEnv(flow, holder, step, depth);
  if (context === 'needs') return ofNeeds(flow, job, depth);
  return of('fixed');
}

/** The text of an outsider that a reference reads, itself or as part of a whole. */
function outsideText({ name, whole }: Flow): OutsideText | undefined {
  if (!name.startsWith('github')) return undefined;
  const parts = name.split('.');
  const found = OUTSIDE_TEXTS.filter(({ path }) => {
    const wanted = path.split('.');
    const fits = parts.length === wanted.length || (whole && parts.length < wanted.length);
    return fits && parts.every((part, index) => wanted[index] === '*' || part === wanted[index] || part === '*');
  });
  if (found.length < 2) return found[0];
  return { path: name, events: [...new Set(found.flatMap(({ events }) => events))], multiline: found.some(({ multiline }) => multiline) };
}

function inputKind(name: string | undefined, workflow: WorkflowSource | undefined): OriginKind {
  if (!workflow || name === undefined) return 'caller';
  const declared = ['workflow_dispatch', 'workflow_call'].flatMap((event) => {
    const input = workflow.event(event)?.value?.get('inputs')?.entries().find((entry) => entry.name.toLowerCase() === name);
    return input ? [input] : [];
  });
  const types = declared.map((input) => input.get('type')?.text ?? 'string');
  if (types.length === 0) return 'caller';
  if (types.every((type) => type === 'boolean' || type === 'number')) return 'fixed';
  return types.every((type) => type === 'boolean' || type === 'number' || type === 'choice') ? 'closed' : 'caller';
}

function githubKind(parts: readonly string[], workflow: WorkflowSource | undefined): OriginKind {
  const [first] = parts;
  if (first === undefined || first === 'token' || FIXED_GITHUB.has(first)) return 'fixed';
  if (parts[1] === 'client_payload') return 'writer';
  if (first === 'event') return parts.length === 1 || FIXED_PAYLOAD.test(parts.join('.')) ? 'fixed' : 'writer';
  if (!workflow) return 'writer';
  return (first === 'ref' || first === 'ref_name') && refsAreKnown(workflow) || first === 'base_ref' && basesAreKnown(workflow) ? 'fixed' : 'writer';
}

// Where the ref is that of the default branch, a number of a pull request, or a name that this file spells out.
const KNOWN_REF = new Set(['schedule', 'issues', 'issue_comment', 'workflow_run', 'pull_request', 'discussion', 'discussion_comment', 'watch', 'fork', 'gollum', 'label', 'milestone']);

function refsAreKnown(workflow: WorkflowSource): boolean {
  return workflow.events.length > 0 && workflow.events.every(({ name, value }) => {
    if (KNOWN_REF.has(name)) return true;
    return name === 'push' && areSpelledOut([...value?.get('branches')?.texts() ?? [], ...value?.get('tags')?.texts() ?? []]);
  });
}

function basesAreKnown(workflow: WorkflowSource): boolean {
  return workflow.events.every(({ name, value }) => !name.startsWith('pull_request') || areSpelledOut(value?.get('branches')?.texts() ?? []));
}

// Without `*` a filter lets nothing through but the characters it names: `main`, `v[0-9]+.[0-9]+`.
function areSpelledOut(filters: readonly string[]): boolean {
  return filters.length > 0 && filters.every((filter) => /^(?:[\w./-]|\[[\w-]+\]|[+?])+$/.test(filter));
}

function matrixKind(axis: string | undefined, job: JobSource): OriginKind {
  const matrix = job.value.get('strategy', 'matrix');
  if (matrix?.text !== undefined || axis === undefined || axis === '*' || axis === '[]') return hasExpression(matrix) ? 'computed' : 'fixed';
  const own = matrix?.entries().find((entry) => entry.name.toLowerCase() === axis);
  const included = matrix?.get('include');
  if (included?.text !== undefined) return 'computed';
  const entries = included?.items().map((item) => item.entries().find((entry) => entry.name.toLowerCase() === axis)) ?? [];
  return [own, ...entries].some(hasExpression) ? 'computed' : 'fixed';
}

function hasExpression(value: YamlValue | undefined): boolean {
  return value !== undefined && value.file.expressionsBetween(value.offset, value.end).some(({ tree }) => !tree || flowsOf(tree).length > 0);
}

function stepKind([, id, part, output]: string[], holder: StepHolder): OriginKind {
  if (part !== undefined && part !== 'outputs' && part !== '*') return 'fixed';
  if (output?.toLowerCase() === 'cache-hit') return 'fixed';
  const action = stepsById(holder).get(id)?.uses?.action ?? '';
  return output !== undefined && FIXED_OUTPUTS[action]?.test(output) ? 'fixed' : 'computed';
}

const byId = new WeakMap<StepHolder, Map<string, StepSource>>();

function stepsById(holder: StepHolder): Map<string, StepSource> {
  let known = byId.get(holder);
  if (!known) byId.set(holder, known = new Map(holder.steps.flatMap((step) => (step.id === undefined ? [] : [[step.id, step]]))));
  return known;
}

function ofEnv({ written }: Flow, holder: StepHolder, step: StepSource | undefined, depth: number): Origin {
  const name = written.split('.')[1] ?? '';
  const fixed: Origin = { kind: 'fixed', name: written };
  const maps = [step?.env, holder.env, holder instanceof JobSource ? holder.workflow.env : undefined].flatMap((map) => (map ? [map] : []));
  if (name === '[]') return maps.flatMap((map) => [...map.values()]).some(hasExpression) || writtenNames(holder).size > 0 ? { kind: 'computed', name: 'env' } : fixed;
  const value = maps.find((map) => map.has(name))?.get(name);
  const isComputed = writtenNames(holder).get(name);
  if (isComputed && !step?.env.has(name)) return { kind: 'computed', name: written };
  if (!value) return isComputed === false || name.startsWith('GITHUB_') ? fixed : { kind: 'computed', name: written };
  return originOfValue(value, holder, undefined, depth + 1) ?? fixed;
}

const namesOf = new WeakMap<StepHolder, Map<string, boolean>>();

// Names that steps of the job may write to GITHUB_ENV, and whether what they write is computed.
function writtenNames(holder: StepHolder): Map<string, boolean> {
  let known = namesOf.get(holder);
  if (known) return known;
  namesOf.set(holder, known = new Map());
  for (const { run } of holder.steps) {
    if (!run?.text.includes('GITHUB_ENV')) continue;
    for (const [, name, value] of run.text.matchAll(/\b([A-Za-z_]\w*)(=[^"'\n>]*|<<)/g)) known.set(name, known.get(name) === true || /^<<|[$`]|^=$/.test(value));
  }
  return known;
}

function ofNeeds({ written: text }: Flow, job: JobSource | undefined, depth: number): Origin {
  const [, id, part, output] = text.split('.');
  if (part === 'result') return { kind: 'fixed', name: text };
  if (part === undefined && job?.neededJobs.every((each) => !each.uses && each.outputs.size === 0)) return { kind: 'fixed', name: text };
  const needed = job?.workflow.job(id ?? '');
  const value = output === undefined ? undefined : needed?.outputs.get(output);
  if (!needed || !value || needed.uses) return { kind: 'computed', name: text };
  return originOfValue(value, needed, undefined, depth + 1) ?? { kind: 'fixed', name: text };
}
