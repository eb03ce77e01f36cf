import { expressionsOf } from './body-expression';
import { CODE_INPUTS } from './code-inputs.const';
import { decider, severityOf } from './template-injection';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** Some actions run an input as code: an expression in it is the same hole as one in a script. */
export class CodeInputInjection extends SourceCheck {
  public readonly id = 'code-input-injection';
  public readonly description = 'No text that others decide is pasted into an input that an action runs as code.';
  public readonly covers = ['S02'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly zizmor = 'template-injection';

  public visitStep(step: StepSource, context: CheckContext): void {
    const { uses } = step;
    const code = uses?.kind === 'repository' ? CODE_INPUTS[uses.action] : undefined;
    if (!uses || !code) return;
    for (const [name, value] of step.inputs) {
      if (!code.inputs.includes(name)) continue;
      for (const expression of expressionsOf(value, step)) {
        const { origin, text, at, isOpen } = expression;
        if (!origin || origin.kind === 'fixed') continue;
        context.report(at, `${text} becomes part of ${name}, which ${uses.action} ${code.does}, and ${decider(origin, isOpen)}.`,
          'Make the value in a run step from env (jq -n --arg quotes it), or use an action that takes data in place of code.', severityOf(expression, origin, step, context));
      }
    }
  }
}
