import { DeliveryError } from '../model/delivery-error';

/** A parameter of a script: an environment variable it reads. */
export interface ScriptParameter {
  /** Name of the variable. */
  readonly name: string;
  /** What it means. */
  readonly description: string;
  /** Value when not given. @default - none: the parameter is required */
  readonly defaultValue?: string;
  /** Whether it must come from a secret or token. */
  readonly secret: boolean;
  /** Whether it must be given. */
  readonly required: boolean;
}

/** What the comment at the top of a script declares: its whole interface. */
export interface ScriptHeader {
  /** What it does, one sentence. */
  readonly summary: string;
  /** What it reads. */
  readonly parameters: ScriptParameter[];
  /** What it writes to `$GITHUB_OUTPUT`, by name. */
  readonly outputs: Record<string, string>;
  /** Programs it runs. */
  readonly needs: string[];
  /** Scripts that it runs from its own folder, by their file names. */
  readonly calls: string[];
  /** Meaning of its own exit codes. */
  readonly exits: Record<string, string>;
}

const TAG = /^#\s*@(\w+)\s*(.*)$/;
const DEFAULT = /\s*\(default:\s?(.*)\)\s*\.?$/;

/**
 * Reads the header of a script.
 *
 * @throws when the summary is missing or a line is malformed
 * @internal
 */
export function parseScriptHeader(path: string, content: string): ScriptHeader {
  const header = { summary: '', parameters: [] as ScriptParameter[], outputs: {} as Record<string, string>, needs: [] as string[], calls: [] as string[], exits: {} as Record<string, string> };
  for (const [index, line] of content.split('\n').entries()) {
    if (!line.startsWith('#')) break;
    const match = TAG.exec(line);
    if (!match) continue;
    const [, tag, rest] = match;
    const [, word, text] = /^(\S*)\s*(.*)$/.exec(rest) ?? ['', '', ''];
    switch (tag) {
      case 'summary': header.summary = rest; break;
      case 'param':
      case 'secret': header.parameters.push(parameter(path, index, word, text, { secret: tag === 'secret', known: header.parameters })); break;
      case 'output': header.outputs[output(path, index, word)] = text; break;
      case 'needs': header.needs.push(...words(rest)); break;
      case 'calls': header.calls.push(...words(rest)); break;
      case 'exit': header.exits[word] = text; break;
      default: throw refuse(path, index, `"@${tag}" is not a tag`, 'Tags are @summary, @param, @secret, @output, @needs, @calls and @exit.');
    }
  }
  if (header.summary === '') throw refuse(path, 0, 'the header has no @summary', 'Say in one sentence what the script does: # @summary …');
  return header;
}

function parameter(path: string, index: number, name: string, text: string, { secret, known }: { secret: boolean; known: ScriptParameter[] }): ScriptParameter {
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) throw refuse(path, index, `"${name}" is not a parameter`, 'Parameters are environment variables in upper case: # @param NAME text (default: value)');
  if (known.some((other) => other.name === name)) throw refuse(path, index, `"${name}" is declared twice`, 'Keep one of the two lines.');
  if (secret) return { name, description: text, secret, required: !/\(optional\)/.test(text) };
  const defaultValue = DEFAULT.exec(text)?.[1];
  return { name, description: text.replace(DEFAULT, ''), defaultValue, secret: false, required: defaultValue === undefined };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function output(path: string, index: number, name: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) throw refuse(path, index, `"${name}" is not an output`, 'Name it with letters, digits, "_" and "-": # @output name text');
  return name;
}

function refuse(path: string, index: number, problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: `${path}:${index + 1}`, problem: `${problem}.`, fix });
}
