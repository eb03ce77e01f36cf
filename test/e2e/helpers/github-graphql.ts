// The operations of GitHub's GraphQL that are played here; an unknown one is an error, so none passes unseen.
import type { GitRepository } from './github-git';
import type { Issues } from './github-issues';
import type { Releases } from './github-releases';

type Variables = Record<string, any>;

interface GraphqlError {
  readonly type?: string;
  readonly path?: string[];
  readonly message: string;
}

const FORBIDDEN: GraphqlError = { type: 'FORBIDDEN', message: 'Resource not accessible by integration' };

/** What a call asks for: the name of its operation, else its first field. */
export function operationOf(query: string): string {
  return /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? rootField(query);
}

/** The first field of an operation; fragments may come before it. */
export function rootField(query: string): string {
  return /(?:^\s*|\b(?:query|mutation)\b[^{]*)\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(query)?.[1] ?? query;
}

export interface GraphqlState {
  readonly repository: string;
  readonly issues: Issues;
  readonly releases: Releases;
  readonly git?: GitRepository;
  /** Whether the token may write to a part of the API, as OpenAPI names it. */
  readonly mayWrite: (category: string) => boolean;
}

export function answerGraphql(state: GraphqlState, query: string, variables: Variables): object {
  if (rootField(query) === 'createCommitOnBranch') return commit(state, query, variables.input ?? {});
  const operation = operationOf(query);
  const known = { ...state.issues.operations(query, variables), ...state.releases.operations(variables) };
  if (!known[operation]) return { errors: [{ message: `the stand-in does not know ${operation}` }] };
  if (/\bmutation\s/.test(query) && !state.mayWrite('issues')) return { data: null, errors: [FORBIDDEN] };
  return { data: known[operation]() };
}

// https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
function commit(state: GraphqlState, query: string, input: Variables): object {
  const { git } = state;
  if (!git) return failed({ message: 'the stand-in has no repository' });
  const wrong = inputFaults(input);
  if (wrong.length > 0) return { errors: wrong.map((message) => ({ message: `Variable $input of type CreateCommitOnBranchInput! was provided invalid value: ${message}` })) };
  if (!state.mayWrite('git')) return failed(FORBIDDEN);
  const { repositoryNameWithOwner, branchName } = input.branch;
  if (repositoryNameWithOwner !== state.repository) return failed({ type: 'NOT_FOUND', message: `Could not resolve to a Repository with the name '${repositoryNameWithOwner}'.` });
  const branch = branchName.replace(/^refs\/heads\//, '');
  const head = git.head(branch);
  if (head === undefined) return failed({ type: 'NOT_FOUND', message: `No ref found for refs/heads/${branch}` });
  // The second space is GitHub's.
  const stale = { type: 'STALE_DATA', message: `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.` };
  if (head !== input.expectedHeadOid) return failed(stale);
  const absent = (input.fileChanges?.deletions ?? []).find(({ path }: { path: string }) => git.file(head, path) === undefined);
  if (absent) return failed({ type: 'UNPROCESSABLE', message: `A path was requested for deletion which does not exist: ${absent.path}` });
  const { headline, body } = input.message;
  const sha = git.addCommit(head, body ? `${headline}\n\n${body}\n` : `${headline}\n`, input.fileChanges ?? {});
  if (!git.setRef(`refs/heads/${branch}`, sha, head)) return failed(stale);
  const made = { oid: sha, abbreviatedOid: sha.slice(0, 7), url: `https://github.localhost/${state.repository}/commit/${sha}`, messageHeadline: headline };
  return { data: { createCommitOnBranch: { clientMutationId: input.clientMutationId ?? null, commit: selected(made, query) } } };
}

function failed(error: GraphqlError): object {
  return { data: { createCommitOnBranch: null }, errors: [{ path: ['createCommitOnBranch'], locations: [{ line: 1, column: 1 }], ...error }] };
}

// As the schema of GraphQL has it: what is required, and nothing else.
function inputFaults(input: Variables): string[] {
  const text = (value: unknown) => typeof value === 'string';
  const faults: string[] = [];
  const known = (value: Variables, place: string, ...names: string[]) => faults.push(...Object.keys(value).filter((name) => !names.includes(name)).map((name) => `${place}${name} (Field is not defined)`));
  known(input, '', 'branch', 'message', 'expectedHeadOid', 'fileChanges', 'clientMutationId');
  known(input.branch ?? {}, 'branch.', 'repositoryNameWithOwner', 'branchName', 'id');
  known(input.message ?? {}, 'message.', 'headline', 'body');
  known(input.fileChanges ?? {}, 'fileChanges.', 'additions', 'deletions');
  if (!text(input.branch?.repositoryNameWithOwner) || !text(input.branch?.branchName)) faults.push('branch (Expected value to not be null)');
  if (!text(input.message?.headline)) faults.push('message.headline (Expected value to not be null)');
  if (!/^[0-9a-f]{40}$/.test(input.expectedHeadOid)) faults.push('expectedHeadOid (Expected a GitObjectID)');
  for (const file of input.fileChanges?.additions ?? []) {
    known(file, 'additions.', 'path', 'contents');
    if (!text(file.path) || !text(file.contents) || Buffer.from(file.contents, 'base64').toString('base64') !== file.contents) faults.push(`additions: ${file.path} (Expected a path and contents in base64)`);
  }
  for (const file of input.fileChanges?.deletions ?? []) if (!text(file.path)) faults.push('deletions (Expected a path)');
  return faults;
}

// GraphQL answers what was asked for, and nothing else.
function selected(value: Record<string, unknown>, query: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => new RegExp(`\\b${name}\\b`).test(query)));
}
