import type { Event } from './event';
import { fullRef, shaOf } from './event-facts';
import { idOf } from './payload';
import type { WorkflowSource } from '../read/workflow-source';

/** What a run knows beside its event. */
export interface GithubContextOptions {
  readonly workflow: WorkflowSource;
  /**
   * `owner/name`.
   *
   * @default - that of the event
   */
  readonly repository?: string;
  /**
   * Id of the run.
   *
   * @default '1'
   */
  readonly runId?: string | number;
  /**
   * Number of the run among those of its workflow.
   *
   * @default '1'
   */
  readonly runNumber?: string | number;
  /**
   * How often it was tried.
   *
   * @default '1'
   */
  readonly attempt?: string | number;
  /**
   * The default branch of the repository.
   *
   * @default - that of the event
   */
  readonly defaultBranch?: string;
  /**
   * Names of the protected branches.
   *
   * @default []
   */
  readonly protectedBranches?: readonly string[];
  /**
   * Who started this attempt.
   *
   * @default - the actor of the event
   */
  readonly triggeringActor?: string;
}

const SERVER = 'https://github.com';

/**
 * The context `github` as it is before a job is on a runner: without token, paths and what belongs to a step.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context
 */
export function githubContext(event: Event, options: GithubContextOptions): Record<string, unknown> {
  const { workflow, runId = 1, runNumber = 1, attempt = 1 } = options;
  const here = event.in({ repository: options.repository, defaultBranch: options.defaultBranch });
  const { repository } = here.place;
  const [owner] = repository.split('/');
  const { ref, sha } = sourceOf(here);
  // Of a review they are not told.
  const ofPullRequest = here.name === 'pull_request' || here.name === 'pull_request_target';
  return {
    ref: here.ref,
    sha: here.sha,
    repository,
    repository_owner: owner,
    repository_owner_id: String(idOf(owner)),
    repositoryUrl: `git://github.com/${repository}.git`,
    repository_id: String(idOf(repository)),
    run_id: String(runId),
    run_number: String(runNumber),
    retention_days: '90',
    run_attempt: String(attempt),
    actor: here.actor,
    actor_id: String(idOf(here.actor)),
    triggering_actor: options.triggeringActor ?? here.actor,
    workflow: workflow.name,
    workflow_ref: `${repository}/${workflow.path}@${ref}`,
    workflow_sha: sha,
    head_ref: ofPullRequest ? here.headRef ?? '' : '',
    base_ref: ofPullRequest ? here.baseRef ?? '' : '',
    event_name: here.name,
    event: here.payload,
    server_url: SERVER,
    api_url: 'https://api.github.com',
    graphql_url: 'https://api.github.com/graphql',
    ref_name: here.refName,
    ref_protected: here.refType === 'branch' && (options.protectedBranches ?? []).some((branch) => fullRef('heads', branch) === here.ref),
    ref_type: here.refType,
    secret_source: here.isFork && here.name !== 'pull_request_target' ? 'None' : here.actor === 'dependabot[bot]' ? 'Dependabot' : 'Actions',
  };
}

// Of a run for a branch or tag, the file is that of the ref.
function sourceOf(event: Event): { ref: string; sha: string } {
  if (event.ref !== '') return { ref: event.ref, sha: event.sha };
  const ref = fullRef('heads', event.place.defaultBranch);
  return { ref, sha: shaOf(ref) };
}
