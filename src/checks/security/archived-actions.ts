import { ARCHIVED_REPOSITORIES } from './archived-repositories.const';
import { UsesCheck } from './uses-check';
import { ActionCatalog } from '../../catalog/action-catalog';
import type { RefusedAction } from '../../catalog/action-entry';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';

// What the catalogue refuses for other reasons is told by other checks.
const ABANDONED = /archived|deprecated by its owner|never became usable/;

/** What is archived gets no fix any more, and its runtime goes away one day. */
export class ArchivedActions extends UsesCheck {
  public readonly id = 'archived-actions';
  public readonly description = 'No action is used that its owner archived or gave up.';
  public readonly covers = ['S11'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'archived-uses';

  protected visitUses(uses: UsesSource, context: CheckContext): void {
    if (uses.kind !== 'repository') return;
    const told = refused(uses) ?? archived(uses);
    if (told) context.report(uses.at, `${uses.text.split('@')[0]} is no longer kept. ${told.reason}`, `Use ${told.successor}.`);
  }
}

function refused(uses: UsesSource): RefusedAction | undefined {
  const refusal = ActionCatalog.standard().refusal(uses.action);
  return refusal && ABANDONED.test(refusal.reason) ? refusal : undefined;
}

function archived(uses: UsesSource): RefusedAction | undefined {
  if (!Object.hasOwn(ARCHIVED_REPOSITORIES, uses.repository)) return undefined;
  return { reason: 'The repository is archived.', successor: ARCHIVED_REPOSITORIES[uses.repository] };
}
