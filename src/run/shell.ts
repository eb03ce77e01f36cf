/** A program with the arguments that run one script. */
export interface ShellCall {
  readonly program: string;
  readonly args: readonly string[];
  /** Ending of the script's name. */
  readonly extension: string;
  /** The text as it goes into the file. */
  readonly text: string;
}

/** Why a step has no shell. */
export class ShellError extends Error {}

const TEMPLATES: Record<string, string> = {
  bash: 'bash --noprofile --norc -eo pipefail {0}',
  sh: 'sh -e {0}',
  python: 'python {0}',
};
const EXTENSIONS: Record<string, string> = { bash: '.sh', sh: '.sh', python: '.py', pwsh: '.ps1' };
const OF_WINDOWS = ['cmd', 'powershell'];

/**
 * How a script is run, as `shell` of its step says.
 *
 * @param shell undefined where neither the step nor its defaults name one
 * @param find the path of a program, or undefined where there is none
 * @throws ShellError where that shell is not here
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
export function shellCall(shell: string | undefined, script: string, file: string, find: (program: string) => string | undefined): ShellCall {
  const name = shell?.trim() || undefined;
  // Without a name a script gets no pipefail.
  const template = name === undefined ? (find('bash') ? 'bash -e {0}' : 'sh -e {0}') : TEMPLATES[name] ?? name;
  const extension = EXTENSIONS[name ?? 'bash'] ?? '';
  if (name !== undefined && OF_WINDOWS.includes(name)) throw new ShellError(`the shell ${name} is one of Windows. Use bash, or pwsh, which runs everywhere.`);
  if (name === 'pwsh') return { ...call(find, 'pwsh', ['-command', `. '${file}${extension}'`]), extension, text: powerShell(script) };
  const [program, ...args] = template.split(/\s+/);
  if (!template.includes('{0}')) {
    throw new ShellError(`there is no shell ${name}. Give bash, sh, python, pwsh or a command with {0} where the file of the script goes, such as: node {0}.`);
  }
  return { ...call(find, program, args.map((arg) => unquoted(arg).replaceAll('{0}', `${file}${extension}`))), extension, text: `${script}\n` };
}

function call(find: (program: string) => string | undefined, program: string, args: string[]): Pick<ShellCall, 'program' | 'args'> {
  const found = program.includes('/') ? program : find(program);
  if (found === undefined) throw new ShellError(`the shell ${program} is not on PATH. Install it, or use another shell in this step.`);
  return { program: found, args };
}

function unquoted(arg: string): string {
  return /^(['"]).*\1$/.test(arg) ? arg.slice(1, -1) : arg;
}

// PowerShell goes on after an error and tells nobody the exit code of the last program, unless it is asked to.
function powerShell(script: string): string {
  return `$ErrorActionPreference = 'stop'\n${script}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }\n`;
}
