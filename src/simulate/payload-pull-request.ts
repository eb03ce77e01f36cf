import { EventPlace, fullRef, shaOf } from './event-facts';
import type { PullRequestEventOptions } from './event-options';
import { idOf, labelPayload, repositoryPayload, SOME_TIME, SOMEBODY, userPayload } from './payload';

/** A pull request and what belongs to it. */
export interface PullRequestFacts {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  readonly headSha: string;
  /** Of the commit that would merge it. */
  readonly mergeSha: string;
  /** Repository of its head, as `owner/name`. */
  readonly from: string;
  readonly isFork: boolean;
  readonly isMerged: boolean;
  readonly payload: Record<string, unknown>;
}

/** A pull request as webhooks tell it. */
export function pullRequestFacts(place: EventPlace, action: string | undefined, options: PullRequestEventOptions): PullRequestFacts {
  const { number = 1, branch: head = 'feature', base = place.defaultBranch, merged: isMerged = false } = options;
  const from = forkName(place.repository, options.fork);
  const isFork = from !== place.repository;
  const headSha = options.sha ?? shaOf(`${from} ${fullRef('heads', head)}`);
  const mergeSha = shaOf(`merge ${headSha} ${base}`);
  const facts = { number, head, base, headSha, mergeSha, from, isFork, isMerged };
  return { ...facts, payload: pullRequestPayload(place, action, options, facts) };
}

/** `owner/name` of the head's repository. */
export function forkName(repository: string, fork: boolean | string | undefined): string {
  if (fork === true) return `${SOMEBODY}/${repository.split('/')[1]}`;
  return fork === undefined || fork === false ? repository : fork;
}

function pullRequestPayload(place: EventPlace, action: string | undefined, options: PullRequestEventOptions, facts: Omit<PullRequestFacts, 'payload'>): Record<string, unknown> {
  const { number, head, base, headSha, from, isFork, isMerged } = facts;
  const isClosed = isMerged || action === 'closed';
  const url = `https://api.github.com/repos/${place.repository}/pulls/${number}`;
  const author = isFork ? from.split('/')[0] : options.actor ?? SOMEBODY;
  return {
    url,
    id: idOf(url),
    html_url: `https://github.com/${place.repository}/pull/${number}`,
    number,
    state: isClosed ? 'closed' : 'open',
    locked: action === 'locked',
    title: options.title ?? 'Change something',
    user: userPayload(author),
    body: null,
    created_at: SOME_TIME,
    updated_at: SOME_TIME,
    closed_at: isClosed ? SOME_TIME : null,
    merged_at: isMerged ? SOME_TIME : null,
    merge_commit_sha: facts.mergeSha,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: (options.labels ?? []).map((name) => labelPayload(place, name)),
    milestone: null,
    draft: options.draft ?? action === 'converted_to_draft',
    head: side(from, head, headSha, { repository: from, defaultBranch: place.defaultBranch }, isFork),
    base: side(place.repository, base, shaOf(fullRef('heads', base)), place, false),
    author_association: isFork ? 'CONTRIBUTOR' : 'MEMBER',
    auto_merge: null,
    merged: isMerged,
    mergeable: options.conflicts === true ? false : isClosed ? null : true,
    mergeable_state: options.conflicts === true ? 'dirty' : isClosed ? 'unknown' : 'clean',
    merged_by: isMerged ? userPayload(options.actor ?? SOMEBODY) : null,
    maintainer_can_modify: isFork,
    commits: options.commits ?? 1,
    changed_files: options.files?.length ?? 1,
  };
}

function side(repository: string, ref: string, sha: string, place: EventPlace, fork: boolean): Record<string, unknown> {
  const owner = repository.split('/')[0];
  return { label: `${owner}:${ref}`, ref, sha, user: userPayload(owner), repo: repositoryPayload(place, fork) };
}
