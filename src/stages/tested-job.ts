import { checkoutStep } from '../ci/checkout';
import { Pipeline } from '../ci/pipeline';
import { DeliveryError } from '../model/delivery-error';
import { Expr } from '../model/expr';
import { Job, JobOptions } from '../model/job';
import { Access, Permissions } from '../model/permissions';
import { Timeout } from '../model/timeout';
import { ScriptAsset } from '../script/script-asset';

/**
 * Refuses to wait for a pipeline that pushes of these branches do not start: it would wait in vain.
 *
 * @internal
 */
export function checkTested(place: string, tested: Pipeline, branches: string[], what: string): void {
  const untested = branches.find((branch) => !tested.pushBranches.includes(branch));
  if (untested === undefined) return;
  throw new DeliveryError({
    place,
    problem: `pushes of "${untested}" ${what}, and do not run ${tested.path}, which is waited for.`,
    fix: `Leave it out of \`branches\`, or add it to the \`pushBranches\` of ${tested.path}: they are ${tested.pushBranches.join(', ')}.`,
  });
}

/** What is waited for. @internal */
export interface TestedJobOptions extends JobOptions {
  /** Construct path, for messages. */
  readonly place: string;
  /** Pipeline whose gates must have passed. */
  readonly tested: Pipeline;
  /** Commit they must have passed for. @default - the commit of the run */
  readonly revision?: Expr;
}

/**
 * The job that waits until the gates of a pipeline have passed for a commit.
 *
 * @throws when the pipeline has no gate that a push starts
 * @internal
 */
export function testedJob(id: string, options: TestedJobOptions, newJob: (id: string, options: JobOptions) => Job): Job {
  const { place, tested, revision, ...others } = options;
  const onPush = tested.workflows.filter(({ triggers, name }) => triggers.some(({ eventName }) => eventName === 'push') && tested.gates.includes(`${name} Gate`));
  if (onPush.length === 0) throw new DeliveryError({ place, problem: `${tested.path} has no gate that a push starts.`, fix: 'Leave `tested` out, or let the pipeline have its gate.' });
  const limit = Timeout.minutes(60);
  const job = newJob(id, {
    ...others,
    name: `Wait for ${onPush.map(({ name }) => name).join(', ')}`,
    timeout: limit,
    permissions: Permissions.of({ contents: Access.READ }).merge(Permissions.of({ checks: Access.READ }, 'see whether the commit was tested')),
  });
  job.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), ScriptAsset._shipped('wait-for-checks').step({
    REPOSITORY: Expr.github('repository'),
    REVISION: revision ?? Expr.github('sha'),
    CHECKS: onPush.map(({ name }) => `${name} Gate`).join('\n'),
    TIMEOUT: (limit.inMinutes - 5) * 60,
    GH_TOKEN: Expr.token(),
  }, { id: 'wait', name: 'Wait for the tests of the commit' }));
  return job;
}
