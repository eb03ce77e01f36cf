import { constantValue } from './constant-value';
import type { ActionSource } from '../../read/action-source';
import type { ExpressionSource } from '../../read/expression-source';
import { expressionsIn } from '../../read/find-expressions';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlFile } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { ValidatorCheck } from '../validator-check';

/**
 * A text is always true: one character beside the braces, and the job or step runs every time.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals
 */
export class ConstantCondition extends ValidatorCheck {
  public readonly id = 'constant-condition';
  public readonly description = 'Conditions can be both true and false.';
  public readonly covers = ['R23'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'if-cond';
  public readonly messages = [/^Conditional expression contains literal text outside replacement tokens/];

  /** Told below, with the same eyes as the line break that the validator does not see. */
  protected explain(): undefined {
    return undefined;
  }

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    this.lookAtFile(workflow.file, context);
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    this.lookAtFile(action.file, context);
  }

  private lookAtFile(file: YamlFile, context: CheckContext): void {
    for (const expression of file.expressions) if (expression.isCondition && expression.tree) this.look(expression, context);
  }

  private look(expression: ExpressionSource, context: CheckContext): void {
    const text = expression.value.text ?? '';
    const outside = expression.bare ? '' : outsideBraces(text);
    if (outside !== '') {
      const what = outside.trim() === '' ? 'a space or line break' : `the text "${outside.trim().replace(/\s+/g, ' ')}"`;
      const fix = outside.trim() === '' ? 'Remove the braces, or write `|-` or `>-`, which keep no line break at the end.' : 'Put the whole condition between one pair of braces, or remove the braces.';
      context.report(expression.value, `The condition has ${what} beside the braces, which makes it a text: it is always true.`, fix);
      return;
    }
    const constant = constantValue(expression.tree!);
    if (!constant) return;
    const { isTrue, isPlain } = constant;
    const fix = isPlain ? 'Remove what never runs, or the condition that never keeps anything from running.' : 'Compare both sides: github.event_name == \'push\' || github.event_name == \'release\'.';
    context.report(expression, `The condition \`${expression.text.trim().replace(/\s+/g, ' ')}\` is always ${isTrue}.`, fix, isPlain ? 'info' : 'warning');
  }
}

/** What stands in a text beside its expressions. */
function outsideBraces(text: string): string {
  let rest = '';
  let at = 0;
  for (const { text: inner, index, closed } of expressionsIn(text)) {
    rest += text.slice(at, index - 3);
    at = index + inner.length + (closed ? 2 : 0);
  }
  return rest + text.slice(at);
}
