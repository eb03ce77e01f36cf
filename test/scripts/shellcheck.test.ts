// What holds for every shipped script: it is sound bash, its header tells the truth, and it looks like the others.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findProgram, SCRIPTS } from '../helpers/stand-ins';

const ROOT = path.resolve(SCRIPTS, '..', '..');
const FILES = (fs.readdirSync(SCRIPTS, { recursive: true }) as string[]).filter((file) => file.endsWith('.sh')).sort();
// What bash, GitHub, cargo and rustup set or read; everything else a script reads must be a parameter.
const PROVIDED = /^(GITHUB_(ACTIONS|OUTPUT|STEP_SUMMARY|PATH|ENV)|RUNNER_TEMP|TMPDIR|PATH|BASH_(REMATCH|SOURCE)|RANDOM|SECONDS|RUSTUP_TOOLCHAIN)$/;
const TAGS = ['summary', 'param', 'secret', 'output', 'needs', 'calls', 'exit'];

interface Header { tag: string; name: string; text: string; fallback?: string }

const text = (file: string) => fs.readFileSync(path.join(SCRIPTS, file), 'utf8');
const lines = (file: string) => text(file).split('\n');
const body = (file: string) => lines(file).filter((line) => !line.trim().startsWith('#'));

function headers(file: string): Header[] {
  const end = lines(file).findIndex((line) => !line.startsWith('#'));
  return lines(file).slice(1, end).map((line) => {
    const match = /^# @(\w+) (.*)$/.exec(line);
    if (!match) {
      throw new Error(`${file}: "${line}" is no header line`);
    }
    const [name, ...rest] = match[2].split(' ');
    // A secret has no default; one that is optional may be empty.
    const fallback = match[1] === 'secret' && line.endsWith(' (optional)') ? '' : /\(default: ?(.*)\)$/.exec(line)?.[1];
    return { tag: match[1], name, text: rest.join(' '), fallback };
  });
}

const declared = (file: string, ...tags: string[]) => headers(file).filter((header) => tags.includes(header.tag));

/** The uppercase variables a script reads, with their fallbacks. */
function reads(file: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const match of body(file).join('\n').matchAll(/\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?/g)) {
    if (!PROVIDED.test(match[1])) {
      found.set(match[1], [...found.get(match[1]) ?? [], ...match[2] === undefined ? [] : [match[2]]]);
    }
  }
  return found;
}

interface BashFunction { name: string; source: string[] }

function functions(file: string): BashFunction[] {
  const all: BashFunction[] = [];
  let current: BashFunction | undefined;
  for (const line of lines(file)) {
    const start = /^(\w+)\(\) \{$/.exec(line);
    if (start) {
      current = { name: start[1], source: [] };
      all.push(current);
    }
    current?.source.push(line);
    if (line === '}') {
      current = undefined;
    }
  }
  return all;
}

test('there are scripts', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(18);
});

describe.each(FILES)('%s', (file) => {
  test('is bash', () => {
    const run = spawnSync('bash', ['-n', path.join(SCRIPTS, file)], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  });

  test('is strict, executable and ends with main', () => {
    expect(lines(file)[0]).toBe('#!/usr/bin/env bash');
    expect(body(file)).toContain('set -euo pipefail');
    expect(text(file).endsWith('\nmain "$@"\n')).toBe(true);
    expect(fs.statSync(path.join(SCRIPTS, file)).mode.toString(8)).toMatch(/7[57][57]$/);
  });

  test('is short, in functions under 30 lines', () => {
    expect(lines(file).length).toBeLessThan(300);
    const long = functions(file).filter((item) => item.source.length >= 30).map((item) => `${item.name}: ${item.source.length}`);
    expect(long).toEqual([]);
  });

  test('holds no workflow expression', () => {
    expect(text(file)).not.toContain('${{');
  });

  test('has one summary, and sentences everywhere', () => {
    expect(declared(file, 'summary')).toHaveLength(1);
    for (const header of headers(file)) {
      expect(TAGS).toContain(header.tag);
      if (!['needs', 'calls'].includes(header.tag)) {
        expect(`${header.text.replace(/ \((default: ?.*|optional)\)$/, '')}`).toMatch(/^\S.*\.$/);
      }
    }
  });

  test('declares what it reads and reads what it declares', () => {
    const wanted = declared(file, 'param', 'secret').map((header) => header.name).sort();
    expect([...reads(file).keys()].sort()).toEqual(wanted);
  });

  test('uses the defaults of its header, and checks what has none', () => {
    const required: string[] = [];
    const optional: string[] = [];
    for (const { name, fallback, tag } of declared(file, 'param', 'secret')) {
      if (fallback === undefined) {
        required.push(name);
        expect([name, ...reads(file).get(name) ?? []]).toEqual([name]);
      } else {
        // Where an optional secret is used it may be asked for, after a look whether it is there.
        const used = tag === 'secret' ? [fallback] : [];
        optional.push(...(tag === 'secret' ? [name] : []));
        expect([name, ...new Set([...used, ...reads(file).get(name) ?? []])]).toEqual([name, fallback]);
      }
    }
    const checked = /^ {2}require_parameters (.*)$/m.exec(text(file))?.[1].split(' ') ?? [];
    // A secret that the runner brings is no parameter of the step, and is needed all the same.
    expect(checked.filter((name) => !optional.includes(name)).sort()).toEqual(required.sort());
  });

  test('writes the outputs of its header', () => {
    const written = [...text(file).matchAll(/\bset_output ([a-z0-9-]+) /g)].map((match) => match[1]);
    expect([...new Set(written)].sort()).toEqual(declared(file, 'output').map((header) => header.name).sort());
  });

  test('ends only with codes of its header', () => {
    const codes = new Set([...text(file).matchAll(/\bfail (\d+) /g)].map((match) => match[1]));
    codes.delete('1');
    const documented = declared(file, 'exit').map((header) => header.name).filter((code) => code !== '1');
    expect([...codes].sort()).toEqual(documented.sort());
  });

  test('runs the scripts of its header from its own folder, and no others', () => {
    const called = [...new Set([...text(file).matchAll(/\$\{0%\/\*\}\/([\w.-]+)/g)].map((match) => match[1]))];
    expect(declared(file, 'calls').flatMap((header) => [header.name, ...header.text.split(' ')]).filter((name) => name !== '')).toEqual(called);
  });

  test('checks the programs of its header first', () => {
    const needs = declared(file, 'needs').flatMap((header) => [header.name, ...header.text.split(' ')]).filter((name) => name !== '');
    expect(needs.length).toBeGreaterThan(0);
    if (file !== 'collect-kvm-logs.sh') { // it never fails, so it warns about what is missing
      const checked = /^ {2}require_tools ([^"\n]*)/m.exec(text(file))?.[1].trim().split(' ');
      expect(checked).toEqual(needs);
    }
  });
});

test('a function two scripts share is the same in both', () => {
  const shared = ['fail', 'require_tools', 'require_parameters', 'set_output', 'add_summary', 'make_work_folder',
    'choose_options', 'tool_config', 'prepare_destination', 'clean_up', 'default_prefix', 'prepare_npm', 'run_npm', 'npm_code'];
  const different = shared.filter((name) => {
    const sources = FILES.flatMap((file) => functions(file).filter((item) => item.name === name));
    return new Set(sources.map((item) => item.source.join('\n'))).size !== 1;
  });
  expect(different).toEqual([]);
});

const bundled = path.join(ROOT, '.tools', 'bin', 'shellcheck');
const shellcheck = fs.existsSync(bundled) ? bundled : findProgram('shellcheck');
(shellcheck || process.env.CI ? test : test.skip)('shellcheck finds nothing, with all its rules', () => {
  const run = spawnSync(shellcheck ?? 'shellcheck', ['-o', 'all', '--shell', 'bash', ...FILES], { cwd: SCRIPTS, encoding: 'utf8' });
  expect(run.error).toBeUndefined();
  expect(run.stdout).toBe('');
  expect(run.status).toBe(0);
}, 60_000);
