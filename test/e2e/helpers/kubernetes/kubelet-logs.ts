import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a pod has printed so far, and whether it may print more; undefined if there is no such pod. */
export type FindLog = (namespace: string, pod: string) => { readonly log: string; readonly running: boolean } | undefined;

const KNOWN = ['follow', 'tailLines', 'previous', 'limitBytes'];

/** Answers as a kubelet does on its own port, as far as `kubectl logs` asks. */
export function answerLogs(request: IncomingMessage, response: ServerResponse, find: FindLog): void {
  const url = new URL(request.url!, 'https://kubelet');
  const asked = /^\/containerLogs\/([^/]+)\/([^/]+)\/[^/]+$/.exec(url.pathname);
  if (!asked || request.method !== 'GET') return void response.writeHead(501).end(`${request.method} ${url.pathname} is not for these nodes\n`);
  const strange = [...url.searchParams.keys()].filter((key) => !KNOWN.includes(key));
  if (strange.length > 0) return void response.writeHead(400).end(`${strange.join(', ')}: not for these nodes\n`);
  const found = find(asked[1], asked[2]);
  if (!found) return void response.writeHead(404).end('no such pod\n');
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.write(limited(found.log, url.searchParams));
  if (url.searchParams.get('follow') === 'true' && found.running) follow(response, found.log.length, () => find(asked[1], asked[2]));
  else response.end();
}

function follow(response: ServerResponse, from: number, find: () => ReturnType<FindLog>): void {
  let sent = from;
  const timer = setInterval(() => {
    const found = find();
    if (found && found.log.length > sent) {
      response.write(found.log.slice(sent));
      sent = found.log.length;
    }
    if (found?.running) return;
    clearInterval(timer);
    response.end();
  }, 100);
  response.once('close', () => clearInterval(timer));
}

function limited(log: string, limits: URLSearchParams): string {
  const lines = log.split(/(?<=\n)/);
  const tail = limits.get('tailLines');
  const text = tail === null ? log : lines.slice(lines.length - Math.min(lines.length, Number(tail))).join('');
  const bytes = limits.get('limitBytes');
  return bytes === null ? text : Buffer.from(text).subarray(0, Number(bytes)).toString();
}
