import { PAYLOAD_EVENTS } from './payload-objects.const';
import { referenceKind, textBelow } from './reference-kind';
import type { ActionSource } from '../../read/action-source';
import { Expression, referenceText, walk } from '../../read/expression';
import type { ExpressionSource } from '../../read/expression-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

type Compare = Expression & { kind: 'compare' };

/** Where a value is pasted into a text, below the keys of a step or job. */
const TEXTS = ['run', 'with', 'env', 'name', 'working-directory', 'run-name', 'group', 'timeout-minutes'];
const TEXT_FIX = 'Compare with the text, such as == \'true\', or write fromJSON(…) around the value.';

/**
 * GitHub compares everything with everything and says nothing: an object equals no text, a text no `true`, and nothing equals `false`.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators
 */
export class ExpressionTypes extends SourceCheck {
  public readonly id = 'expression-types';
  public readonly description = 'Expressions compare, print and read values of a kind that can be compared, printed and read.';
  public readonly covers = ['R05'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly actionlint = 'expression';

  public visitAction(action: ActionSource, context: CheckContext): void {
    for (const expression of action.file.expressions) this.look(expression, undefined, context);
  }

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    for (const expression of workflow.file.expressions) this.look(expression, workflow, context);
  }

  private look(expression: ExpressionSource, workflow: WorkflowSource | undefined, context: CheckContext): void {
    const { tree } = expression;
    if (!tree) return;
    this.lookAtPrinted(expression, tree, context);
    for (const part of walk(tree)) {
      if (part.kind === 'compare') this.lookAtComparison(expression, part, workflow, context);
      if (part.kind !== 'reference') continue;
      const text = textBelow(part);
      if (text) context.report(expression, `\`${referenceText(part)}\` is empty: \`${text}\` is a text, which has no parts.`, 'Read the text itself, or write fromJSON(…) around it where it holds JSON.');
    }
  }

  private lookAtPrinted(expression: ExpressionSource, tree: Expression, context: CheckContext): void {
    const kind = referenceKind(tree);
    if (kind !== 'object' && kind !== 'list') return;
    const word = kind === 'list' ? 'a list' : 'an object';
    if (expression.isCondition) {
      context.report(expression, `\`${expression.text.trim()}\` is ${word}, which is always true.`, 'Compare one of its values.');
    } else if (expression.keys.some((key, index) => index > 0 && TEXTS.includes(String(key)) && !(index === expression.keys.length - 1 && key === 'env'))) {
      context.report(expression, `\`${expression.text.trim()}\` is ${word}: no text comes of it but "${kind === 'list' ? 'Array' : 'Object'}".`, 'Write toJSON(…) around it, or read one of its values.');
    }
  }

  private lookAtComparison(expression: ExpressionSource, compare: Compare, workflow: WorkflowSource | undefined, context: CheckContext): void {
    if (compare.operator !== '==' && compare.operator !== '!=') return;
    const [value, literal] = compare.left.kind === 'literal' ? [compare.right, compare.left] : [compare.left, compare.right];
    if (value.kind !== 'reference' || literal.kind !== 'literal') return;
    const kind = referenceKind(value);
    const name = referenceText(value);
    if ((kind === 'object' || kind === 'list') && typeof literal.value === 'string' && literal.value !== '') {
      context.report(expression, `\`${name}\` is ${kind === 'list' ? 'a list' : 'an object'} and equals no text.`, kind === 'list' ? `Use contains(${name}, '${literal.value}').` : 'Compare one of its values.');
    } else if (typeof literal.value === 'boolean' && (kind === 'text' || isTextInput(value, workflow))) {
      context.report(expression, `\`${name}\` is a text, and no text but '' and '0' or '1' equals ${literal.value}.`, TEXT_FIX);
    } else if (workflow && isFalsy(literal.value, compare.operator, value)) {this.lookAtPayload(expression, value, workflow, context);}
  }

  /** What a payload lacks is null, and null == false is true. */
  private lookAtPayload(expression: ExpressionSource, value: Expression & { kind: 'reference' }, workflow: WorkflowSource, context: CheckContext): void {
    const [root, event, object, property] = value.parts;
    const carriers = root === 'github' && event === 'event' && object !== undefined && property !== undefined && Object.hasOwn(PAYLOAD_EVENTS, object) ? PAYLOAD_EVENTS[object] : undefined;
    // What calls this workflow brings its own event.
    const lacking = workflow.events.map(({ name }) => name).filter((name) => carriers && name !== 'workflow_call' && !carriers.includes(name));
    if (lacking.length === 0 || isGuarded(expression, object!, workflow)) return;
    const name = referenceText(value);
    // Drafts and forks exist in pull requests only: that everything else passes is mostly what is meant.
    const atMost = object === 'pull_request' ? 'info' : undefined;
    context.report(expression, `\`${name}\` does not exist on ${lacking.join(', ')}, and GitHub takes null == false for true: the condition holds there.`, `Ask for the event first: github.event_name == '${carriers![0]}' && ….`, atMost);
  }
}

/** Inputs of actions are texts always; those of workflows have the type they say. */
function isTextInput(value: Expression & { kind: 'reference' }, workflow: WorkflowSource | undefined): boolean {
  const [root, second, third, name] = value.parts;
  if (root === 'github') return second === 'event' && third === 'inputs' && value.parts.length === 4 && name !== undefined;
  return root === 'inputs' && value.parts.length === 2 && workflow === undefined;
}

/** `!= true` of a pull request is how one says that everything but drafts or forks passes. */
function isFalsy(value: unknown, operator: string, { parts }: { readonly parts: readonly (string | undefined)[] }): boolean {
  return (value === false && operator === '==') || (value === true && operator === '!=' && parts[2] !== 'pull_request');
}

/** Whether the job or step asks for the event, or for the object, itself. */
function isGuarded(expression: ExpressionSource, object: string, workflow: WorkflowSource): boolean {
  const [top, job, steps, step] = expression.keys;
  const conditions = [expression.text];
  if (top === 'jobs') {
    conditions.push(workflow.value.get('jobs', job, 'if')?.text ?? '');
    if (steps === 'steps') conditions.push(workflow.value.get('jobs', job, 'steps', step, 'if')?.text ?? '');
  }
  const guard = new RegExp(`github\\.event_name|github\\.ref|github\\.event\\.action|github\\.event\\.${object}\\s*(?:&&|!=|$)|github\\.event\\.inputs`, 'm');
  return conditions.some((text) => guard.test(text));
}
