/**
 * Invariants: the command draws what it is asked for, says in one line what it cannot do, and where; it writes one file, in
 * the repository, and never over what somebody else wrote.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graph, GRAPH_HELP } from '../../src/cli/graph-command';
import { UsageError } from '../../src/cli/usage-error';
import { MARKER } from '../../src/graph/assets';

const CI = `name: CI
on: { push: { branches: [main] }, pull_request: {} }
jobs:
  changes: { runs-on: ubuntu-24.04, outputs: { changed: '\${{ steps.look.outputs.changed }}' }, steps: [{ id: look, run: look }] }
  build: { needs: changes, if: "contains(fromJSON(needs.changes.outputs.changed), 'code')", runs-on: ubuntu-24.04, steps: [{ run: make }] }
  deploy: { needs: build, if: "github.event_name == 'push'", environment: production, runs-on: ubuntu-24.04, steps: [{ run: deploy }] }
`;

let root: string;
const here = process.cwd();

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'graph-command-')));
  mkdirSync(join(root, '.github', 'workflows'), { recursive: true });
  write('.github/workflows/ci.yml', CI);
  write('.github/workflows/nightly.yml', 'name: Nightly\non: { schedule: [{ cron: "7 3 * * *" }] }\njobs: { scan: { runs-on: x, steps: [{ run: scan }] } }\n');
  process.chdir(root);
});

afterEach(() => {
  process.chdir(here);
  rmSync(root, { recursive: true });
});

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

function call(...args: string[]): { code: number; result: string; notes: string } {
  const told = { result: '', notes: '' };
  const code = graph(args, { result: (text) => void (told.result += text), note: (text) => void (told.notes += `${text}\n`) });
  return { code, ...told };
}

function refusal(...args: string[]): string {
  try {
    call(...args);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

test('draws the files, or what an event does', () => {
  expect(call().result).toContain('• build');
  const { code, result } = call('--event', 'push', '--width', '100');
  expect(code).toBe(0);
  expect(result).toMatch(/CI .github\/workflows\/ci.yml succeeds[^]*1 +2 +3\n +✓ changes +✓ build +✓ deploy/);
  expect(result).toContain('Note: The output changed of changes is taken to be ["code"].');
  expect(call('--event', 'pull_request').result).toMatch(/– deploy is skipped: .*github\.event_name/);
  expect(call('--event', '{"push":{"branch":"other"}}').result).toMatch(/CI .* does not start/);
  expect(call('--event', 'push', '--event', 'pull_request').result.match(/^CI/gm)).toHaveLength(2);
});

test('what is given beside the files is heeded', () => {
  const { result } = call('ci', '--event', 'push', '--given', 'changes.changed=[]');
  expect(result).toMatch(/– build is skipped/);
  expect(result).not.toContain('is taken to be');
  expect(call('--event', 'push', '--waiting', 'production').result).toMatch(/‖ deploy waits for approval/);
});

test('only the named workflows, by file, path or name', () => {
  for (const name of ['nightly', 'nightly.yml', '.github/workflows/nightly.yml', './.github/workflows/nightly.yml', 'Nightly']) {
    const { result } = call(name);
    expect(result).toContain('Nightly');
    expect(result).not.toContain('CI');
  }
});

test('a page offers the events that the files wait for, or those that are asked for', () => {
  const choices = (...args: string[]) => [...call('--format', 'html', ...args).result.matchAll(/name="event"[^]*?<bdi>(.*?)<\/bdi>/g)].map(([, label]) => label);
  expect(choices()).toEqual(['no event', 'push to main', expect.stringMatching(/^pull_request/), expect.stringMatching(/^pull_request.*fork/), 'schedule 7 3 * * *']);
  expect(choices('--event', 'push')).toEqual(['no event', 'push to main']);
});

test('a usual event that cannot be simulated is left out of the page, and told', () => {
  write('.github/workflows/bad.yml', 'on: pull_request\njobs: { a: { if: "contains(", runs-on: x, steps: [] } }\n');
  const { code, notes, result } = call('--format', 'html');
  expect(code).toBe(0);
  expect(notes).toMatch(/left out: pull_request .*: \.github\/workflows\/bad\.yml:2:/);
  expect(result).toContain('<bdi>push to main</bdi>');
  expect(refusal('--event', 'pull_request')).toMatch(/^\.github\/workflows\/bad\.yml:2:\d+: /);
});

test.each([
  [['--format', 'pdf'], '--format pdf: give one of text, mermaid, svg, html.'],
  [['--fromat', 'svg'], 'unknown option --fromat. Did you mean --format? See projen-delivery graph --help'],
  [['nigthly'], 'there is no workflow nigthly. Did you mean nightly? There are ci, nightly'],
  [['--event', 'psuh'], /^Event "psuh" is unknown, did you mean "push"/],
  [['--event', '{"push"'], /^--event \{"push": this is no JSON/],
  [['--format', 'svg', '--event', 'push', '--event', 'pull_request'], '--format svg: it shows one event, and 2 were given. Give one, or --format html'],
  [['--given', 'x'], "--given x: write JOB.OUTPUT=VALUE, such as --given 'changes.changed=[\"docs\"]'"],
  [['--event', 'push', '--given', 'nobody.x=1'], /nobody/],
  [['--width', 'wide'], '--width wide: give a number of columns from 20 to 1000'],
])('%j is refused with what would do', (args, message) => {
  expect(refusal(...args)).toMatch(message instanceof RegExp ? message : new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
});

test('a broken file is told with its place, unless others are asked for', () => {
  write('.github/workflows/broken.yml', 'on: push\njobs: { a: [ }\n');
  expect(refusal()).toMatch(/^\.github\/workflows\/broken\.yml:2:\d+: /);
  const { code, notes } = call('ci');
  expect(code).toBe(0);
  expect(notes).toMatch(/left out: \.github\/workflows\/broken\.yml:2:/);
});

test('jobs that wait for each other are told with their place', () => {
  write('.github/workflows/circle.yml', 'on: push\njobs:\n  a: { needs: b, runs-on: x }\n  b: { needs: a, runs-on: x }\n');
  expect(refusal('circle')).toBe('.github/workflows/circle.yml:4:15: these jobs wait for each other: a → b → a. Take one of the needs away.');
});

describe('--output', () => {
  test('the ending decides the format, and what was made before is replaced', () => {
    for (const [file, start] of [['a.svg', '<svg '], ['a.html', '<!DOCTYPE html>'], ['a.mmd', `%% ${MARKER}\nflowchart LR`], ['a.md', `<!-- ${MARKER} -->\n\n\`\`\`mermaid\nflowchart LR`], ['a.txt', 'graph-command-']]) {
      for (let time = 0; time < 2; time++) expect(call('--output', file)).toEqual({ code: 0, result: '', notes: '' });
      expect(readFileSync(join(root, file), 'utf8').startsWith(start)).toBe(true);
    }
    expect(readdirSync(root).filter((name) => name !== '.github').sort()).toEqual(['a.html', 'a.md', 'a.mmd', 'a.svg', 'a.txt']);
  });

  test('what somebody else wrote stays', () => {
    write('README.md', '# Mine\n');
    expect(refusal('--output', 'README.md')).toBe('--output README.md: this file was not made by this command, and is left as it is. Name another one, or take it away');
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toBe('# Mine\n');
  });

  test('nothing is written outside, nor through links', () => {
    const outside = mkdtempSync(join(tmpdir(), 'graph-outside-'));
    symlinkSync(outside, join(root, 'out'));
    writeFileSync(join(outside, 'made.svg'), MARKER);
    symlinkSync(join(outside, 'made.svg'), join(root, 'link.svg'));
    expect(refusal('--output', join(outside, 'a.svg'))).toContain('outside of the repository');
    expect(refusal('--output', '../a.svg')).toContain('outside of the repository');
    expect(refusal('--output', 'out/a.svg')).toContain('outside of the repository');
    expect(refusal('--output', 'link.svg')).toContain('symbolic link');
    expect(refusal('--output', 'none/a.svg')).toBe('--output none/a.svg: there is no folder none. Make it first');
    expect(refusal('--output', '.github')).toContain('no regular file');
    expect(readdirSync(outside)).toEqual(['made.svg']);
    expect(readFileSync(join(outside, 'made.svg'), 'utf8')).toBe(MARKER);
    rmSync(outside, { recursive: true });
  });

  test('from a folder of the repository, its root can be written to', () => {
    mkdirSync(join(root, 'docs'));
    process.chdir(join(root, 'docs'));
    expect(call('--output', '../pipeline.svg').code).toBe(0);
    expect(existsSync(join(root, 'pipeline.svg'))).toBe(true);
  });

  test('a colour never comes into a file', () => {
    const { isTTY } = process.stdout;
    process.stdout.isTTY = true;
    try {
      call('--output', 'a.txt');
      expect(readFileSync(join(root, 'a.txt'), 'utf8')).not.toContain('\u001b');
      delete process.env.NO_COLOR;
      expect(call().result).toContain('\u001b[1m');
      process.env.NO_COLOR = '1';
      expect(call().result).not.toContain('\u001b');
    } finally {
      process.stdout.isTTY = isTTY;
      delete process.env.NO_COLOR;
    }
  });
});

test('the help names every option', () => {
  expect(call('--help')).toEqual({ code: 0, result: GRAPH_HELP, notes: '' });
  for (const option of ['format', 'event', 'given', 'waiting', 'output', 'width', 'help']) expect(GRAPH_HELP).toContain(`--${option}`);
  expect(GRAPH_HELP.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('the sample of the guide is what is told', () => {
  rmSync(join(root, '.github'), { recursive: true });
  const shop = join(root, 'shop');
  mkdirSync(join(shop, '.github', 'workflows'), { recursive: true });
  write('shop/.github/workflows/ci.yml', `
name: CI
on: { push: { branches: [main] }, schedule: [{ cron: '7 3 * * *' }] }
jobs:
  lint: { name: Lint, runs-on: ubuntu-24.04, steps: [{ run: a }, { run: b }] }
  test: { name: Test, needs: lint, strategy: { matrix: { node: [20, 22] } }, runs-on: ubuntu-24.04, steps: [{ run: a }] }
  report: { name: Report, needs: test, if: github.event_name == 'schedule', runs-on: ubuntu-24.04, steps: [{ run: a }] }
`);
  process.chdir(shop);
  const sample = /```console\n\$ npx projen-delivery (.*)\n([^]*?)```/.exec(readFileSync(join(__dirname, '..', '..', 'docs', 'graph.md'), 'utf8'))!;
  expect(call(...sample[1].split(' ').slice(1), '--width', '100').result).toBe(sample[2]);
});
