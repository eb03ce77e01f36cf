import * as https from 'node:https';

/** An object of Kubernetes as JSON. */
export type Resource = Record<string, any>;

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: Resource;
}

export interface ApiOptions {
  readonly port: number;
  readonly token: string;
  /** Certificate of the API server. */
  readonly ca: Buffer;
}

export class ApiError extends Error {
  public constructor(public readonly status: number, message: string) {
    super(message);
  }
}

/** A client of the API server: JSON over HTTPS. */
export class Api {
  private readonly agent: https.Agent;

  public constructor(private readonly options: ApiOptions) {
    this.agent = new https.Agent({ keepAlive: true, maxSockets: 20, ca: options.ca });
  }

  public async get(place: string): Promise<Resource> {
    return JSON.parse(await this.text('GET', place));
  }

  /** What the server answers, as text. */
  public text(method: string, place: string, body?: unknown, type = 'application/json'): Promise<string> {
    return new Promise((resolve, reject) => {
      const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const request = this.request(method, place, type).once('error', reject).once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk)).once('error', reject).once('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode! < 300) return resolve(text);
          return reject(new ApiError(response.statusCode!, `${method} ${place}: ${response.statusCode} ${text}`));
        });
      });
      // Without its length the body of a DELETE would be taken for the next request.
      if (content) request.setHeader('content-length', content.length);
      request.end(content);
    });
  }

  public async post(place: string, body: Resource): Promise<Resource> {
    return JSON.parse(await this.text('POST', place, body));
  }

  public async patch(place: string, body: Resource): Promise<Resource> {
    return JSON.parse(await this.text('PATCH', place, body, 'application/merge-patch+json'));
  }

  public async remove(place: string, body?: Resource): Promise<void> {
    await this.text('DELETE', place, body);
  }

  /** Hands over the events of a watch until the server or `signal` ends it. */
  public watch(place: string, signal: AbortSignal, each: (event: WatchEvent) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = this.request('GET', place, 'application/json', signal).once('error', reject).once('response', (response) => {
        if (response.statusCode !== 200) {
          response.resume();
          return void reject(new ApiError(response.statusCode!, `watch ${place}: ${response.statusCode}`));
        }
        let rest = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop()!;
          for (const line of lines.filter(Boolean)) each(JSON.parse(line));
        });
        response.once('error', reject).once('end', resolve);
      });
      request.end();
    });
  }

  public close(): void {
    this.agent.destroy();
  }

  private request(method: string, place: string, type: string, signal?: AbortSignal) {
    const { port, token } = this.options;
    const headers = { 'authorization': `Bearer ${token}`, 'accept': 'application/json', 'content-type': type };
    return https.request({ host: '127.0.0.1', port, path: place, method, headers, agent: this.agent, signal });
  }
}
