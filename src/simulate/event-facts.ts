import { createHash } from 'node:crypto';

/** The repository that an event happens in. */
export interface EventPlace {
  /** `owner/name`. */
  readonly repository: string;
  readonly defaultBranch: string;
}

/** Where events happen unless somebody says where. */
export const SOME_REPOSITORY: EventPlace = { repository: 'octo-org/octo-repo', defaultBranch: 'main' };

/** What an event is made of. */
export interface EventFacts {
  readonly name: string;
  readonly action?: string;
  readonly ref: string;
  readonly sha: string;
  readonly headRef?: string;
  readonly baseRef?: string;
  readonly files?: readonly string[];
  readonly payload: Record<string, unknown>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly workflow?: string;
  readonly isFork?: boolean;
  readonly actor: string;
  /** What stands behind its name where it is shown. */
  readonly words: string;
  /** What GitHub looks at and the payload of Actions does not tell. */
  readonly hidden?: { readonly message?: string; readonly commits?: number; readonly conflicts?: boolean };
}

/** Makes the facts for a repository, of which the maker of an event knows nothing yet. */
export type EventRecipe = (place: EventPlace) => EventFacts;

/** A commit id made from a text: the same on every machine. */
export function shaOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** The full ref of a branch or tag; as given where it is one already. */
export function fullRef(kind: 'heads' | 'tags', name: string): string {
  return name.startsWith('refs/') ? name : `refs/${kind}/${name}`;
}

/** What GitHub shows of a ref: `main`, `v1.0.0`, `7/merge`. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags|pull)\//, '');
}

/** The branch or tag that was asked for, or the default branch. */
export function chosenRef(options: { readonly branch?: string; readonly tag?: string }, otherwise: string): string {
  return options.tag === undefined ? fullRef('heads', options.branch ?? otherwise) : fullRef('tags', options.tag);
}
