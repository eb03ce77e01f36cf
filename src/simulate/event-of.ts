import { pullRequest } from './event-code';
import { checkRefs, EventError, knownAction, knownEvent } from './event-error';
import { chosenRef, EventPlace, EventRecipe, shaOf, shortRef } from './event-facts';
import type { OtherEventOptions } from './event-options-more';
import { commonPayload, onDefaultBranch, SOMEBODY } from './payload';
import { otherPayload } from './payload-other';
import { EVENT_TYPES } from '../model/events.const';

/** The events that run on a ref of their own. */
const WITH_REF = ['registry_package'];

/**
 * An event that has no maker of its own.
 *
 * @throws EventError when GitHub knows no such event or activity type, or when a branch is named for an event that runs on the default branch
 */
export function otherEvent(name: string, options: OtherEventOptions): EventRecipe {
  knownEvent(name);
  const action = options.action ?? (EVENT_TYPES[name] as string[])[0] as string | undefined;
  if (action !== undefined) knownAction(name, action);
  if (name === 'pull_request_review' || name === 'pull_request_review_comment') return review(name, action, options);
  checkRefs(name, options);
  const asked = options.branch ?? options.tag;
  if (asked !== undefined && !WITH_REF.includes(name)) throw new EventError(`Event "${name}" runs on the default branch, not on "${asked}". Leave the ref out.`);
  return (place) => ({
    name,
    action,
    ...refOf(name, options, place),
    files: options.files,
    actor: options.actor ?? SOMEBODY,
    words: asked === undefined ? '' : `of ${asked}`,
    payload: { ...(action === undefined ? {} : { action }), ...otherPayload(name, action, place, options), ...commonPayload(place, options) },
  });
}

function refOf(name: string, options: OtherEventOptions, place: EventPlace): { ref: string; sha: string } {
  if (!WITH_REF.includes(name)) return onDefaultBranch(place);
  const ref = chosenRef(options, place.defaultBranch);
  return { ref, sha: shaOf(shortRef(ref)) };
}

// Both carry the pull request that they are about, and run for it.
function review(name: string, action: string | undefined, options: OtherEventOptions): EventRecipe {
  const recipe = pullRequest(name, { ...options, action });
  return (place) => {
    const facts = recipe(place);
    const pull = facts.payload.pull_request as Record<string, unknown>;
    // Of a review they tell less of it, and its number only inside.
    const { number: _number, ...rest } = facts.payload;
    const short = Object.fromEntries(Object.entries(pull).filter(([key]) => !['merged', 'mergeable', 'mergeable_state', 'merged_by', 'maintainer_can_modify', 'commits', 'changed_files'].includes(key)));
    return { ...facts, payload: { ...rest, pull_request: short, ...otherPayload(name, action, place, options) } };
  };
}
