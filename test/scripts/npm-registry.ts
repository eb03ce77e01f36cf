// A small npm registry on the loopback that keeps what the real npm publishes, tags and deprecates, and misbehaves as a test wants.
import { ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** What a token may do; `read` matters for private packages only. */
export type Right = 'read' | 'publish' | 'tag' | 'deprecate';

/** A request that goes wrong. */
export interface Fault {
  /** Method and path, as one regular expression. */
  readonly request: string;
  /** Answer with this status and do nothing. */
  readonly status?: number;
  /** Message beside the status. */
  readonly message?: string;
  /** `lost` does it and answers nothing, `cut` does nothing, `ignored` does nothing and answers that it is done. */
  readonly how?: 'lost' | 'cut' | 'ignored';
  /** Do it, and tell of it only after so many reads. */
  readonly delay?: number;
  /** How often it happens; always, if not said. */
  readonly times?: number;
}

/** One version as a test sees it. */
export interface Version {
  readonly deprecated?: string | false;
  readonly [field: string]: unknown;
}

interface State {
  packages: Record<string, any>;
  tokens: Record<string, Right[]>;
  trusted: string[];
  faults: Fault[];
  hidden: Record<string, { document: any; reads: number }>;
  isPrivate: boolean;
}

/** A request as the registry saw it. */
export interface RegistryRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization?: string;
}

// A process of its own, since a run of a script keeps the process of the tests waiting. All it knows is in a file.
const SERVER = `
const fs = require('node:fs'), path = require('node:path');
const [folder, port] = process.argv.slice(1);
const file = path.join(folder, 'state.json');
const save = (state) => fs.writeFileSync(file, JSON.stringify(state));
const takeFault = (state, line) => {
  const fault = state.faults.find((one) => one.times !== 0 && new RegExp(one.request).test(line));
  if (fault?.times) fault.times -= 1;
  return fault ?? {};
};
const clone = (value) => value && JSON.parse(JSON.stringify(value));
const error = (code, text) => ({ code, body: { error: text } });

function publish(state, name, body, origin) {
  const [version] = Object.keys(body.versions);
  const known = state.packages[name];
  if (known?.versions[version] || known?.removed?.includes(version)) return error(403, 'You cannot publish over the previously published versions: ' + version + '.');
  const [attachment, { data }] = Object.entries(body._attachments).find(([one]) => one.endsWith('.tgz'));
  const tarball = attachment.replace(/^.*\\//, '');
  fs.mkdirSync(path.join(folder, name, '-'), { recursive: true });
  fs.writeFileSync(path.join(folder, name, '-', tarball), Buffer.from(data, 'base64'));
  const manifest = body.versions[version];
  manifest.dist.tarball = origin + name + '/-/' + tarball;
  const tags = { ...known?.['dist-tags'], ...body['dist-tags'] };
  state.packages[name] = { ...known, _id: name, name, access: body.access, 'dist-tags': { latest: version, ...tags }, versions: { ...known?.versions, [version]: manifest } };
  return { code: 201, body: { success: true } };
}

function deprecate(state, name, body) {
  for (const [version, { deprecated }] of Object.entries(body.versions)) {
    const kept = state.packages[name].versions[version];
    if (deprecated) kept.deprecated = deprecated; else delete kept.deprecated;
  }
  return { code: 200, body: { success: true } };
}

function tags(state, method, name, tag, body) {
  const kept = state.packages[name];
  if (!kept) return error(404, 'not found');
  if (method === 'GET') return { code: 200, body: kept['dist-tags'] };
  if (method === 'DELETE' && tag === 'latest') return error(400, 'the tag latest cannot be removed');
  if (method === 'DELETE') delete kept['dist-tags'][tag];
  else if (kept.versions[body]) kept['dist-tags'][tag] = body;
  else return error(404, 'no such version');
  return { code: 200, body: { ok: true } };
}

function read(state, name) {
  const hidden = state.hidden[name];
  if (hidden && hidden.reads-- > 0) return hidden.document ? { code: 200, body: hidden.document } : error(404, 'not found');
  return state.packages[name] ? { code: 200, body: state.packages[name] } : error(404, 'not found');
}

function exchange(state, name, authorization) {
  if (!state.trusted.includes(name) || !state.packages[name] || authorization !== 'Bearer head.e30.identity') return error(404, 'no trusted publisher');
  state.tokens['token-of-exchange'] = ['publish'];
  return { code: 201, body: { token: 'token-of-exchange' } };
}

function needed(method, url, body) {
  if (method === 'GET') return 'read';
  if (url.startsWith('/-/package/')) return 'tag';
  return body?._attachments ? 'publish' : 'deprecate';
}

function answer(state, { method, url, authorization, body, origin }) {
  const exchanged = /^\\/-\\/npm\\/v1\\/oidc\\/token\\/exchange\\/package\\/(.*)$/.exec(url);
  if (url.startsWith('/identity')) return { code: 200, body: { value: 'head.e30.identity' } };
  if (exchanged) return exchange(state, exchanged[1], authorization);
  const right = needed(method, url, body);
  const rights = state.tokens[(authorization ?? '').replace('Bearer ', '')];
  if (!rights && (right !== 'read' || state.isPrivate)) return error(401, 'authentication required');
  if (rights && right !== 'read' && !rights.includes(right)) return error(403, 'this token may not ' + right);
  const tagged = /^\\/-\\/package\\/(.*)\\/dist-tags(?:\\/(.*))?$/.exec(url);
  if (tagged) return tags(state, method, tagged[1], tagged[2], body);
  const name = url.slice(1);
  const tarball = path.join(folder, name);
  if (url.endsWith('.tgz')) return fs.existsSync(tarball) ? { code: 200, file: tarball } : error(404, 'no tarball');
  if (method === 'GET') return read(state, name);
  return body._attachments ? publish(state, name, body, origin) : deprecate(state, name, body);
}

require('node:http').createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part)).on('end', () => {
    const { method } = request;
    const { authorization, host } = request.headers;
    const url = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    fs.appendFileSync(path.join(folder, 'log'), JSON.stringify({ method, url: request.url, authorization }) + '\\n');
    const text = Buffer.concat(parts).toString();
    const before = JSON.parse(fs.readFileSync(file, 'utf8'));
    const fault = takeFault(before, method + ' ' + request.url);
    const state = clone(before);
    let done = answer(state, { method, url, authorization, body: text && JSON.parse(text), origin: 'http://' + host + '/' });
    if (fault.delay !== undefined) state.hidden[url.slice(1)] = { document: clone(before.packages[url.slice(1)]), reads: fault.delay };
    save(fault.status || fault.how === 'cut' || fault.how === 'ignored' ? before : state);
    if (fault.status) done = error(fault.status, fault.message ?? 'out of order');
    if (fault.how === 'lost' || fault.how === 'cut') return request.socket.destroy();
    response.writeHead(done.code, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(done.file ? fs.readFileSync(done.file) : JSON.stringify(done.body));
  });
}).listen(Number(port), '127.0.0.1', function () { console.log(this.address().port); });
`;

/** A registry with its own state; the tests read and change it between two runs. */
export class NpmRegistry {
  /** Starts a registry on a free port. */
  public static async start(): Promise<NpmRegistry> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'npm-registry-'));
    const registry = new NpmRegistry(folder);
    registry.clear();
    const child = spawn(process.execPath, ['--eval', SERVER, folder, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    registry.child = child;
    const port = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.stdout!.once('data', (text: Buffer) => resolve(text.toString().trim()));
    });
    registry.url = `http://127.0.0.1:${port}/`;
    return registry;
  }

  /** Address, with a slash at its end. */
  public url = '';
  private child?: ChildProcess;

  /** @param folder Where all is kept; tarballs as `<package>/-/<file>`. */
  private constructor(public readonly folder: string) {}

  public stop(): void {
    this.child?.kill();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** Forgets everything but the tokens a test usually needs. */
  public clear(): void {
    const tokens: Record<string, Right[]> = { 'npm_token-of-test': ['read', 'publish', 'tag', 'deprecate'] };
    this.save({ packages: {}, tokens, trusted: [], faults: [], hidden: {}, isPrivate: false });
    fs.writeFileSync(path.join(this.folder, 'log'), '');
  }

  /** Gives the registry a package with these versions; those of a list are as good as any. */
  public seed(name: string, versions: string[] | Record<string, Version>, tags: Record<string, string>): this {
    const listed = Array.isArray(versions) ? Object.fromEntries(versions.map((version) => [version, {}])) : versions;
    const manifests = Object.entries(listed).map(([version, more]) => [version, {
      name, version, dist: { integrity: `sha512-${version}`, shasum: version, tarball: `${this.url}${name}/-/none-${version}.tgz` }, ...more,
    }]);
    return this.change((state) => {
      state.packages[name] = { '_id': name, name, 'dist-tags': tags, 'versions': Object.fromEntries(manifests) };
    });
  }

  public fault(...faults: Fault[]): this {
    return this.change((state) => { state.faults.push(...faults); });
  }

  public token(token: string, ...rights: Right[]): this {
    return this.change((state) => { state.tokens[token] = rights; });
  }

  /** Lets a package be published without a token, by an identity. */
  public trust(name: string): this {
    return this.change((state) => { state.trusted.push(name); });
  }

  /** From now on packages are read with a token only. */
  public close(): this {
    return this.change((state) => { state.isPrivate = true; });
  }

  public change(edit: (state: State) => void): this {
    const state = this.load();
    edit(state);
    this.save(state);
    return this;
  }

  /** A package as it is kept, undefined if there is none. */
  public package(name: string): any {
    return this.load().packages[name];
  }

  public tags(name: string): Record<string, string> {
    return this.package(name)['dist-tags'];
  }

  /** The deprecated versions with their messages. */
  public deprecated(name: string): Record<string, string> {
    const versions = Object.entries<Version>(this.package(name).versions);
    return Object.fromEntries(versions.filter(([, { deprecated }]) => deprecated).map(([version, { deprecated }]) => [version, String(deprecated)]));
  }

  /** The bytes that were published. */
  public tarball(name: string, file: string): Buffer {
    return fs.readFileSync(path.join(this.folder, name, '-', file));
  }

  public requests(method?: string): RegistryRequest[] {
    const lines = fs.readFileSync(path.join(this.folder, 'log'), 'utf8').split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as RegistryRequest).filter((request) => method === undefined || request.method === method);
  }

  /** The requests that changed something, or tried to. */
  public changes(): string[] {
    return this.requests().filter(({ method }) => method === 'PUT' || method === 'DELETE').map(({ method, url }) => `${method} ${url}`);
  }

  private load(): State {
    return JSON.parse(fs.readFileSync(path.join(this.folder, 'state.json'), 'utf8'));
  }

  private save(state: State): void {
    fs.writeFileSync(path.join(this.folder, 'state.json'), JSON.stringify(state));
  }
}
