import { Expr } from '../../model/expr';
import { Step } from '../../model/step';
import { ScriptAsset } from '../../script/script-asset';
import { Environment } from '../environment';

/** From where a release starts. @internal */
export interface ReleaseRefs {
  readonly branch: string;
  readonly tagPrefix?: string;
}

/** Steps that find environments which are not declared, or lack their rules, before anything happens. @internal */
export function environmentSteps(environments: Environment[], { branch, tagPrefix }: ReleaseRefs): Step[] {
  const names = [...new Set(environments.map(({ name }) => name))];
  return names.map((name) => {
    const those = environments.filter((environment) => environment.name === name);
    const isReviewed = those.some(({ reviewers }) => reviewers.length > 0);
    const isRestricted = those.some(({ refs }) => refs !== undefined);
    return ScriptAsset._shipped('check-environment').step({
      REPOSITORY: Expr.github('repository'),
      ENVIRONMENT: name,
      ...(isReviewed ? { REVIEWED: name } : {}),
      ...(isRestricted ? { RESTRICTED: name } : {}),
      REF: Expr.github('ref'),
      BRANCH: branch,
      ...(tagPrefix === undefined ? {} : { TAGS: tagPrefix }),
      GH_TOKEN: Expr.token(),
    }, { id: `environment-${name}`, name: `Check the environment ${name}` });
  });
}
