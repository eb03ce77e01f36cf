import { checkRefs } from './event-error';
import { chosenRef, EventRecipe, shaOf, shortRef } from './event-facts';
import type { PushEventOptions } from './event-options';
import { commonPayload, NO_COMMIT, SOME_TIME, SOMEBODY } from './payload';

const SERVER = 'https://github.com';

/** A push. The commits of its payload name no files: so GitHub Actions gets them. */
export function push(options: PushEventOptions): EventRecipe {
  checkRefs('push', options);
  return (place) => {
    const ref = chosenRef(options, place.defaultBranch);
    const { actor = SOMEBODY, deleted = false, created = !deleted && options.tag !== undefined, forced = false, message = 'Change something' } = options;
    const tip = options.sha ?? shaOf(ref);
    const before = created ? NO_COMMIT : shaOf(`before ${ref}`);
    const head = deleted ? null : commit(place.repository, tip, message, actor);
    return {
      name: 'push',
      ref: deleted ? `refs/heads/${place.defaultBranch}` : ref,
      sha: deleted ? shaOf(`refs/heads/${place.defaultBranch}`) : tip,
      files: options.files,
      actor,
      words: `${deleted ? 'that deletes' : options.tag === undefined ? 'to' : 'of tag'} ${deleted && options.tag !== undefined ? 'tag ' : ''}${shortRef(ref)}`,
      hidden: { message, commits: options.commits ?? 1 },
      payload: {
        ref,
        before: deleted ? tip : before,
        after: deleted ? NO_COMMIT : tip,
        base_ref: null,
        compare: `${SERVER}/${place.repository}/compare/${before.slice(0, 12)}...${tip.slice(0, 12)}`,
        created,
        deleted,
        forced,
        commits: head && options.tag === undefined ? [head] : [],
        head_commit: head,
        pusher: { name: actor, email: `${actor}@users.noreply.github.com` },
        ...commonPayload(place, options),
      },
    };
  };
}

function commit(repository: string, id: string, message: string, actor: string): Record<string, unknown> {
  const person = { name: actor, email: `${actor}@users.noreply.github.com`, username: actor };
  return { id, tree_id: shaOf(`tree ${id}`), distinct: true, message, timestamp: SOME_TIME, url: `${SERVER}/${repository}/commit/${id}`, author: person, committer: person };
}
