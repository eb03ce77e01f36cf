// The parts of GitHub's API that issues and deployments need, with a memory. `gh` speaks plain HTTP to the host
// github.localhost, and a proxy variable brings it here, so no name or certificate is needed.
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { close } from './advisories';
import { Deployments } from './github-deployments';

export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly labels: string[];
  readonly bodies: string[];
  state: 'OPEN' | 'CLOSED';
}

/** Rules of an environment. */
export interface EnvironmentRules {
  /** Who must approve. @default - nobody */
  readonly reviewers?: string[];
  /** Whether only some branches may deploy. @default true */
  readonly restricted?: boolean;
}

export interface GitHubApi {
  readonly issues: Issue[];
  readonly labels: string[];
  readonly deployments: Deployments;
  /** Environments with their rules, by name. */
  readonly environments: Record<string, EnvironmentRules>;
  /** Variables that lead `gh` here. */
  readonly environment: Record<string, string>;
  /** What was asked for: method and path, or the operation of GraphQL. */
  readonly requests: string[];
  stop(): Promise<void>;
}

type Variables = Record<string, any>;

export async function startGitHubApi(repository: string, token: string): Promise<GitHubApi> {
  const environments: Record<string, EnvironmentRules> = {};
  const state = { repository, issues: [] as Issue[], labels: [] as string[], deployments: new Deployments(), environments, requests: [] as string[] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url!, 'http://api.github.localhost');
      const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
      const answer = (status: number, value: unknown) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      if (request.headers.authorization !== `token ${token}`) return answer(401, { message: 'Bad credentials' });
      if (url.pathname === '/graphql') return answer(200, graphql(state, body.query, body.variables ?? {}));
      state.requests.push(`${request.method} ${url.pathname}`);
      const query = Object.fromEntries(url.searchParams);
      const deployment = state.deployments.answer(repository, { method: request.method!, path: url.pathname, query, body });
      if (typeof deployment?.body === 'string') return response.writeHead(deployment.status).end(deployment.body);
      if (deployment) return answer(deployment.status, deployment.body);
      return rest(state, `${request.method} ${url.pathname}`, { ...query, ...body }, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy = `http://127.0.0.1:${port}`;
  const configuration = fs.mkdtempSync(path.join(os.tmpdir(), 'gh-'));
  const environment = { GH_HOST: 'github.localhost', GH_CONFIG_DIR: configuration, HTTP_PROXY: proxy, http_proxy: proxy, NO_PROXY: '', no_proxy: '' };
  const stop = async () => {
    fs.rmSync(configuration, { recursive: true, force: true });
    await close(server);
  };
  return { ...state, environment, stop };
}

interface State {
  readonly repository: string;
  readonly issues: Issue[];
  readonly labels: string[];
  readonly requests: string[];
  readonly environments: Record<string, EnvironmentRules>;
}

function rest(state: State, request: string, body: Variables, answer: (status: number, value: unknown) => unknown): unknown {
  if (request === `GET /repos/${state.repository}/issues` && body.state === 'open') {
    return answer(200, state.issues.filter((issue) => issue.state === 'OPEN' && issue.labels.includes(body.labels)).map(({ number, title }) => ({ number, title })));
  }
  const [, environment] = new RegExp(`^GET /repos/${state.repository}/environments/([^/]+)$`).exec(request) ?? [];
  if (environment !== undefined && state.environments[environment]) return answer(200, environmentOf(environment, state.environments[environment]));
  if (request !== `POST /repos/${state.repository}/labels`) return answer(404, { message: `Not Found: ${request}`, status: '404' });
  if (state.labels.includes(body.name)) return answer(422, { message: 'Validation Failed', errors: [{ code: 'already_exists', field: 'name', resource: 'Label' }] });
  state.labels.push(body.name);
  return answer(201, { name: body.name });
}

// https://docs.github.com/en/rest/deployments/environments#get-an-environment
function environmentOf(name: string, { reviewers = [], restricted = true }: EnvironmentRules): object {
  const required = { id: 1, type: 'required_reviewers', reviewers: reviewers.map((login) => ({ type: 'User', reviewer: { login } })) };
  return {
    name,
    protection_rules: reviewers.length > 0 ? [required] : [],
    deployment_branch_policy: restricted ? { protected_branches: true, custom_branch_policies: false } : null,
  };
}

// Every operation by the name `gh` gives it; an unknown one is an error, so none passes unseen.
function graphql(state: State, query: string, variables: Variables): unknown {
  const operation = /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? query;
  state.requests.push(operation);
  const [owner, name] = state.repository.split('/');
  const known: Record<string, () => unknown> = {
    LabelList: () => ({ repository: { labels: page(state.labels.map((label) => ({ id: `L_${label}`, name: label }))) } }),
    RepositoryInfo: () => ({ repository: { id: 'R_1', name, owner: { login: owner }, hasIssuesEnabled: true, viewerPermission: 'WRITE' } }),
    RepositoryResolveMetadataIDs: () => ({ repository: resolveLabels(state, query) }),
    IssueCreate: () => ({ createIssue: { issue: create(state, variables.input) } }),
    IssueByNumber: () => ({ repository: { hasIssuesEnabled: true, issue: shown(state, state.issues.find((issue) => issue.number === variables.number)) } }),
    CommentCreate: () => comment(state, variables.input),
    IssueClose: () => closeIssue(state, variables.input),
  };
  if (!known[operation]) return { errors: [{ message: `the stand-in does not know ${operation}` }] };
  return { data: known[operation]() };
}

function page(nodes: unknown[]): object {
  return { nodes, totalCount: nodes.length, pageInfo: { hasNextPage: false, endCursor: null } };
}

function resolveLabels(state: State, query: string): Record<string, unknown> {
  const asked = [...query.matchAll(/(\w+): label\(name:"([^"]*)"\)/g)];
  return Object.fromEntries(asked.map(([, alias, name]) => [alias, state.labels.includes(name) ? { id: `L_${name}`, name } : null]));
}

function shown(state: State, issue: Issue | undefined): unknown {
  if (!issue) return null;
  return { __typename: 'Issue', id: `I_${issue.number}`, number: issue.number, title: issue.title, state: issue.state, url: address(state, issue) };
}

function address(state: State, issue: Issue): string {
  return `https://github.localhost/${state.repository}/issues/${issue.number}`;
}

function create(state: State, input: Variables): unknown {
  const labels = (input.labelIds ?? []).map((id: string) => id.replace(/^L_/, ''));
  const issue: Issue = { number: state.issues.length + 1, title: input.title, labels, bodies: [input.body], state: 'OPEN' };
  state.issues.push(issue);
  return { id: `I_${issue.number}`, url: address(state, issue) };
}

function byId(state: State, id: string): Issue {
  const found = state.issues.find((issue) => `I_${issue.number}` === id);
  if (!found) throw new Error(`no issue ${id}`);
  return found;
}

function comment(state: State, input: Variables): unknown {
  const issue = byId(state, input.subjectId);
  issue.bodies.push(input.body);
  return { addComment: { commentEdge: { node: { url: `${address(state, issue)}#issuecomment-${issue.bodies.length}` } } } };
}

function closeIssue(state: State, input: Variables): unknown {
  const issue = byId(state, input.issueId);
  issue.state = 'CLOSED';
  return { closeIssue: { issue: { id: input.issueId } } };
}
