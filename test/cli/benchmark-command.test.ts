/** Invariants: the command judges as the file does that repositories carry, and says what it takes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { main } from '../../src/cli/main';

function call(...args: string[]): { code: number | undefined; result: string; notes: string } {
  const told = { result: '', notes: '' };
  const code = main(args, { result: (text) => void (told.result += text), note: (text) => void (told.notes += text) });
  return { code, ...told };
}

test('tells which pairs to run', () => {
  const folder = mkdtempSync(`${tmpdir()}/benchmark-command-`);
  expect(call('benchmark', 'next', '--runs', folder, '--threshold', '10', '--repetitions', '40')).toEqual({ code: 0, result: 'first 1 10\n', notes: '' });
  rmSync(folder, { recursive: true });
});

test('has a help that names every command and each exit code', () => {
  const { code, result } = call('benchmark', '--help');
  expect(code).toBe(0);
  for (const word of ['collect', 'next', 'report', 'baseline', 'custom-smaller-is-better', 'criterion', 'duration', '3 a regression']) expect(result).toContain(word);
  expect(call('--help').result).toMatch(/^ {2}benchmark +judge runs/m);
  expect(call('benchmark')).toMatchObject({ code: 2, result: expect.stringContaining('Usage:') });
});

test('says in one line what is wrong', () => {
  expect(call('benchmark', 'compare')).toEqual({ code: 2, result: '', notes: 'benchmark: there is no command compare. Known are: collect, next, report, baseline.' });
  expect(call('bench')).toMatchObject({ code: 2, notes: expect.stringContaining('projen-delivery --help') });
});
