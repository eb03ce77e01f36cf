import * as os from 'node:os';
import * as path from 'node:path';
import type { JobFolders } from './job-folders';
import type { User } from './user';

/** What a job finds on its machine. */
export interface EnvironmentOptions {
  readonly folders: JobFolders;
  /** The context `github`. */
  readonly github: Readonly<Record<string, unknown>>;
  readonly user?: User;
  /** PATH. */
  readonly search: string;
  /** Marks all processes of the job. */
  readonly trackingId: string;
  /** @default {} */
  readonly more?: Readonly<Record<string, string>>;
}

// How this machine reaches registries, and where its tools live, is of the machine, not of the job.
const OF_THE_MACHINE = /^(SSL_CERT_\w+|NODE_EXTRA_CA_CERTS|\w+_CA_BUNDLE|CARGO_HOME|RUSTUP_HOME|GOROOT|JAVA_HOME|NVM_DIR|VOLTA_HOME|PYENV_ROOT|RBENV_ROOT|TMPDIR|https?_proxy|no_proxy)$/i;
const OF_GITHUB = [
  'repository', 'repository_owner', 'workspace', 'job', 'sha', 'ref', 'ref_name', 'ref_type', 'ref_protected', 'head_ref', 'base_ref', 'event_name', 'event_path', 'workflow',
  'workflow_ref', 'workflow_sha', 'actor', 'triggering_actor', 'run_id', 'run_number', 'run_attempt', 'retention_days', 'server_url', 'api_url', 'graphql_url',
];

/** PATH of this process, without what npm puts before it. */
export function searchPath(): string {
  return (process.env.PATH ?? '').split(':').filter((folder) => path.isAbsolute(folder) && !/node_modules\/(\.bin$|npm\/|@npmcli\/)/.test(folder)).join(':');
}

/** The context `runner`. */
export function runnerContext(folders: JobFolders): Record<string, string> {
  return {
    name: os.hostname(),
    os: process.platform === 'darwin' ? 'macOS' : 'Linux',
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    temp: folders.temp,
    tool_cache: folders.tools,
    environment: 'self-hosted',
    debug: '',
  };
}

/** The environment every step finds. Nothing of the environment of this process is in it that a runner would not have. */
export function jobEnvironment({ folders, github, user, search, trackingId, more = {} }: EnvironmentOptions): Record<string, string> {
  const own = Object.entries(process.env).filter(([name, value]) => OF_THE_MACHINE.test(name) && value !== undefined);
  const told = OF_GITHUB.filter((name) => github[name] !== undefined).map((name) => [`GITHUB_${name.toUpperCase()}`, String(github[name])]);
  const runner = Object.entries(runnerContext(folders)).filter(([, value]) => value !== '').map(([name, value]) => [`RUNNER_${name.toUpperCase()}`, value]);
  return {
    ...Object.fromEntries(own) as Record<string, string>,
    ...Object.fromEntries(told),
    ...Object.fromEntries(runner),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    HOME: user?.home ?? os.homedir(),
    USER: user?.name ?? os.userInfo().username,
    LANG: 'C.UTF-8',
    RUNNER_TRACKING_ID: trackingId,
    PATH: search,
    ...more,
  };
}
