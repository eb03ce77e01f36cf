import type { StepSource } from '../../read/step-source';
import type { JobSource } from '../../read/job-source';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** A tag or branch can be moved to other code; what runs then has the job's token and secrets. */
export class UnpinnedUses extends SourceCheck {
  public readonly id = 'unpinned-uses';
  public readonly description = 'Every action and reusable workflow of another repository is pinned to a whole commit.';
  public readonly covers = ['S07'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'unpinned-uses';

  public visitJob(job: JobSource, context: CheckContext): void {
    if (job.uses) this.look(job.uses, context);
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    if (step.uses) this.look(step.uses, context);
  }

  private look(uses: UsesSource, context: CheckContext): void {
    if (uses.kind !== 'repository' || uses.ref === '' || uses.isCommit) return;
    context.report(uses.at, `${uses.text} is pinned to a name that its owner, or a thief, can move.`, `Pin the commit of that version: ${uses.text.split('@')[0]}@<40 hex digits> # ${uses.ref}.`);
  }
}
