import { execFileSync } from 'node:child_process';
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
