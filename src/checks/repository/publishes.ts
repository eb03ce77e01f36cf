import type { RepositorySource } from '../../read/repository-source';
import { Publication, publicationsOf } from '../security/publication';

/** The first step of a repository that publishes or deploys. */
export function firstPublication({ workflows }: RepositorySource): Publication | undefined {
  for (const workflow of workflows) {
    if (workflow.file.problems.length > 0) continue;
    for (const job of workflow.jobs) {
      const [found] = publicationsOf(job);
      if (found) return found;
    }
  }
  return undefined;
}
