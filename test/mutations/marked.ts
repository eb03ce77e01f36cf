import { ACTIONS, Files, Line, linesLike, Mutant, Mutation, Random, replaceLine, SCRIPTS, WORKFLOWS } from './mutation';

/** Begins the line of the defect in a text; it is no part of it. */
export const HERE = '>>>';

type Lines = (random: Random, line: Line) => readonly string[];
type Change = (content: string, random: Random, all: Files) => string | undefined;
type Edit = (files: Files, random: Random) => Mutant | undefined;

/** Versions as the pins of the examples have them. */
export const CHECKOUT = 'uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';
export const UPLOAD = 'uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0';
export const DOWNLOAD = 'uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1';
export const SETUP_NODE = 'uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0';

/** A checkout as the examples have it. */
export const CHECKING_OUT: readonly string[] = ['- name: Check out', `  ${CHECKOUT}`, '  with:', '    persist-credentials: false'];

/** Letters and digits that nobody knows. */
export function letters(random: Random, length: number, alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789'): string {
  return Array.from({ length }, () => random.pick([...alphabet])).join('');
}

/** A use of an action at some commit. */
export function pinned(action: string, version: string, random: Random): string {
  return `uses: ${action}@${letters(random, 40, '0123456789abcdef')} # ${version}`;
}

/** Puts a step before another one, of any job. */
export function steps(code: string, name: string, checks: readonly string[], lines: Lines, where = /./): Mutation {
  return { code, name, checks, mutate: puttingBefore(WORKFLOWS, (file) => where.test(file), /^ {6}- name: /, (random, line) => item(lines(random, line), '      ')) };
}

/** Puts a step before another one of an action. */
export function actionSteps(code: string, name: string, checks: readonly string[], lines: Lines): Mutation {
  return { code, name, checks, mutate: puttingBefore(ACTIONS, () => true, /^ {4}- name: /, (random, line) => item(lines(random, line), '    ')) };
}

/** Puts lines into a script, before a statement of a function. */
export function statements(code: string, name: string, checks: readonly string[], lines: Lines, where = /./): Mutation {
  return { code, name, checks, mutate: puttingBefore(SCRIPTS, (file) => where.test(file), /^ {2}(?:require_\w+ [A-Z]?|local (?:-\w )?\w+$|printf '%s\\n')/, (random, line) => lines(random, line).map((text) => indented(text, '  '))) };
}

/** Puts keys into a job, before its `runs-on`. */
export function jobKeys(code: string, name: string, checks: readonly string[], lines: Lines, where = /./): Mutation {
  return { code, name, checks, mutate: puttingBefore(WORKFLOWS, (file) => where.test(file), /^ {4}runs-on: /, (random, line) => lines(random, line).map((text) => indented(text, '    '))) };
}

/** Puts keys into a workflow, before its `jobs`. */
export function workflowKeys(code: string, name: string, checks: readonly string[], lines: Lines, where = /./): Mutation {
  return { code, name, checks, mutate: puttingBefore(WORKFLOWS, (file) => where.test(file), /^jobs:$/, lines) };
}

/** Puts a job before another one. */
export function jobs(code: string, name: string, checks: readonly string[], lines: (random: Random) => readonly string[], where = /./, more: Files = {}): Mutation {
  const edit = changes(code, name, checks, WORKFLOWS, (content, random) => (where.test(content)
    ? replaceOne(content, /^ {2}[\w-]+:\n {4}name: /m, random, ([next]) => `${lines(random).map((text) => indented(text, '  ')).join('\n')}\n\n${next}`) : undefined));
  return { code, name, checks, mutate: (all, random) => edit.mutate({ ...all, ...more }, random) };
}

/** Puts files beside the others, one of which has the defect. */
export function files(code: string, name: string, checks: readonly string[], made: (random: Random, all: Files) => Files): Mutation {
  return { code, name, checks, mutate: (all, random) => marked({ ...all, ...made(random, all) }) };
}

/** Changes a file as a whole; undefined where it has no place for the defect. */
export function changes(code: string, name: string, checks: readonly string[], where: RegExp, change: Change): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (all, random) => {
      const made = Object.keys(all).filter((path) => where.test(path)).map((path) => ({ path, content: change(all[path], new Random(random.below(2 ** 31)), all) }));
      const one = random.pick(made.filter(({ content }) => content !== undefined));
      return one && marked({ ...all, [one.path]: one.content! });
    },
  };
}

/** Replaces one of the places that a pattern finds in a text. */
export function replaceOne(text: string, what: RegExp, random: Random, by: (match: RegExpExecArray) => string): string | undefined {
  const match = random.pick([...text.matchAll(new RegExp(what.source, `${what.flags.replace('g', '')}g`))]);
  return match && `${text.slice(0, match.index)}${by(match)}${text.slice(match.index + match[0].length)}`;
}

/** Takes the mark out of the line of the defect. */
export function marked(all: Files): Mutant {
  const [path, content] = Object.entries(all).find(([, text]) => text.startsWith(HERE) || text.includes(`\n${HERE}`))!;
  const line = content.split('\n').findIndex((text) => text.startsWith(HERE)) + 1;
  return { files: { ...all, [path]: content.replace(new RegExp(`^${HERE}`, 'm'), '') }, path, line };
}

/** A job as the examples have them. */
export function job(id: string, keys: readonly string[], body: readonly string[], permissions: readonly string[] = ['contents: read']): string[] {
  return [
    `${keys.includes(HERE) ? HERE : ''}${id}:`,
    `  name: ${id[0].toUpperCase()}${id.slice(1).replace(/-/g, ' ')}`,
    ...keys.filter((key) => key !== HERE).map((key) => indented(key, '  ')),
    ...keys.some((key) => /^(?:>>>)?(?:runs-on|uses):/.test(key)) ? [] : ['  runs-on: ubuntu-24.04'],
    ...keys.some((key) => /^(?:>>>)?uses:/.test(key)) ? [] : ['  timeout-minutes: 20'],
    '  permissions:',
    ...permissions.map((scope) => indented(scope, '    ')),
    ...body.length > 0 ? ['  steps:', ...body.map((text) => indented(text, '    '))] : [],
  ];
}

/** A workflow as the examples have them. */
export function workflow(name: string, events: readonly string[], all: readonly (readonly string[])[], keys: readonly string[] = ['concurrency:', '  group: ${{ github.workflow }}-${{ github.ref }}', '  cancel-in-progress: false']): string {
  return [`name: ${name}`, '', 'on:', ...events.map((text) => indented(text, '  ')), '', ...keys.some((key) => key.includes('permissions:')) ? [] : ['permissions: {}'], ...keys, 'defaults:', '  run:', '    shell: bash', '',
    'jobs:', ...all.flatMap((lines) => [...lines.map((text) => indented(text, '  ')), ''])].join('\n');
}

/** A line moved to the right; its mark stays where it begins. */
export function indented(text: string, indent: string): string {
  return text.startsWith(HERE) ? `${HERE}${indent}${text.slice(HERE.length)}` : `${indent}${text}`;
}

function item(lines: readonly string[], indent: string): string[] {
  return lines.map((text, index) => indented(text, `${indent}${index === 0 ? '- ' : '  '}`));
}

function puttingBefore(paths: RegExp, where: (content: string) => boolean, what: RegExp, lines: Lines): Edit {
  return (all, random) => {
    const next = random.pick(linesLike(all, paths, what).filter(({ path }) => where(all[path])));
    return next && marked(replaceLine(all, next, [...lines(random, next), next.text]).files);
  };
}
