import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Daemon, freePort } from './kubernetes/daemon';
import { Guard, quoted } from '../../../src/run/guard';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

export interface ImageOptions {
  /** As `acme/tool`. */
  readonly name: string;
  readonly tags: string[];
  /** @default ['linux/amd64', 'linux/arm64'] */
  readonly platforms?: string[];
  /** Labels of each platform's image. @default - none */
  readonly labels?: Record<string, string>;
  /** Annotations of the index. @default - none */
  readonly annotations?: Record<string, string>;
}

export interface PushedImage {
  /** Digest of the index. */
  readonly digest: string;
  /** `127.0.0.1:port/name@digest`. */
  readonly reference: string;
  /** Digests of the images, by platform. */
  readonly platforms: Record<string, string>;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

interface ImageDescriptor extends Descriptor {
  readonly platform: { readonly os: string; readonly architecture: string };
}

/** Starts Debian's registry on a free port, over plain HTTP, for everybody. */
export async function startRegistry(guard: Guard): Promise<Registry> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'registry-'));
  guard.undo(`rm -rf ${quoted(folder)}`);
  const host = `127.0.0.1:${await freePort()}`;
  const file = path.join(folder, 'registry.yml');
  fs.writeFileSync(file, JSON.stringify({
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: path.join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: host },
  }));
  const daemon = new Daemon(guard, 'registry', { program: 'docker-registry', args: ['serve', file], folder });
  const registry = new Registry(host, daemon, folder);
  await registry.start();
  return registry;
}

export class Registry {
  /** @internal */
  public constructor(public readonly host: string, private readonly daemon: Daemon, private readonly folder: string) {}

  public get url(): string {
    return `http://${this.host}`;
  }

  /** Starts, also once more after `stop`. */
  public async start(): Promise<void> {
    this.daemon.start();
    await this.daemon.ready(async () => (await fetch(`${this.url}/v2/`)).ok);
  }

  /** Nobody answers at the address any more; what was pushed is kept. */
  public async stop(): Promise<void> {
    await this.daemon.stop();
  }

  /** Stops and removes the folder. */
  public async end(): Promise<void> {
    await this.daemon.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** Pushes an index with an image for each platform; the layer of each is a tar without a file. */
  public async push(options: ImageOptions): Promise<PushedImage> {
    const { name, tags, platforms = ['linux/amd64', 'linux/arm64'], labels = {}, annotations } = options;
    const images = [];
    for (const platform of platforms) images.push(await this.pushPlatform(name, platform, labels));
    const index = await this.pushManifest(name, INDEX, { schemaVersion: 2, mediaType: INDEX, manifests: images, ...annotations ? { annotations } : {} }, tags);
    return {
      digest: index.digest,
      reference: `${this.host}/${name}@${index.digest}`,
      platforms: Object.fromEntries(images.map((image, position) => [platforms[position], image.digest])),
    };
  }

  /** Digest behind a tag; undefined if there is no such tag. */
  public async digest(name: string, tag: string): Promise<string | undefined> {
    const answer = await fetch(`${this.url}/v2/${name}/manifests/${tag}`, { method: 'HEAD', headers: { accept: [INDEX, MANIFEST].join(', ') } });
    return answer.ok ? answer.headers.get('docker-content-digest') ?? undefined : undefined;
  }

  private async pushPlatform(name: string, platform: string, labels: Record<string, string>): Promise<ImageDescriptor> {
    const [system, architecture] = platform.split('/');
    const tar = Buffer.alloc(1024);
    const layer = await this.pushBlob(name, LAYER, gzipSync(tar));
    const config = await this.pushBlob(name, CONFIG, Buffer.from(JSON.stringify({
      architecture, os: system, config: { Labels: labels }, rootfs: { type: 'layers', diff_ids: [digestOf(tar)] }, history: [{ created_by: 'COPY' }],
    })));
    const manifest = await this.pushManifest(name, MANIFEST, { schemaVersion: 2, mediaType: MANIFEST, config, layers: [layer] });
    return { ...manifest, platform: { os: system, architecture } };
  }

  private async pushBlob(name: string, mediaType: string, content: Buffer): Promise<Descriptor> {
    const digest = digestOf(content);
    const begun = await must(fetch(`${this.url}/v2/${name}/blobs/uploads/`, { method: 'POST' }));
    const target = new URL(begun.headers.get('location')!, this.url);
    target.searchParams.set('digest', digest);
    await must(fetch(target, { method: 'PUT', body: new Uint8Array(content), headers: { 'content-type': 'application/octet-stream' } }));
    return { mediaType, digest, size: content.length };
  }

  private async pushManifest(name: string, mediaType: string, manifest: object, tags: string[] = []): Promise<Descriptor> {
    const content = Buffer.from(JSON.stringify(manifest));
    const digest = digestOf(content);
    for (const reference of [digest, ...tags]) {
      await must(fetch(`${this.url}/v2/${name}/manifests/${reference}`, { method: 'PUT', body: new Uint8Array(content), headers: { 'content-type': mediaType } }));
    }
    return { mediaType, digest, size: content.length };
  }
}

async function must(request: Promise<Response>): Promise<Response> {
  const answer = await request;
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

function digestOf(content: Buffer): string {
  return `sha256:${crypto.createHash('sha256').update(content).digest('hex')}`;
}
