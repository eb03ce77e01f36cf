import { PinResolver, referencedSteps, stepYaml } from './step-yaml';
import { rendered, unlessEmpty } from './values';
import { writeYaml } from './yaml-writer';
import { CompositeActionModel } from '../model/composite-action';
import { DEFAULT_SHELL } from '../model/defaults';

/** The text of the `action.yml` of a composite action. @internal */
export function actionYaml(action: CompositeActionModel, pins: PinResolver, marker?: string): string {
  const { options } = action;
  const outputs = Object.entries(options.outputs ?? {});
  const expressions = [...action.steps.flatMap((step) => step.expressions()), ...outputs.map(([, output]) => output.value)];
  const referenced = referencedSteps(expressions.flatMap((expression) => expression.references));
  return writeYaml({
    name: options.name,
    description: options.description,
    inputs: unlessEmpty(inputsYaml(action)),
    outputs: unlessEmpty(Object.fromEntries(outputs.map(([name, output]) => [name, { description: output.description, value: rendered(output.value) }]))),
    runs: {
      using: 'composite',
      steps: action.steps.map((step) => stepYaml(step, { pins, referenced, shell: DEFAULT_SHELL })),
    },
  }, marker);
}

function inputsYaml(action: CompositeActionModel): Record<string, unknown> {
  const entries = Object.entries(action.options.inputs ?? {});
  return Object.fromEntries(entries.map(([name, input]) => [name, { description: input.description, required: input.required ?? false, default: input.required ? undefined : input.defaultValue ?? '' }]));
}
