import { CHANGES_JOB } from './changes-job';
import { checkoutStep } from './checkout';
import { Expr } from '../model/expr';
import { Job } from '../model/job';
import { Permissions } from '../model/permissions';
import { Timeout } from '../model/timeout';
import { Workflow } from '../model/workflow';
import { ScriptAsset } from '../script/script-asset';

/** Id of the job that a branch rule requires. @internal */
export const GATE_JOB = 'gate';

/**
 * The one check that a branch rule requires: green only when every other job is, whatever jobs come and go.
 *
 * @internal
 */
export function gateJob(workflow: Workflow, others: Job[], origin: string): Job {
  const gate = new Job(GATE_JOB, {
    name: `${workflow.name} Gate`,
    needs: others,
    // Not `!cancelled()`: a skipped check counts as passed, and a cancelled run must not.
    condition: Expr.always(),
    timeout: Timeout.minutes(5),
    permissions: Permissions.readContents(),
    origin,
  });
  gate.addStep(
    checkoutStep({ sparseCheckout: 'scripts/ci' }),
    ScriptAsset._shipped('gate').step(
      { NEEDS: Expr.needsJson(), SKIPPABLE: others.filter((job) => skippable(job, new Set())).map((job) => job.id).join(' ') },
      { name: 'Require every job' },
    ),
  );
  return gate;
}

// A job may be skipped when its own condition says so, or when it waits for one that may be.
function skippable(job: Job, seen: Set<Job>): boolean {
  if (seen.has(job)) return false;
  seen.add(job);
  return job.id !== CHANGES_JOB && (job.options.condition !== undefined || job.needs.some((need) => skippable(need, seen)));
}
