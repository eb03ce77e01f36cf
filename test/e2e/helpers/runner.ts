import { execFileSync } from 'node:child_process';
import * as os from 'node:os';
import * as path from 'node:path';
import type { JobOptions } from './run-job';
import type { SynthesizedWorkflow } from '../../../src/testing';

/** What started the workflow. */
export interface GitHubEvent {
  /** @default 'push' */
  readonly name?: string;
  readonly payload?: Record<string, unknown>;
  /** @default 'acme/tool' */
  readonly repository?: string;
  /** @default 'token-of-the-job' */
  readonly token?: string;
  /** @default '1' */
  readonly runId?: string;
  /** How often the run was started. @default '1' */
  readonly attempt?: string;
  /** What the run was started for. @default - main, or the merge commit of a pull request */
  readonly ref?: string;
  /** Commit that the run was started for, also when it is started again. @default - what the repository is at */
  readonly sha?: string;
}

// How this machine reaches registries, and where Rust keeps its toolchains, is of the machine, not of the job.
const OF_THE_MACHINE = /^(SSL_CERT_\w+|NODE_EXTRA_CA_CERTS|\w+_CA_BUNDLE|CARGO_HOME|RUSTUP_HOME|https?_proxy|no_proxy)$/i;
const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The context `github` of a run. */
export function githubContext(workflow: SynthesizedWorkflow, job: string, workspace: string, options: JobOptions): Record<string, unknown> {
  const { name = 'push', payload = {}, repository = 'acme/tool', token = 'token-of-the-job' } = options.event ?? {};
  const sha = options.event?.sha ?? execFileSync('git', ['-c', 'safe.directory=*', '-C', options.source, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  const ref = options.event?.ref ?? (name === 'pull_request' ? 'refs/pull/1/merge' : 'refs/heads/main');
  return {
    repository,
    token,
    workspace,
    job,
    sha,
    ref,
    event: payload,
    event_name: name,
    workflow: workflow.document.name,
    repository_owner: repository.split('/')[0],
    ref_name: ref.replace(/^refs\/(heads|pull|tags)\//, ''),
    actor: 'ann',
    triggering_actor: 'ann',
    run_id: options.event?.runId ?? '1',
    run_number: '1',
    run_attempt: options.event?.attempt ?? '1',
    server_url: 'https://github.com',
    api_url: 'https://api.github.com',
    graphql_url: 'https://api.github.com/graphql',
  };
}

/** The environment every step finds. Nothing of the environment of this process is in it that a runner would not have. */
export function baseEnvironment(root: string, github: Record<string, unknown>, options: JobOptions): Record<string, string> {
  const { user } = options;
  const own = Object.entries(process.env).filter(([name, value]) => OF_THE_MACHINE.test(name) && value !== undefined);
  const told = ['repository', 'workspace', 'job', 'sha', 'ref', 'event_name', 'workflow', 'repository_owner', 'ref_name', 'actor', 'run_id', 'run_number',
    'run_attempt', 'server_url', 'api_url', 'graphql_url'].map((name) => [`GITHUB_${name.toUpperCase()}`, String(github[name])]);
  return {
    ...Object.fromEntries(own) as Record<string, string>,
    ...Object.fromEntries(told),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    HOME: user?.home ?? os.homedir(),
    USER: user?.name ?? os.userInfo().username,
    LANG: 'C.UTF-8',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_TEMP: path.join(root, 'temp'),
    RUNNER_TOOL_CACHE: path.join(root, 'tools'),
    PATH: [...options.paths ?? [], ...(user ? [] : [path.join(os.homedir(), '.cargo', 'bin')]), path.dirname(process.execPath), SEARCH_PATH].join(':'),
    ...options.environment,
  };
}
