import { runDownloads } from './downloads';
import { FloatingInstall, floatingInstalls } from './floating-installs';
import { ActionCatalog } from '../../catalog/action-catalog';
import type { ScriptSource } from '../../read/script-source';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const POWERSHELL = /\b(iwr|irm|curl|wget|Invoke-WebRequest|Invoke-RestMethod)\b[^\n|]*\|\s*(iex|Invoke-Expression)\b|\b(iex|Invoke-Expression)\b[^\n]*(DownloadString|\birm\b|\biwr\b|Invoke-RestMethod|Invoke-WebRequest)/i;

/** Actions that compare what they fetch with a hash or a signature of their own. */
const VERIFYING = /^(codecov\/codecov-action|zizmorcore\/zizmor-action|docker\/setup-docker-action)$/;
const FLOATING = /^(latest|stable|\*|)$/i;
const VERSION_FILE = /version[-_]file/;

/** Actions whose program is the newest unless a version is given, beside those of the catalogue. */
const FLOATING_INPUTS: Record<string, string> = {
  '1password/load-secrets-action': 'version',
  'fluxcd/flux2/action': 'version',
};

/** A program at no version of its own can break a build overnight, and whoever publishes it next runs in the job. */
export class UnpinnedTools extends SourceCheck {
  public readonly id = 'unpinned-tools';
  public readonly description = 'Every program that a job installs has a version, and every one it downloads is compared with a hash.';
  public readonly covers = ['S15'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'unpinned-tools';

  public visitShell(shell: ShellSource, _owner: StepSource | ScriptSource, context: CheckContext): void {
    if (shell.shell.kind === 'pwsh') return powershell(shell, context);
    const found: FloatingInstall[] = [...shell.commands.flatMap(floatingInstalls), ...runDownloads(shell.commands)];
    for (const { at, problem, fix, atMost } of found) context.report(shell.at(at), problem, fix, atMost);
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    const { uses } = step;
    if (uses?.kind !== 'repository' || VERIFYING.test(uses.action)) return;
    const name = floatingInput(uses.action);
    if (name === undefined || [...step.inputs.keys()].some((input) => VERSION_FILE.test(input))) return;
    const given = step.inputs.get(name.toLowerCase());
    if (given && !FLOATING.test(given.text?.trim() ?? '')) return;
    context.report(given ?? uses.at, `${uses.text.split('@')[0]} fetches whatever version is newest.`, `Give "${name}" a fixed version.`);
  }
}

function floatingInput(action: string): string | undefined {
  if (Object.hasOwn(FLOATING_INPUTS, action)) return FLOATING_INPUTS[action];
  const inputs = ActionCatalog.standard().find(action)?.inputs ?? {};
  return Object.keys(inputs).find((name) => inputs[name].floating);
}

function powershell(shell: ShellSource, context: CheckContext): void {
  const match = POWERSHELL.exec(shell.text);
  if (match) context.report(shell.at(match.index), 'What is downloaded is run by PowerShell as it comes: whoever changes it runs in this job.', 'Download a fixed version to a file, compare it with a known hash by Get-FileHash, and run it then.');
}
