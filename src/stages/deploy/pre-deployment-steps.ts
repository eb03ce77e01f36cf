import type { DeployStage } from './deploy-stage';
import { CHOSEN_ENVIRONMENT, chosenFrom } from './for-environment';
import { DockerLogin } from '../../catalog/actions/docker-login';
import { checkoutStep } from '../../ci/checkout';
import { Expr } from '../../model/expr';
import { Step } from '../../model/step';
import { ScriptAsset } from '../../script/script-asset';

/** Steps that find reasons not to deploy; `find` is the one that finds the image. @internal */
export function preDeploymentSteps(stage: DeployStage, find: Step): Step[] {
  const { image } = stage;
  const signIn = DockerLogin.call({ registry: image.registry, username: Expr.github('actor'), password: Expr.token() });
  return [
    checkoutStep({ sparseCheckout: 'scripts/ci' }),
    environmentStep(stage),
    // The token opens GitHub's own registry alone.
    ...(image.registry === 'ghcr.io' ? [Step.uses(signIn, { id: 'registry', name: 'Sign in to registry' })] : []),
    find,
    ...(image.isSigned ? [image.verifyStep(find.output('digest'))] : []),
    promotionStep(stage, find),
  ];
}

function environmentStep({ environments, pipeline }: DeployStage): Step {
  const reviewed = environments.filter(({ reviewers }) => reviewers.length > 0).map(({ name }) => name);
  const restricted = environments.filter(({ refs }) => refs !== undefined).map(({ name }) => name);
  return ScriptAsset._shipped('check-environment').step({
    REPOSITORY: Expr.github('repository'),
    ENVIRONMENT: CHOSEN_ENVIRONMENT,
    ...(reviewed.length > 0 ? { REVIEWED: reviewed.join(' ') } : {}),
    ...(restricted.length > 0 ? { RESTRICTED: restricted.join(' ') } : {}),
    REF: Expr.github('ref'),
    BRANCH: pipeline.branches[0],
    GH_TOKEN: Expr.token(),
  }, { id: 'environment', name: 'Check the environment' });
}

function promotionStep({ environments }: DeployStage, find: Step): Step {
  const after = Object.fromEntries(environments.filter(({ previous }) => previous !== undefined).map(({ name, previous }) => [name, previous]));
  return ScriptAsset._shipped('check-deployment').step({
    REPOSITORY: Expr.github('repository'),
    ENVIRONMENT: CHOSEN_ENVIRONMENT,
    VERSION: find.output('tag'),
    ...(Object.keys(after).length > 0 ? { AFTER: chosenFrom(after) } : {}),
    FORCE: Expr.input('force'),
    ACTOR: Expr.github('triggering_actor'),
    RUN_ID: Expr.github('run_id'),
    GH_TOKEN: Expr.token(),
  }, { id: 'promotion', name: 'Check earlier deployments' });
}
