import type { ScriptSource } from '../../read/script-source';
import type { ShellCommand } from '../../read/shell-command';
import { ShellNode, ShellOperator } from '../../read/shell-node';
import { optionsAt } from '../../read/shell-options';
import type { ShellSource } from '../../read/shell-source';
import { lastProgram, variablesIn, wordsOf } from '../../read/shell-word';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { isHarmless } from './harmless-commands.const';
import { isKnownShell } from './known-shell';
import { programOf } from '../../read/shell-program';

// They fail themselves where nothing, or only a part, comes in.
const NEED_INPUT = /^(?:sudo (?:-\S+ )*)?(?:tar|bsdtar|gunzip|zcat|unxz|xz|unzip|gpg|sha\d+sum|shasum|patch|(?:docker|podman|helm registry|oras|crane)\b.*--password-stdin|kubectl\b.*(?:-f|--filename)[ =]-)(?:\s|$)/;

const FETCHING = new Set(['curl', 'wget', 'gh', 'git', 'aws', 'az', 'gcloud', 'kubectl', 'docker', 'helm', 'ssh']);

/**
 * Without `pipefail` a pipeline has the status of its last program alone: `cargo test | tee log` passes when the tests fail.
 *
 * GitHub sets it for `shell: bash`, but not where no shell is named.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
export class MissingPipefail extends SourceCheck {
  public readonly id = 'missing-pipefail';
  public readonly description = 'The failure of a program in a pipeline is not lost.';
  public readonly covers = ['X13', 'R31'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitShell(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    if (!isKnownShell(shell, owner)) return;
    const told = new Set<ShellNode>();
    for (const command of shell.commands) {
      const pipeline = pipelineOf(command);
      if (!pipeline || told.has(pipeline) || !matters(command)) continue;
      const { errexit, pipefail } = optionsAt(shell, command.node, command.around);
      if (pipefail || !errexit || decides(pipeline, command.around) || isLookedAt(pipeline, command.around, shell)) continue;
      if (readerOf(command, shell) !== undefined || isSearched(command, pipeline)) continue;
      told.add(pipeline);
      const { name } = programOf(command);
      context.report(shell.at(command.node), `When ${name} fails here, nobody notices: a pipeline has the status of its last program.`, fixOf(shell));
    }
  }
}

function fixOf(shell: ShellSource): string {
  if (shell.keys.length === 0) return 'Begin the script with `set -euo pipefail`.';
  if (shell.shell.kind === 'sh') return 'Run the step with `shell: bash`, which sets `pipefail`, or write to a file first.';
  return 'Set `shell: bash`, which GitHub runs with `-eo pipefail`, or begin with `set -o pipefail`.';
}

// The whole pipeline, of which the command feeds another one.
function pipelineOf(command: ShellCommand): ShellNode | undefined {
  let found: ShellNode | undefined;
  if (!command.isPiped || command.inCondition || command.name === '') return undefined;
  for (let index = 0; index + 1 < command.around.length; index++) {
    const outer = command.around[index + 1];
    const inner = command.around[index];
    // What runs in the background has a status that nobody waits for.
    if (outer.Background) return undefined;
    if (inner.type !== 'Stmt' && inner.type !== 'BinaryCmd') return found;
    if (outer.type === 'BinaryCmd' && (outer.Op === ShellOperator.PIPE || outer.Op === ShellOperator.PIPE_ALL)) found = outer;
    else if (outer.type !== 'Stmt') return found;
  }
  return found;
}

function matters(command: ShellCommand): boolean {
  const { name, args } = programOf(command);
  return name !== '' && !isHarmless(name, args.map(({ text }) => text));
}

// The program that reads what the command writes, where its own failure tells.
function readerOf(command: ShellCommand, shell: ShellSource): string | undefined {
  const outer = command.around.find(({ type }) => type === 'BinaryCmd');
  const inner = outer?.X?.Cmd === command.node ? outer : undefined;
  const upper = inner ?? command.around.filter(({ type }) => type === 'BinaryCmd')[1];
  const text = upper?.Y ? shell.textOf(upper.Y).replace(/\\\n\s*/g, ' ') : '';
  return NEED_INPUT.exec(text)?.[0];
}

// `gh api x | grep y`: what fetches prints nothing where it fails, and so grep fails.
function isSearched(command: ShellCommand, pipeline: ShellNode): boolean {
  const [last, ...options] = wordsOf(lastProgram(pipeline.Y));
  return FETCHING.has(programOf(command).name) && ['grep', 'egrep', 'rg'].includes(last ?? '') && !options.some((option) => /^(?:-[a-zA-Z]*[vL]|--invert-match)/.test(option ?? ''));
}

// `if a | grep -q b`, `a | b || true`: somebody asks for the status as it is.
function decides(pipeline: ShellNode, around: readonly ShellNode[]): boolean {
  const outside = around.slice(around.indexOf(pipeline) + 1);
  for (let index = 0; index + 1 < outside.length; index++) {
    const inner = outside[index];
    const outer = outside[index + 1];
    if (inner.Negated || outer.type === 'FuncDecl') return Boolean(inner.Negated);
    if ((outer.type === 'IfClause' || outer.type === 'WhileClause') && outer.Cond?.includes(inner)) return true;
    if (outer.type === 'BinaryCmd' && (outer.Op === ShellOperator.OR || outer.Op === ShellOperator.AND) && outer.X === inner) return true;
    if (outer.type === 'TestClause' || outer.type === 'ProcSubst') return true;
  }
  return false;
}

// What was read is asked for being empty later on: `v=$(a | b); if [ -z "$v" ]`.
function isLookedAt(pipeline: ShellNode, around: readonly ShellNode[], shell: ShellSource): boolean {
  const name = around.slice(around.indexOf(pipeline)).find(({ type }) => type === 'Assign')?.Name?.Value;
  if (name === undefined) return false;
  const value = `"?\\$\\{?${name}\\}?"?`;
  const asks = new RegExp(`-z\\s+"?\\$\\{?${name}\\b|"\\$\\{?${name}\\}?"\\s+(?:==?)\\s+(?:""|''|"?null)|\\$\\{${name}:\\?|${value}\\s+!=\\s|(?:!\\s+\\[\\[|\\[\\[\\s+!)\\s+${value}\\s+=~`);
  return asks.test(shell.text) && variablesIn(pipeline).indexOf(name) < 0;
}
