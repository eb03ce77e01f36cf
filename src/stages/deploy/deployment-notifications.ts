import type { DeployStage } from './deploy-stage';
import { CHOSEN_ENVIRONMENT } from './for-environment';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { notificationJob } from '../notify/notification-job';

/** Jobs that tell of a deployment, beside it: of its start, and of its end whatever that is. @internal */
export function deploymentNotifications(stage: DeployStage, checks: Job, changing: Job[]): Job[] {
  const { channels } = stage;
  if (channels.length === 0) return [];
  const [deploy] = changing;
  const common = { channels, title: 'Deployment', environment: CHOSEN_ENVIRONMENT, version: Expr.input('version') };
  return [
    notificationJob(stage, 'notify-start', { ...common, name: 'Notify of the Start', status: 'started', needs: [checks] }),
    notificationJob(stage, 'notify-result', {
      ...common,
      name: 'Notify of the Result',
      status: resultStatus(changing),
      details: advice(stage, deploy),
      fields: { 'In service before': deploy.output('before') },
      needs: [checks, ...changing],
      condition: Expr.always(),
    }),
  ];
}

function advice({ _rollback }: DeployStage, deploy: Job): Expr {
  const next = _rollback ? `To go back by hand, run the workflow ${_rollback.workflowRole}.` : 'The run says what is in service now.';
  return Expr.or(Expr.and(Expr.ne(Expr.needsResult(deploy.id), 'success'), Expr.literal(next)), Expr.literal(''));
}

// How a deployment went, from the job that deploys and those that take it back.
function resultStatus([deploy, ...recovery]: Job[]): Expr {
  const result = (job: Job, value: string) => Expr.eq(Expr.needsResult(job.id), value);
  const answers: [Expr, string][] = [[result(deploy, 'success'), 'success']];
  const last = recovery[recovery.length - 1];
  if (last) {
    answers.push(
      [Expr.or(Expr.eq(deploy.output('roll-back-outcome'), 'rolled-back'), result(last, 'success')), 'rolled-back'],
      [Expr.or(Expr.eq(deploy.output('roll-back'), 'failure'), result(last, 'failure')), 'rollback-failed'],
    );
  }
  answers.push([Expr.contains(Expr.needsResults(), 'cancelled'), 'cancelled']);
  return Expr.or(...answers.map(([condition, status]) => Expr.and(condition, Expr.literal(status))), Expr.literal('failure'));
}
