import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project } from 'projen';
import { PublishTarget } from './publish-target';
import { Pipeline } from '../../ci/pipeline';
import { NodeVersionFile } from '../config/node-version-file';
import { NodeToolchain } from '../node/node-toolchain';
import { repositoryOf } from '../repository-name';

/** The oldest line whose npm can: 11.5.1. @see https://docs.npmjs.com/trusted-publishers */
const OLDEST_NODE = 24;

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
  const line = nodeLineOf(pipeline, toolchain.versionFile);
  if (line !== undefined && line < OLDEST_NODE) {
    return [`npm of Node.js ${line}, which ${toolchain.versionFile} names, is too old to publish as a trusted publisher.`, `Use Node.js ${OLDEST_NODE} or later, or give the target a \`token\`.`];
  }
  const named = repositoryIn(written);
  if (named === undefined || (repository !== undefined && named.toLowerCase() !== repository.toLowerCase())) {
    return [
      `npm compares the repository that ${at} names with the one that publishes: ${named === undefined ? 'it names none' : `it is ${named} instead of ${repository}`}.`,
      `Set "repository": { "type": "git", "url": "git+https://github.com/${repository ?? 'owner/name'}.git" }.`,
    ];
  }
  return undefined;
}

// The version that is composed, else that on disk; one that is no line is looked at by the script alone.
function nodeLineOf(pipeline: Pipeline, file: string): number | undefined {
  const project = Project.of(pipeline);
  const composed = project.node.findAll().find((each): each is NodeVersionFile => each instanceof NodeVersionFile)?.version;
  const path = join(project.outdir, file);
  const version = composed ?? (existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined);
  const line = /^v?(\d+)/.exec(version ?? '')?.[1];
  return line === undefined ? undefined : Number(line);
}

function repositoryIn(written: string | { readonly url?: string } | undefined): string | undefined {
  const url = typeof written === 'string' ? written : written?.url;
  return /(?:github\.com[/:]|^github:|^)([\w-]+\/[\w.-]+?)(?:\.git)?$/.exec(url ?? '')?.[1];
}
