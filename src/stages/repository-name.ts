import { Project } from 'projen';

/**
 * The repository on GitHub as `owner/name`, where the project says it: other kinds of projects do not, and only the run
 * knows.
 *
 * @internal
 */
export function repositoryOf(project: Project): string | undefined {
  const { repository } = project as { repository?: unknown };
  return typeof repository === 'string' && /^[\w.-]+\/[\w.-]+$/.test(repository) ? repository : undefined;
}
