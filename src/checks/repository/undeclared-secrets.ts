import type { ExpressionSource } from '../../read/expression-source';
import type { RepositorySource } from '../../read/repository-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** Where a repository says which secrets and variables it expects. */
export const INVENTORY = '.projen/inventory.json';

/** A secret that nobody created is an empty text, without a word in the log. */
export class UndeclaredSecrets extends SourceCheck {
  public readonly id = 'undeclared-secrets';
  public readonly description = 'Every secret and variable that is read stands in the inventory of the repository, where it has one.';
  public readonly covers = ['X18'];
  public readonly severity = { baseline: 'error' } as const;

  public visitExpression(expression: ExpressionSource, context: CheckContext): void {
    const inventory = context.repository.json(INVENTORY);
    if (inventory === null || typeof inventory !== 'object') return;
    for (const reference of expression.references) {
      const [root, name] = reference.split('.');
      const kind = root === 'secrets' ? 'secrets' : root === 'vars' ? 'variables' : undefined;
      if (kind === undefined || !name || name === '*' || name === '[]' || isKnown(kind, name, expression, inventory, context.repository)) continue;
      const word = kind === 'secrets' ? 'Secret' : 'Variable';
      context.report(expression, `${word} ${name} is not in ${INVENTORY}: where nobody creates it, it is an empty text.`,
        `Add it to "${kind}" there with what it is for${names(inventory[kind]).length > 0 ? `, or use one of ${names(inventory[kind]).join(', ')}` : ''}.`);
    }
  }
}

function isKnown(kind: 'secrets' | 'variables', name: string, expression: ExpressionSource, inventory: any, repository: RepositorySource): boolean {
  const wanted = name.toUpperCase();
  if (kind === 'secrets' && wanted === 'GITHUB_TOKEN') return true;
  if (names(inventory[kind]).some((each) => each.toUpperCase() === wanted)) return true;
  // A reusable workflow is given its secrets by whoever calls it.
  const declared = kind === 'secrets' ? repository.workflow(expression.path)?.event('workflow_call')?.value?.get('secrets')?.entries() ?? [] : [];
  return declared.some((entry) => entry.name.toUpperCase() === wanted);
}

function names(group: unknown): string[] {
  if (Array.isArray(group)) return group.map((each) => (typeof each === 'string' ? each : String(each?.name ?? '')));
  return group !== null && typeof group === 'object' ? Object.keys(group) : [];
}
