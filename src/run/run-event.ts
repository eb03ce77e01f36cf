import { git, tryGit } from './git';
import type { RepositoryCopy } from './repository-copy';
import { RunError } from './run-error';
import type { RunWorkflowOptions } from './run-options';
import type { WorkflowSource } from '../read/workflow-source';
import { Event } from '../simulate/event';
import { EventError } from '../simulate/event-error';
import { readEvent } from '../simulate/event-from';

/** What a person means who names no event. */
const USUAL = ['push', 'pull_request', 'workflow_dispatch'];
const OF_PULL_REQUESTS = ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment', 'merge_group'];

/** The event as it was asked for. */
export interface WantedEvent {
  readonly name: string;
  readonly options: Readonly<Record<string, any>>;
  /** Whether the run is of a merge with a base. */
  readonly isMerge: boolean;
}

/** `owner/name` of the repository and its default branch, as its remote tells them. */
export function placeOf(root: string): { readonly repository: string; readonly defaultBranch: string } {
  const url = tryGit(root, 'config', '--get', 'remote.origin.url') ?? '';
  const [, repository] = /[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url) ?? [];
  const head = tryGit(root, 'symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD')?.replace(/^origin\//, '');
  const usual = ['main', 'master'].find((name) => tryGit(root, 'rev-parse', '--verify', '--quiet', `refs/heads/${name}`) !== undefined);
  const name = root.split('/').pop()!.replace(/[^\w.-]/g, '-') || 'repository';
  return { repository: url.startsWith('/') || !repository ? `local/${name}` : repository, defaultBranch: head ?? usual ?? 'main' };
}

/**
 * The event that was asked for, or the one that people mean.
 *
 * @throws RunError where the workflow has no such event, or nothing starts it
 */
export function wantedEvent(workflow: WorkflowSource, { event, inputs = {} }: RunWorkflowOptions): WantedEvent {
  const names = workflow.events.map(({ name }) => name).filter((name) => name !== 'workflow_call');
  const wanted = event ?? (Object.keys(inputs).length > 0 ? 'workflow_dispatch' : [...USUAL, ...names].find((name) => names.includes(name)));
  if (wanted === undefined) throw new RunError(`${workflow.path} has no event that starts it${workflow.hasEvent('workflow_call') ? ': other workflows call it. Run the one that calls' : ''}`);
  try {
    const { name, options } = readEvent(wanted);
    if (!names.includes(name)) throw new RunError(`${workflow.path} is not started by ${name}. It has: ${names.join(', ')}`);
    return { name, options, isMerge: OF_PULL_REQUESTS.includes(name) };
  } catch (error) {
    if (error instanceof EventError) throw new RunError(`--event: ${error.message}`);
    throw error;
  }
}

/** What is known of an event beside its options. */
export interface EventFacts {
  readonly copy: RepositoryCopy;
  readonly place: ReturnType<typeof placeOf>;
  readonly workflow: WorkflowSource;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly base?: string;
}

/** The event with what the copy of the repository knows: commits, branch, changed files. */
export function eventOf({ name, options, isMerge }: WantedEvent, facts: EventFacts): Event {
  const { copy, place, workflow, inputs = {}, base = place.defaultBranch } = facts;
  const parent = tryGit(copy.folder, 'rev-parse', '--verify', '--quiet', `${copy.sha}^1`);
  const files = parent === undefined ? undefined : git(copy.folder, ['diff', '--name-only', parent, copy.sha]).split('\n').filter(Boolean);
  const branch = isMerge && copy.branch === base ? 'working-tree' : copy.branch;
  const known: Record<string, Readonly<Record<string, unknown>>> = {
    push: { ...(options.tag ? {} : { branch }), sha: copy.head, files },
    workflow_dispatch: { workflow: workflow.path, inputs, ...(options.tag ? {} : { branch }) },
    merge_group: { base },
  };
  const ofPull = isMerge && name !== 'merge_group' ? { branch, base, sha: copy.head, files } : {};
  const event = Event.of(name, { ...ofPull, ...known[name], ...options }).in(place);
  return event.with(patch(event, copy, parent));
}

// Commits as the copy has them.
function patch(event: Event, { sha, head }: RepositoryCopy, parent: string | undefined): Record<string, unknown> {
  if (event.name === 'push') return { after: sha, ...(parent && !event.payload.created ? { before: parent } : {}) };
  if (event.name === 'merge_group') return { merge_group: { head_sha: sha, base_sha: parent } };
  if (event.payload.pull_request) return { pull_request: { head: { sha: head }, base: { sha: parent }, merge_commit_sha: sha } };
  return {};
}
