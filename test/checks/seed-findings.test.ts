// Guards that what is known to be wrong in the files this library was made for is found, each row at its line.
// The rows are those of the list of defects; a row can have several places.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { seedFindings } from './seeds';

const table = fs.readFileSync(path.join(__dirname, '..', 'data', 'seed-findings.tsv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split('\t'));
const found = { vmsnap: seedFindings('vmsnap'), alys: seedFindings('alys') };

test.each(table)('%s: %s in %s %s:%s', (_row, check, seed, file, line) => {
  const lines = found[seed as 'vmsnap' | 'alys'].filter((finding) => finding.check === check && finding.path === file).map((finding) => finding.line);
  expect(lines).toContain(Number(line));
});

test('the same row is not listed twice', () => {
  const rows = table.map((row) => row.join(' '));
  expect(rows).toEqual([...new Set(rows)]);
});
