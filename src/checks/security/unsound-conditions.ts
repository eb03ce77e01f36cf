import type { ActionSource } from '../../read/action-source';
import { Expression, referenceText, walk } from '../../read/expression';
import type { ExpressionSource } from '../../read/expression-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const REF = /^github\.(?:ref|ref_name|head_ref|base_ref)$/;
const NAMES = /^(?:github\.(?:ref|ref_name|head_ref|base_ref|actor|triggering_actor|repository|repository_owner|event\.[\w.]*(?:login|ref|label\.name|tag_name))|env\.[\w-]+)$/;
// Words in names of tags that make them a pre-release: there a part of the name is what is meant.
const PART_OF_VERSION = /^[^a-z]*(?:alpha|beta|rc|pre|preview|prerelease|pre-release|dev|nightly|canary|next|snapshot|hotfix|v)?[^a-z]*$|[/]/i;

/** Conditions that read as one thing and decide another: no error tells, the wrong job runs. */
export class UnsoundConditions extends SourceCheck {
  public readonly id = 'unsound-conditions';
  public readonly description = 'A condition decides what it reads as: whole names, and both arms of a choice.';
  public readonly covers = ['S21'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'unsound-contains';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    for (const expression of workflow.file.expressions) this.look(expression, workflow, context);
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    for (const expression of action.file.expressions) this.look(expression, undefined, context);
  }

  private look(expression: ExpressionSource, workflow: WorkflowSource | undefined, context: CheckContext): void {
    const { tree } = expression;
    if (!tree) return;
    for (const part of walk(tree)) {
      const told = part.kind === 'call' && part.name === 'contains' ? containsProblem(part) : part.kind === 'logic' && part.operator === '||' ? choiceProblem(part, workflow) : undefined;
      if (told) context.report(expression, ...told);
    }
  }
}

type Told = [problem: string, fix: string];

function containsProblem({ args: [where, what] }: Expression & { kind: 'call' }): Told | undefined {
  if (!where || !what) return undefined;
  if (where.kind === 'literal' && typeof where.value === 'string' && what.kind === 'reference' && NAMES.test(referenceText(what).toLowerCase())) {
    const items = where.value.split(/[\s,;|]+/).filter((each) => each !== '');
    if (items.length === 0) return undefined;
    return [`contains('${where.value}', ${referenceText(what)}) looks for a part of a text, so that any piece of it passes too, the empty text first of all.`,
      `Give a list: contains(fromJSON('${JSON.stringify(items)}'), ${referenceText(what)}).`];
  }
  if (where.kind !== 'reference' || what.kind !== 'literal' || typeof what.value !== 'string') return undefined;
  const name = referenceText(where);
  if (!REF.test(name.toLowerCase()) || PART_OF_VERSION.test(what.value)) return undefined;
  return [`contains(${name}, '${what.value}') is true for every branch or tag with ${what.value} anywhere in its name, such as no-${what.value}.`,
    `Compare the whole name, ${name} == '${name.toLowerCase() === 'github.ref' ? 'refs/heads/' : ''}${what.value}', or its beginning, startsWith(${name}, '${name.toLowerCase() === 'github.ref' ? 'refs/heads/' : ''}${what.value}/').`];
}

function choiceProblem({ args }: Expression & { kind: 'logic' }, workflow: WorkflowSource | undefined): Told | undefined {
  const last = args[args.length - 1];
  for (const arm of args.slice(0, -1)) {
    if (arm.kind !== 'logic' || arm.operator !== '&&') continue;
    const value = arm.args[arm.args.length - 1];
    if (value.kind === 'literal' && !value.value) return [`The choice can never give ${shown(value.value)}: it counts as false, and what stands behind || is taken.`, 'Turn the condition round, so that the value that is empty or false stands last, or use case(condition, value, otherwise).'];
  }
  if (last.kind !== 'literal' || last.value !== true || args.length !== 2 || args[0].kind !== 'reference') return undefined;
  const name = referenceText(args[0]);
  if (!isBoolean(name, workflow)) return undefined;
  return [`${name} || true is true even where ${name} is false.`, `Compare it: ${name} != false, or give the input a default.`];
}

function isBoolean(name: string, workflow: WorkflowSource | undefined): boolean {
  const input = /^inputs\.([\w-]+)$/i.exec(name)?.[1];
  if (input === undefined || !workflow) return false;
  const types = ['workflow_dispatch', 'workflow_call'].map((event) => workflow.event(event)?.value?.get('inputs', input, 'type')?.text).filter((type) => type !== undefined);
  return types.length > 0 && types.every((type) => type === 'boolean');
}

function shown(value: string | number | boolean | null): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
