import { keysOf, mapOf } from './diagnostic-place';
import { didYouMean } from './did-you-mean';
import { keysOfMap } from './known-keys.const';
import { mergeKeys } from './merge-keys';
import type { Diagnostic } from '../../read/language-services';
import type { KeyPath } from '../../read/located';
import type { YamlFile } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { sourceChecks } from '../registry';
import { Told, ValidatorCheck } from '../validator-check';

/** Messages that only follow from another one at the same place. */
const CONSEQUENCES = [/^Unexpected type '/, /^Invalid format for/, /^Expected one of uses/, /^There's not enough info/];
/** Messages about a map as a whole. */
const OF_MAP = [/^Required property/, /^There's not enough info/, /^Expected one of/, /^A mapping/];
/** What a merge key leads to, which is told as such. */
const AFTER_MERGE = [/^A mapping was not expected$/, /^There's not enough info/, /^Required property is missing/, /^Expected one of uses/];

/** GitHub refuses the whole file for one unknown key, and its message appears only after the push. */
export class WorkflowSchema extends ValidatorCheck {
  public readonly id = 'workflow-schema';
  public readonly description = 'Workflows and actions hold the keys and values that GitHub knows.';
  public readonly covers = ['R01'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'syntax-check';
  public readonly messages = [/./];
  private others?: readonly ValidatorCheck[];

  /** Every message that no other check claims. */
  public claims(diagnostic: Diagnostic, file: YamlFile): boolean {
    this.others ??= sourceChecks().filter((check): check is ValidatorCheck => check instanceof ValidatorCheck && check.id !== this.id);
    return !this.others.some((check) => check.claims(diagnostic, file));
  }

  protected explain(diagnostic: Diagnostic, file: YamlFile, context: CheckContext): Told | undefined {
    const { message } = diagnostic;
    const keys = keysOf(diagnostic, file);
    const all = context.diagnostics(file);
    if (CONSEQUENCES.some((pattern) => pattern.test(message)) && all.slice(0, all.indexOf(diagnostic)).some((other) => isSamePlace(other, diagnostic))) return undefined;
    if (mergeKeys(file).length > 0 && AFTER_MERGE.some((pattern) => pattern.test(message))) return undefined;
    const isAction = /(?:^|\/)action\.ya?ml$/.test(file.path);
    // GitHub's own list has every colour but this one, which the Marketplace shows.
    if (isAction && keys.join('.') === 'branding.color' && /'(?:black|white)'/.test(message)) return undefined;
    // A map as a key is told where it stands.
    if (/^Expected a scalar value/.test(message) && !file.root.isNull) return undefined;
    if (isAction && isOfOtherKind(message, keys, file, all)) return undefined;
    const isOfMap = OF_MAP.some((pattern) => pattern.test(message));
    const told = explained(message, isOfMap ? mapOf(diagnostic, file) : keys, isAction);
    const at = /^Expected a scalar value/.test(message) ? file.at(0) : undefined;
    // GitHub makes a text of a number there.
    const isConverted = keys[keys.length - 1] === 'default' && /^Unexpected type '(?:Number|Boolean)Token'/.test(message);
    // The runner starts an action without these.
    const isUnread = isAction && /^Required property is missing: (?:name|description)$/.test(message);
    if (isConverted || isUnread) return { ...told, at, atMost: context.inBaseline('info') ?? 'warning' };
    return { ...told, at, atMost: isAction && isLoose(keys, message) ? 'warning' : undefined };
  }
}

/** The runner reads `runs` only, and leaves what it does not know elsewhere in an action. */
function isLoose(keys: KeyPath, message: string): boolean {
  return keys[0] !== 'runs' && !/^Required property is missing: runs$/.test(message);
}

/** With a key of another kind of action the validator reads all of `runs` as of that kind. */
function isOfOtherKind(message: string, keys: KeyPath, { root }: YamlFile, all: readonly Diagnostic[]): boolean {
  const required = /^'(\w+)' is required for/.exec(message)?.[1];
  if (required !== undefined) return root.get('runs', required) !== undefined;
  return keys[0] === 'runs' && keys.length === 2 && /^Unexpected value/.test(message) && all.some((other) => /' is not valid for .* actions/.test(other.message));
}

function explained(message: string, keys: KeyPath, isAction: boolean): Told {
  const where = keys.length > 0 ? `\`${keys.join('.')}\`` : 'the file';
  const unexpected = /^Unexpected value '([\s\S]*)'$/.exec(message)?.[1];
  if (unexpected === '') return { problem: `${capital(where)} has no value.`, fix: 'Give it a value, or remove the key.' };
  if (unexpected !== undefined) return unknown(unexpected, keys, isAction);
  const missing = /^Required property is missing: (.+)$/.exec(message)?.[1];
  if (missing) return { problem: `${capital(where)} has no \`${missing}\`.`, fix: `Add \`${missing}\`.` };
  const options = /^There's not enough info .*: (.+)$/.exec(message)?.[1];
  if (options && keys[keys.length - 2] === 'steps') return { problem: `${capital(where)} does not say what it is.`, fix: 'Give the step `run` or `uses`.' };
  if (options) return { problem: `${capital(where)} does not say what it is.`, fix: `Add one of: ${options}.` };
  const kind = /^'([\w-]+)' is (not valid|required) for .* \(using: (.*)\)$/.exec(message);
  if (kind) return kind[2] === 'required' ? { problem: `The action has no \`${kind[1]}\`, which one with \`using: ${kind[3]}\` needs.`, fix: 'Add it under `runs`.' } : { problem: `An action with \`using: ${kind[3]}\` has no \`${kind[1]}\`.`, fix: 'Remove it, or correct `using`.' };
  const twice = /^'(.+)' is already defined$/.exec(message)?.[1];
  if (twice) return { problem: `The key "${twice}" stands twice in the same map; GitHub takes "A" and "a" for one key.`, fix: 'Keep one of them.' };
  const shape = /^A (sequence|mapping) was not expected$/.exec(message)?.[1];
  if (shape) return { problem: `${capital(where)} is a ${shape === 'sequence' ? 'list' : 'map'}, which GitHub does not read there.`, fix: 'Write it as the workflow syntax has it: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax.' };
  if (/^Expected a scalar value/.test(message)) return { problem: 'The file is empty.', fix: 'Give it `on` and `jobs`, or remove it.' };
  if (/^Expected one of uses/.test(message)) return { problem: `${capital(where)} has neither \`run\` nor \`uses\`.`, fix: 'Give the step one of the two.' };
  const default_ = /^Unexpected type '(\w+?)Token' .* '(.*)'\. The type '(\w+?)Token' was expected/.exec(message);
  if (default_) return { problem: `${capital(where)} is a ${default_[1].toLowerCase()}; GitHub expects a ${default_[3].toLowerCase()} as ${default_[2]}.`, fix: `Write a ${default_[3].toLowerCase()}.` };
  return { problem: `GitHub refuses ${where}: ${message.replace(/\.$/, '')}.`, fix: 'Write it as the workflow syntax has it: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax.' };
}

function unknown(value: string, keys: KeyPath, isAction: boolean): Told {
  const isKey = keys[keys.length - 1] === value;
  const allowed = isKey ? keysOfMap(keys, isAction) : [];
  if (allowed.includes(value)) return { problem: `The key "${value}" cannot stand beside the others of \`${keys.slice(0, -1).join('.')}\`.`, fix: 'A step has either run or uses; a job has either runs-on with steps, or uses.' };
  const inside = keys.length > 1 ? ` in \`${keys.slice(0, -1).join('.')}\`` : '';
  const problem = isKey ? `GitHub knows no key "${value}"${inside}.` : `"${value}" is no value that ${keys.length > 0 ? `\`${keys.join('.')}\`` : 'the file'} can have.`;
  const known = allowed.length > 0 ? `Known there are: ${allowed.join(', ')}.` : 'See https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax.';
  return { problem, fix: `${didYouMean(value, allowed)}${known}` };
}

function capital(text: string): string {
  return text.startsWith('the ') ? `T${text.slice(1)}` : text;
}

function isSamePlace(left: Diagnostic, right: Diagnostic): boolean {
  return left.range.start.line === right.range.start.line && left.range.start.character === right.range.start.character;
}
