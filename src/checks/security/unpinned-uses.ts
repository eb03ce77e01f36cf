import { UsesCheck } from './uses-check';
import { ActionCatalog } from '../../catalog/action-catalog';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';

/** Its workflows compare the tag they are called by, and fail on a commit: https://github.com/slsa-framework/slsa-github-generator#referencing-slsa-builders-and-generators. */
const BY_TAG_ONLY = 'slsa-framework/slsa-github-generator';

// GitHub runs the job anyway: a version tag of its own actions adds no other party.
const PLATFORM = /^(?:actions|github)\//;
const VERSION = /^v?\d+(?:\.\d+)*$/;

/** A tag or branch can be moved to other code; what runs then has the job's token and secrets. */
export class UnpinnedUses extends UsesCheck {
  public readonly id = 'unpinned-uses';
  public readonly description = 'Every action and reusable workflow of another repository is pinned to a whole commit.';
  public readonly covers = ['S07'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'unpinned-uses';

  protected visitUses(uses: UsesSource, context: CheckContext): void {
    if (uses.kind !== 'repository' || uses.ref === '' || /^[0-9a-f]{40}$/i.test(uses.ref)) return;
    const name = uses.text.split('@')[0];
    if (uses.is(BY_TAG_ONLY) && /^v\d+\.\d+\.\d+$/.test(uses.ref)) {
      context.report(uses.at, `${uses.text} can be called by tag only, and a tag can be moved.`, 'Use actions/attest in a step, which can be pinned.', 'info');
      return;
    }
    if (/^[0-9a-f]{7,39}$/.test(uses.ref) && /\d/.test(uses.ref) && /[a-f]/.test(uses.ref)) {
      context.report(uses.at, `${uses.text} is cut short: GitHub takes a whole commit, or the name of a branch or tag.`, `Write all 40 hex digits: ${name}@<40 hex digits> # v1.2.3.`);
      return;
    }
    context.report(uses.at, `${uses.text} is pinned to a name that its owner, or a thief, can move.`, fix(name, uses), PLATFORM.test(uses.action) && VERSION.test(uses.ref) ? context.inBaseline('info') : undefined);
  }
}

function fix(name: string, uses: UsesSource): string {
  if (uses.action === 'dtolnay/rust-toolchain') return `Run \`rustup toolchain install\` in a step, or pin the commit of v1 and name the toolchain in "toolchain": ${name}@<40 hex digits> # v1.`;
  const known = ActionCatalog.standard().find(uses.action);
  const fits = known?.verified && `${known.version.replace(/^v/, '')}.`.startsWith(`${uses.ref.replace(/^v/, '')}.`);
  return fits ? `Pin the commit of that version: ${name}@${known.commit} # ${known.version}.` : `Pin the commit of that version: ${name}@<40 hex digits> # ${uses.ref}.`;
}
