// What a deployment by desired state meets: a git server that asks for a token, and a small controller that brings the
// newest commit into the cluster and tells of it as Argo CD or Flux do.
import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiError } from './kubernetes/api';
import { Cluster } from './kubernetes/cluster';
import { close, listen } from './local-server';

const WHO = ['-c', 'user.name=Bo', '-c', 'user.email=bo@example.com'];

/** A repository at https://github.com/acme/deployments.git, for whoever is led there by `environment`. */
export class GitServer {
  public static async start(token: string, files: Record<string, string>): Promise<GitServer> {
    const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'git-server-')));
    const server = new GitServer(folder, token);
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', server.bare]);
    server.git('config', 'http.receivepack', 'true');
    server.git('config', 'uploadpack.allowFilter', 'true');
    await server.listen();
    server.commit('What does not change', files);
    return server;
  }

  /** Paths of the requests that had the token, and of those that had not. */
  public readonly requests: { readonly path: string; readonly isKnown: boolean }[] = [];
  private proxy!: ReturnType<typeof createServer>;

  private constructor(private readonly folder: string, private readonly token: string) {}

  public get bare(): string {
    return path.join(this.folder, 'acme', 'deployments.git');
  }

  /** Variables that lead git here: through a proxy, to a server that proves to be github.com. */
  public get environment(): Record<string, string> {
    return { GIT_CONFIG_GLOBAL: path.join(this.folder, 'gitconfig'), GIT_CONFIG_NOSYSTEM: '1' };
  }

  public git(...args: string[]): string {
    return execFileSync('git', ['--git-dir', this.bare, ...args], { encoding: 'utf8' }).trimEnd();
  }

  public get tip(): string {
    return this.git('rev-parse', 'main');
  }

  /** The content of a file, or the names in a folder. */
  public show(name: string, revision = 'main'): string {
    return this.git('show', `${revision}:${name}`);
  }

  /** Trailers of the newest commits of a folder, newest first. */
  public phases(): string[] {
    return this.git('log', '--first-parent', '--format=%(trailers:key=Delivery-Version,valueonly,separator=%x2C) %(trailers:key=Delivery-Phase,valueonly,separator=%x2C)', 'main').split('\n');
  }

  /** What somebody else pushes. */
  public commit(message: string, files: Record<string, string>): void {
    const work = fs.mkdtempSync(path.join(this.folder, 'work-'));
    const git = (...args: string[]) => execFileSync('git', [...WHO, '-C', work, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    git('init', '--quiet', '--initial-branch=main');
    git('remote', 'add', 'origin', `file://${this.bare}`);
    if (this.git('for-each-ref') !== '') git('pull', '--quiet', 'origin', 'main');
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(work, name)), { recursive: true });
      fs.writeFileSync(path.join(work, name), text);
    }
    git('add', '--all');
    git('commit', '--quiet', `--message=${message}`);
    git('push', '--quiet', 'origin', 'main');
    fs.rmSync(work, { recursive: true });
  }

  public async stop(): Promise<void> {
    await close(this.proxy);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async listen(): Promise<void> {
    const file = (name: string) => path.join(this.folder, name);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=github.com',
      '-addext', 'subjectAltName=DNS:github.com', '-keyout', file('key.pem'), '-out', file('cert.pem')], { stdio: 'ignore' });
    const secure = createTlsServer({ key: fs.readFileSync(file('key.pem')), cert: fs.readFileSync(file('cert.pem')) }, (request, response) => this.answer(request, response));
    this.proxy = createServer((_, response) => response.writeHead(403).end());
    this.proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
      if (request.url !== 'github.com:443') return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      return void secure.emit('connection', socket);
    });
    const port = await listen(this.proxy);
    fs.writeFileSync(file('gitconfig'), `[http]\n\tproxy = http://127.0.0.1:${port}\n\tsslCAInfo = ${file('cert.pem')}\n[safe]\n\tdirectory = *\n`);
  }

  // git's own program for servers does the work; who has no token gets no answer from it.
  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, 'https://github.com');
    const isKnown = request.headers.authorization === `Basic ${Buffer.from(`x-access-token:${this.token}`).toString('base64')}`;
    this.requests.push({ path: url.pathname, isKnown });
    if (!isKnown) return void response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end('Bad credentials');
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: this.folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REMOTE_USER: 'x-access-token',
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] as string ?? '',
        GIT_PROTOCOL: request.headers['git-protocol'] as string ?? '',
        ...(request.headers['content-length'] ? { CONTENT_LENGTH: request.headers['content-length'] } : {}),
      },
    });
    request.pipe(backend.stdin);
    backend.stdin.on('error', () => undefined);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk) => chunks.push(chunk));
    return void backend.once('close', () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      const headers = Object.fromEntries(all.subarray(0, end).toString().split('\r\n').map((line) => line.split(/: (.*)/).slice(0, 2)));
      const { Status: status = '200', ...others } = headers;
      response.writeHead(Number.parseInt(status, 10), others).end(all.subarray(end + 4));
    });
  }
}

/** Where the tiny controller writes what it did. */
export type Watched = 'Application' | 'Kustomization';

const GROUPS = { Application: ['argoproj.io', 'v1alpha1', 'applications'], Kustomization: ['kustomize.toolkit.fluxcd.io', 'v1', 'kustomizations'] } as const;

/** Renders the newest commit of `main` with Helm 4, applies it, removes what is no longer in it, and reports as the real ones do. */
export class TinyController {
  /** Whether it does nothing at all, as one that is down. */
  public isStuck = false;
  /** How often it was asked to look at once. */
  public asked = 0;
  private isOver = false;
  private applied = '';
  private readonly loop: Promise<void>;

  public static async start(cluster: Cluster, server: GitServer, namespace: string, kind: Watched): Promise<TinyController> {
    const [group, version, plural] = GROUPS[kind];
    await cluster.api.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind, plural, singular: kind.toLowerCase() },
        // Applications have their state in the object itself, objects of Flux have it apart.
        versions: [{
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          ...(kind === 'Kustomization' ? { subresources: { status: {} } } : {}),
        }],
      },
    }).catch((error) => { if (!(error instanceof ApiError) || error.status !== 409) throw error; });
    const place = `/apis/${group}/${version}/namespaces/${namespace}/${plural}`;
    for (const end = Date.now() + 20_000; ;) {
      try {
        await cluster.api.post(place, { apiVersion: `${group}/${version}`, kind, metadata: { name: 'alys' }, spec: {} });
        break;
      } catch (error) {
        // A kind that was just made is served a moment later.
        if (!(error instanceof ApiError) || error.status !== 404 || Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    return new TinyController(cluster, server, namespace, kind, `${place}/alys`);
  }

  private constructor(
    private readonly cluster: Cluster, private readonly server: GitServer, private readonly namespace: string, private readonly kind: Watched, private readonly place: string,
  ) {
    this.loop = this.follow();
  }

  public async stop(): Promise<void> {
    this.isOver = true;
    await this.loop;
  }

  private async follow(): Promise<void> {
    while (!this.isOver) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const revision = this.server.tip;
      if (this.isStuck || revision === this.applied) continue;
      await this.tell(revision, 'progressing');
      const message = await this.bring(revision);
      await this.tell(revision, message === undefined ? 'healthy' : 'failed', message);
      this.applied = revision;
    }
  }

  // Undefined when all is well.
  private async bring(revision: string): Promise<string | undefined> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'controller-'));
    try {
      execFileSync('tar', ['-x', '-C', folder], { input: execFileSync('git', ['--git-dir', this.server.bare, 'archive', revision]) });
      const state = path.join(folder, 'environments', 'production', 'alys');
      // What does not say yet what to run is nothing to install.
      if (!fs.readFileSync(path.join(state, 'values.yaml'), 'utf8').includes('tag:')) return 'nothing to run';
      const flags = path.join(state, 'feature-flags');
      if (fs.existsSync(flags)) await this.cluster.kubectl('apply', '--namespace', this.namespace, '--filename', flags);
      const manifests = path.join(folder, 'manifests.yaml');
      const selector = ['--namespace', this.namespace, '--selector', 'app.kubernetes.io/instance=alys'];
      fs.writeFileSync(manifests, await this.cluster.helm(4, 'template', 'alys', path.join(folder, 'chart'), '--namespace', this.namespace, '--values', path.join(state, 'values.yaml')));
      await this.cluster.kubectl('apply', '--prune', ...selector, '--filename', manifests);
      const done = await this.cluster.tryKubectl('rollout', 'status', 'deployment', ...selector, '--timeout', '15s');
      return done.status === 0 ? undefined : done.log.trim();
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  private async tell(revision: string, health: 'progressing' | 'healthy' | 'failed', message?: string): Promise<void> {
    const object = await this.cluster.api.get(this.place);
    if (Object.keys(object.metadata.annotations ?? {}).length > 0) this.asked += 1;
    if (this.kind === 'Application') {
      const status = { progressing: 'Progressing', healthy: 'Healthy', failed: 'Degraded' }[health];
      const sync = { status: health === 'progressing' ? 'OutOfSync' : 'Synced', revision };
      await this.cluster.api.patch(this.place, { status: { sync, health: { status, message: message ?? null }, operationState: { phase: health === 'progressing' ? 'Running' : 'Succeeded', syncResult: { revision } } } });
      return;
    }
    const ready = { progressing: ['Unknown', 'Progressing'], healthy: ['True', 'ReconciliationSucceeded'], failed: ['False', 'HealthCheckFailed'] }[health];
    const condition = { type: 'Ready', status: ready[0], reason: ready[1], message: message ?? '', observedGeneration: object.metadata.generation };
    const named = `main@sha1:${revision}`;
    await this.cluster.api.patch(`${this.place}/status`, { status: { conditions: [condition], lastAttemptedRevision: named, ...(health === 'healthy' ? { lastAppliedRevision: named } : {}) } });
  }
}
