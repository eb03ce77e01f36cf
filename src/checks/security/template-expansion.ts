import { bodyExpressions, bodyOf, throughEnvironment } from './body-expression';
import { flowsOf } from './flow';
import { parseExpression, references } from '../../read/expression';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** A script that holds no expression can be linted, run by hand and moved to a file; and nobody has to think whether a value is harmless. */
export class TemplateExpansion extends SourceCheck {
  public readonly id = 'template-expansion';
  public readonly description = 'No script holds an expression, harmless ones included.';
  public readonly covers = ['S01'];
  public readonly severity = { baseline: 'off', hardened: 'warning' } as const;
  public readonly zizmor = 'template-injection';

  public visitStep(step: StepSource, context: CheckContext): void {
    const body = bodyOf(step);
    if (!body) return;
    const told = new Set<string>();
    for (const { origin, text, at } of bodyExpressions(step)) {
      if ((origin && origin.kind !== 'fixed') || told.has(text)) continue;
      told.add(text);
      const name = origin?.name ?? nameIn(text);
      const problem = /^secrets\./i.test(name) ? `${text} puts a secret into the text of the script.` : `${text} stands in the script itself, where no shell or linter can tell it from code.`;
      context.report(at, problem, throughEnvironment(text, name, body.language));
    }
  }
}

function nameIn(text: string): string {
  try {
    const tree = parseExpression(text.slice(3, -2));
    return tree ? flowsOf(tree)[0]?.written ?? references(tree)[0] ?? 'value' : 'value';
  } catch {
    return 'value';
  }
}
