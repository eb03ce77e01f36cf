import { Project } from 'projen';
import { PublishTarget } from './publish-target';
import { Pipeline } from '../../ci/pipeline';
import { NodeToolchain } from '../node/node-toolchain';
import { repositoryOf } from '../repository-name';

/** What is wrong with publishing the package to these registries and how to mend it, or undefined. @internal */
export function checkPublishable(pipeline: Pipeline, targets: PublishTarget[]): [string, string] | undefined {
  const { toolchain } = pipeline;
  if (!(toolchain instanceof NodeToolchain)) return undefined;
  const { name, private: isPrivate, repository: written } = toolchain._packageJson.facts(pipeline.path);
  const at = `${toolchain.packageDirectory === '.' ? '' : `${toolchain.packageDirectory}/`}package.json`;
  if (toolchain._packageJson.managedByProjen) {
    return [`projen writes ${at} and sets its version to 0.0.0 with every synth, over that of the release.`, 'Let projen release the package (`release: true`), or keep `package.json` yourself and compose in a DeliveryProject.'];
  }
  if (name === undefined) return [`${at} names no package.`, 'Give it a `name`.'];
  if (isPrivate) return [`${at} says \`private\`: npm refuses to publish it.`, 'Remove `private`, or do not release it.'];
  const repository = repositoryOf(Project.of(pipeline)) ?? repositoryIn(written);
  const owner = repository?.split('/')[0].toLowerCase();
  const scope = /^@([^/]+)\//.exec(name)?.[1];
  if (owner !== undefined && scope?.toLowerCase() !== owner && targets.some(({ _isOfOwner }) => _isOfOwner)) {
    return [
      `GitHub Packages refuses ${name} from a repository of "${owner}": ${scope === undefined ? 'it has no scope' : `its scope is @${scope}`}.`,
      `Name it @${owner}/${name.replace(/^@[^/]+\//, '')}, or leave GitHub Packages out.`,
    ];
  }
  if (!targets.some(({ isTrusted }) => isTrusted)) return undefined;
  if (!pipeline.runner.isHosted) return ['npm trusts hosted runners alone, and this pipeline runs on its own.', 'Give `runner` a hosted one, or the target a `token`.'];
  const named = repositoryIn(written);
  if (named === undefined || (repository !== undefined && named.toLowerCase() !== repository.toLowerCase())) {
    return [
      `npm compares the repository that ${at} names with the one that publishes: ${named === undefined ? 'it names none' : `it is ${named} instead of ${repository}`}.`,
      `Set "repository": { "type": "git", "url": "git+https://github.com/${repository ?? 'owner/name'}.git" }.`,
    ];
  }
  return undefined;
}

function repositoryIn(written: string | { readonly url?: string } | undefined): string | undefined {
  const url = typeof written === 'string' ? written : written?.url;
  return /(?:github\.com[/:]|^github:|^)([\w-]+\/[\w.-]+?)(?:\.git)?$/.exec(url ?? '')?.[1];
}
