/** What a token may do, as `permissions` of a job has it; what is left out it may not. */
export type Permissions = Partial<Record<'actions' | 'checks' | 'contents' | 'deployments' | 'issues', 'read' | 'write'>>;

/** The permission that a part of the API asks for. https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
const NEEDED: Record<string, keyof Permissions> = {
  branches: 'contents',
  checks: 'checks',
  commits: 'contents',
  deployments: 'deployments',
  environments: 'actions',
  git: 'contents',
  issues: 'issues',
  releases: 'contents',
  repos: 'contents',
};

/** Whether permissions reach for a request; without any, everything is permitted. */
export function mayDo(permissions: Permissions | undefined, category: string, method: string): boolean {
  if (permissions === undefined) return true;
  const needed = NEEDED[category];
  if (needed === undefined) throw new Error(`it is not known which permission ${category} needs`);
  const given = permissions[needed];
  return given === 'write' || (given === 'read' && method === 'GET');
}
