// The registry of Semgrep's rules, which gives a rule set by its name as YAML.
import { createServer } from 'node:http';
import { close, listen } from './local-server';

export interface SemgrepRules {
  /** For `SEMGREP_URL`. */
  readonly url: string;
  /** Rule sets that were asked for. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** Starts it with rule sets, by name such as `p/rust`. */
export async function startSemgrepRules(sets: Readonly<Record<string, string>>): Promise<SemgrepRules> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = request.url!.replace(/^\/c\//, '');
    asked.push(name);
    if (sets[name] === undefined) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': 'application/yaml' }).end(sets[name]);
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked, stop: () => close(server) };
}
