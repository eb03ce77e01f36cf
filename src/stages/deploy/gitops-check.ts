import { basename } from 'node:path';
import type { GitOpsDeployStageOptions } from './gitops-deploy-stage';
import type { GitOpsTarget } from './gitops-target';
import { Rollout, RolloutStrategy } from './rollout';

const PART = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const NAME = /^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/;

/** What is wrong with a deployment by desired state and how to mend it, or undefined. @internal */
export function checkGitOps(options: GitOpsDeployStageOptions, target: GitOpsTarget, rollouts: Rollout[]): [string, string] | undefined {
  return checkPath(options, target) ?? checkWatch(options) ?? checkSteps(options, target, rollouts);
}

function checkPath({ path, environments, featureFlags }: GitOpsDeployStageOptions, target: GitOpsTarget): [string, string] | undefined {
  const example = 'Give a folder of the repository, such as environments/{environment}/alys.';
  if (!path.split('/').every((part) => PART.test(part.replaceAll('{environment}', 'environment')))) return [`\`path\` is "${path}".`, example];
  if (environments.length > 1 && !path.includes('{environment}')) return [`all environments would share "${path}".`, 'Write {environment} in `path`, or make a stage for each.'];
  if (featureFlags !== undefined && target.hasRollout && !NAME.test(basename(path).replaceAll('{environment}', 'environment'))) {
    return [`feature flags are named after the folder, and "${basename(path)}" is no name of Kubernetes.`, 'Use lower-case letters, digits and hyphens in the last part of `path`.'];
  }
  return undefined;
}

function checkWatch({ cluster, controller }: GitOpsDeployStageOptions): [string, string] | undefined {
  if (cluster && !controller) return ['nothing in the cluster is watched.', 'Give `controller`, such as GitOpsController.argoCd({ application: \'alys-{environment}\' }).'];
  if (controller && !cluster) return ['`controller` cannot be watched without `cluster`.', 'Give the cluster that it runs in, or leave both out to end when the version is written.'];
  return undefined;
}

function checkSteps({ cluster, smokeTest, namespace }: GitOpsDeployStageOptions, target: GitOpsTarget, rollouts: Rollout[]): [string, string] | undefined {
  const isPlain = rollouts.every(({ strategy, gate }) => strategy === RolloutStrategy.ROLLING && !gate);
  if (!cluster && (smokeTest || !isPlain)) return ['without `cluster` nobody knows when a version runs, so there is nothing to test, to measure or to do in steps.', 'Give `cluster` and `controller`.'];
  if (!target.hasRollout && rollouts.some(({ strategy }) => strategy !== RolloutStrategy.ROLLING)) {
    return [`${target.file} has no values for two versions beside each other.`, 'Use Rollout.rolling(), or the values of a chart that takes those of a rollout: GitOpsTarget.helmValues().'];
  }
  if (smokeTest?.command && namespace === undefined) return ['the smoke test in the cluster has no namespace.', 'Give `namespace`.'];
  return undefined;
}
