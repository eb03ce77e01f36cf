import { referenceText, walk } from '../../read/expression';
import type { ExpressionSource } from '../../read/expression-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** GitHub sends a job the secrets it names. Where names are computed, or the whole map is read, it sends all of them. */
export class OverprovisionedSecrets extends SourceCheck {
  public readonly id = 'overprovisioned-secrets';
  public readonly description = 'A job reads secrets by name, so that it gets no others.';
  public readonly covers = ['S25'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'overprovisioned-secrets';

  public visitExpression(expression: ExpressionSource, context: CheckContext): void {
    if (!expression.tree) return;
    for (const part of walk(expression.tree)) {
      if (part.kind !== 'reference' || part.parts[0] !== 'secrets') continue;
      const [, name] = part.parts;
      const read = part.parts.length === 1 ? 'The whole map secrets' : name === '*' ? 'secrets.*' : name === undefined ? 'secrets[…] with a computed name' : undefined;
      if (read === undefined) continue;
      context.report(expression, `${read === 'secrets.*' ? referenceText(part) : read} hands every secret of the repository to this job.`,
        'Read each secret by its name, secrets.NAME; to choose one by environment, give each environment a secret of the same name and set environment: on the job.');
      return;
    }
  }
}
