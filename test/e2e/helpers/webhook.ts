import { createServer, IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pause } from './kubernetes/daemon';
import { close, listen } from './local-server';

export interface WebhookRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Body as it came. */
  readonly text: string;
  /** Body as JSON; undefined if it is none. */
  readonly json: any;
}

/** A status, with headers and a body where wanted, or no answer at all. */
export type WebhookAnswer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string } | 'hang';

/** Takes what is sent to it, and answers as the story has it. */
export class Webhook {
  public readonly requests: WebhookRequest[] = [];
  /** Answer to each request from now on. */
  public answer: WebhookAnswer = { status: 200, body: 'ok' };
  /** Answers to the next requests, before `answer` holds again. */
  public readonly next: WebhookAnswer[] = [];
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      this.requests.push({ method: request.method!, path: request.url!, headers: request.headers, text, json: parsed(text) });
      const answer = this.next.shift() ?? this.answer;
      if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Bodies that came, as JSON. */
  public get bodies(): any[] {
    return this.requests.map((request) => request.json);
  }

  public async start(): Promise<void> {
    await listen(this.server);
  }

  /** Waits for so many requests. */
  public async received(count: number, timeoutMs = 10_000): Promise<WebhookRequest[]> {
    for (const end = Date.now() + timeoutMs; this.requests.length < count; await pause(20)) {
      if (Date.now() > end) throw new Error(`${this.requests.length} of ${count} requests came`);
    }
    return this.requests.slice(0, count);
  }

  public async stop(): Promise<void> {
    await close(this.server);
  }
}

export async function startWebhook(): Promise<Webhook> {
  const webhook = new Webhook();
  await webhook.start();
  return webhook;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
