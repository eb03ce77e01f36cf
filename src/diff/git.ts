import { spawnSync } from 'node:child_process';

/** How git ended. */
export interface GitAnswer {
  readonly ok: boolean;
  readonly stdout: Buffer;
  /** What it says went wrong, in one line. */
  readonly problem: string;
}

const REPOSITORY_VARIABLES = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_NAMESPACE', 'GIT_TRACE'];

/**
 * Asks git about a repository, without running anything that the repository names: no hooks, no file monitor, and no
 * fetching of objects that a partial clone lacks.
 */
export function git(folder: string, args: readonly string[], input = ''): GitAnswer {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_NO_REPLACE_OBJECTS: '1', LC_ALL: 'C' } as NodeJS.ProcessEnv;
  // Set inside a hook of another repository.
  for (const name of REPOSITORY_VARIABLES) delete env[name];
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'protocol.allow=never'];
  const { status, stdout, stderr, error } = spawnSync('git', [...safe, ...args], { cwd: folder, env, input, timeout: 60_000, maxBuffer: 512 * 1024 * 1024 });
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const problem = code === 'ENOENT' ? 'git is not installed' : error ? error.message : lastLine(stderr?.toString('utf8') ?? '');
  return { ok: status === 0 && !error, stdout: stdout ?? Buffer.alloc(0), problem };
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop()?.replace(/^(fatal|error): /, '') ?? '';
}
