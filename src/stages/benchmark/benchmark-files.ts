import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ci } from '../../ci/ci';
import { marked } from '../../files/marked';

const ASSETS = join(__dirname, '..', '..', '..', 'assets');
/** What judges the runs, and the distributions it is judged by: beside the script that calls them. */
const FILES: Record<string, string> = {
  'scripts/ci/benchmark.cjs': join(ASSETS, 'scripts', 'benchmark.cjs'),
  'scripts/ci/statistics.cjs': join(ASSETS, 'vendor', 'statistics.cjs'),
};

const added = new WeakSet<Ci>();

/** Writes what the scripts of benchmarks call, once for the project. @internal */
export function addBenchmarkFiles(ci: Ci): void {
  if (added.has(ci)) return;
  added.add(ci);
  for (const [path, source] of Object.entries(FILES)) {
    ci.addSource({ produce: () => ci._addFile(path, { render: (marker) => marked(readFileSync(source, 'utf8'), marker, '//') }) });
  }
}
