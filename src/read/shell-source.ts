import { expressionsIn } from './find-expressions';
import { KeyPath, Located } from './located';
import { parseShell } from './parse-shell';
import { commandsOf, ShellCommand } from './shell-command';
import type { ParsedShell, ShellNode } from './shell-node';
import { ShellPlace, ShellPlaces } from './shell-place';
import { SourceFile } from './source-file';
import type { YamlValue } from './yaml-value';

/** The program that runs a body. */
export type ShellKind = 'bash' | 'sh' | 'pwsh' | 'python' | 'cmd' | 'node' | 'other';

/** What runs a body, and how. */
export interface Shell {
  readonly kind: ShellKind;
  /** Whether a failing command ends it (`-e`). */
  readonly errexit: boolean;
  /** Whether a failure inside a pipeline counts. */
  readonly pipefail: boolean;
  /** As written, or undefined where the runner's own is used. */
  readonly given?: string;
}

/**
 * What GitHub makes of a step's `shell`.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
export function shellOf(given: string | undefined): Shell {
  const kind = kindOf(given);
  if (given === undefined) return { kind: 'bash', errexit: true, pipefail: false };
  if (given === 'bash') return { kind, errexit: true, pipefail: true, given };
  if (given === 'sh') return { kind, errexit: true, pipefail: false, given };
  return { kind, errexit: /(^|\s)-[a-z]*e|errexit/.test(given), pipefail: /pipefail/.test(given), given };
}

/** A shell script: the body of a `run`, or a file. */
export class ShellSource {
  /** The body of a step's `run`. */
  public static ofRun(value: YamlValue, shell: Shell): ShellSource {
    const text = value.text ?? '';
    return new ShellSource(text, shell, value.file, value.keys, (offset) => value.offsetOf(offset));
  }

  /** A whole file. */
  public static ofFile(file: SourceFile): ShellSource {
    const interpreter = /^#!.*?\b(bash|sh|dash|zsh|python3?|node|pwsh)\b(.*)/.exec(file.text);
    const kind = interpreter ? kindOf(interpreter[1]) : file.text.startsWith('#!') ? 'other' : 'bash';
    return new ShellSource(file.text, { kind, errexit: /^\s-\S*e/.test(interpreter?.[2] ?? ''), pipefail: false }, file, [], (offset) => offset);
  }

  /** The body with every `${{ … }}` replaced by as many `_`: what the parser reads. */
  public readonly masked: string;
  private parsedShell?: ParsedShell;
  private commandList?: ShellCommand[];

  private constructor(
    public readonly text: string,
    public readonly shell: Shell,
    public readonly file: SourceFile,
    public readonly keys: KeyPath,
    private readonly offsetInFile: (offset: number) => number,
  ) {
    this.masked = mask(text);
  }

  /** Whether it is bash or sh, which can be parsed. */
  public get isShell(): boolean {
    return this.shell.kind === 'bash' || this.shell.kind === 'sh';
  }

  /** Its tree, or why it has none; neither for other languages. */
  public get parsed(): ParsedShell {
    this.parsedShell ??= this.isShell ? parseShell(this.masked, this.shell.kind === 'sh' ? 'sh' : 'bash') : {};
    return this.parsedShell;
  }

  public get tree(): ShellNode | undefined {
    return this.parsed.tree;
  }

  /** The pieces of its tree that are of one of these types, in the order of the text; none where it does not parse. */
  public placesOf(...types: readonly string[]): readonly ShellPlace[] {
    return this.tree ? ShellPlaces.of(this.tree).ofType(...types) : [];
  }

  /** Its simple commands; none where it does not parse. */
  public get commands(): readonly ShellCommand[] {
    this.commandList ??= this.tree ? commandsOf(this.tree, this.masked) : [];
    return this.commandList;
  }

  /** What a finding at a node, or at an offset of the text, points at. */
  public at(place: ShellNode | number): Located {
    return this.file.at(this.offsetInFile(typeof place === 'number' ? place : place.start), this.keys);
  }

  /** The text of a node, expressions and all. */
  public textOf(node: ShellNode): string {
    return this.text.slice(node.start, node.end);
  }
}

function kindOf(shell: string | undefined): ShellKind {
  const program = (shell ?? 'bash').trim().split(/\s+/)[0].replace(/^.*[\\/]/, '').replace(/\.exe$/, '');
  if (['bash', 'sh', 'cmd', 'node'].includes(program)) return program as ShellKind;
  if (program === 'dash') return 'sh';
  if (program.startsWith('python')) return 'python';
  return program === 'pwsh' || program === 'powershell' ? 'pwsh' : 'other';
}

function mask(text: string): string {
  let masked = '';
  let from = 0;
  for (const { text: inner, index, closed } of expressionsIn(text)) {
    masked += `${text.slice(from, index - 3)}___${inner.replace(/[^\n]/g, '_')}${closed ? '__' : ''}`;
    from = index + inner.length + (closed ? 2 : 0);
  }
  return from === 0 ? text : masked + text.slice(from);
}
