import { UsesCheck } from './uses-check';
import type { RepositorySource } from '../../read/repository-source';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';

/**
 * `./` is read from the job's folder, whatever a checkout or an earlier step put there; `$/` from the workflow's own commit.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
 */
export class RelativeSelfReference extends UsesCheck {
  public readonly id = 'relative-self-reference';
  public readonly description = 'Actions and workflows of the repository are named by `$/`, which is pinned to the commit that runs.';
  public readonly covers = ['S17'];
  public readonly severity = { baseline: 'off', hardened: 'info' } as const;
  public readonly zizmor = 'self-repository';

  protected visitUses(uses: UsesSource, context: CheckContext): void {
    if (uses.kind !== 'local' || !uses.text.startsWith('./') || !isOwn(uses.target, context.repository)) return;
    context.report(uses.at, `${uses.text} is read from the job's folder, which a step can change.`, `Write $/${uses.target}: it stands for the commit that runs and needs no checkout. GitHub Enterprise Server does not have it.`);
  }
}

// What another checkout puts into the folder has no other name.
function isOwn(target: string, repository: RepositorySource): boolean {
  return ['', '/action.yml', '/action.yaml'].some((name) => /\.ya?ml$/.test(target + name) && repository.has((target + name).replace(/^\//, '')));
}
