import { Files, Line, linesLike, Mutant, Mutation, Random, replaceLine, WORKFLOWS } from '../mutation';

/** The line of a job's name, which is the first below its id. */
const JOB_NAME = /^ {4}name: /;
/** The first line of a step. */
const STEP = /^ {6}- name: /;

/** Puts a step before another one, of any job; the defect stands `offset` lines below its first line. */
export function puttingStep(code: string, name: string, checks: readonly string[], step: (random: Random) => readonly string[], offset = 0): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (files, random) => {
      const next = random.pick(linesLike(files, WORKFLOWS, STEP));
      return next && replaceLine(files, next, [...stepLines(step(random)), next.text], offset);
    },
  };
}

/** A step at its place in a job. */
export function stepLines(lines: readonly string[]): string[] {
  return lines.map((text, index) => `${index === 0 ? '      - ' : '        '}${text}`);
}

/** Puts lines into a job, before the key it has first; the defect stands `offset` lines below the first of them. */
export function puttingInJob(code: string, name: string, checks: readonly string[], lines: (random: Random) => readonly string[], offset = 0): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (files, random) => {
      const first = random.pick(jobNames(files));
      return first && replaceLine(files, first, [first.text, ...lines(random).map((text) => `    ${text}`)], offset + 1);
    },
  };
}

/** Puts a job before the first one of a workflow; the defect stands `offset` lines below its id. */
export function puttingJob(code: string, name: string, checks: readonly string[], lines: (random: Random) => readonly string[], offset: number, more: Files = {}): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (files, random) => {
      const at = random.pick(linesLike(files, WORKFLOWS, /^jobs:$/));
      return at && replaceLine({ ...files, ...more }, at, [at.text, ...lines(random).map((text) => `  ${text}`), ''], offset + 1);
    },
  };
}

/** Puts an event into a workflow; the defect stands `offset` lines below its name. */
export function puttingEvent(code: string, name: string, checks: readonly string[], lines: (random: Random) => readonly string[], offset = 0): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (files, random) => {
      const at = random.pick(linesLike(files, WORKFLOWS, /^on:$/).filter(({ path }) => !files[path].includes(`\n  ${lines(new Random(0))[0]}`)));
      return at && replaceLine(files, at, [at.text, ...lines(random).map((text) => `  ${text}`)], offset + 1);
    },
  };
}

/** Changes an expression of a workflow, one in braces; the defect stands in its line. */
export function changingExpression(code: string, name: string, checks: readonly string[], what: RegExp, by: (inner: string, random: Random) => string): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (files, random) => {
      const line = random.pick(linesLike(files, WORKFLOWS, /\$\{\{/).filter(({ text }) => !text.includes('cancel-in-progress') && what.test(inside(text))));
      return line && replaceLine(files, line, [line.text.replace(/\$\{\{ (.*?) \}\}/, (_, inner: string) => by(inner, random))]);
    },
  };
}

/** Puts a file beside the others; the defect stands in one of its lines, the first being 1. */
export function puttingFile(code: string, name: string, checks: readonly string[], path: string, lines: (random: Random) => readonly string[], line: number): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (files, random): Mutant => ({ files: { ...files, [path]: [...lines(random), ''].join('\n') }, path, line }),
  };
}

/** The `name` lines of jobs. */
export function jobNames(files: Files): Line[] {
  return linesLike(files, WORKFLOWS, JOB_NAME);
}

/** The id of the job that a line of its `name` belongs to. */
export function jobId(files: Files, { path, line }: Line): string {
  return files[path].split('\n')[line - 2].trim().replace(':', '');
}

/** The lines of a job, from its id on. */
export function jobLines(files: Files, { path, line }: Line): string[] {
  const rest = files[path].split('\n').slice(line - 2);
  const end = rest.findIndex((text, index) => index > 0 && /^ {2}\S/.test(text));
  return end < 0 ? rest : rest.slice(0, end);
}

/** One letter more, less or another one, as it happens when typing. */
export function misspelt(word: string, random: Random): string {
  const at = 1 + random.below(word.length - 2);
  const [before, after] = [word.slice(0, at), word.slice(at)];
  return random.pick([`${before}${after[0]}${after}`, `${before}${after.slice(1)}`, `${before}${after[1] ?? ''}${after[0]}${after.slice(2)}`].filter((each) => each !== word))!;
}

function inside(text: string): string {
  return /\$\{\{ (.*?) \}\}/.exec(text)?.[1] ?? '';
}
