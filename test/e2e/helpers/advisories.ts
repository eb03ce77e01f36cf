// A registry of npm that answers the two questions of `npm audit`: which advisories there are for
// packages, and which versions a package has.
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { close, listen } from './local-server';

export interface Advisory {
  readonly package: string;
  readonly severity: 'low' | 'moderate' | 'high' | 'critical';
  readonly vulnerable: string;
}

export interface AdvisoryRegistry {
  readonly url: string;
  /** Packages that were asked about, by request. */
  readonly asked: string[][];
  stop(): Promise<void>;
}

export async function startAdvisories(advisories: Advisory[]): Promise<AdvisoryRegistry> {
  const asked: string[][] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const answer = (value: unknown) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      if (request.method === 'POST' && request.url === '/-/npm/v1/security/advisories/bulk') {
        const body = Buffer.concat(chunks);
        const wanted = JSON.parse(String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)) as Record<string, string[]>;
        asked.push(Object.keys(wanted));
        return answer(bulkAnswer(advisories, wanted));
      }
      const name = decodeURIComponent(request.url!.slice(1));
      const found = advisories.find((advisory) => advisory.package === name);
      if (!found) return response.writeHead(404).end('{}');
      const version = { name, version: '1.0.0', dist: { tarball: '', shasum: '' } };
      return answer({ name, 'dist-tags': { latest: '1.0.0' }, 'versions': { '1.0.0': version } });
    });
  });
  return { url: `http://127.0.0.1:${await listen(server)}/`, asked, stop: () => close(server) };
}

function bulkAnswer(advisories: Advisory[], wanted: Record<string, string[]>): Record<string, unknown[]> {
  const of = (name: string) => advisories.filter((advisory) => advisory.package === name).map((advisory, index) => ({
    id: 1000 + index,
    url: `https://advisories.example/${name}`,
    title: `${name} is vulnerable`,
    severity: advisory.severity,
    vulnerable_versions: advisory.vulnerable,
    cwe: [],
    cvss: { score: 0, vectorString: null },
  }));
  return Object.fromEntries(Object.keys(wanted).map((name): [string, unknown[]] => [name, of(name)]).filter(([, found]) => found.length > 0));
}
