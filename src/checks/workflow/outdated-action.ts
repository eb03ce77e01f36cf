import { ACTION_RUNTIMES, CURRENT_MAJORS } from './action-runtimes.const';
import { RETIRED_MAJORS, RetiredMajors } from './retired-majors.const';
import type { StepSource } from '../../read/step-source';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/**
 * Versions that GitHub has shut off fail at once; those made for an old Node.js run on another one than they were tested with.
 *
 * @see https://github.blog/changelog/2025-09-19-deprecation-of-node-20-on-github-actions-runners/
 */
export class OutdatedAction extends SourceCheck {
  public readonly id = 'outdated-action';
  public readonly description = 'Actions are of a version that GitHub still serves, made for a Node.js that runners still have.';
  public readonly covers = ['R18'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'action';

  public visitStep(step: StepSource, context: CheckContext): void {
    const { uses } = step;
    if (uses?.kind !== 'repository' || uses.major === undefined) return;
    const retired = RETIRED_MAJORS[uses.repository];
    if (retired && isRetired(uses, retired)) {
      context.report(uses.at, `${uses.text} ended on ${retired.since}: ${retired.reason}.`, `Use ${nameOf(uses)}@${retired.successor} or later; read its release notes first, since inputs changed.`, retired.fails ? undefined : 'warning');
      return;
    }
    const runtime = ACTION_RUNTIMES[uses.repository]?.[uses.major];
    if (runtime === undefined) return;
    const current = CURRENT_MAJORS[uses.repository];
    const fix = current === undefined ? 'No version of it runs on node24: do its work in a `run` step, or use another action.' : `Use ${nameOf(uses)}@v${current} or later, which runs on what runners have.`;
    context.report(uses.at, `${uses.text} was made for ${runtime}, which runners no longer have; they run it with Node.js 24, for which it was not tested.`, fix, 'warning');
  }
}

/** A major alone moves with its releases, so that it counts as the newest of them. */
function isRetired(uses: UsesSource, { below, except }: RetiredMajors): boolean {
  const version = uses.isCommit ? uses.versionComment : uses.ref;
  const [, major, minor] = /^v?(\d+)(?:\.(\d+))?/.exec(version ?? '') ?? [];
  const given: [number, number] = [Number(major), minor === undefined ? Infinity : Number(minor)];
  if (!isBefore(given, below)) return false;
  return !(except && given[0] === except[0] && !isBefore(given, except));
}

function isBefore(left: readonly [number, number], right: readonly [number, number]): boolean {
  return left[0] < right[0] || (left[0] === right[0] && left[1] < right[1]);
}

function nameOf(uses: UsesSource): string {
  return uses.text.split('@')[0];
}
