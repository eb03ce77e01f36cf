import { NpmPublishStage } from './npm-publish-stage';
import { PublishTarget } from './publish-target';
import { checkoutStep } from '../../ci/checkout';
import { runUrl } from '../../ci/run-url';
import { Expr } from '../../model/expr';
import { Job, JobOptions } from '../../model/job';
import { JobEnvironment } from '../../model/job-environment';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** What is taken back, and why. @internal */
export interface RollbackJobOptions {
  readonly target: PublishTarget;
  /** Steps that bring Node.js, for npm. */
  readonly programs: Step[];
  /** Name of the package. */
  readonly package: string | Expr;
  readonly version: Expr;
  readonly reason: string | Expr;
  /** Version that takes its place. @default - the newest good one */
  readonly to?: Expr;
  /** Whether an earlier rollback is taken back instead. @default - it is not */
  readonly undo?: Expr;
  readonly needs?: Job[];
  readonly condition: Expr;
}

/** The job that moves dist-tags away from a version, deprecates it and tells about it in an issue. @internal */
export function rollbackJob(id: string, options: RollbackJobOptions, newJob: (id: string, options: JobOptions) => Job): Job {
  const { target, version, to, undo } = options;
  const rollback = ScriptAsset._shipped('npm-rollback').step({
    PACKAGE: options.package,
    VERSION: version,
    REGISTRY: target.url,
    REASON: options.reason,
    ...(to ? { TO: to } : {}),
    ...(undo ? { UNDO: undo } : {}),
    NPM_TOKEN: target._rollbackToken,
  }, { id: 'rollback', name: `Roll back on ${target.label}` });
  const job = newJob(id, {
    name: `Roll Back on ${target.label}`,
    needs: options.needs,
    condition: options.condition,
    timeout: Timeout.minutes(15),
    permissions: target._rollbackPermissions,
    // Not a deployment of a version, so GitHub records none.
    environment: JobEnvironment.named(target.rollbackEnvironment.name, { deployment: false }),
    concurrency: NpmPublishStage._concurrency(target),
  });
  job.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), ...options.programs, rollback, issueStep(options, rollback));
  for (const output of ['outcome', 'left', 'version', 'deprecated']) job.addOutput(output, rollback.output(output));
  return job;
}

// Also when going back failed: then a person has to act.
function issueStep({ target, version, undo }: RollbackJobOptions, rollback: Step): Step {
  const failed = Expr.and(Expr.eq(Expr.stepOutcome(rollback.id), 'failure'), Expr.literal('failure'));
  const status = undo ? Expr.or(failed, Expr.and(undo, Expr.literal('success')), Expr.literal('failure')) : 'failure';
  return ScriptAsset._shipped('report-issue').step({
    GH_TOKEN: Expr.token(),
    REPOSITORY: Expr.github('repository'),
    TITLE: Expr.template(`Taking version {version} back on ${target.label}`, { version }),
    LABEL: 'release-rollback',
    STATUS: status,
    RUN_URL: runUrl(),
    BODY_FILE: rollback.output('report'),
  }, { id: 'report-issue', name: 'Tell about it in an issue', condition: Expr.notCancelled() });
}
