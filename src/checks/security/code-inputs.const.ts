/** What an action does with the text of an input. */
export interface CodeInputs {
  /** Names in lower case. */
  readonly inputs: readonly string[];
  /** Completes "which the action …". */
  readonly does: string;
}

const JAVASCRIPT = 'evaluates as JavaScript';
const SHELL = 'hands to a shell';
const TEMPLATE = 'renders as a template that can hold code';

/**
 * Inputs that actions run as code. Those of `actions/github-script` are scripts and told by template-injection.
 *
 * @see https://github.com/github/codeql/tree/main/actions/ql/lib/ext for CodeQL's models, and the README of each action
 */
export const CODE_INPUTS: Readonly<Record<string, CodeInputs>> = {
  '8398a7/action-slack': { inputs: ['custom_payload'], does: JAVASCRIPT },
  'addnab/docker-run-action': { inputs: ['run'], does: SHELL },
  'amadevus/pwsh-script': { inputs: ['script'], does: 'runs in PowerShell' },
  'appleboy/ssh-action': { inputs: ['script'], does: 'runs on the remote host' },
  'azure/cli': { inputs: ['inlinescript'], does: SHELL },
  'azure/powershell': { inputs: ['inlinescript'], does: 'runs in PowerShell' },
  'borales/actions-yarn': { inputs: ['cmd'], does: 'runs as a command' },
  'cardinalby/js-eval-action': { inputs: ['expression'], does: JAVASCRIPT },
  'cloudflare/wrangler-action': { inputs: ['command', 'precommands', 'postcommands'], does: SHELL },
  'coactions/setup-xvfb': { inputs: ['run'], does: 'runs as a command' },
  'cross-platform-actions/action': { inputs: ['run'], does: 'runs in the machine it starts' },
  'devorbitus/yq-action-output': { inputs: ['cmd'], does: SHELL },
  'fifsky/ssh-action': { inputs: ['command'], does: 'runs on the remote host' },
  'gabrielbb/xvfb-action': { inputs: ['run'], does: 'runs as a command' },
  'garygrossgarten/github-action-ssh': { inputs: ['command'], does: 'runs on the remote host' },
  'gautamkrishnar/blog-post-workflow': { inputs: ['item_exec'], does: JAVASCRIPT },
  'imjohnbo/issue-bot': { inputs: ['body', 'linked-comments-previous-issue-text', 'linked-comments-new-issue-text'], does: TEMPLATE },
  'jannekem/run-python-script-action': { inputs: ['script'], does: 'runs in Python' },
  'lucasbento/auto-close-issues': { inputs: ['issue-close-message'], does: TEMPLATE },
  'matlab-actions/run-command': { inputs: ['command'], does: 'runs in MATLAB' },
  'mikefarah/yq': { inputs: ['cmd'], does: SHELL },
  'nick-fields/retry': { inputs: ['command', 'on_retry_command', 'new_command_on_retry'], does: SHELL },
  'nick-invision/retry': { inputs: ['command', 'on_retry_command', 'new_command_on_retry'], does: SHELL },
  'reactivecircus/android-emulator-runner': { inputs: ['script', 'pre-emulator-launch-script'], does: SHELL },
  'roots/issue-closer-action': { inputs: ['issue-close-message', 'pr-close-message'], does: TEMPLATE },
  'sergeysova/jq-action': { inputs: ['cmd'], does: SHELL },
  'skitionek/notify-microsoft-teams': { inputs: ['overwrite'], does: JAVASCRIPT },
  'tibdex/backport': { inputs: ['body_template', 'head_template', 'labels_template', 'title_template'], does: TEMPLATE },
  'uraimo/run-on-arch-action': { inputs: ['run', 'install', 'setup'], does: SHELL },
  'vmactions/freebsd-vm': { inputs: ['run', 'prepare'], does: 'runs in the machine it starts' },
  'vmactions/netbsd-vm': { inputs: ['run', 'prepare'], does: 'runs in the machine it starts' },
  'vmactions/openbsd-vm': { inputs: ['run', 'prepare'], does: 'runs in the machine it starts' },
  'vmactions/solaris-vm': { inputs: ['run', 'prepare'], does: 'runs in the machine it starts' },
  'wandalen/wretry.action': { inputs: ['command'], does: SHELL },
  'workflow/nix-shell-action': { inputs: ['script'], does: SHELL },
};
