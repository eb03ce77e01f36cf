import { verifies } from './verifying-commands.const';
import type { ScriptSource } from '../../read/script-source';
import type { ShellCommand } from '../../read/shell-command';
import { ShellNode, ShellOperator } from '../../read/shell-node';
import { optionsAt } from '../../read/shell-options';
import type { ShellSource } from '../../read/shell-source';
import { lastProgram, substitutionsIn, wordsOf } from '../../read/shell-word';
import { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { isHarmless } from './harmless-commands.const';
import { innerShell } from './inner-shell';
import { programOf } from '../../read/shell-program';

const NETWORK = new Set(['curl', 'wget', 'gh', 'aws', 'az', 'gcloud', 'kubectl', 'helm', 'npm', 'ssh']);

/** What fails here leaves no status behind: the script goes on with an empty value, or as if all were well. */
export class MaskedExitCode extends SourceCheck {
  public readonly id = 'masked-exit-code';
  public readonly description = 'No command fails without the script noticing.';
  public readonly covers = ['X13'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitShell(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    if (!shell.isShell) return;
    for (const { node, around } of shell.placesOf('DeclClause')) if (optionsAt(shell, node, around).errexit) this.declaration(node, shell, context);
    for (const command of shell.commands) {
      this.argument(command, shell, context);
      this.ignored(command, shell, owner, context);
      const inner = innerShell(command, shell);
      if (inner) context.report(shell.at(command.node), inner.problem, inner.fix);
    }
  }

  // `local x=$(false)` has the status of `local`.
  private declaration(node: ShellNode, shell: ShellSource, context: CheckContext): void {
    const variant = String(node.Variant?.Value ?? '');
    for (const assign of node.Args as ShellNode[]) {
      if (!assign.Value || assign.Naked) continue;
      const failing = substitutionsIn(assign.Value).map((each) => failingProgram(each)).find((name) => name !== undefined);
      if (failing === undefined) continue;
      const name = String(assign.Name?.Value);
      context.report(shell.at(assign), `When ${failing} fails, \`${variant}\` succeeds all the same and ${name} is empty.`, isLate(variant) ? `Write \`${name}=$(…)\` first, then \`${variant} ${name}\`.` : `Write \`${variant} ${name}; ${name}=$(…)\`.`);
    }
  }

  // `echo "x=$(false)" >> "$GITHUB_OUTPUT"` has the status of `echo`; in `[ … ]` an empty text is compared.
  private argument(command: ShellCommand, shell: ShellSource, context: CheckContext): void {
    const isTest = command.name === '[' || command.name === 'test';
    const isOutput = (command.name === 'echo' || command.name === 'printf') && writesToRunner(command, shell);
    if (!isTest && !isOutput) return;
    for (const word of command.args) {
      for (const substitution of substitutionsIn(word.node)) {
        const failing = failingProgram(substitution, isOutput);
        if (failing === undefined || (isTest && !NETWORK.has(failing))) continue;
        context.report(shell.at(substitution), `When ${failing} fails, ${isTest ? 'the comparison goes on with an empty text' : 'an empty value is written and the step passes'}.`,
          'Keep what it prints first, so that its failure ends the script: value=$(…), then use "$value".', isTest || failing === 'cat' ? 'info' : undefined);
      }
    }
  }

  // `npm publish || true`
  private ignored(command: ShellCommand, shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    const program = programOf(command);
    const deed = verifies(program);
    if (deed === undefined || !isForgiven(command)) return;
    if (owner instanceof StepSource && owner.value.get('continue-on-error')?.text === 'true') return;
    context.report(shell.at(command.node), `Whether \`${deed}\` fails makes no difference here: the line succeeds all the same.`,
      'Let it fail; where a certain failure is expected, ask for that one and end with an error for any other.');
  }
}

// They can come behind the value; `local` has to come before it.
function isLate(variant: string): boolean {
  return variant === 'export' || variant === 'readonly';
}

// The program whose failure is lost, or undefined where none fails or somebody handles it.
function failingProgram(substitution: ShellNode, evenLists = false): string | undefined {
  const statements = (substitution.Stmts as ShellNode[] | undefined) ?? [];
  const statement = statements[statements.length - 1];
  if (statements.length !== 1 || (statement.Cmd?.type === 'BinaryCmd' && !isPipe(statement.Cmd))) return undefined;
  return programsOf(statement).map((call) => failingName(call, evenLists)).find((name) => name !== undefined);
}

function failingName(call: ShellNode, evenLists: boolean): string | undefined {
  const [name = '', ...args] = wordsOf(call);
  const own = name.replace(/^.*\//, '');
  // `ls` and `cat` fail where what they are asked for is missing.
  const reads = evenLists && (own === 'ls' || own === 'cat') && args.length > 0;
  return own === '' || (!reads && isHarmless(own, args)) || own === 'cd' ? undefined : own;
}

function programsOf(statement: ShellNode | undefined): ShellNode[] {
  const command = statement?.Cmd as ShellNode | undefined;
  if (command?.type === 'BinaryCmd') return isPipe(command) ? [...programsOf(command.X), ...programsOf(command.Y)] : [];
  const call = lastProgram(statement);
  return call && call.Args?.length > 0 ? [call] : [];
}

function isPipe({ Op }: ShellNode): boolean {
  return Op === ShellOperator.PIPE || Op === ShellOperator.PIPE_ALL;
}

function writesToRunner({ around }: ShellCommand, shell: ShellSource): boolean {
  const statements = around.filter(({ type }) => type === 'Stmt' || type === 'BinaryCmd').slice(0, 3);
  return statements.some((statement) => /(?:>>?|tee\s+(?:-a|--append))\s*["']?\$\{?GITHUB_(?:OUTPUT|ENV|PATH)\b/.test(shell.textOf(statement).split('\n').slice(-1)[0]));
}

function isForgiven({ around }: ShellCommand): boolean {
  for (let index = 0; index + 1 < around.length; index++) {
    const outer = around[index + 1];
    if (around[index].Negated || (outer.type !== 'BinaryCmd' && outer.type !== 'Stmt')) return false;
    if (outer.type === 'BinaryCmd' && outer.Op === ShellOperator.OR && outer.X === around[index]) return ['true', ':'].includes(wordsOf(lastProgram(outer.Y))[0] ?? '');
  }
  return false;
}
