// Issues, comments and labels, over REST and as `gh` asks for them over GraphQL.
import { account, ApiAnswer, ApiRequest, BOT, Handlers, missing, now, paged, Place, refused } from './github-answers';

export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly labels: string[];
  /** That of the issue, then those of its comments. */
  readonly bodies: string[];
  state: 'OPEN' | 'CLOSED';
}

type Variables = Record<string, any>;
/** Most comments of an issue: the number of one is made of both. */
const MOST = 1000;

export class Issues {
  public readonly all: Issue[] = [];
  public readonly labels: string[] = [];

  public constructor(private readonly repository: string) {}

  public get handlers(): Handlers {
    return {
      'GET /issues': (request) => this.list(request),
      'POST /issues': ({ body, place }) => this.create(body, place),
      'GET /issues/{issue_number}': (request) => this.with(request, (issue) => ({ status: 200, body: shown(issue, request.place) })),
      'PATCH /issues/{issue_number}': (request) => this.with(request, (issue) => this.update(issue, request)),
      'GET /issues/{issue_number}/comments': (request) => this.with(request, (issue) => paged(issue.bodies.slice(1).map((_, index) => commentOf(issue, index + 1, request.place)), request)),
      'POST /issues/{issue_number}/comments': (request) => this.with(request, (issue) => ({ status: 201, body: commentOf(issue, issue.bodies.push(request.body.body) - 1, request.place) })),
      'GET /issues/comments/{comment_id}': (request) => this.comment(request),
      'PATCH /issues/comments/{comment_id}': (request) => this.comment(request, request.body.body),
      'GET /labels': (request) => paged(this.labels.map((name) => labelOf(name, request.place)), request),
      'GET /labels/{name}': ({ parameters, place }) => (this.labels.includes(parameters.name) ? { status: 200, body: labelOf(parameters.name, place) } : missing()),
      'POST /labels': ({ body, place }) => this.addLabel(body.name, place),
    };
  }

  /** Operations of GraphQL by the name that `gh` gives them. */
  public operations(query: string, variables: Variables): Record<string, () => unknown> {
    const [owner, name] = this.repository.split('/');
    return {
      LabelList: () => ({ repository: { labels: page(this.labels.map((label) => ({ id: `L_${label}`, name: label }))) } }),
      RepositoryInfo: () => ({ repository: { id: 'R_1', name, owner: { login: owner }, hasIssuesEnabled: true, viewerPermission: 'WRITE' } }),
      RepositoryResolveMetadataIDs: () => ({ repository: this.resolveLabels(query) }),
      IssueCreate: () => ({ createIssue: { issue: this.open(variables.input) } }),
      IssueByNumber: () => ({ repository: { hasIssuesEnabled: true, issue: this.found(variables.number) } }),
      CommentCreate: () => this.addComment(variables.input),
      IssueClose: () => this.close(variables.input),
    };
  }

  private with(request: ApiRequest, answer: (issue: Issue) => ApiAnswer): ApiAnswer {
    const issue = this.all.find((one) => one.number === Number(request.parameters.issue_number));
    return issue ? answer(issue) : missing();
  }

  private list(request: ApiRequest): ApiAnswer {
    const { state = 'open', labels } = request.query;
    const wanted = labels?.split(',') ?? [];
    const found = this.all.filter((issue) => (state === 'all' || issue.state === state.toUpperCase()) && wanted.every((label) => issue.labels.includes(label)));
    return paged(found.map((issue) => shown(issue, request.place)).reverse(), request);
  }

  private create(body: Variables, place: Place): ApiAnswer {
    const labels: string[] = (body.labels ?? []).map((label: string | { name: string }) => (typeof label === 'string' ? label : label.name));
    // GitHub makes a label that is missing.
    this.labels.push(...labels.filter((label) => !this.labels.includes(label)));
    return { status: 201, body: shown(this.add(String(body.title), labels, body.body ?? ''), place) };
  }

  private add(title: string, labels: string[], body: string): Issue {
    const issue: Issue = { number: Math.max(0, ...this.all.map(({ number }) => number)) + 1, title, labels, bodies: [body], state: 'OPEN' };
    this.all.push(issue);
    return issue;
  }

  private update(issue: Issue, { body, place }: ApiRequest): ApiAnswer {
    if (body.state !== undefined) issue.state = body.state === 'closed' ? 'CLOSED' : 'OPEN';
    if (typeof body.body === 'string') issue.bodies[0] = body.body;
    return { status: 200, body: shown(issue, place) };
  }

  private comment({ parameters, place }: ApiRequest, body?: string): ApiAnswer {
    const id = Number(parameters.comment_id);
    const issue = this.all.find((one) => one.number === Math.floor(id / MOST));
    const index = id % MOST;
    if (!issue || issue.bodies[index] === undefined || index === 0) return missing();
    if (body !== undefined) issue.bodies[index] = body;
    return { status: 200, body: commentOf(issue, index, place) };
  }

  private addLabel(name: string, place: Place): ApiAnswer {
    if (this.labels.includes(name)) return refused('Label', { code: 'already_exists', field: 'name' });
    this.labels.push(name);
    return { status: 201, body: labelOf(name, place) };
  }

  private resolveLabels(query: string): Record<string, unknown> {
    const asked = [...query.matchAll(/(\w+): label\(name:"([^"]*)"\)/g)];
    return Object.fromEntries(asked.map(([, alias, name]) => [alias, this.labels.includes(name) ? { id: `L_${name}`, name } : null]));
  }

  private found(number: number): unknown {
    const issue = this.all.find((one) => one.number === number);
    return issue ? { __typename: 'Issue', id: `I_${issue.number}`, number, title: issue.title, state: issue.state, url: this.address(issue) } : null;
  }

  private open(input: Variables): unknown {
    const labels = (input.labelIds ?? []).map((id: string) => id.replace(/^L_/, ''));
    const issue = this.add(input.title, labels, input.body);
    return { id: `I_${issue.number}`, url: this.address(issue) };
  }

  private addComment(input: Variables): unknown {
    const issue = this.byId(input.subjectId);
    issue.bodies.push(input.body);
    return { addComment: { commentEdge: { node: { url: `${this.address(issue)}#issuecomment-${issue.bodies.length}` } } } };
  }

  private close(input: Variables): unknown {
    this.byId(input.issueId).state = 'CLOSED';
    return { closeIssue: { issue: { id: input.issueId } } };
  }

  private byId(id: string): Issue {
    const found = this.all.find((issue) => `I_${issue.number}` === id);
    if (!found) throw new Error(`no issue ${id}`);
    return found;
  }

  private address(issue: Issue): string {
    return `https://github.localhost/${this.repository}/issues/${issue.number}`;
  }
}

function page(nodes: unknown[]): object {
  return { nodes, totalCount: nodes.length, pageInfo: { hasNextPage: false, endCursor: null } };
}

// Times are not kept: nobody asks for them.
function shown(issue: Issue, place: Place): object {
  const url = `${place.api}/issues/${issue.number}`;
  const closed = issue.state === 'CLOSED';
  return {
    id: 2000 + issue.number,
    node_id: `I_${issue.number}`,
    number: issue.number,
    title: issue.title,
    body: issue.bodies[0],
    state: closed ? 'closed' : 'open',
    labels: issue.labels.map((name) => labelOf(name, place)),
    user: account(BOT),
    assignee: null,
    milestone: null,
    locked: false,
    comments: issue.bodies.length - 1,
    closed_at: closed ? now() : null,
    created_at: now(),
    updated_at: now(),
    url,
    html_url: `${place.html}/issues/${issue.number}`,
    repository_url: place.api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
  };
}

function commentOf(issue: Issue, index: number, place: Place): object {
  const id = issue.number * MOST + index;
  return {
    id,
    node_id: `IC_${id}`,
    body: issue.bodies[index],
    user: account(BOT),
    author_association: 'NONE',
    created_at: now(),
    updated_at: now(),
    url: `${place.api}/issues/comments/${id}`,
    html_url: `${place.html}/issues/${issue.number}#issuecomment-${id}`,
    issue_url: `${place.api}/issues/${issue.number}`,
  };
}

function labelOf(name: string, place: Place): object {
  return { id: 1, node_id: `L_${name}`, url: `${place.api}/labels/${encodeURIComponent(name)}`, name, description: null, color: 'ededed', default: false };
}
