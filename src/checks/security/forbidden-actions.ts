import { UsesCheck } from './uses-check';
import { ActionCatalog } from '../../catalog/action-catalog';
import { REFUSED_ACTIONS } from '../../catalog/refused-actions.const';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';

/** Where a repository lists the actions it allows. */
const LIST = '.github/projen-delivery.json';
const STOLEN = /moved to foreign code|malicious/;
const STOLEN_STILL = /still|disabled/;

/** Every action runs with the job's token: which ones may is for the repository to say, and some nobody may use. */
export class ForbiddenActions extends UsesCheck {
  public readonly id = 'forbidden-actions';
  public readonly description = 'Only actions that the repository allows are used, and none that was taken over.';
  public readonly covers = ['S13'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly zizmor = 'forbidden-uses';

  protected visitUses(uses: UsesSource, context: CheckContext): void {
    if (uses.kind !== 'repository') return;
    const name = uses.text.split('@')[0];
    const refusal = ActionCatalog.standard().refusal(uses.action);
    if (refusal && STOLEN.test(refusal.reason)) {
      // A commit of before is not what the tag became.
      const hostile = STOLEN_STILL.test(refusal.reason) && !uses.isCommit;
      context.report(uses.at, `${whose(uses, name)} taken over. ${refusal.reason}`, `Use ${refusal.successor}.`, hostile ? undefined : STOLEN_STILL.test(refusal.reason) || !uses.isCommit ? 'warning' : 'info');
      return;
    }
    const patterns = allowed(context.repository.json(LIST));
    if (patterns && !isAllowed(uses.action, patterns)) {
      context.report(uses.at, `${name} is not among the actions that ${LIST} allows.`, `Remove it, or add "${uses.repository}" to allowedActions: ${patterns.join(', ') || 'it is empty'}.`);
    }
  }
}

// Some owners lost all that they had.
function whose({ action }: UsesSource, name: string): string {
  const owner = `${action.split('/')[0]}/*`;
  return Object.hasOwn(REFUSED_ACTIONS, owner) ? `Actions of ${owner} were` : `${name} was`;
}

function allowed(list: unknown): string[] | undefined {
  const patterns = (list as { allowedActions?: unknown } | null | undefined)?.allowedActions;
  return Array.isArray(patterns) ? patterns.filter((pattern): pattern is string => typeof pattern === 'string') : undefined;
}

// As in the settings of an organization: `owner/*`, `owner/repository`, `owner/repository@*`, and `!…` for exceptions.
function isAllowed(action: string, patterns: readonly string[]): boolean {
  const matching = (negative: boolean) => patterns.some((pattern) => pattern.startsWith('!') === negative && matches(action, pattern.replace(/^!/, '')));
  return matching(false) && !matching(true);
}

function matches(action: string, pattern: string): boolean {
  const name = pattern.toLowerCase().replace(/@.*$/, '');
  if (!name.includes('*')) return action === name || action.startsWith(`${name}/`);
  const expression = name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  return new RegExp(`^${expression}$`).test(action);
}
