import { nearest } from '../../catalog/nearest';
import type { ActionSource } from '../../read/action-source';
import { Expression, walk } from '../../read/expression';
import type { ExpressionSource } from '../../read/expression-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

type Reference = Expression & { kind: 'reference' };

/** Where what is built is put. */
const BUILT = /^(?:dist|lib|build|out)\//;

/**
 * An action that reads an input it does not declare reads nothing, and whoever calls it is not told.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
 */
export class ActionMetadata extends SourceCheck {
  public readonly id = 'action-metadata';
  public readonly description = 'An action declares the inputs and steps it reads, gives its outputs a value, and has the files it runs.';
  public readonly covers = ['R24'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly actionlint = 'action';

  public visitAction(action: ActionSource, context: CheckContext): void {
    const { using } = action;
    if (using === 'composite') this.lookAtComposite(action, context);
    if (using !== undefined && /^node(?:12|16|20)$/.test(using)) {
      context.report(action.value.get('runs', 'using')!, `${using} is gone from runners; they run the action with Node.js 24.`, 'Test it with Node.js 24 and write `using: node24`.');
    }
    for (const input of action.inputs.values()) {
      const type = input.get('type');
      if (type) context.report(type.key, `Inputs of actions have no type: "${input.name}" is a text, whatever is given.`, 'Remove the type, and compare with texts: inputs.x == \'true\'.', 'info');
    }
    if (context.repository.isWhole) this.lookAtFiles(action, context);
  }

  private lookAtComposite(action: ActionSource, context: CheckContext): void {
    const inputs = new Set([...action.inputs.keys()].map((name) => name.toLowerCase()));
    const steps = new Map(action.steps.flatMap((step) => (step.id === undefined ? [] : [[step.id.toLowerCase(), step.index] as const])));
    for (const expression of action.file.expressions) {
      for (const part of expression.tree ? walk(expression.tree) : []) {
        if (part.kind !== 'reference' || part.parts[1] === undefined || part.parts[1] === '*') continue;
        if (part.parts[0] === 'inputs' && !inputs.has(part.parts[1].toLowerCase())) this.tellInput(part, expression, [...action.inputs.keys()], context);
        if (part.parts[0] === 'steps') this.lookAtStep(part, expression, steps, context);
      }
    }
    for (const output of action.outputs.values()) {
      if (output.isMap && !output.has('value') && !output.has('<<')) context.report(output.key, `The output "${output.name}" has no value: it is empty.`, 'Give it one: `value: ${{ steps.id.outputs.name }}`.');
    }
  }

  private tellInput(part: Reference, expression: ExpressionSource, names: readonly string[], context: CheckContext): void {
    const name = part.parts[1]!;
    const near = nearest(name, [...names]);
    context.report(expression, `The action reads the input "${name}" and does not declare it: it is empty.`, `${near ? `Did you mean "${near}"? ` : ''}${names.length > 0 ? `It declares: ${names.join(', ')}.` : 'Declare it under `inputs`.'}`);
  }

  private lookAtStep(part: Reference, expression: ExpressionSource, steps: ReadonlyMap<string, number>, context: CheckContext): void {
    const id = part.parts[1]!;
    const index = steps.get(id.toLowerCase());
    const [top, list, at] = expression.keys;
    const here = top === 'runs' && list === 'steps' && typeof at === 'number' ? at : Infinity;
    if (index !== undefined && index < here) return;
    const problem = index === undefined ? `No step of the action has the id "${id}": what is read of it is empty.` : `Step "${id}" comes ${index === here ? 'to its end' : 'later'}: what is read of it here is empty.`;
    context.report(expression, problem, index === undefined ? `Ids are: ${[...steps.keys()].join(', ') || 'none'}.` : 'Read it in a step behind it.');
  }

  private lookAtFiles(action: ActionSource, context: CheckContext): void {
    const runs = action.value.get('runs');
    const keys = action.using === 'docker' ? ['image'] : ['main', 'pre', 'post'];
    for (const key of keys) {
      const file = runs?.get(key);
      const name = file?.text?.replace(/^\.\//, '');
      if (!file || name === undefined || name.includes('${{') || name.startsWith('docker://') || name.startsWith('../')) continue;
      // An action of its own repository can be built for its tags, and not be there in between.
      if (action.folder === '' && BUILT.test(name)) continue;
      const path = action.folder === '' ? name : `${action.folder}/${name}`;
      if (!context.repository.has(path)) context.report(file, `${path}, which the action runs, is not in the repository.`, 'Commit it: nothing is built before an action is called.', BUILT.test(name) ? 'info' : undefined);
    }
  }
}
