// GitHub's records of deployments, with a memory. What a request may hold, and what is answered, follows GitHub's
// OpenAPI description; where GitHub would pass over a field it does not know, it is refused here.
// https://docs.github.com/en/rest/deployments

export type DeploymentState = 'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success';

export interface DeploymentStatus {
  readonly state: DeploymentState;
  readonly description: string;
  readonly log_url: string;
  readonly environment_url: string;
  created_at: string;
}

export interface Deployment {
  readonly id: number;
  readonly ref: string;
  readonly sha: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: Record<string, any> | string;
  readonly transient_environment: boolean;
  readonly production_environment: boolean;
  created_at: string;
  /** Oldest first. */
  readonly statuses: DeploymentStatus[];
}

export interface DeploymentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: Record<string, any>;
}

export interface DeploymentAnswer {
  readonly status: number;
  /** A value is sent as JSON, a text as it is. */
  readonly body: unknown;
}

type Rule = (value: unknown) => boolean;

const text: Rule = (value) => typeof value === 'string';
const flag: Rule = (value) => typeof value === 'boolean';
const address: Rule = (value) => typeof value === 'string' && /^https?:\/\/\S+$/.test(value);
const STATES = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'];
const DEPLOYMENT: Record<string, Rule> = {
  ref: text,
  task: text,
  auto_merge: flag,
  required_contexts: (value) => Array.isArray(value) && value.every(text),
  payload: (value) => text(value) || (typeof value === 'object' && value !== null && !Array.isArray(value)),
  environment: text,
  description: (value) => value === null || text(value),
  transient_environment: flag,
  production_environment: flag,
};
const STATUS: Record<string, Rule> = {
  state: (value) => STATES.includes(value as string),
  target_url: address,
  log_url: address,
  description: (value) => text(value) && [...value as string].length <= 140,
  environment: text,
  environment_url: address,
  auto_inactive: flag,
};

/** The records of one repository. */
export class Deployments {
  /** Oldest first. */
  public readonly all: Deployment[] = [];
  /** What was asked, in order. */
  public readonly requests: DeploymentRequest[] = [];
  /** What the token may do. */
  public access: 'read' | 'write' = 'write';
  /** Answers in place of the memory, such as to be broken. */
  public instead?: (request: DeploymentRequest) => DeploymentAnswer | undefined;
  private readonly refs = new Set<string>();

  /** Refs that the repository has; a deployment of any other is refused. */
  public addRefs(...refs: string[]): void {
    refs.forEach((ref) => this.refs.add(ref));
  }

  /** Makes everything that many minutes older. */
  public age(minutes: number): void {
    const older = (time: string) => now(Date.parse(time) - minutes * 60_000);
    for (const deployment of this.all) {
      deployment.created_at = older(deployment.created_at);
      for (const status of deployment.statuses) status.created_at = older(status.created_at);
    }
  }

  /** Records of an environment with the states each went through. */
  public history(environment: string): { version: string; states: DeploymentState[] }[] {
    return this.all.filter((one) => one.environment === environment)
      .map(({ payload, statuses }) => ({ version: (payload as Record<string, any>).version, states: statuses.map(({ state }) => state) }));
  }

  /** The answer to a request; undefined where it is not about deployments. */
  public answer(repository: string, request: DeploymentRequest): DeploymentAnswer | undefined {
    const [, id, statuses] = new RegExp(`^/repos/${repository}/deployments(?:/(\\d+)(/statuses)?)?$`).exec(request.path) ?? [undefined, '', ''];
    if (id === '') return undefined;
    this.requests.push(request);
    const other = this.instead?.(request);
    if (other) return other;
    if (request.method === 'POST' && this.access !== 'write') return { status: 403, body: { message: 'Resource not accessible by integration' } };
    if (id === undefined) return request.method === 'POST' ? this.create(request.body) : this.list(request.query);
    const deployment = this.all.find((one) => one.id === Number(id));
    if (!deployment) return { status: 404, body: { message: 'Not Found' } };
    if (!statuses) return { status: 200, body: deployment };
    return request.method === 'POST' ? this.addStatus(deployment, request.body) : paged([...deployment.statuses].reverse(), request.query, []);
  }

  private list(query: Record<string, string>): DeploymentAnswer {
    const filters = ['sha', 'ref', 'task', 'environment'] as const;
    const found = this.all.filter((one) => filters.every((filter) => query[filter] === undefined || one[filter] === query[filter]));
    return paged(found.reverse().map(({ statuses: _, ...deployment }) => deployment), query, filters);
  }

  private create(body: Record<string, any>): DeploymentAnswer {
    const wrong = faults(body, DEPLOYMENT, 'ref');
    if (wrong) return wrong;
    if (!this.refs.has(body.ref)) return { status: 422, body: { message: `No ref found for: ${body.ref}` } };
    if (body.auto_merge !== false) return { status: 202, body: { message: `Auto-merged main into ${body.ref} on deployment.` } };
    // The run that deploys is itself a check of the commit that has not ended.
    if (body.required_contexts?.length !== 0) return { status: 409, body: { message: 'Conflict: Commit status checks failed for the deployment.' } };
    const deployment: Deployment = {
      id: 1000 + this.all.length,
      ref: body.ref,
      sha: 'c0ffee'.repeat(7).slice(0, 40),
      task: body.task ?? 'deploy',
      environment: body.environment ?? 'production',
      description: body.description ?? null,
      payload: body.payload ?? '',
      transient_environment: body.transient_environment ?? false,
      production_environment: body.production_environment ?? body.environment === 'production',
      created_at: now(),
      statuses: [],
    };
    this.all.push(deployment);
    const { statuses: _, ...shown } = deployment;
    return { status: 201, body: shown };
  }

  private addStatus(deployment: Deployment, body: Record<string, any>): DeploymentAnswer {
    const wrong = faults(body, STATUS, 'state');
    if (wrong) return wrong;
    const status = statusOf(body.state, body);
    deployment.statuses.push(status);
    if (body.state === 'success' && body.auto_inactive !== false) this.makeInactive(deployment);
    return { status: 201, body: status };
  }

  // Only what had succeeded, is not production and was not there for a moment only.
  private makeInactive({ id, environment }: Deployment): void {
    const earlier = this.all.filter((one) => one.id < id && one.environment === environment && !one.transient_environment && !one.production_environment);
    for (const { statuses } of earlier) if (statuses.at(-1)?.state === 'success') statuses.push(statusOf('inactive', {}));
  }
}

function statusOf(state: DeploymentState, body: Record<string, any>): DeploymentStatus {
  return { state, description: body.description ?? '', log_url: body.log_url ?? body.target_url ?? '', environment_url: body.environment_url ?? '', created_at: now() };
}

function faults(body: Record<string, any>, rules: Record<string, Rule>, required: string): DeploymentAnswer | undefined {
  const missing = required in body ? [] : [required];
  const wrong = Object.keys(body).filter((name) => !rules[name]?.(body[name]));
  const fields = [...missing, ...wrong];
  if (fields.length === 0) return undefined;
  return { status: 422, body: { message: 'Validation Failed', errors: fields.map((field) => ({ resource: 'Deployment', field, code: 'invalid' })) } };
}

function paged(all: unknown[], query: Record<string, string>, filters: readonly string[]): DeploymentAnswer {
  const strange = Object.keys(query).filter((name) => ![...filters, 'per_page', 'page'].includes(name));
  const size = Number(query.per_page ?? 30);
  if (strange.length > 0 || !(size >= 1 && size <= 100)) return { status: 422, body: { message: `Validation Failed: ${strange.join(', ') || 'per_page'}` } };
  const from = (Number(query.page ?? 1) - 1) * size;
  return { status: 200, body: all.slice(from, from + size) };
}

function now(time: number = Date.now()): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
