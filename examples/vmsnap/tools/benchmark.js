// Measures what grows with the number of domains and periods, and writes it as benchmark-results.json.
import { writeFile } from 'node:fs/promises';
import { Bench } from 'tinybench';
import { periodOf } from '../src/period.js';
import { dueFolders } from '../src/rotation.js';
import { table } from '../src/table.js';

const days = Array.from({ length: 2_000 }, (_, day) => new Date(Date.UTC(2020, 0, 1 + day)));
const folders = days.map((day) => periodOf(day, 'day'));
const rows = folders.map((period, at) => ({
  domain: `web-${at % 40}`,
  period,
  state: at % 3 ? 'ok' : 'due',
}));

const bench = new Bench({ time: 250, warmupTime: 50 })
  .add('name 2,000 periods', () => days.map((day) => periodOf(day, 'week')))
  .add('choose among 2,000 folders', () => dueFolders(folders, { keep: 30, current: folders[0] }))
  .add('print 2,000 rows', () => table(rows, ['domain', 'period', 'state']));
await bench.run();

const results = bench.tasks.map(({ name, result }) => {
  if (result.error) throw result.error;
  return { name, unit: 'ms', value: result.latency.mean };
});
await writeFile('benchmark-results.json', `${JSON.stringify(results, null, 2)}\n`);
console.table(results);
