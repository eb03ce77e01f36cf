// GitHub's records of deployments, with a memory.
// https://docs.github.com/en/rest/deployments
import { account, ApiAnswer, ApiRequest, BOT, declined, Handlers, missing, now, paged, Place, refused } from './github-answers';

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

const ADDRESSES = ['target_url', 'log_url', 'environment_url'] as const;
/** Letters that the description of a state may have. */
const LONGEST = 140;

/** The records of one repository. */
export class Deployments {
  /** Oldest first. */
  public readonly all: Deployment[] = [];
  /** What was asked, in order. */
  public readonly requests: DeploymentRequest[] = [];
  /** What the token may do. */
  public access: 'read' | 'write' = 'write';
  /** Answers in place of the memory, such as to be broken. */
  public instead?: (request: DeploymentRequest) => ApiAnswer | undefined;
  private readonly refs = new Set<string>();

  /** Besides refs that are added, those of a repository are known. */
  public constructor(private readonly resolve: (ref: string) => string | undefined = () => undefined) {}

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

  public get handlers(): Handlers {
    const one = '/deployments/{deployment_id}';
    return {
      'GET /deployments': (request) => this.list(request),
      'POST /deployments': (request) => this.writing(() => this.create(request)),
      [`GET ${one}`]: (request) => this.with(request, (deployment) => ({ status: 200, body: shown(deployment, request.place) })),
      [`GET ${one}/statuses`]: (request) => this.with(request, (deployment) => this.statuses(deployment, request)),
      [`POST ${one}/statuses`]: (request) => this.writing(() => this.with(request, (deployment) => this.addStatus(deployment, request))),
    };
  }

  private with(request: ApiRequest, answer: (deployment: Deployment) => ApiAnswer): ApiAnswer {
    const deployment = this.all.find((one) => one.id === Number(request.parameters.deployment_id));
    return deployment ? answer(deployment) : missing();
  }

  private writing(answer: () => ApiAnswer): ApiAnswer {
    return this.access === 'write' ? answer() : declined(403, 'Resource not accessible by integration');
  }

  private list(request: ApiRequest): ApiAnswer {
    const filters = ['sha', 'ref', 'task', 'environment'] as const;
    const found = this.all.filter((one) => filters.every((filter) => request.query[filter] === undefined || one[filter] === request.query[filter]));
    return paged(found.reverse().map((deployment) => shown(deployment, request.place)), request);
  }

  private create({ body, place }: ApiRequest): ApiAnswer {
    const sha = this.refs.has(body.ref) ? 'c0ffee'.repeat(7).slice(0, 40) : this.resolve(body.ref);
    if (sha === undefined) return declined(422, `No ref found for: ${body.ref}`);
    if (body.auto_merge !== false) return { status: 202, body: { message: `Auto-merged main into ${body.ref} on deployment.` } };
    // The run that deploys is itself a check of the commit that has not ended.
    if (body.required_contexts?.length !== 0) return declined(409, 'Conflict: Commit status checks failed for the deployment.');
    const deployment: Deployment = {
      id: 1000 + this.all.length,
      ref: body.ref,
      sha,
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
    return { status: 201, body: shown(deployment, place) };
  }

  private statuses(deployment: Deployment, request: ApiRequest): ApiAnswer {
    return paged(deployment.statuses.map((status, index) => shownStatus(deployment, status, index, request.place)).reverse(), request);
  }

  private addStatus(deployment: Deployment, { body, place }: ApiRequest): ApiAnswer {
    const wrong = ADDRESSES.filter((field) => body[field] !== undefined && !/^https?:\/\/\S+$/.test(body[field]));
    if (wrong.length > 0) return refused('DeploymentStatus', ...wrong.map((field) => ({ field, code: 'invalid' })));
    if ([...body.description ?? ''].length > LONGEST) return refused('DeploymentStatus', { field: 'description', code: 'custom', message: `description is too long (maximum is ${LONGEST} characters)` });
    const status = statusOf(body.state, body);
    deployment.statuses.push(status);
    if (body.state === 'success' && body.auto_inactive !== false) this.makeInactive(deployment);
    return { status: 201, body: shownStatus(deployment, status, deployment.statuses.length - 1, place) };
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

function shown({ statuses: _, ...deployment }: Deployment, place: Place): object {
  const url = `${place.api}/deployments/${deployment.id}`;
  return {
    ...deployment, node_id: `DE_${deployment.id}`, creator: account(BOT), updated_at: deployment.created_at, url, statuses_url: `${url}/statuses`, repository_url: place.api,
  };
}

function shownStatus(deployment: Deployment, status: DeploymentStatus, index: number, place: Place): object {
  const deployed = `${place.api}/deployments/${deployment.id}`;
  const id = deployment.id * 100 + index;
  return {
    ...status,
    id,
    node_id: `DS_${id}`,
    creator: account(BOT),
    environment: deployment.environment,
    target_url: status.log_url,
    updated_at: status.created_at,
    url: `${deployed}/statuses/${id}`,
    deployment_url: deployed,
    repository_url: place.api,
  };
}
