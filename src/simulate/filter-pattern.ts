import { globProblem } from '../read/glob-problem';

/** A pattern of `branches`, `tags` or `paths`, ready to be compared. */
export interface FilterPattern {
  /** As it is written. */
  readonly text: string;
  /** Whether a leading `!` takes back what patterns before it matched. */
  readonly isNegative: boolean;
  /** Whether the whole text is matched; the `!` plays no part. */
  matches(text: string): boolean;
}

/** A pattern that GitHub refuses. */
export class FilterPatternError extends Error {
  public constructor(pattern: string, problem: string) {
    super(`"${pattern}" is no pattern: ${problem}. Patterns have *, **, ?, +, [] and a ! at the start; write \\ before a character that is meant itself.`);
    this.name = 'FilterPatternError';
  }
}

/** One part of a pattern: which characters it takes, and how many. */
interface Part {
  readonly takes: (char: string) => boolean;
  readonly isOptional: boolean;
  readonly isRepeated: boolean;
  /** Of `**` before a slash at the start of a segment: all folders, or none. */
  readonly isFolders?: boolean;
}

const SPECIAL = /[*?+[\]\\]/;
const known = new Map<string, FilterPattern>();

/**
 * Reads a pattern as GitHub does. It is compared with the whole text, letter for letter.
 *
 * @throws FilterPatternError with the reason, when GitHub refuses it
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function filterPattern(pattern: string): FilterPattern {
  let made = known.get(pattern);
  if (!made) {
    made = read(pattern);
    if (known.size > 10_000) known.clear();
    known.set(pattern, made);
  }
  return made;
}

/** Whether the last pattern that matches is one without `!`: the order counts. */
export function matchesFilters(patterns: readonly string[], text: string): boolean {
  return lastMatch(patterns, text)?.isNegative === false;
}

/** The pattern that decides: the last that matches. */
export function lastMatch(patterns: readonly string[], text: string): FilterPattern | undefined {
  return patterns.map(filterPattern).reverse().find((pattern) => pattern.matches(text));
}

function read(text: string): FilterPattern {
  const problem = globProblem(text) ?? (/(?:^|[^\\])(?:\\\\)*\\$/.test(text) ? 'nothing follows the last \\' : undefined);
  if (problem !== undefined) throw new FilterPatternError(text, problem);
  const isNegative = text.startsWith('!');
  const body = isNegative ? text.slice(1) : text;
  if (!SPECIAL.test(body)) return { text, isNegative, matches: (other) => other === body };
  const parts = partsOf(body);
  const start = /^[^*?+[\]\\]*(?![?+])/.exec(body)?.[0] ?? '';
  return { text, isNegative, matches: (other) => other.startsWith(start) && run(parts, other) };
}

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char === '*') {
      const stars = /^\*+/.exec(text.slice(index))![0].length;
      const isFolders = stars > 1 && /^\/(?![?+])/.test(text.slice(index + stars)) && (index === 0 || text[index - 1] === '/');
      parts.push({ takes: stars > 1 ? () => true : (other) => other !== '/', isOptional: true, isRepeated: true, isFolders });
      index += stars - 1 + (isFolders ? 1 : 0);
    } else if (char === '?' || char === '+') {
      const before = parts.pop()!;
      parts.push({ ...before, isOptional: char === '?', isRepeated: char === '+' });
    } else if (char === '[') {
      const end = text.indexOf(']', index + 1);
      const set = setOf(text.slice(index + 1, end));
      parts.push({ takes: (other) => set.has(other), isOptional: false, isRepeated: false });
      index = end;
    } else {
      const literal = char === '\\' ? text[++index] : char;
      parts.push({ takes: (other) => other === literal, isOptional: false, isRepeated: false });
    }
  }
  return parts;
}

function setOf(inner: string): Set<string> {
  const set = new Set<string>();
  for (let index = 0; index < inner.length; index++) {
    const from = inner[index];
    const to = inner[index + 1] === '-' ? inner[index + 2] : undefined;
    if (to === undefined) {set.add(from);} else {
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) set.add(String.fromCharCode(code));
      index += 2;
    }
  }
  return set;
}

// All ways at once, character by character: no pattern of a stranger takes long.
function run(parts: readonly Part[], text: string): boolean {
  let states = reach(parts, new Set([0]));
  for (const char of text.split('')) {
    const next = new Set<number>();
    for (const state of states) {
      const part = parts[state];
      if (!part?.takes(char)) continue;
      if (part.isRepeated) next.add(state);
      // Behind the folders nothing but a slash leads on.
      if (part.isFolders ? char === '/' : !part.isRepeated || !part.isOptional) next.add(state + 1);
    }
    if (next.size === 0) return false;
    states = reach(parts, next, states);
  }
  return states.has(parts.length);
}

// What can be left out is left out too. Folders can be left out only where they begin.
function reach(parts: readonly Part[], states: Set<number>, before?: ReadonlySet<number>): Set<number> {
  for (const state of states) {
    const part = parts[state];
    if (!part?.isOptional) continue;
    if (part.isFolders && before?.has(state)) continue;
    states.add(state + 1);
  }
  return states;
}
