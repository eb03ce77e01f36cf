import { GENERATED, header, literal, quoted, sorted } from './constant-text';

/** What resources/actions.json says of one input. */
export interface ActionInputResource {
  readonly required?: boolean;
  readonly default?: string;
  readonly deprecated?: boolean;
  readonly floating?: boolean;
}

/** One action of resources/actions.json. */
export interface ActionResource {
  readonly version: string;
  readonly commit: string;
  readonly date?: string;
  readonly using: string;
  readonly verified: boolean;
  readonly note?: string;
  readonly inputs: Record<string, ActionInputResource>;
  readonly outputs: string[];
  readonly openOutputs?: boolean;
}

/** One input of resources/action-bindings.json: our words for it. */
export interface BindingInput {
  readonly summary: string;
  /** `boolean`, `number` or `text+boolean` where the default does not tell. */
  readonly type?: string;
  /** What to use in its place. */
  readonly deprecated?: string;
}

/** One action of resources/action-bindings.json. */
export interface BindingResource {
  readonly class: string;
  readonly summary: string;
  readonly inputs: Record<string, BindingInput>;
  readonly outputs: Record<string, string>;
}

/** Class, inputs and outputs of one action as TypeScript; throws where the two resources disagree. */
export function renderBinding(action: string, entry: ActionResource, binding: BindingResource): string {
  requireSame(`${action} inputs`, Object.keys(entry.inputs), Object.keys(binding.inputs));
  requireSame(`${action} outputs`, entry.outputs, Object.keys(binding.outputs));
  const properties = propertyNames(action, Object.keys(entry.inputs));
  return [
    header('resources/actions.json', 'resources/action-bindings.json'),
    "import { ActionCall } from '../../model/action-call';",
    ...(Object.keys(entry.inputs).length > 0 ? ["import { Expr } from '../../model/expr';"] : []),
    "import { bindingCall } from '../binding-call';",
    '',
    ...inputsInterface(action, entry, binding, properties),
    '',
    ...bindingClass(action, entry, binding, properties),
    '',
  ].join('\n');
}

/** The file that exports every binding. */
export function renderBindingIndex(files: string[]): string {
  const lines = [...files].sort().map((file) => `export * from './${file}';`);
  return [header('resources/action-bindings.json'), ...lines, ''].join('\n');
}

/** `CacheRestore` becomes `cache-restore`. */
export function bindingFile(binding: BindingResource): string {
  return binding.class.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** Whether a file is one of ours to replace or remove. */
export function isGenerated(text: string): boolean {
  return text.startsWith(GENERATED);
}

/** `persist-credentials` becomes `persistCredentials`; two inputs may not meet in one property. */
export function propertyNames(action: string, inputs: string[]): Record<string, string> {
  const names: Record<string, string> = {};
  const owners = new Map<string, string>();
  for (const input of inputs) {
    const property = camelCase(input);
    const other = owners.get(property);
    if (other !== undefined) throw new Error(`${action}: inputs "${other}" and "${input}" both become "${property}".`);
    owners.set(property, input);
    names[input] = property;
  }
  return names;
}

function camelCase(input: string): string {
  const words = input.split(/[-_ ]+/).filter((word) => word !== '');
  const [first, ...rest] = words;
  const head = /^[A-Z0-9]+$/.test(first) ? first.toLowerCase() : first[0].toLowerCase() + first.slice(1);
  return head + rest.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
}

function inputsInterface(action: string, entry: ActionResource, binding: BindingResource, properties: Record<string, string>): string[] {
  const members = Object.entries(entry.inputs).flatMap(([name, input]) => {
    const words = binding.inputs[name];
    const optional = input.floating || (input.required && input.default === undefined) ? '' : '?';
    return [...inputDoc(input, words, optional === '?'), `  readonly ${properties[name]}${optional}: ${inputType(input, words)};`];
  });
  return [`/** Inputs of ${action} ${entry.version}. */`, `export interface ${binding.class}Inputs {`, ...members, '}'];
}

function inputDoc(input: ActionInputResource, words: BindingInput, optional: boolean): string[] {
  const tags = [
    ...(optional ? [`@default ${describeDefault(input.default)}`] : []),
    ...(words.deprecated ? [`@deprecated ${words.deprecated}`] : []),
  ];
  if (tags.length < 2) return [`  /** ${[words.summary, ...tags].join(' ')} */`];
  return ['  /**', `   * ${words.summary}`, '   *', ...tags.map((tag) => `   * ${tag}`), '   */'];
}

function describeDefault(value: string | undefined): string {
  if (value === undefined) return '- not set';
  if (value === '') return '- empty';
  if (/^(true|false|\d+)$/.test(value)) return value;
  return value.startsWith('${{') ? `- ${value}` : literal(value);
}

function inputType(input: ActionInputResource, words: BindingInput): string {
  switch (words.type ?? guessType(input.default)) {
    case 'boolean':
      return 'boolean | Expr';
    case 'number':
      return 'string | number | Expr';
    case 'text+boolean':
      return 'string | boolean | Expr';
    case 'text':
      return 'string | Expr';
    default:
      throw new Error(`"${words.type}" is no type. Types are: boolean, number, text, text+boolean.`);
  }
}

function guessType(value: string | undefined): string {
  if (value === 'true' || value === 'false') return 'boolean';
  return value !== undefined && /^\d+$/.test(value) ? 'number' : 'text';
}

function bindingClass(action: string, entry: ActionResource, binding: BindingResource, properties: Record<string, string>): string[] {
  const inputs = Object.keys(entry.inputs);
  const needed = Object.values(entry.inputs).some((input) => input.floating || (input.required && input.default === undefined));
  const quote = quoted(inputs);
  return [
    ...classDoc(action, entry, binding),
    `export class ${binding.class} {`,
    '  /** Name of the action. */',
    `  public static readonly ACTION = ${literal(action)};`,
    ...entry.outputs.flatMap((output) => [`  /** Output, for \`step.output()\`: ${binding.outputs[output]} */`, `  public static readonly ${constantName(output)} = ${literal(output)};`]),
    '',
    '  /** A call of the action, for `Step.uses`. */',
    `  public static call(inputs: ${binding.class}Inputs${needed ? '' : ' = {}'}): ActionCall {`,
    `    return bindingCall(${binding.class}.ACTION, {`,
    ...inputs.map((input) => `      ${quote(input)}: inputs.${properties[input]},`),
    '    });',
    '  }',
    '',
    '  private constructor() {}',
    '}',
  ];
}

function classDoc(action: string, entry: ActionResource, binding: BindingResource): string[] {
  const [owner, repository, ...path] = action.split('/');
  const tree = [`https://github.com/${owner}/${repository}/tree/${entry.commit}`, ...path].join('/');
  return [
    '/**',
    ` * ${binding.summary}`,
    ' *',
    ` * Described by ${action} ${entry.version}.`,
    ...(entry.note ? [` * ${entry.note}`] : []),
    ' *',
    ` * @see ${tree}`,
    ' */',
  ];
}

function constantName(output: string): string {
  return `OUTPUT_${output.replace(/[^A-Za-z0-9]+/g, '_').replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}`;
}

function requireSame(what: string, left: string[], right: string[]): void {
  const missing = left.filter((name) => !right.includes(name));
  const extra = right.filter((name) => !left.includes(name));
  if (missing.length + extra.length === 0) return;
  throw new Error(`${what}: resources/action-bindings.json lacks [${sorted(missing).join(', ')}] and has too much [${sorted(extra).join(', ')}].`);
}
