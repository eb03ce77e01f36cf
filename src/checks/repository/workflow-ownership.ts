import { CODEOWNERS_PATHS, ownerRules, ruleFor } from './code-owners';
import { firstPublication } from './publishes';
import type { RepositorySource } from '../../read/repository-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/**
 * Who may change a workflow may use its secrets, so somebody who knows has to look.
 *
 * @see https://docs.github.com/en/actions/reference/security/secure-use#using-codeowners-to-monitor-changes
 */
export class WorkflowOwnership extends SourceCheck {
  public readonly id = 'workflow-ownership';
  public readonly description = 'Changes to workflows are reviewed by an owner that CODEOWNERS names.';
  public readonly covers = ['S40'];
  public readonly severity = { baseline: 'off', hardened: 'warning' } as const;

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    const { tree, workflows } = repository;
    if (!repository.isWhole || workflows.length === 0) return;
    const path = CODEOWNERS_PATHS.find((each) => repository.has(each));
    const text = path && tree.read(path);
    if (path === undefined || text === undefined) {
      const published = firstPublication(repository);
      if (published) context.report(published.at, `The repository publishes (${published.what}) and has no CODEOWNERS, so anybody who may write can change how.`, 'Add .github/CODEOWNERS with a line such as /.github/ @owner/team, and require review from code owners.');
      return;
    }
    const rules = ownerRules(text);
    const bare = workflows.find((workflow) => !ruleFor(rules, workflow.path)?.owners.length);
    if (!bare) return;
    const line = ruleFor(rules, bare.path)?.line ?? 1;
    context.report({ path, place: { line, column: 1 }, keys: [] }, `${path} names no owner of ${bare.path}.`, 'Add a last line such as /.github/ @owner/team.');
  }
}
