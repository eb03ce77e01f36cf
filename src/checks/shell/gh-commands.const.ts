import { Program, subcommand } from '../../read/shell-program';

/** They speak with nobody. */
const WITHOUT_TOKEN = new Set(['version', 'help', 'completion', 'config', 'alias', 'auth', '?', '']);

/**
 * What a command changes, and the scopes of which the token needs one to write.
 *
 * @see https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  'pr create': ['pull-requests'],
  'pr close': ['pull-requests'],
  'pr reopen': ['pull-requests'],
  'pr ready': ['pull-requests'],
  'pr review': ['pull-requests'],
  'pr edit': ['pull-requests', 'issues'],
  'pr comment': ['pull-requests', 'issues'],
  'pr merge': ['contents'],
  'issue create': ['issues'],
  'issue close': ['issues', 'pull-requests'],
  'issue reopen': ['issues', 'pull-requests'],
  'issue comment': ['issues', 'pull-requests'],
  'issue edit': ['issues', 'pull-requests'],
  'issue delete': ['issues'],
  'issue lock': ['issues', 'pull-requests'],
  'issue pin': ['issues'],
  'label create': ['issues', 'pull-requests'],
  'label edit': ['issues', 'pull-requests'],
  'release create': ['contents'],
  'release upload': ['contents'],
  'release edit': ['contents'],
  'release delete': ['contents'],
  'run rerun': ['actions'],
  'run cancel': ['actions'],
  'run delete': ['actions'],
  'workflow run': ['actions'],
  'workflow enable': ['actions'],
  'workflow disable': ['actions'],
  'cache delete': ['actions'],
};

const WITH_VALUE = /^(?:-R|--repo|--hostname)$/;

/** Whether a call of gh needs a token. */
export function needsToken(program: Program): boolean {
  if (program.args.some(({ text }) => text === '--help' || text === '--version')) return false;
  return !WITHOUT_TOKEN.has(subcommand(program, 1, WITH_VALUE)[0] ?? '');
}

/** What a call of gh may have to write; undefined where it only reads, or works on another repository. */
export function permissionFor(program: Program): { readonly command: string; readonly scopes: readonly string[] } | undefined {
  const command = subcommand(program, 2, WITH_VALUE).join(' ');
  if (!Object.hasOwn(WRITES, command)) return undefined;
  const elsewhere = program.args.some(({ raw }, index) => (/^(?:-R|--repo)$/.test(raw) && !/GITHUB_REPOSITORY|github\.repository/.test(program.args[index + 1]?.raw ?? '')) || /^--repo=(?!.*(?:GITHUB_REPOSITORY|github\.repository))/.test(raw));
  return elsewhere ? undefined : { command, scopes: WRITES[command] };
}
