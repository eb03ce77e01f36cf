import { isCatalogVersion } from './catalog-version';
import { neverWrites } from './written-outputs';
import { ActionCatalog } from '../../catalog/action-catalog';
import { nearest } from '../../catalog/nearest';
import type { ActionSource } from '../../read/action-source';
import { Expression, walk } from '../../read/expression';
import type { ExpressionSource } from '../../read/expression-source';
import type { StepHolder, StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

type Reference = Expression & { kind: 'reference' };

/** An output that nobody writes is empty, and an empty text passes most conditions without a word. */
export class UndeclaredStepOutput extends SourceCheck {
  public readonly id = 'undeclared-step-output';
  public readonly description = 'Outputs of steps that are read are written by the step, or declared by its action.';
  public readonly covers = ['R08'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly actionlint = 'expression';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    for (const job of workflow.jobs) this.lookAtSteps(job, job.expressions, context);
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    this.lookAtSteps(action, action.file.expressions, context);
  }

  private lookAtSteps(holder: StepHolder, expressions: readonly ExpressionSource[], context: CheckContext): void {
    const byId = new Map(holder.steps.flatMap((step) => (step.id === undefined ? [] : [[step.id.toLowerCase(), step] as const])));
    if (byId.size === 0) return;
    for (const expression of expressions) {
      if (!expression.tree || !/\bsteps\b/i.test(expression.text)) continue;
      for (const part of walk(expression.tree)) {
        if (part.kind === 'reference' && part.parts[0] === 'steps') this.lookAt(part, byId, expression, context);
      }
    }
  }

  private lookAt({ parts }: Reference, byId: ReadonlyMap<string, StepSource>, expression: ExpressionSource, context: CheckContext): void {
    const [, id, kind, name] = parts;
    if (id === undefined || kind?.toLowerCase() !== 'outputs' || name === undefined || name === '*') return;
    const step = byId.get(id.toLowerCase());
    if (!step) return;
    if (step.run) {
      if (neverWrites(step, name, context.repository)) context.report(expression, `Step "${id}" never writes an output "${name}": it is empty.`, `Write it in the step: echo "${name}=$value" >> "$GITHUB_OUTPUT".`);
      return;
    }
    const declared = declaredOutputs(step, context);
    if (!declared || declared.some((each) => each.toLowerCase() === name.toLowerCase())) return;
    const near = nearest(name, [...declared]);
    const list = declared.length > 0 ? `It has: ${declared.join(', ')}.` : 'It has none.';
    context.report(expression, `${step.uses?.text} of step "${id}" declares no output "${name}".`, near ? `Did you mean "${near}"? ${list}` : list);
  }
}

/** The outputs that the action of a step declares; undefined where they are not known, or it can have others. */
function declaredOutputs({ uses }: StepSource, context: CheckContext): readonly string[] | undefined {
  if (uses?.kind === 'local') {
    const action = context.repository.action(uses.target);
    return action?.using === 'composite' && action.file.problems.length === 0 ? [...action.outputs.keys()] : undefined;
  }
  if (uses?.kind !== 'repository' || uses.action === 'actions/github-script') return undefined;
  const entry = ActionCatalog.standard().find(uses.action);
  return entry && isCatalogVersion(uses, entry) && !entry.openOutputs && /^(?:node\d+|composite)$/.test(entry.using) ? entry.outputs : undefined;
}
