import { walk } from '../../read/expression';
import type { ExpressionSource } from '../../read/expression-source';

/** Name of the token that GitHub makes for each job. */
export const JOB_TOKEN = 'GITHUB_TOKEN';

/** The secrets an expression reads, in upper case as GitHub keeps them, without the token of the job. */
export function secretsIn(expression: ExpressionSource): string[] {
  const { tree } = expression;
  if (!tree || !/secrets/i.test(expression.text)) return [];
  const names = [...walk(tree)].flatMap((each) => (each.kind === 'reference' && each.parts[0] === 'secrets' && each.parts[1] && each.parts[1] !== '*' ? [each.parts[1].toUpperCase()] : []));
  return names.filter((name) => name !== JOB_TOKEN);
}
