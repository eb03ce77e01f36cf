import type { ScriptSource } from '../../read/script-source';
import type { ShellSource } from '../../read/shell-source';
import { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const COMMAND = /::(set-output|save-state|set-env)\s+name=|::(add-path)::|##\[(set-output|save-state|set-env|add-path)\b/g;
const FILES: Record<string, string> = { 'set-output': 'GITHUB_OUTPUT', 'save-state': 'GITHUB_STATE', 'set-env': 'GITHUB_ENV', 'add-path': 'GITHUB_PATH' };

/**
 * Commands in the log can be forged by whatever is printed there: two of them are switched off, two are deprecated.
 *
 * @see https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/
 * @see https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/
 */
export class DeprecatedCommands extends SourceCheck {
  public readonly id = 'deprecated-commands';
  public readonly description = 'Outputs, variables and paths are set by files, not by commands in the log.';
  public readonly covers = ['R22'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'deprecated-commands';

  public visitShell(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    if (!shell.text.includes('::') && !shell.text.includes('##[')) return;
    for (const match of shell.masked.matchAll(COMMAND)) {
      if (isComment(shell.masked, match.index)) continue;
      const command = match[1] ?? match[2] ?? match[3];
      const fix = command === 'add-path' ? 'Write it to the file: echo "$dir" >> "$GITHUB_PATH".' : `Write it to the file: echo "name=$value" >> "$${FILES[command]}".`;
      const isOff = command === 'set-env' || command === 'add-path';
      const problem = isOff ? `GitHub switched \`::${command}\` off on 2020-11-16: the step fails.` : `\`::${command}\` is deprecated: GitHub can stop reading it.`;
      context.report(shell.at(match.index), problem, fix, isOff && !allowsUnsecure(owner) ? undefined : 'warning');
    }
  }
}

function isComment(text: string, index: number): boolean {
  return /^\s*#(?!#\[)/.test(text.slice(text.lastIndexOf('\n', index) + 1, index + 3));
}

function allowsUnsecure(owner: StepSource | ScriptSource): boolean {
  // A script does not say where it runs.
  return !(owner instanceof StepSource) || owner.value.file.text.includes('ACTIONS_ALLOW_UNSECURE_COMMANDS');
}
