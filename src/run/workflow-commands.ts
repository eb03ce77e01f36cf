import type { Masks } from './masks';

/** A message of a step that GitHub shows beside the code. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A line as it is shown, and what kind of line it is. */
export interface ShownLine {
  readonly kind: 'text' | 'group' | 'debug' | Annotation['level'];
  readonly text: string;
}

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const PLAIN = ['error', 'warning', 'notice'];
const SILENT = ['endgroup', 'add-matcher', 'remove-matcher', 'echo'];
const KNOWN = [...PLAIN, ...SILENT, 'debug', 'group', 'add-mask', 'stop-commands', 'set-output', 'save-state', 'set-env', 'add-path'];

/**
 * Reads what a step prints: carries out the commands in it, and gives the lines that are shown, with secrets hidden.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export class WorkflowCommands {
  public readonly annotations: Annotation[] = [];
  public readonly outputs: Record<string, string> = {};
  public readonly state: Record<string, string> = {};
  /** Whether a command failed the step. */
  public hasFailed = false;
  private stopped?: string;

  public constructor(private readonly masks: Masks) {}

  /** What is shown of a line; undefined for one that only tells the runner something. */
  public read(line: string): ShownLine | undefined {
    const command = parse(line, this.stopped);
    if (this.stopped !== undefined) {
      if (command?.name === this.stopped) this.stopped = undefined;
      return this.shown('text', line);
    }
    return command ? this.carryOut(command, line) : this.shown('text', line);
  }

  /** An error that the runner itself tells. */
  public error(message: string): ShownLine {
    this.hasFailed = true;
    return this.annotate({ name: 'error', properties: {}, data: message });
  }

  private carryOut(command: Command, line: string): ShownLine | undefined {
    const { name, data } = command;
    if (PLAIN.includes(name)) return this.annotate(command);
    if (name === 'group') return this.shown('group', data);
    if (name === 'debug') return this.shown('debug', data);
    if (name === 'stop-commands') this.stopped = data.toLowerCase();
    if (name === 'add-mask') return this.mask(data);
    if (name === 'set-output' || name === 'save-state') return this.deprecated(command);
    if (name === 'set-env' || name === 'add-path') {
      return this.error(`GitHub no longer takes the command ${name}. Write to the file in $${name === 'set-env' ? 'GITHUB_ENV' : 'GITHUB_PATH'} instead.`);
    }
    return SILENT.includes(name) ? undefined : this.shown('text', line);
  }

  private mask(value: string): ShownLine | undefined {
    if (value.trim() === '') return this.annotate({ name: 'warning', properties: {}, data: 'An empty text cannot be hidden by add-mask.' });
    this.masks.add(value);
    return undefined;
  }

  // GitHub warns of these, and has put off their end for years: a run that relies on them passes there.
  private deprecated({ name, properties, data }: Command): ShownLine {
    if (!properties.name) return this.error(`The command ${name} needs a name: ::${name} name=NAME::VALUE`);
    (name === 'set-output' ? this.outputs : this.state)[properties.name] = data;
    const file = name === 'set-output' ? 'GITHUB_OUTPUT' : 'GITHUB_STATE';
    return this.annotate({ name: 'warning', properties: {}, data: `The command ${name} is deprecated. Write to the file in $${file} instead.` });
  }

  private annotate({ name, properties, data }: Command): ShownLine {
    const level = name as Annotation['level'];
    const { title, file, line, col } = properties;
    const message = this.masks.hide(data);
    const place = { ...(file ? { file: this.masks.hide(file) } : {}), ...(Number(line) ? { line: Number(line) } : {}), ...(Number(col) ? { column: Number(col) } : {}) };
    this.annotations.push({ level, message, ...(title ? { title: this.masks.hide(title) } : {}), ...place });
    return { kind: level, text: message };
  }

  private shown(kind: ShownLine['kind'], text: string): ShownLine {
    return { kind, text: this.masks.hide(text) };
  }
}

// `::name key=value,key=value::data` at the beginning of a line.
function parse(line: string, stopped: string | undefined): Command | undefined {
  const [, head, data] = /^\s*::(.+?)::(.*)$/s.exec(line) ?? [];
  if (head === undefined) return undefined;
  const [, name, rest = ''] = /^(\S+)(?:\s+(.*))?$/s.exec(head.trim()) ?? [];
  const lower = name?.toLowerCase();
  if (lower === undefined || (!KNOWN.includes(lower) && lower !== stopped)) return undefined;
  const pairs = rest.split(',').map((pair) => /^\s*([^=]+)=(.*)$/s.exec(pair)).filter((pair) => pair !== null);
  return { name: lower, properties: Object.fromEntries(pairs.map(([, key, value]) => [key.trim(), property(value)])), data: unescaped(data) };
}

function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function property(text: string): string {
  return unescaped(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}
