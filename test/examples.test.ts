/**
 * Invariants: the committed output of each example is what its composition gives, and a second synth changes nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { synthesizeExample } from './helpers/example';
import { readTree } from '../src/testing';

const ROOT = resolve(__dirname, '..');

function diff(path: string, committed: string, wanted: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'example-diff-'));
  writeFileSync(join(folder, 'committed'), committed);
  writeFileSync(join(folder, 'composed'), wanted);
  try {
    return execFileSync('diff', ['-u', '--label', `${path} (committed)`, '--label', `${path} (composed)`, 'committed', 'composed'], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

describe.each(['vmsnap', 'alys'])('examples/%s', (name) => {
  test('the committed files are what its composition gives', () => {
    const folder = join(ROOT, 'examples', name);
    const wanted = synthesizeExample(name).tree;
    const committed = readTree(folder);
    const tracked = Object.keys({ ...wanted, ...committed }).filter((path) => !path.startsWith('test-results/') && !path.startsWith('package/'));
    const differences = tracked.filter((path) => wanted[path] !== committed[path]).map((path) => diff(`examples/${name}/${path}`, committed[path] ?? '', wanted[path] ?? ''));
    if (differences.length > 0) throw new Error(`examples/${name} is out of date. Run: npx projen examples\n\n${differences.join('\n')}`);
  });

  test('a second synth changes nothing', () => {
    const example = synthesizeExample(name);
    expect(example.resynthesize()).toEqual([]);
  });

  test('the composition has at most 60 lines', () => {
    const lines = readFileSync(join(ROOT, 'examples', name, '.projenrc.ts'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
  });
});
