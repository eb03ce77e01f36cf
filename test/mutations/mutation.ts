/** Files of a repository by path. */
export type Files = Readonly<Record<string, string>>;

/** A repository with one defect in it, and where the defect stands. */
export interface Mutant {
  readonly files: Files;
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** One class of defects: how it gets into files that are right, and which checks are there to find it. */
export interface Mutation {
  /** Rule of the catalogue in docs/checks/README.md. */
  readonly code: string;
  /** What goes wrong. */
  readonly name: string;
  /** A finding of any of them, at the line of the defect, counts. */
  readonly checks: readonly string[];
  /** Puts the defect at a random place; undefined where the files have no place for it. */
  mutate(files: Files, random: Random): Mutant | undefined;
}

/* eslint-disable no-bitwise */
/** A stream of numbers that is the same for the same seed (mulberry32). */
export class Random {
  public constructor(private state: number) {}

  /** A whole number below a limit. */
  public below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  }
  /* eslint-enable no-bitwise */

  /** One of them, or undefined of none. */
  public pick<T>(values: readonly T[]): T | undefined {
    return values.length === 0 ? undefined : values[this.below(values.length)];
  }
}

/** A line of a file that fits a pattern. */
export interface Line {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly indent: string;
  readonly match: RegExpExecArray;
}

/** The lines that fit, in files whose path fits. */
export function linesLike(files: Files, where: RegExp, what: RegExp): Line[] {
  return Object.entries(files).filter(([path]) => where.test(path)).flatMap(([path, content]) => content.split('\n').flatMap((text, index): Line[] => {
    const match = what.exec(text);
    return match ? [{ path, line: index + 1, text, indent: /^ */.exec(text)![0], match }] : [];
  }));
}

/** Puts other lines in the place of one; the defect stands `offset` lines below its first. */
export function replaceLine(files: Files, at: Line, lines: readonly string[], offset = 0): Mutant {
  const all = files[at.path].split('\n');
  all.splice(at.line - 1, 1, ...lines);
  return { files: { ...files, [at.path]: all.join('\n') }, path: at.path, line: at.line + offset };
}

/** Puts lines below one. The defect stands `offset` lines below the first of them. */
export function insertBelow(files: Files, at: Line, lines: readonly string[], offset = 0): Mutant {
  return { ...replaceLine(files, at, [at.text, ...lines]), line: at.line + 1 + offset };
}

/** Workflows that run something. */
export const WORKFLOWS = /^\.github\/workflows\/[^/]+\.yml$/;
/** Actions whose steps run: the one that holds the pins never does. */
export const ACTIONS = /^\.github\/actions\/(?!pins\/)[^/]+\/action\.yml$/;
/** Scripts that are copied into a repository. */
export const SCRIPTS = /\.sh$/;

/** A mutation that replaces a line: the defect stands in its first. */
export function replacing(
  code: string, name: string, checks: readonly string[], where: RegExp, what: RegExp, by: (line: Line, random: Random) => readonly string[], offset = 0,
): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (files, random) => {
      const line = random.pick(linesLike(files, where, what));
      return line && replaceLine(files, line, by(line, random), offset);
    },
  };
}

/** A mutation that puts lines below one that fits. */
export function inserting(
  code: string, name: string, checks: readonly string[], where: RegExp, what: RegExp, lines: (line: Line, random: Random) => readonly string[], offset = 0,
): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (files, random) => {
      const line = random.pick(linesLike(files, where, what));
      return line && insertBelow(files, line, lines(line, random), offset);
    },
  };
}

/** A mutation that puts a step behind the `steps:` of a job; the defect stands `offset` lines below the step's first line. */
export function addingStep(code: string, name: string, checks: readonly string[], step: (random: Random) => readonly string[], offset = 0): Mutation {
  return inserting(code, name, checks, WORKFLOWS, /^ {4}steps:$/, (_, random) => step(random).map((text, index) => `${index === 0 ? '      - ' : '        '}${text}`), offset);
}
