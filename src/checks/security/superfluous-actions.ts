import { UsesCheck } from './uses-check';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';

/**
 * What programs of the runner do as well, lower case.
 *
 * @see https://github.com/actions/runner-images/blob/main/images/ubuntu/Ubuntu2404-Readme.md
 */
const REPLACEMENTS: Record<string, string> = {
  'actions-ecosystem/action-add-labels': '`gh issue edit --add-label` or `gh pr edit --add-label`',
  'actions-ecosystem/action-remove-labels': '`gh issue edit --remove-label` or `gh pr edit --remove-label`',
  'addnab/docker-run-action': '`docker run`',
  'dacbd/create-issue-action': '`gh issue create`',
  'dtolnay/rust-toolchain': '`rustup toolchain install`',
  'elgohr/github-release-action': '`gh release create`',
  'endbug/add-and-commit': '`git add`, `git commit` and `git push`',
  'ncipollo/release-action': '`gh release create`',
  'peter-evans/create-or-update-comment': '`gh pr comment` or `gh issue comment`',
  'peter-evans/create-pull-request': '`gh pr create`',
  'sergeysova/jq-action': '`jq`',
  'softprops/action-gh-release': '`gh release create`',
  'stefanzweifel/git-auto-commit-action': '`git add`, `git commit` and `git push`',
  'svenstaro/upload-release-action': '`gh release upload`',
};

/** Each action is code of others with the job's token; what a program of the runner does needs none. */
export class SuperfluousActions extends UsesCheck {
  public readonly id = 'superfluous-actions';
  public readonly description = 'No action is used for what a program of the runner does.';
  public readonly covers = ['S16'];
  public readonly severity = { baseline: 'off', hardened: 'info' } as const;
  public readonly zizmor = 'superfluous-actions';

  protected visitUses(uses: UsesSource, context: CheckContext): void {
    if (uses.kind !== 'repository' || !Object.hasOwn(REPLACEMENTS, uses.action)) return;
    context.report(uses.at, `${uses.text.split('@')[0]} does what a program of the runner does.`, `Write ${REPLACEMENTS[uses.action]} in a run step: one supplier less to trust.`);
  }
}
