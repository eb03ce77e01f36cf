import * as fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { Daemon, freePort, pause } from './kubernetes/daemon';
import { close } from './local-server';
import { Guard, quoted } from '../../../src/run/guard';

const INTERVAL = 200;

/** Metrics by name, with labels where wanted: `errors_total{code="500"}`. A function is asked at each scrape. */
export type Metrics = Record<string, number | (() => number)>;

export async function startPrometheus(guard: Guard): Promise<Prometheus> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'prometheus-'));
  guard.undo(`rm -rf ${quoted(folder)}`);
  const exporter = new Exporter();
  const target = await exporter.start();
  const [port, file] = [await freePort(), path.join(folder, 'prometheus.yml')];
  fs.writeFileSync(file, JSON.stringify({
    global: { scrape_interval: `${INTERVAL}ms`, scrape_timeout: `${INTERVAL}ms` },
    scrape_configs: [{ job_name: 'story', static_configs: [{ targets: [target] }] }],
  }));
  const daemon = new Daemon(guard, 'prometheus', {
    program: 'prometheus',
    folder,
    args: [`--config.file=${file}`, `--storage.tsdb.path=${path.join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`],
  });
  const prometheus = new Prometheus(`http://127.0.0.1:${port}`, daemon, exporter, folder);
  await prometheus.start();
  return prometheus;
}

/** A Prometheus that scrapes what the story sets, each 200 ms. It looks for its target only five seconds after its start. */
export class Prometheus {
  /** @internal */
  public constructor(public readonly url: string, private readonly daemon: Daemon, private readonly exporter: Exporter, private readonly folder: string) {}

  /** Sets metrics, beside those that are set already, and waits until they can be queried. */
  public async set(metrics: Metrics): Promise<void> {
    Object.assign(this.exporter.metrics, metrics);
    await this.scraped();
  }

  /** Takes metrics away, all of them if none is named, and waits until they are gone from the answers. */
  public async remove(...names: string[]): Promise<void> {
    for (const name of names.length > 0 ? names : Object.keys(this.exporter.metrics)) delete this.exporter.metrics[name];
    await this.scraped();
  }

  /** The value of an instant query; undefined if it has no result. */
  public async query(expression: string): Promise<number | undefined> {
    const answer = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { status, error, data } = await answer.json() as Record<string, any>;
    if (status !== 'success') throw new Error(`${expression}: ${error}`);
    const value = data.resultType === 'scalar' ? data.result : data.result[0]?.value;
    return value === undefined ? undefined : Number(value[1]);
  }

  /** The exporter answers no more: Prometheus finds its target down. */
  public async stopExporter(): Promise<void> {
    await this.exporter.stop();
  }

  public async startExporter(): Promise<void> {
    await this.exporter.start();
    await this.scraped();
  }

  /** Nobody answers at the address any more; what was scraped is kept. */
  public async stop(): Promise<void> {
    await this.daemon.stop();
  }

  /** Prometheus takes connections and does not answer them. */
  public pause(): void {
    this.daemon.pause();
  }

  public resume(): void {
    this.daemon.resume();
  }

  /** Starts, also once more after `stop`, and waits for the first sample. */
  public async start(): Promise<void> {
    this.daemon.start();
    await this.daemon.ready(async () => (await fetch(`${this.url}/-/ready`)).ok);
    await this.scraped();
  }

  /** Stops all and removes the folder. */
  public async end(): Promise<void> {
    await this.daemon.stop();
    await this.exporter.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  // The second scrape from now on tells that the first one, which began after now, is over.
  private async scraped(): Promise<void> {
    if (!this.exporter.isRunning || !this.daemon.isRunning) return;
    const wanted = this.exporter.scrapes + 2;
    for (const end = Date.now() + 20_000; this.exporter.scrapes < wanted; await pause(20)) {
      if (Date.now() > end) throw new Error('Prometheus does not scrape');
    }
  }
}

class Exporter {
  public readonly metrics: Metrics = {};
  public scrapes = 0;
  private port = 0;
  private readonly server = createServer((_, response) => {
    this.scrapes += 1;
    const lines = Object.entries(this.metrics).map(([name, value]) => `${name} ${textOf(typeof value === 'function' ? value() : value)}\n`);
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(lines.join(''));
  });

  public get isRunning(): boolean {
    return this.server.listening;
  }

  /** Tells its address. */
  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return `127.0.0.1:${this.port}`;
  }

  public async stop(): Promise<void> {
    if (this.isRunning) await close(this.server);
  }
}

function textOf(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
