// Guards that each helper reports a planted defect and passes a good file, that waivers take away
// what they name and nothing else, and that the pins are complete.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { requireTool, runActionlint, runShellcheck, runZizmor, tool } from './tools';
import type { ToolFinding } from './tools';
import { readWaivers, waive } from './waivers';
import { readToolPins } from '../../projenrc/tool-pins';

const goodWorkflow = `name: Good
on:
  push:
    branches: [main]
permissions: {}
concurrency:
  group: good-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  build:
    name: Build
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    steps:
      - name: Say
        run: echo "\${REF}"
        env:
          REF: \${{ github.ref }}
`;
const injected = goodWorkflow.replace('"${REF}"', '"${{ github.event.head_commit.message }}"');
const newSyntax = goodWorkflow.replace('permissions: {}', 'permissions: {}\ncache-mode: read').replace('24.04', '26.04');
const goodScript = '#!/usr/bin/env bash\nset -euo pipefail\necho "${1:?name}"\n';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tools-test-'));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

function places(findings: ToolFinding[]): string[] {
  return findings.map((finding) => `${finding.path}:${finding.line} ${finding.rule}`);
}

requireTool('actionlint')('actionlint', () => {
  test('passes a good workflow, in a folder and as a file', () => {
    const file = write('.github/workflows/good.yml', goodWorkflow);
    expect(runActionlint(folder)).toEqual([]);
    expect(runActionlint([file])).toEqual([]);
  });

  test('finds an injection', () => {
    write('.github/workflows/bad.yml', injected);
    expect(places(runActionlint(folder))).toEqual(['.github/workflows/bad.yml:17 expression']);
  });

  test('says when there is nothing to read', () => {
    fs.mkdirSync(path.join(folder, '.github', 'workflows'), { recursive: true });
    expect(() => runActionlint(folder)).toThrow('no workflow to read');
  });

  test('does not know what is newer than itself: such a finding needs a waiver', () => {
    write('.github/workflows/new.yml', newSyntax);
    const findings = runActionlint(folder);
    expect(places(findings)).toEqual(['.github/workflows/new.yml:6 syntax-check', '.github/workflows/new.yml:13 runner-label']);
    const waiver = { tool: 'actionlint', rule: 'syntax-check', path: '**', message: 'cache-mode', reason: 'newer' } as const;
    expect(places(waive(['actionlint'], findings, [waiver]).left)).toEqual(['.github/workflows/new.yml:13 runner-label']);
  });
});

requireTool('zizmor')('zizmor', () => {
  test('passes a good workflow, as a pedant', () => {
    write('.github/workflows/good.yml', goodWorkflow);
    expect(runZizmor(folder, { persona: 'pedantic', offline: true })).toEqual([]);
  });

  test('finds an injection', () => {
    write('.github/workflows/bad.yml', injected);
    expect(places(runZizmor(folder))).toContain('.github/workflows/bad.yml:17 template-injection');
  });

  test('fails on a file that it cannot read, and on a folder without workflows', () => {
    expect(() => runZizmor(folder)).toThrow('no inputs collected');
    write('.github/workflows/bad.yml', 'jobs: [');
    expect(() => runZizmor(folder)).toThrow('invalid YAML syntax');
  });
});

requireTool('shellcheck')('shellcheck', () => {
  test('passes a good script', () => {
    expect(runShellcheck([write('good.sh', goodScript)])).toEqual([]);
  });

  test('finds an unquoted variable, and what only an optional check finds', () => {
    const file = write('bad.sh', '#!/usr/bin/env bash\nset -eu\necho $1\ncase "$1" in a) ;; esac\n');
    const found = places(runShellcheck([file]));
    expect(found).toContain(`${file}:3 SC2086`);
    expect(found).toContain(`${file}:4 SC2249`);
  });

  test('fails on a file that is not there', () => {
    expect(() => runShellcheck([path.join(folder, 'none.sh')])).toThrow('shellcheck ended with 2');
  });
});

describe('requireTool', () => {
  const ci = process.env.CI;
  const searchPath = process.env.PATH;

  afterEach(() => {
    if (ci === undefined) delete process.env.CI;
    else process.env.CI = ci;
    process.env.PATH = searchPath;
  });

  test('fails in CI and skips elsewhere when a tool is missing', () => {
    const absent = 'no-such-tool' as 'zizmor';
    expect(tool(absent)).toBeUndefined();
    process.env.CI = 'true';
    expect(() => requireTool(absent)).toThrow('no-such-tool missing: run npx projen tools');
    delete process.env.CI;
    expect(requireTool(absent)).toBe(describe.skip);
  });

  test('takes a tool from PATH', () => {
    fs.chmodSync(write('bin/no-such-tool', '#!/bin/sh\n'), 0o755);
    process.env.PATH = path.join(folder, 'bin');
    expect(tool('no-such-tool' as 'zizmor')).toBe(path.join(folder, 'bin', 'no-such-tool'));
    expect(requireTool('no-such-tool' as 'zizmor')).toBe(describe);
  });
});

describe('waivers', () => {
  const finding: ToolFinding = { tool: 'zizmor', path: '.github/workflows/a.yml', line: 1, rule: 'x', message: 'told you' };
  const waiver = { tool: 'zizmor', rule: 'x', path: '.github/workflows/*.yml', reason: 'known' } as const;

  test.each([
    ['all fields match', waiver, true],
    ['a path is exact', { ...waiver, path: '.github/workflows/a.yml' }, true],
    ['** spans folders', { ...waiver, path: '**/a.yml' }, true],
    ['* does not', { ...waiver, path: '*.yml' }, false],
    ['a dot is a dot', { ...waiver, path: '.github/workflows/a?yml' }, false],
    ['the message matches', { ...waiver, message: '^told' }, true],
    ['the message differs', { ...waiver, message: '^you' }, false],
    ['the rule differs', { ...waiver, rule: 'y' }, false],
  ])('%s', (_, given, waived) => {
    expect(waive(['zizmor'], [finding], [given])).toEqual({ left: waived ? [] : [finding], unused: waived ? [] : [given] });
  });

  test('of another tool are neither used nor called unused', () => {
    const other = { ...waiver, tool: 'shellcheck' } as const;
    expect(waive(['zizmor'], [finding], [other])).toEqual({ left: [finding], unused: [] });
  });

  test('that are kept say why', () => {
    expect(readWaivers().length).toBeGreaterThan(0);
    expect(() => readWaivers(write('w.json', '[{"tool":"zizmor","rule":"x","path":"*"}]'))).toThrow('need tool, rule, path and reason');
  });
});

test('each pinned tool has a reason and sources with checksums', () => {
  for (const pin of readToolPins().tools) {
    expect(pin.why).not.toBe('');
    expect(pin.sources.length).toBeGreaterThan(0);
    for (const source of pin.sources) {
      if (source.kind === 'pip') expect(source.hashes).toEqual(source.hashes.filter((hash) => /^[0-9a-f]{64}$/.test(hash)));
      if (source.kind === 'go') expect(source.sum).toMatch(/^h1:.{43}=$/);
    }
  }
});
