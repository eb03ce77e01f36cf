import { execFileSync } from 'node:child_process';

/** Set inside a hook of another repository: they would lead git away from its folder. */
const MISLEADING = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_COMMON_DIR'];

/** What git has refused, with what it says. */
export class GitError extends Error {}

/** Runs git in a folder and gives what it prints, trimmed. @throws GitError */
export function git(folder: string, args: readonly string[], more: { readonly env?: Record<string, string>; readonly input?: string } = {}): string {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', ...more.env } as NodeJS.ProcessEnv;
  for (const name of MISLEADING) if (!more.env || !(name in more.env)) delete env[name];
  try {
    // A repository may name a program as its file monitor, or have hooks: looking at it must not run them.
    const options = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'safe.directory=*'];
    return execFileSync('git', [...options, ...args], { cwd: folder, env, encoding: 'utf8', input: more.input ?? '', maxBuffer: 256 * 1024 * 1024, stdio: 'pipe' }).trim();
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new GitError((stderr ?? '').trim() || message);
  }
}

/** As `git`, and undefined where it refuses. */
export function tryGit(folder: string, ...args: string[]): string | undefined {
  try {
    return git(folder, args);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
