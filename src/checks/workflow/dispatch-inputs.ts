import type { Diagnostic } from '../../read/language-services';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlFile } from '../../read/yaml-file';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { mapOf } from './diagnostic-place';
import { Told, ValidatorCheck } from '../validator-check';

const NUMBER = /^-?\d+(?:\.\d+)?$/;
/** Words in a name that say a number is meant. */
const COUNTED = /(?:^|[_-])(?:percent(?:age)?|count|minutes|seconds|hours|days|retries|replicas|timeout|workers|shards|iterations)$/i;

/**
 * An input takes any text that its type lets through, and what it lets through reaches scripts.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
 */
export class DispatchInputs extends ValidatorCheck {
  public readonly id = 'dispatch-inputs';
  public readonly description = 'Inputs of workflows have a type that fits their default, their options and what they mean.';
  public readonly covers = ['R11'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'events';
  public readonly messages = [/^Missing 'options' for choice input$/, /^Input type is not 'choice', but 'options' is defined$/];

  protected explain(diagnostic: Diagnostic, file: YamlFile): Told {
    const input = file.root.get(...mapOf(diagnostic, file));
    return diagnostic.message.startsWith('Missing')
      ? { problem: 'An input of type choice has no options.', fix: 'List them under `options`, or use type string.', at: input?.get('type')?.key }
      : { problem: 'An input has options and is not of type choice.', fix: 'Write `type: choice`, or remove the options.', at: input?.get('options')?.key };
  }

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    super.visitWorkflow(workflow, context);
    for (const name of ['workflow_dispatch', 'workflow_call']) {
      const inputs = workflow.event(name)?.value?.get('inputs');
      const entries = (inputs?.entries() ?? []).filter(({ name: key }) => key !== '<<');
      for (const entry of entries) {
        this.lookAtDefault(entry, context);
        if (name === 'workflow_call') this.lookAtRequired(entry, context);
        this.lookAtOptions(entry, context);
      }
    }
  }

  private lookAtDefault(input: YamlValue, context: CheckContext): void {
    const given = input.get('default');
    const type = input.get('type')?.text;
    const text = given?.text;
    if (!given || text === undefined || text.includes('${{')) return;
    if (type === 'number' && text.trim() !== '' && !Number.isFinite(Number(text))) {
      context.report(given, `The default "${text}" of "${input.name}" is no number.`, 'Give a number, or use type string.', 'warning');
    }
    if ((type === undefined || type === 'string') && NUMBER.test(text) && COUNTED.test(input.name)) {
      context.report(input.key, `"${input.name}" takes any text, although a number is meant.`, 'Write `type: number`, and check the range in the step that reads it.', context.inBaseline('info') ?? 'warning');
    }
  }

  /** In the form of a manual run `required` keeps the field from being emptied; a call has no form. */
  private lookAtRequired(input: YamlValue, context: CheckContext): void {
    const given = input.get('default');
    if (given?.text === undefined || input.get('required')?.scalar !== true) return;
    context.report(given, `"${input.name}" is required and has a default, of which one has no effect.`, 'Remove `required`, or the default.', 'info');
  }

  private lookAtOptions(input: YamlValue, context: CheckContext): void {
    if (input.get('type')?.text !== 'choice') return;
    const options = input.get('options')?.items() ?? [];
    const given = input.get('default');
    const names = options.map(({ text }) => text ?? '');
    if (given?.text !== undefined && options.length > 0 && !names.includes(given.text) && !names.some((name) => name.includes('${{'))) {
      context.report(given, `The default "${given.text}" of "${input.name}" is none of its options.`, `Use one of: ${[...new Set(names)].join(', ')}.`, given.text === '' ? 'info' : 'warning');
    }
    options.forEach((option, index) => {
      if (names.indexOf(names[index]) < index) context.report(option, `The option "${names[index]}" of "${input.name}" stands twice.`, 'Keep one of them.', 'warning');
    });
  }
}
