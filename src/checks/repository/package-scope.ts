import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { commandsWithFolder, folderOf, stepsInRepository } from './workspace';

/**
 * GitHub Packages takes an npm package only under the scope of the repository's owner.
 *
 * @see https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-npm-registry
 */
export class PackageScope extends SourceCheck {
  public readonly id = 'package-scope';
  public readonly description = 'An npm package that is published to GitHub Packages has the scope of the owner of its repository.';
  public readonly covers = ['X18'];
  public readonly severity = { baseline: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    if (!isPackagesRegistry(job.steps, job)) return;
    for (const step of stepsInRepository(job)) {
      const { run } = step;
      if (!run) continue;
      for (const { command, folder } of commandsWithFolder(run, folderOf(step, job))) {
        if (command.name !== 'npm' || !PLAIN_PUBLISH.test(command.args.map(({ raw }) => raw).join(' '))) continue;
        const problem = scopeProblem(folder, context.repository);
        if (problem) context.report(run.at(command.node), problem.problem, problem.fix);
      }
    }
  }
}

// Of the folder's own package, to the registry that is set up.
const PLAIN_PUBLISH = /^publish( --(access|tag|otp)[= ]\S+| --(provenance|ignore-scripts)(=\w+)?)*$/;

function isPackagesRegistry(steps: readonly StepSource[], job: JobSource): boolean {
  const registries = steps.filter((step) => step.uses?.action === 'actions/setup-node').map((step) => step.input('registry-url'));
  if (registries.length !== 1) return false;
  const variable = /^\$\{\{\s*env\.(\w+)\s*\}\}$/.exec(registries[0] ?? '')?.[1];
  const registry = variable === undefined ? registries[0] : (job.env.get(variable) ?? job.workflow.env.get(variable))?.text;
  return /^https:\/\/npm\.pkg\.github\.com\/?$/.test(registry ?? '');
}

function scopeProblem(folder: string, repository: RepositorySource): { problem: string; fix: string } | undefined {
  const manifest = repository.json(`${folder === '' ? '' : `${folder}/`}package.json`);
  const owner = /github\.com[/:]([\w-]+)\/|^(?:github:)?([\w-]+)\/[\w.-]+$/.exec(String(manifest?.repository?.url ?? manifest?.repository ?? ''));
  const name = manifest?.name;
  const expected = (owner?.[1] ?? owner?.[2])?.toLowerCase();
  if (typeof name !== 'string' || expected === undefined || repository.has('.npmrc') || repository.has('lerna.json')) return undefined;
  const other = manifest.publishConfig?.registry;
  if (typeof other === 'string' && !other.includes('npm.pkg.github.com')) {
    return { problem: `publishConfig.registry of ${name} is ${other}, which wins over the registry of setup-node: it is not published to GitHub Packages.`, fix: 'Remove publishConfig.registry, or publish with "--registry https://npm.pkg.github.com".' };
  }
  const scope = /^@([^/]+)\//.exec(name)?.[1].toLowerCase();
  if (scope === expected) return undefined;
  return {
    problem: `${name} cannot be published to GitHub Packages by a repository of "${expected}": ${scope === undefined ? 'it has no scope' : `its scope is @${scope}`}.`,
    fix: `Name the package @${expected}/${name.replace(/^@[^/]+\//, '')}, publish from a repository of that owner, or publish to https://registry.npmjs.org.`,
  };
}
