/**
 * Invariants: what is asked for wrongly is refused with what is meant; the value of a secret is never an argument, and never in a message.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runArguments } from '../../src/cli/run-arguments';
import { RUN_HELP } from '../../src/cli/run-command';

const of = (...args: string[]) => runArguments(args, '/repository', { TOKEN: 'from the environment' });

test('everything at once', () => {
  const asked = of('ci', '--event', '{"push": {"tag": "v1"}}', '--job', 'a', '--job', 'b', '--input', 'x=1=2', '--secret', 'TOKEN', '--var', 'A=', '--service', 'redis=[::1]:6379', '--action', 'a/b=../c', '--skip-action', 'd/e', '--max-parallel', '3', '--environment', 'staging', '--identity', 'sign', '--any-version', '--committed');
  expect(asked).toMatchObject({
    workflow: 'ci',
    event: { push: { tag: 'v1' } },
    jobs: ['a', 'b'],
    inputs: { x: '1=2' },
    secrets: { TOKEN: 'from the environment' },
    variables: { A: '' },
    actions: { 'a/b': '../c' },
    services: { redis: { host: '[::1]', port: 6379 } },
    skippedActions: ['d/e'],
    maxParallel: 3,
    environments: ['staging'],
    identities: ['sign'],
    anyVersion: true,
    committed: true,
    keep: false,
  });
});

test('secrets of a file, over several lines and in quotes; those of the environment come first', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'secrets-')), 'secrets');
  fs.writeFileSync(file, '# a comment\nONE=plain = text\n\nexport TWO="first\\nsecond \\"quoted\\""\nTHREE=\'$HOME\'\nTOKEN=from the file\n');
  expect(of('--secrets-file', file, '--secret', 'TOKEN').secrets).toEqual({ ONE: 'plain = text', TWO: 'first\nsecond "quoted"', THREE: '$HOME', TOKEN: 'from the environment' });
  fs.appendFileSync(file, 'very secret\n');
  expect(() => of('--secrets-file', file)).toThrow(/secrets:7: give NAME=VALUE$/);
  fs.rmSync(path.dirname(file), { recursive: true });
});

test.each([
  [['--secret', 'TOKEN=open'], /^--secret TOKEN: the value would be readable by everybody(?!.*open)/],
  [['--secret', 'NONE'], 'there is no variable NONE in the environment'],
  [['--secrets-file', '/none'], '--secrets-file /none: ENOENT'],
  [['--var', 'value alone'], /^--var: give NAME=VALUE(?!.*alone)/],
  [['--service', 'redis=localhost'], '--service redis=localhost: give HOST:PORT'],
  [['--max-parallel', '0'], '--max-parallel 0: give a number of jobs, at least 1'],
  [['--format', 'jsn'], 'Did you mean json?'],
  [['--jobs', 'a'], 'unknown option --jobs. Did you mean --job?'],
  [['--event', '{"push"'], '--event: it is neither the name of an event nor JSON'],
  [['one', 'two'], 'run takes one workflow, and was given one two'],
])('%j is refused', (args, message) => {
  expect(() => of(...args)).toThrow(message);
});

test('the help names every option, and no line is too long for a terminal', () => {
  const source = fs.readFileSync(path.join(__dirname, '..', '..', 'src', 'cli', 'run-arguments.ts'), 'utf8');
  const options = [...source.matchAll(/^ {2}'([\w-]+)': (?:many|flag|\{ type)/gm)].map(([, name]) => name);
  expect(options.length).toBeGreaterThan(15);
  for (const option of options) expect(RUN_HELP).toContain(`--${option}`);
  expect(RUN_HELP.split('\n').filter((line) => line.length > 90)).toEqual([]);
});
