import { checkoutStep } from './checkout';
import { runUrl } from './run-url';
import { Expr } from '../model/expr';
import { Job } from '../model/job';
import { Access, Permissions } from '../model/permissions';
import { Timeout } from '../model/timeout';
import { Workflow } from '../model/workflow';
import { ScriptAsset } from '../script/script-asset';

/** Label of the issues that scheduled runs open. */
const LABEL = 'ci-failure';

/**
 * Keeps one issue for scheduled runs that fail, which nobody would see otherwise; the next good run closes it.
 *
 * @internal
 */
export function scheduleIssueJob(workflow: Workflow, others: Job[], origin: string): Job {
  const job = new Job('schedule-issue', {
    name: 'Report Scheduled Run',
    needs: others,
    condition: Expr.and(Expr.always(), Expr.eq(Expr.github('event_name'), 'schedule')),
    timeout: Timeout.minutes(5),
    permissions: Permissions.of({ contents: Access.READ, issues: Access.WRITE }, 'open, update and close the issue of failed scheduled runs'),
    origin,
  });
  job.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), issueStep(`${workflow.name}: the scheduled run failed`, overallResult()));
  return job;
}

/** A step that keeps one issue for a recurring failure. @internal */
export function issueStep(title: string, status: Expr, bodyFile?: Expr): ReturnType<ScriptAsset['step']> {
  return ScriptAsset._shipped('report-issue').step({
    GH_TOKEN: Expr.token(),
    REPOSITORY: Expr.github('repository'),
    TITLE: title,
    LABEL,
    STATUS: status,
    RUN_URL: runUrl(),
    ...(bodyFile ? { BODY_FILE: bodyFile } : {}),
  }, { id: 'report-issue', name: 'Open, update or close the issue' });
}

// A cancelled run says nothing about the repository, so it neither opens nor closes the issue.
function overallResult(): Expr {
  const has = (result: string) => Expr.contains(Expr.needsResults(), result);
  return Expr.or(
    Expr.and(has('failure'), Expr.literal('failure')),
    Expr.and(has('cancelled'), Expr.literal('cancelled')),
    Expr.literal('success'),
  );
}
