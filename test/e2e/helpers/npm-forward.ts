import { IncomingMessage, request as ask } from 'node:http';

/** An answer as a whole, to be looked at before it is given. */
export interface NpmAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

export function json(status: number, body: unknown): NpmAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) };
}

/** Of the way between two servers, or about a body that is looked at on it. */
const OF_THE_WAY = ['accept-encoding', 'if-none-match', 'content-length', 'transfer-encoding', 'connection'];

function without<T>(headers: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_WAY.includes(name)));
}

/** Asks another server the same, with another token where one is given. It is told the host that was asked: addresses in its answer lead there. */
export function forward(server: string, { url, method, headers }: IncomingMessage, body: Buffer, token?: string): Promise<NpmAnswer> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const asked = ask(`${server}${url}`, { method, agent: false, headers: { ...without(headers), ...authorization, 'content-length': `${body.length}` } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode!, headers: without(response.headers), body: Buffer.concat(chunks) }));
    });
    asked.on('error', reject).end(body);
  });
}
