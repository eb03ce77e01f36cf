import { parseShell } from '../../read/parse-shell';
import type { ScriptSource } from '../../read/script-source';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { isKnownShell } from './known-shell';

// Texts that bash reads by rules of its own, which a parser can fail to follow.
const UNSURE = /arithm|\(\(|\[\[|=~|\bregex|index|subscript|glob|alias|coproc|\blet\b|not a valid|associative/i;

/** A shell reads a script as it runs it: the lines before the mistake have run by then. */
export class ShellSyntax extends SourceCheck {
  public readonly id = 'shell-syntax';
  public readonly description = 'Every bash or sh script can be parsed.';
  public readonly covers = ['R31'];
  public readonly severity = { baseline: 'error' } as const;

  public visitShell(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    const { problem } = shell.parsed;
    if (!problem || !isKnownShell(shell, owner)) return;
    const bashOnly = shell.shell.kind === 'sh' && parseShell(shell.masked, 'bash').tree !== undefined;
    if (bashOnly) {
      context.report(shell.at(problem.offset), `sh cannot read this, only bash: ${problem.message}.`, 'Run it with `shell: bash`, or with `#!/usr/bin/env bash` in its first line.', 'warning');
      return;
    }
    if (UNSURE.test(problem.message)) return;
    const atMost = shell.text.includes('${{') ? 'warning' : undefined;
    context.report(shell.at(problem.offset), `The script cannot be parsed: ${problem.message}.`, 'Close or quote what is open here; `bash -n` on the script tells the same.', atMost);
  }
}
