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
      name: 'Notify of the Deployment',
      status: resultStatus(stage, changing),
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
function resultStatus(stage: DeployStage, [deploy, look, recovery]: Job[]): Expr {
  const answers: [Expr, string][] = [[resultIs(deploy, 'success'), 'success']];
  if (recovery) {
    const proved = stage._automaticRollback?.verify !== undefined;
    const isBack = (job: Job) => [Expr.eq(job.output('roll-back-outcome'), 'rolled-back'), ...(proved ? [Expr.ne(job.output('verify'), 'failure')] : [])];
    const isBad = proved ? [deploy, recovery].map((job) => Expr.eq(job.output('verify'), 'failure')) : [];
    // Where nothing is known of a way back, none was.
    const stopped = Expr.or(wentWrong(look), Expr.and(wentWrong(recovery), Expr.eq(recovery.output('roll-back-outcome'), '')));
    answers.push(
      [Expr.or(Expr.and(...isBack(deploy)), Expr.and(...isBack(recovery))), 'rolled-back'],
      [Expr.or(...isBad, Expr.and(Expr.ne(deploy.output('roll-back'), 'success'), stopped)), 'rollback-failed'],
    );
  }
  answers.push([Expr.contains(Expr.needsResults(), 'cancelled'), 'cancelled']);
  return Expr.or(...answers.map(([condition, status]) => Expr.and(condition, Expr.literal(status))), Expr.literal('failure'));
}

function resultIs(job: Job, value: string): Expr {
  return Expr.eq(Expr.needsResult(job.id), value);
}

function wentWrong(job: Job): Expr {
  return Expr.or(resultIs(job, 'failure'), resultIs(job, 'cancelled'));
}
