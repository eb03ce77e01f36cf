import { checkRefs, EventError, knownAction } from './event-error';
import { chosenRef, EventRecipe, fullRef, shaOf, shortRef } from './event-facts';
import type { MergeGroupEventOptions, PullRequestEventOptions } from './event-options';
import type { CheckEventOptions, RefEventOptions } from './event-options-more';
import { commonPayload, idOf, onDefaultBranch, SOME_TIME, SOMEBODY } from './payload';
import { pullRequestFacts } from './payload-pull-request';

const OWNER_AND_NAME = /^[\w.-]+\/[\w.-]+$/;

/**
 * A pull request. Once merged its ref is that of the branch it went into; `pull_request_target` always has the default branch.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 * @see https://github.blog/changelog/2025-11-07-actions-pull_request_target-and-environment-branch-protections-changes/
 */
export function pullRequest(name: string, options: PullRequestEventOptions, detail: Record<string, unknown> = {}): EventRecipe {
  const action = options.action ?? (name === 'pull_request' || name === 'pull_request_target' ? 'opened' : undefined);
  if (action !== undefined) knownAction(name, action);
  checkRefs(name, { branch: options.branch });
  checkRefs(name, { branch: options.base });
  checkFork(name, options.fork);
  return (place) => {
    const facts = pullRequestFacts(place, action, options);
    const { number, head, base, isFork, isMerged, mergeSha, payload } = facts;
    const label = options.labels?.at(-1);
    return {
      name,
      action,
      ...(name === 'pull_request_target' ? onDefaultBranch(place) : { ref: isMerged ? fullRef('heads', base) : `refs/pull/${number}/merge`, sha: mergeSha }),
      headRef: head,
      baseRef: base,
      files: options.files,
      isFork,
      actor: options.actor ?? (isFork ? facts.from.split('/')[0] : SOMEBODY),
      words: `#${number} ${isFork ? `${facts.from.split('/')[0]}:` : ''}${head} → ${base}${isFork ? ' from a fork' : ''}`,
      hidden: { message: options.message ?? 'Change something', commits: options.commits ?? 1, conflicts: options.conflicts },
      payload: {
        action,
        number,
        pull_request: payload,
        ...(label !== undefined && (action === 'labeled' || action === 'unlabeled') ? { label: (payload.labels as unknown[]).at(-1) } : {}),
        ...(action === 'synchronize' ? { before: shaOf(`before ${facts.headSha}`), after: facts.headSha } : {}),
        ...commonPayload(place, { actor: options.actor ?? (isFork ? facts.from.split('/')[0] : SOMEBODY) }),
        ...detail,
      },
    };
  };
}

/** A group of a merge queue. */
export function mergeRequestGroup(options: MergeGroupEventOptions): EventRecipe {
  checkRefs('merge_group', { branch: options.base });
  return (place) => {
    const { base = place.defaultBranch, number = 1, actor = SOMEBODY } = options;
    const baseSha = shaOf(fullRef('heads', base));
    const ref = `refs/heads/gh-readonly-queue/${base}/pr-${number}-${baseSha}`;
    const sha = shaOf(ref);
    const message = `Merge pull request #${number}`;
    return {
      name: 'merge_group',
      action: 'checks_requested',
      ref,
      sha,
      // The contexts `base_ref` and `head_ref` stay empty: they are those of pull requests.
      actor,
      words: `#${number} → ${base}`,
      hidden: { message },
      payload: {
        action: 'checks_requested',
        merge_group: {
          head_sha: sha,
          head_ref: ref,
          base_sha: baseSha,
          base_ref: fullRef('heads', base),
          head_commit: { id: sha, tree_id: shaOf(`tree ${sha}`), message, timestamp: SOME_TIME, author: { name: actor, email: `${actor}@users.noreply.github.com` }, committer: { name: 'GitHub', email: 'noreply@github.com' } },
        },
        ...commonPayload(place, options),
      },
    };
  };
}

/** A branch or tag that was created, or deleted: then GitHub runs on the default branch. */
export function refEvent(name: 'create' | 'delete', options: RefEventOptions): EventRecipe {
  checkRefs(name, options);
  return (place) => {
    const made = chosenRef(options, 'feature');
    const refType = options.tag === undefined ? 'branch' : 'tag';
    return {
      name,
      ...(name === 'delete' ? onDefaultBranch(place) : { ref: made, sha: shaOf(made) }),
      actor: options.actor ?? SOMEBODY,
      words: `of ${refType} ${shortRef(made)}`,
      payload: {
        ref: shortRef(made),
        ref_type: refType,
        ...(name === 'create' ? { master_branch: place.defaultBranch, description: null } : {}),
        pusher_type: 'user',
        ...commonPayload(place, options),
      },
    };
  };
}

/** A check run or a suite, by an app that is not GitHub Actions: of its own GitHub starts nothing. */
export function checkEvent(name: 'check_run' | 'check_suite', options: CheckEventOptions): EventRecipe {
  const action = knownAction(name, options.action ?? 'completed');
  checkRefs(name, { branch: options.branch });
  return (place) => {
    const { branch = place.defaultBranch, check = 'lint' } = options;
    const isDone = action === 'completed';
    const headSha = shaOf(fullRef('heads', branch));
    const state = { head_sha: headSha, status: isDone ? 'completed' : 'queued', conclusion: isDone ? options.conclusion ?? 'success' : null };
    const suite = { id: idOf(`suite ${headSha}`), head_branch: branch, ...state, pull_requests: [], app: { slug: check, name: check } };
    return {
      name,
      action,
      ...onDefaultBranch(place),
      actor: options.actor ?? SOMEBODY,
      words: `${check} on ${branch}`,
      payload: {
        action,
        ...(name === 'check_suite' ? { check_suite: suite } : { check_run: { id: idOf(`check ${check} ${headSha}`), name: check, ...state, check_suite: suite, app: suite.app, pull_requests: [] } }),
        ...commonPayload(place, options),
      },
    };
  };
}

function checkFork(name: string, fork: boolean | string | undefined): void {
  if (typeof fork === 'string' && !OWNER_AND_NAME.test(fork)) throw new EventError(`Event "${name}" has the fork "${fork}". Write true, or the fork as "owner/name".`);
}
