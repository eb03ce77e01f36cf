// The parts of GitHub's API that issues, deployments and releases need, with a memory. Requests and answers are held
// against GitHub's published description. `gh` speaks plain HTTP to the host github.localhost, and a proxy variable brings
// it here, so no name or certificate is needed.
import * as fs from 'node:fs';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiAnswer, ApiRequest, declined, Handlers, missing, Place } from './github-answers';
import { Checks } from './github-checks';
import { commitHandlers } from './github-commits';
import { Deployments } from './github-deployments';
import { environmentHandlers, EnvironmentRules } from './github-environments';
import { GitRepository } from './github-git';
import { answerGraphql, operationOf, rootField } from './github-graphql';
import { Issue, Issues } from './github-issues';
import { mayDo, Permissions } from './github-permissions';
import { Releases } from './github-releases';
import { treeHandlers } from './github-trees';
import { close, listen } from './local-server';
import { OpenApi, Operation } from './openapi';

export type { EnvironmentRules } from './github-environments';
export type { Issue } from './github-issues';

export interface GitHubApiOptions {
  /** Folder of a bare repository. @default - none: nothing is known of refs and commits */
  readonly git?: string;
  /** Branch that a release is made from where nothing is said. @default main */
  readonly defaultBranch?: string;
  /** More tokens, with what each may do. @default - none */
  readonly tokens?: Record<string, Permissions>;
}

/** What happens to a request instead, or before it: the answer is lost though all was done, or is another one. */
export type Interruption = 'lost' | ApiAnswer | (() => void);

export interface GitHubApi {
  readonly issues: Issue[];
  readonly labels: string[];
  readonly deployments: Deployments;
  readonly checks: Checks;
  readonly releases: Releases;
  /** The repository behind it, where there is one. */
  readonly git?: GitRepository;
  /** Environments with their rules, by name. */
  readonly environments: Record<string, EnvironmentRules>;
  /** Variables that lead `gh` here. */
  readonly environment: Record<string, string>;
  /** Address of the API for whoever takes one, such as Octokit. */
  readonly url: string;
  /** What was asked for: method and path, or the operation of GraphQL. */
  readonly requests: string[];
  /** Answers that GitHub would not give, and questions that are not played here; `stop` throws them. */
  readonly faults: string[];
  /** Breaks the next requests that a pattern fits, as in `requests`. */
  interrupt(pattern: RegExp, interruption: Interruption, times?: number): void;
  stop(): Promise<void>;
}

// Read once: it has 13 MB.
let description: OpenApi | undefined;

export async function startGitHubApi(repository: string, token: string, options: GitHubApiOptions = {}): Promise<GitHubApi> {
  description ??= OpenApi.load();
  const server = new ApiServer(repository, { [token]: undefined, ...options.tokens }, options, description);
  await server.start();
  return server;
}

interface Interrupted {
  readonly pattern: RegExp;
  readonly interruption: Interruption;
  times: number;
}

class ApiServer implements GitHubApi {
  public readonly deployments: Deployments;
  public readonly checks: Checks;
  public readonly releases: Releases;
  public readonly git?: GitRepository;
  public readonly environments: Record<string, EnvironmentRules> = {};
  public readonly requests: string[] = [];
  public readonly faults: string[] = [];
  private readonly tracker: Issues;
  private readonly handlers: Handlers;
  private readonly interruptions: Interrupted[] = [];
  private readonly configuration = fs.mkdtempSync(path.join(os.tmpdir(), 'gh-'));
  private port = 0;
  private readonly server = createServer((request, response) => this.receive(request, response));

  public constructor(
    private readonly repository: string, private readonly tokens: Record<string, Permissions | undefined>, options: GitHubApiOptions, private readonly openApi: OpenApi,
  ) {
    this.git = options.git === undefined ? undefined : new GitRepository(options.git);
    const resolve = (ref: string) => this.git?.resolve(ref);
    this.tracker = new Issues(repository);
    this.deployments = new Deployments(resolve);
    this.checks = new Checks(resolve);
    this.releases = new Releases(options.defaultBranch ?? 'main', this.git);
    const parts = [this.tracker, this.deployments, this.checks, this.releases].map(({ handlers }) => handlers);
    const files = this.git ? [commitHandlers(this.git), treeHandlers(this.git)] : [];
    this.handlers = Object.assign({}, ...parts, environmentHandlers(this.environments), ...files);
    // A handler of what GitHub does not have is an error right away.
    for (const key of Object.keys(this.handlers)) {
      const [method, template] = key.split(' ');
      openApi.operation(method, `/repos/{owner}/{repo}${template}`);
    }
  }

  public get issues(): Issue[] {
    return this.tracker.all;
  }

  public get labels(): string[] {
    return this.tracker.labels;
  }

  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  public get environment(): Record<string, string> {
    return { GH_HOST: 'github.localhost', GH_CONFIG_DIR: this.configuration, HTTP_PROXY: this.url, http_proxy: this.url, NO_PROXY: '', no_proxy: '' };
  }

  public async start(): Promise<void> {
    this.port = await listen(this.server);
  }

  public interrupt(pattern: RegExp, interruption: Interruption, times = 1): void {
    this.interruptions.push({ pattern, interruption, times });
  }

  public async stop(): Promise<void> {
    fs.rmSync(this.configuration, { recursive: true, force: true });
    await close(this.server);
    const faults = this.faults.splice(0);
    if (faults.length > 0) throw new Error(`the stand-in of GitHub's API differs from it:\n${faults.join('\n')}`);
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      try {
        this.respond(request, Buffer.concat(chunks), response);
      } catch (error) {
        this.faults.push(`${request.method} ${request.url}: ${(error as Error).stack}`);
        send(response, declined(500, 'Server Error'));
      }
    });
  }

  private respond(request: IncomingMessage, raw: Buffer, response: ServerResponse): void {
    const [, token] = /^(?:token|bearer) (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined || !Object.hasOwn(this.tokens, token)) return send(response, declined(401, 'Bad credentials'));
    const url = new URL(request.url!, `http://${request.headers.host}`);
    const pathname = url.pathname.replace(/^\/api\/uploads\//, '/');
    const call = pathname === '/graphql' ? JSON.parse(raw.toString()) : undefined;
    const asked = call ? operationOf(call.query) : `${request.method} ${pathname}`;
    this.requests.push(asked);
    const interruption = this.interruption(asked, call && rootField(call.query));
    if (typeof interruption === 'function') interruption();
    if (typeof interruption === 'object') return send(response, interruption);
    const answer = call ? this.graphql(call, token) : this.rest(request, { url, pathname, raw }, token);
    // All is done, but whoever asked does not hear of it.
    if (interruption === 'lost') response.socket!.destroy();
    else send(response, answer);
  }

  private interruption(...names: (string | undefined)[]): Interruption | undefined {
    const found = this.interruptions.find(({ pattern, times }) => times > 0 && names.some((name) => name !== undefined && pattern.test(name)));
    if (found) found.times -= 1;
    return found?.interruption;
  }

  private graphql({ query, variables }: { query: string; variables?: Record<string, any> | null }, token: string): ApiAnswer {
    const mayWrite = (category: string) => mayDo(this.tokens[token], category, 'POST');
    const state = { repository: this.repository, issues: this.tracker, releases: this.releases, git: this.git, mayWrite };
    return { status: 200, body: answerGraphql(state, query, variables ?? {}) };
  }

  private rest({ method, headers }: IncomingMessage, { url, pathname, raw }: { url: URL; pathname: string; raw: Buffer }, token: string): ApiAnswer {
    const found = this.openApi.find(method!, pathname);
    const prefix = `/repos/${this.repository}`;
    const key = found?.operation.key.replace('/repos/{owner}/{repo}', '') ?? '';
    if (!found || !(pathname === prefix || pathname.startsWith(`${prefix}/`)) || !this.handlers[key]) {
      this.faults.push(`${method} ${pathname} is not played`);
      return missing();
    }
    const query = Object.fromEntries(url.searchParams);
    const isJson = !key.startsWith('POST /releases/{release_id}/assets');
    const body = isJson && raw.length > 0 ? parsed(raw.toString()) : {};
    const asked: ApiRequest = {
      method: method!,
      path: pathname,
      parameters: found.parameters,
      query,
      body: body ?? {},
      raw,
      headers,
      place: placeOf(this.repository, url, this.url),
      mayWrite: mayDo(this.tokens[token], found.operation.category, 'POST'),
    };
    const instead = this.deploymentsInstead(asked, key);
    if (instead) return instead;
    if (!mayDo(this.tokens[token], found.operation.category, method!)) return declined(403, 'Resource not accessible by integration');
    if (body === undefined) return declined(400, 'Problems parsing JSON');
    return this.checked(found.operation, asked, isJson && raw.length > 0 ? body : undefined, this.handlers[key]);
  }

  private checked(operation: Operation, request: ApiRequest, body: unknown, handler: Handlers[string]): ApiAnswer {
    const wrong = operation.requestFaults(request.query, body);
    if (wrong.length > 0) return declined(422, `Invalid request.\n\n${wrong.join('\n')}`);
    const answer = handler(request);
    if (!Buffer.isBuffer(answer.body)) this.faults.push(...operation.answerFaults(answer.status, answer.body));
    return answer;
  }

  private deploymentsInstead({ method, path: place, query, body }: ApiRequest, key: string): ApiAnswer | undefined {
    if (!/^\w+ \/deployments/.test(key)) return undefined;
    this.deployments.requests.push({ method, path: place, query, body });
    return this.deployments.instead?.({ method, path: place, query, body });
  }
}

function parsed(text: string): Record<string, any> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Addresses lead back to where they were asked for: gh has names, others an address of the loopback.
function placeOf(repository: string, url: URL, own: string): Place {
  const named = url.hostname.endsWith('github.localhost');
  const [api, uploads] = named ? ['http://api.github.localhost', 'http://uploads.github.localhost'] : [own, `${own}/api/uploads`];
  return { repository, api: `${api}/repos/${repository}`, uploads: `${uploads}/repos/${repository}`, html: `https://github.localhost/${repository}` };
}

function send(response: ServerResponse, { status, body, headers = {} }: ApiAnswer): void {
  if (body === undefined) response.writeHead(status, headers).end();
  else if (typeof body === 'string' || Buffer.isBuffer(body)) response.writeHead(status, headers).end(body);
  else response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
