// A real registry of npm behind a server that plays what npmjs or GitHub Packages add to it: trusted publishing, tokens of
// narrow rights, and days on which an answer is lost, late or an error. Whoever asks it must not block this process.
import * as crypto from 'node:crypto';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { close } from './local-server';
import { forward, json, NpmAnswer } from './npm-forward';
import { JobIdentity, Oidc, TrustedPublisher } from './npm-oidc';
import { ID_TOKEN_PATH, NpmOperation, NpmRequest, npmRequest, WRITES } from './npm-requests';
import { Verdaccio } from './npm-verdaccio';
import { Visibility } from './npm-visibility';
import { Guard } from '../../../src/run/guard';

export interface NpmRegistryOptions {
  /** Whom it plays: GitHub Packages lets nobody read without a token, and knows neither identities nor narrow tokens. @default npmjs */
  readonly plays?: 'npmjs' | 'github';
  /** Who may publish packages without a token. @default - nobody */
  readonly trusted?: Record<string, TrustedPublisher>;
  /** Operations that this registry does not have, such as `deprecate`. @default - none */
  readonly refuses?: NpmOperation[];
  /** Tokens that are given by others, such as those of jobs, and what each may do. @default - none */
  readonly tokens?: Record<string, 'publish' | 'read'>;
  /** Registry that packages without a scope come from. @default - none */
  readonly passOn?: string;
}

/** What happens to a request: all is done, but the answer is lost; or it is answered otherwise and nothing is done; or something happens before. */
export type NpmInterruption = 'lost' | { readonly status: number; readonly body?: unknown } | (() => void);

interface Interrupted {
  readonly operation: NpmOperation;
  readonly interruption: NpmInterruption;
  times: number;
}

export async function startNpmRegistry(guard: Guard, options: NpmRegistryOptions = {}): Promise<NpmRegistry> {
  const registry = new NpmRegistry(await Verdaccio.start(guard), options);
  await registry.up();
  return registry;
}

export class NpmRegistry {
  /** Tokens: one may publish, one may read, and one may move dist-tags and deprecate, but not publish. */
  public readonly tokens: Readonly<Record<'publish' | 'read' | 'stage', string>>;
  /** What was asked: operation and package, with version or tag where there is one, as `publish @acme/tool 1.0.0`. */
  public readonly requests: string[] = [];
  /** Milliseconds until a version that is published from now on is shown. */
  public visibleAfter = 0;
  private readonly oidc: Oidc;
  private readonly interruptions: Interrupted[] = [];
  private readonly visibility = new Visibility();
  private readonly published = new Set<string>();
  private readonly faults: string[] = [];
  private server = createServer();
  private port = 0;

  /** @internal */
  public constructor(private readonly behind: Verdaccio, private readonly options: NpmRegistryOptions) {
    this.oidc = new Oidc(options.trusted ?? {});
    this.tokens = { publish: behind.tokens.publisher, read: behind.tokens.reader, stage: `npm_stage_${crypto.randomBytes(18).toString('hex')}` };
  }

  /** Address without a slash at its end. */
  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The process of the real registry. */
  public get pid(): number {
    return this.behind.pid();
  }

  /** Answers at its address, again after `down`. */
  public up(): Promise<void> {
    this.server = createServer((request, response) => this.receive(request, response));
    return new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', () => {
      this.port = (this.server.address() as AddressInfo).port;
      resolve();
    }));
  }

  /** Nobody answers at the address any more; what was published is kept. */
  public down(): Promise<void> {
    return close(this.server);
  }

  /** Stops and removes everything. What went wrong in here is thrown. */
  public async stop(): Promise<void> {
    await this.down();
    await this.behind.end();
    if (this.faults.length > 0) throw new Error(this.faults.splice(0).join('\n'));
  }

  /** Variables of a job that may prove who it is, which is `id-token: write`. */
  public identity(identity: JobIdentity): Record<string, string> {
    return { GITHUB_ACTIONS: 'true', ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}${ID_TOKEN_PATH}?api-version=2.0`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.oidc.admit(identity) };
  }

  /** Breaks the next operations of a kind. */
  public interrupt(operation: NpmOperation, interruption: NpmInterruption, times = 1): void {
    this.interruptions.push({ operation, interruption, times });
  }

  /** Everything about a package, also what is not shown yet; undefined if there is no such package. */
  public async packument(name: string): Promise<Record<string, any> | undefined> {
    const answer = await fetch(`${this.behind.url}/${name.replace('/', '%2f')}?write=true`, { headers: { authorization: `Bearer ${this.behind.tokens.publisher}` } });
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
    return await answer.json() as Record<string, any>;
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      this.respond(request, Buffer.concat(chunks), response).catch((error: Error) => {
        this.faults.push(`${request.method} ${request.url}: ${error.stack}`);
        response.destroy();
      });
    });
  }

  private async respond(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    const asked = npmRequest(request.method!, url.pathname, body);
    this.requests.push([asked.operation, asked.name, asked.subject].filter((part) => part !== '').join(' '));
    const broken = this.interruptions.find(({ operation, times }) => operation === asked.operation && times > 0);
    if (broken) broken.times -= 1;
    const interruption = broken?.interruption;
    if (typeof interruption === 'function') interruption();
    const answer = typeof interruption === 'object' ? json(interruption.status, interruption.body ?? { error: 'Service Unavailable' }) : await this.answer(request, url, asked, body);
    if (interruption === 'lost') response.socket!.destroy();
    else response.writeHead(answer.status, { ...answer.headers, 'content-length': `${answer.body.length}` }).end(answer.body);
  }

  private async answer(request: IncomingMessage, url: URL, asked: NpmRequest, body: Buffer): Promise<NpmAnswer> {
    const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const { operation, name } = asked;
    const { passOn, refuses = [] } = this.options;
    if (operation === 'id-token') return this.oidc.identify(token, url.searchParams.get('audience'));
    const denied = this.denial(asked, token);
    if (denied) return denied;
    if (refuses.includes(operation)) return json(400, { error: `${operation} is not supported by this registry` });
    if (passOn !== undefined && name !== '' && !name.startsWith('@') && !WRITES.includes(operation)) return elsewhere(passOn, url);
    if (operation === 'exchange') return this.oidc.exchange(name, token, 'npm:127.0.0.1', await this.packument(name) !== undefined);
    if (operation === 'visibility') return await this.packument(name) ? json(200, { public: true }) : json(404, { error: 'Not found' });
    if (operation === 'publish') return this.publish(request, asked, body, token);
    const answer = await this.pass(request, body, token);
    // Whoever is about to write reads the newest.
    return url.searchParams.has('write') ? answer : this.visibility.filter(answer, asked);
  }

  /** What a token may not; the real registry decides about the tokens that it knows. */
  private denial({ operation, name }: NpmRequest, token: string | undefined): NpmAnswer | undefined {
    const known = [this.tokens.publish, this.tokens.read, ...Object.keys(this.options.tokens ?? {})];
    if (this.options.plays === 'github') {
      if (token === undefined || !known.includes(token)) return json(401, { error: 'unauthenticated: User cannot be authenticated with the token provided.' });
      return ['exchange', 'visibility'].includes(operation) ? json(404, { error: 'Not found' }) : undefined;
    }
    if (!WRITES.includes(operation) || token === undefined || known.includes(token)) return undefined;
    if (token === this.tokens.stage) return ['publish', 'unpublish'].includes(operation) ? json(403, { error: 'This token may stage a version, but not publish one.' }) : undefined;
    const trusted = this.oidc.packageOf(token);
    if (trusted !== undefined && (operation !== 'publish' || trusted !== name)) return json(403, { error: 'This token may publish one package, and nothing else.' });
    return undefined;
  }

  private async publish(request: IncomingMessage, { name, subject: version }: NpmRequest, body: Buffer, token: string | undefined): Promise<NpmAnswer> {
    const key = `${name}@${version}`;
    const tags = (await this.packument(name))?.['dist-tags'] ?? {};
    // npmjs takes no version twice, also not one that was taken away.
    const again = json(403, { error: `You cannot publish over the previously published versions: ${version}.` });
    const answer = this.published.has(key) && this.options.plays !== 'github' && token !== undefined ? again : await this.pass(request, body, token);
    if (answer.status === 409 && this.options.plays !== 'github') return again;
    if (answer.status < 300) {
      this.published.add(key);
      if (this.visibleAfter > 0) this.visibility.hide(name, version, tags, this.visibleAfter);
    }
    return answer;
  }

  // Narrow tokens, and those of others, are known here alone; behind, they are those of the two users.
  private pass(request: IncomingMessage, body: Buffer, token: string | undefined): Promise<NpmAnswer> {
    const narrow = token !== undefined && (token === this.tokens.stage || this.oidc.packageOf(token) !== undefined);
    const given = token === undefined ? undefined : this.options.tokens?.[token];
    return forward(this.behind.url, request, body, narrow ? this.tokens.publish : given && this.tokens[given]);
  }
}

function elsewhere(registry: string, { pathname, search }: URL): NpmAnswer {
  return { ...json(302, {}), headers: { location: `${registry.replace(/\/$/, '')}${pathname}${search}` } };
}
