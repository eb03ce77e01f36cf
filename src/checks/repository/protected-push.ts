import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { settingsOf } from './declared-settings';
import { plainArguments } from './shell-words';

/**
 * A branch that wants reviews refuses the push of a workflow; one that may be overwritten is not protected.
 *
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
 */
export class ProtectedPush extends SourceCheck {
  public readonly id = 'protected-push';
  public readonly description = 'The rules of a branch fit what workflows do with it, and let nobody overwrite it.';
  public readonly covers = ['X01'];
  public readonly severity = { baseline: 'warning' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    const branches = protectedBranches(context.repository);
    if (branches.size === 0) return;
    for (const { run } of job.steps) {
      for (const command of run?.commands ?? []) {
        if (!run || command.name !== 'git' || command.args[0]?.raw !== 'push') continue;
        const target = plainArguments(command, run).slice(2).map((word) => word?.replace(/^\+?[^:]*:/, '').replace(/^refs\/heads\//, '')).find((word) => word !== undefined && branches.has(word));
        if (target === undefined) continue;
        context.report(run.at(command.node), `Job "${job.id}" pushes to ${target}, which takes changes only by reviewed pull requests: the push is refused unless the token may pass the rules.`,
          'Open a pull request, push only a tag, or name the app that pushes as the one actor that may pass the rules.');
      }
    }
  }

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    for (const branch of settingsOf(repository)?.get('branches')?.items() ?? []) {
      const force = branch.get('protection', 'allow_force_pushes');
      if (force?.scalar !== true) continue;
      context.report(force, `Branch ${branch.get('name')?.text ?? '?'} is protected and may be overwritten: "allow_force_pushes" lets who may push replace what was reviewed.`, 'Set it to false.');
    }
  }
}

const cache = new WeakMap<RepositorySource, Map<string, YamlValue>>();

/** Branches of the settings, by plain name, that want pull requests. */
function protectedBranches(repository: RepositorySource): Map<string, YamlValue> {
  let known = cache.get(repository);
  if (!known) {
    const branches = settingsOf(repository)?.get('branches')?.items() ?? [];
    const wanting = branches.filter((branch) => branch.get('protection', 'required_pull_request_reviews')?.isMap);
    cache.set(repository, known = new Map(wanting.flatMap((branch): [string, YamlValue][] => (branch.get('name')?.text === undefined ? [] : [[branch.get('name')!.text!, branch]]))));
  }
  return known;
}
