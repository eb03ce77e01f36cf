import { flowsOf } from './flow';
import { Origin, worstOrigin } from './origin';
import { reachOf } from './reach';
import type { ExpressionSource } from '../../read/expression-source';
import { JobSource } from '../../read/job-source';
import { Located } from '../../read/located';
import type { StepSource } from '../../read/step-source';
import type { YamlValue } from '../../read/yaml-value';

/** An expression inside a text that is run as a program. */
export interface BodyExpression {
  /** The expression with its braces. */
  readonly text: string;
  /** Where its braces begin. */
  readonly at: Located;
  /** Where its text comes from; undefined where it gives literals only. */
  readonly origin: Origin | undefined;
  /** Whether somebody without write access can reach the step with a text of his own. */
  readonly isOpen: boolean;
}

/** What runs a body, as far as reading a variable goes. */
export type Language = 'shell' | 'pwsh' | 'cmd' | 'python' | 'javascript' | 'other';

/** A text of a step that is run as a program: `run`, or the script of github-script. */
export function bodyOf(step: StepSource): { readonly value: YamlValue; readonly language: Language } | undefined {
  const { run, uses } = step;
  const value = run ? step.value.get('run') : uses?.is('actions/github-script') ? step.inputs.get('script') : undefined;
  if (!value) return undefined;
  return { value, language: run ? languageOf(run.shell.kind) : 'javascript' };
}

const known = new WeakMap<StepSource, BodyExpression[]>();

/** The expressions in the body of a step. */
export function bodyExpressions(step: StepSource): BodyExpression[] {
  let found = known.get(step);
  if (!found) {
    const body = bodyOf(step);
    known.set(step, found = body ? expressionsOf(body.value, step) : []);
  }
  return found;
}

/** The expressions in a value of a step. */
export function expressionsOf(value: YamlValue, step: StepSource): BodyExpression[] {
  return value.file.expressionsBetween(value.offset, value.end).map((expression) => bodyExpression(expression, step));
}

function bodyExpression(expression: ExpressionSource, step: StepSource): BodyExpression {
  const { value, text, offset, tree } = expression;
  const origin = tree && worstOrigin(flowsOf(tree), step);
  return { text: `\${{${text}}}`.replace(/\s+/g, ' '), at: value.file.at(offset - 3, value.keys), origin, isOpen: origin?.outside !== undefined && isOpen(origin, step) };
}

/** Whether an outsider's text gets to a step: an event of the workflow carries it, and no condition keeps strangers out. */
export function isOpen({ outside }: Origin, step: StepSource): boolean {
  if (!outside) return false;
  const { holder } = step;
  const workflow = holder instanceof JobSource ? holder.workflow : undefined;
  const anyEvent = !workflow || workflow.hasEvent('workflow_call');
  const events = anyEvent ? outside.events : workflow.events.filter(({ name, value }) => outside.events.includes(name) && !(name === 'workflow_run' && value?.has('branches'))).map(({ name }) => name);
  return events.some((event) => reachOf(step, event) === 'open');
}

/** How a body reads an environment variable. */
export function reading(name: string, language: Language): string {
  switch (language) {
    case 'shell': return `"$${name}"`;
    case 'pwsh': return `$env:${name}`;
    case 'cmd': return `%${name}%`;
    case 'python': return `os.environ["${name}"]`;
    case 'javascript': return `process.env.${name}`;
    case 'other': return `the variable ${name}`;
  }
}

// What the runner sets for every step.
const RUNNER_SETS: Readonly<Record<string, string>> = Object.fromEntries(['head_ref', 'base_ref', 'ref', 'ref_name', 'sha', 'actor', 'repository', 'repository_owner', 'run_id', 'run_number', 'run_attempt', 'workflow', 'event_name', 'workspace', 'server_url', 'api_url'].map((name) => [`github.${name}`, `GITHUB_${name.toUpperCase()}`]));

/** How to repair it: where to put the value, and how to read it there. */
export function throughEnvironment(text: string, name: string, language: Language): string {
  const given = RUNNER_SETS[name.toLowerCase()];
  if (given && text.replace(/\s/g, '').toLowerCase() === `\${{${name.toLowerCase()}}}`) return `The runner sets ${given} already: read ${reading(given, language)} in its place.`;
  const own = /^\$\{\{\s*env\.(\w+)\s*\}\}$/i.exec(text)?.[1];
  if (own !== undefined) return `${own} is in the environment of the script: read ${reading(own, language)} in its place.`;
  const variable = variableFor(name);
  return `Give the step env: ${variable}: ${text}, and read ${reading(variable, language)} in its place.`;
}

// What shells and runners read for themselves.
const TAKEN = /^(?:PATH|HOME|USER|SHELL|PWD|CI|TERM|LANG|IFS|UID|ENV|BASH_ENV|HOSTNAME|TMPDIR|TEMP|TMP|OS|NODE_OPTIONS|(?:GITHUB|RUNNER|LD|DYLD)_.*)$/;

function variableFor(name: string): string {
  const parts = name.split('.').filter((part) => !['github', 'event', 'inputs', 'outputs', 'steps', 'needs', 'env', 'matrix', 'secrets', 'vars', '*', '[]'].includes(part));
  const variable = parts.slice(-2).join('_').replace(/\W+/g, '_').replace(/^(?=\d)/, '_').toUpperCase() || 'VALUE';
  return TAKEN.test(variable) ? `${variable}_VALUE` : variable;
}

function languageOf(kind: string): Language {
  if (kind === 'bash' || kind === 'sh') return 'shell';
  if (kind === 'node') return 'javascript';
  return kind === 'pwsh' || kind === 'cmd' || kind === 'python' ? kind : 'other';
}
