import { bodyExpressions, BodyExpression, bodyOf, throughEnvironment } from './body-expression';
import type { Origin } from './origin';
import { followsPullRequests } from './outside-code';
import { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import type { Severity } from '../severity';
import { SourceCheck } from '../source-check';

/**
 * GitHub puts the text of an expression into a script before any shell sees it; quotes do not hold it.
 *
 * @see https://docs.github.com/en/actions/concepts/security/script-injections
 */
export class TemplateInjection extends SourceCheck {
  public readonly id = 'template-injection';
  public readonly description = 'No text that others decide is pasted into a script.';
  public readonly covers = ['S01'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly zizmor = 'template-injection';
  public readonly actionlint = 'expression';

  public visitStep(step: StepSource, context: CheckContext): void {
    const body = bodyOf(step);
    if (!body) return;
    const told = new Set<string>();
    for (const expression of bodyExpressions(step)) {
      const { origin, text, at } = expression;
      if (!origin || origin.kind === 'fixed' || told.has(text)) continue;
      told.add(text);
      context.report(at, problem(expression, origin), throughEnvironment(text, origin.name, body.language), severityOf(expression, origin, step, context));
    }
  }
}

/** How bad it is where such a text becomes part of a program. */
export function severityOf({ isOpen }: BodyExpression, { kind, outside }: Origin, { holder }: StepSource, { repository, inBaseline }: CheckContext): Severity {
  if (kind === 'closed') return 'info';
  // What a step computes is mostly a version or a number of its own.
  if (kind === 'computed') return inBaseline('info') ?? 'warning';
  if (kind !== 'outsider' || !isOpen) return 'warning';
  const afterRun = outside?.events[0] === 'workflow_run' && holder instanceof JobSource;
  return afterRun && followsPullRequests(holder.workflow, repository) === false ? 'warning' : 'error';
}

/** Who decides the text. */
export function decider({ kind, name }: Origin, isOpen: boolean): string {
  switch (kind) {
    case 'outsider': return isOpen ? `anybody can write ${name}` : `outsiders can write ${name}`;
    case 'writer': return `whoever may push, label or release decides ${name}`;
    case 'caller': return `whoever starts or calls this decides ${name}`;
    case 'closed': return `only the list of options keeps ${name} harmless`;
    default: return `${name} is made while the job runs`;
  }
}

function problem({ text, isOpen }: BodyExpression, origin: Origin): string {
  return `${text} becomes part of the script, and ${decider(origin, isOpen)}.`;
}
