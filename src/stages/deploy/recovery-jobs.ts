import type { DeployStage } from './deploy-stage';
import { checkoutStep } from '../../ci/checkout';
import { Expr } from '../../model/expr';
import { Job, JobOptions } from '../../model/job';
import { Access, Permissions } from '../../model/permissions';
import { Timeout } from '../../model/timeout';

/**
 * Jobs for a deployment whose own way back did not work: its runner was lost, its time was up, or the cluster did not answer.
 *
 * The first one needs no environment, so nobody is asked to approve a recovery from a deployment that never began.
 *
 * @internal
 */
export function recoveryJobs(stage: DeployStage, checks: Job, deploy: Job, newJob: (id: string, options: JobOptions) => Job): Job[] {
  const ended = Expr.or(Expr.eq(Expr.needsResult(deploy.id), 'failure'), Expr.eq(Expr.needsResult(deploy.id), 'cancelled'));
  const look = newJob('unfinished', {
    name: 'Look for an Unfinished Deployment',
    needs: [checks, deploy],
    condition: Expr.and(Expr.always(), ended, Expr.or(Expr.ne(deploy.output('finish'), 'success'), Expr.eq(deploy.output('roll-back'), 'failure'))),
    timeout: Timeout.minutes(5),
    permissions: Permissions.of({ contents: Access.READ, deployments: Access.READ }, 'find the record of the deployment'),
  });
  const find = stage._recordStep('find', {}, { id: 'find', name: 'Find the record of this run' });
  look.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), find);
  look.addOutput('state', find.output('state'));

  const recovery = newJob('recovery', {
    name: Expr.template('Recover {environment}', { environment: Expr.input('environment') }),
    needs: [checks, deploy, look],
    // A deployment that never began has no record; one that began has, whatever became of its runner.
    condition: Expr.and(Expr.always(), Expr.eq(Expr.needsResult(look.id), 'success'), Expr.ne(look.output('state'), '')),
    timeout: Timeout.minutes(30),
    environment: stage._jobEnvironment,
    permissions: stage._changePermissions,
    env: stage._placeEnv,
  });
  recovery.addStep(
    checkoutStep(),
    ...stage._accessSteps(),
    stage._rollBackStep({ WHEN: 'interrupted' }, { id: 'roll-back', name: 'Roll back' }),
    ...stage._verifySteps(stage._automaticRollback?.verify),
    stage._recordStep('finish', { STATUS: 'failure' }, { id: 'finish', name: 'Record the result', condition: Expr.always() }),
  );
  stage._tellOfWayBack(recovery, stage._automaticRollback?.verify);
  return [look, recovery];
}
