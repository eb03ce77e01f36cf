import { OWNERS, POPULAR_ACTIONS } from './popular-actions.const';
import { UsesCheck } from './uses-check';
import { ActionCatalog } from '../../catalog/action-catalog';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';

// Shorter names are near to too many others.
const SHORTEST = 4;

interface Known {
  readonly owners: ReadonlySet<string>;
  /** Owners by the name of a repository of theirs. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

let loaded: Known | undefined;

/** Whoever registers a misspelled owner gets the tokens of those who mistype it. */
export class TyposquattedActions extends UsesCheck {
  public readonly id = 'typosquatted-actions';
  public readonly description = 'No action is named almost like a well-known one of another owner.';
  public readonly covers = ['S12'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly zizmor = 'typosquat-uses';

  protected visitUses(uses: UsesSource, context: CheckContext): void {
    const [owner, name] = uses.repository.split('/');
    if (uses.kind !== 'repository' || name === undefined) return;
    const { owners, byName } = known();
    if (owners.has(owner)) return;
    const meant = byName.get(name)?.find((each) => each.length >= SHORTEST && isOneSlipAway(owner, each));
    if (meant === undefined) return;
    context.report(uses.at, `${uses.text} is one slip of the pen away from ${meant}/${name}, and belongs to somebody else.`, `Write ${meant}/${name}, or acknowledge that ${owner} is meant.`);
  }
}

function known(): Known {
  if (loaded) return loaded;
  const slugs = [...POPULAR_ACTIONS, ...ActionCatalog.standard().actions].map((action) => action.toLowerCase().split('/'));
  const byName = new Map<string, string[]>();
  for (const [owner, name] of slugs) byName.set(name, [...byName.get(name) ?? [], owner]);
  loaded = { owners: new Set([...OWNERS, ...slugs.map(([owner]) => owner)]), byName };
  return loaded;
}

/** One letter more, less or other, or two neighbours swapped. */
export function isOneSlipAway(left: string, right: string): boolean {
  if (left === right || Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start++;
  const [a, b] = [left.slice(start), right.slice(start)];
  return a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1)
    || (a.length > 1 && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
}
