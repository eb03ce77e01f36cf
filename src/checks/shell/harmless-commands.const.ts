/** Programs that do not fail where they are used sensibly, or whose failure changes nothing: their status need not be looked at. */
export const HARMLESS: ReadonlySet<string> = new Set([
  'echo', 'printf', 'true', 'false', ':', 'cat', 'yes', 'seq', 'date', 'uname', 'arch', 'nproc', 'id', 'whoami', 'hostname', 'pwd', 'basename', 'dirname',
  'realpath', 'readlink', 'env', 'printenv', 'set', 'export', 'sort', 'uniq', 'cut', 'tr', 'sed', 'awk', 'gawk', 'grep', 'egrep', 'fgrep', 'rg', 'head', 'tail', 'wc', 'rev', 'tac',
  'xargs', 'tee', 'column', 'fold', 'fmt', 'nl', 'paste', 'od', 'xxd', 'hexdump', 'base64', 'ps', 'pgrep', 'df', 'du', 'free', 'mount', 'lsblk', 'lsof', 'ss', 'netstat', 'ip',
  'ifconfig', 'lscpu', 'lspci', 'sysctl', 'dmesg', 'journalctl', 'uptime', 'which', 'type', 'command', 'file', 'strings', 'ldd', 'nm', 'objdump', 'dpkg', 'rpm', 'sha1sum', 'sha256sum', 'sha512sum', 'top', 'apt-cache', 'iconv',
  'md5sum', 'shasum', 'openssl', 'mktemp', 'stat', 'ls', 'find', 'tput', 'locale', 'sw_vers', 'lsb_release', 'getconf', 'jobs', 'history', 'compgen', 'declare', 'test', '[', 'read',
  'sleep', 'wait', 'kill', 'local', 'return', 'exit', 'shift', 'trap', 'umask', 'unset', 'ulimit', 'shopt', 'pushd', 'popd', 'time', 'jq', 'yq', 'bc', 'expr', 'let', 'diff', 'comm', 'join',
]);

/** Subcommands of git that only show what is there. */
export const HARMLESS_GIT: ReadonlySet<string> = new Set([
  'log', 'show', 'rev-parse', 'rev-list', 'describe', 'branch', 'tag', 'config', 'status', 'diff', 'diff-tree', 'diff-index', 'ls-files', 'ls-tree', 'remote', 'name-rev', 'for-each-ref',
  'symbolic-ref', 'merge-base', 'shortlog', 'cat-file', 'blame', 'reflog', 'stash', 'worktree', 'grep', 'show-ref',
]);

// They print a setting.
const SETTINGS = /^(?:pnpm store path|(?:npm|yarn|pnpm) (?:config get|cache dir|root|prefix|bin)|go env|pip3? cache dir|poetry (?:version|env info)|rustc --print|brew --(?:prefix|cellar)|composer config|gem env|python3? -c)\b/;

/** Whether the status of a program need not be looked at. */
export function isHarmless(name: string, args: readonly (string | undefined)[]): boolean {
  if (HARMLESS.has(name)) return true;
  if (args.length > 0 && args.every((arg) => /^(?:--?version|-[vV]|version|--help|-h|help)$/.test(arg ?? ''))) return true;
  if (SETTINGS.test([name, ...args].join(' '))) return true;
  if (name === 'git') return HARMLESS_GIT.has(args.find((arg) => arg !== undefined && !arg.startsWith('-')) ?? '');
  return name === 'python' || name === 'python3' ? args.includes('--version') : false;
}
