import { ActionAdvisory, ACTION_ADVISORIES } from './action-advisories.const';
import { UsesCheck } from './uses-check';
import { isWithin } from './version-range';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';

/** What is public is tried by everybody; see https://github.com/advisories?query=ecosystem%3Aactions. */
export class KnownVulnerableActions extends UsesCheck {
  public readonly id = 'known-vulnerable-actions';
  public readonly description = 'No action is used at a version that has a published advisory.';
  public readonly covers = ['S10'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly zizmor = 'known-vulnerable-actions';

  protected visitUses(uses: UsesSource, context: CheckContext): void {
    if (uses.kind !== 'repository' || !Object.hasOwn(ACTION_ADVISORIES, uses.repository)) return;
    for (const advisory of ACTION_ADVISORIES[uses.repository]) {
      const how = affects(advisory, uses);
      if (!how) continue;
      const hostile = how === 'commit' || advisory.tagsOnly;
      context.report(
        uses.at,
        `${uses.text}: ${advisory.summary}`,
        `Use ${advisory.safe}. Advisory: https://github.com/advisories/${advisory.id} of ${advisory.published}.`,
        hostile ? undefined : 'warning',
      );
      return;
    }
  }
}

function affects(advisory: ActionAdvisory, uses: UsesSource): 'commit' | 'version' | undefined {
  const { versions, commits = [], paths, tags, tagsOnly } = advisory;
  if (/^[0-9a-f]{7,40}$/.test(uses.ref) && commits.some((commit) => uses.ref.startsWith(commit))) return 'commit';
  if (!versions || (paths && !paths.test(uses.action))) return undefined;
  if (uses.isCommit) {
    const comment = uses.versionComment;
    return !tagsOnly && comment !== undefined && isWithin(comment, versions) ? 'version' : undefined;
  }
  return (tags?.test(uses.ref) ?? true) && isWithin(uses.ref, versions) ? 'version' : undefined;
}
