import type { Severity } from './severity';
import { byPlace, SourceFinding } from './source-finding';
import { nearest } from '../catalog/nearest';
import { YamlFile } from '../read/yaml-file';

/** Id of what is found about acknowledgements themselves. */
export const ACKNOWLEDGEMENT = 'acknowledgement';
export const ACKNOWLEDGEMENT_SEVERITY: Severity = 'warning';

/** A finding that somebody has looked at and left, with the reason. */
export interface AcknowledgedFinding extends SourceFinding {
  readonly reason: string;
  /** The last day it holds, `2027-03-01`. */
  readonly until?: string;
}

export interface AcknowledgementOptions {
  readonly today: Date;
  /** Ids that exist. */
  readonly known: readonly string[];
  /** Ids that were looked for: an acknowledgement of another one may match nothing. */
  readonly active: ReadonlySet<string>;
}

export interface Acknowledged {
  /** What is to be told, with what is wrong with the acknowledgements. */
  readonly findings: SourceFinding[];
  readonly acknowledged: AcknowledgedFinding[];
}

interface Comment {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** The line it speaks of. */
  readonly target: number;
  readonly ids: readonly string[];
  readonly reason: string;
  readonly until?: string;
  /** Ids that matched a finding. */
  readonly used: Set<string>;
}

const COMMENT = /(?:^|\s)(#\s*projen-delivery:\s*ignore\b)(.*)$/;
const BODY = /^\s*\[([^\]]*)\](.*)$/;
const UNTIL = /(?:^|\s)until\s+(\d\S*)$/;
const FORM = '# projen-delivery: ignore[check-id] reason until 2027-03-01';

/**
 * Takes away the findings that a comment in the file acknowledges:
 *
 *     # projen-delivery: ignore[check-id, other-id] reason until 2027-03-01
 *
 * It stands behind what it is about, or on a line of its own above. An acknowledgement that is expired, malformed or
 * matches nothing is a finding itself.
 */
export function acknowledge(findings: readonly SourceFinding[], files: Iterable<{ readonly path: string; readonly text: string }>, options: AcknowledgementOptions): Acknowledged {
  const faults: SourceFinding[] = [];
  const comments = new Map<string, Map<number, Comment[]>>();
  const texts = new Map<string, string>();
  for (const { path, text } of files) {
    if (!text.includes('projen-delivery:')) continue;
    texts.set(path, text);
    comments.set(path, byTarget(commentsOf(path, text, options, faults)));
  }
  const rest: SourceFinding[] = [];
  const acknowledged: AcknowledgedFinding[] = [];
  const today = options.today.toISOString().slice(0, 10);
  for (const finding of findings) {
    const comment = match(finding, comments.get(finding.path), texts.get(finding.path));
    comment?.used.add(finding.check);
    if (!comment || isExpired(comment, today)) rest.push(finding);
    else acknowledged.push({ ...finding, reason: comment.reason, until: comment.until });
  }
  const all = [...comments.values()].flatMap((lines) => [...lines.values()].flat());
  for (const comment of all) faults.push(...useless(comment, today, options));
  return { findings: [...rest, ...faults].sort(byPlace), acknowledged };
}

function commentsOf(path: string, text: string, options: AcknowledgementOptions, faults: SourceFinding[]): Comment[] {
  const lines = text.split(/\r?\n/);
  const following = followingLines(lines);
  return lines.flatMap((line, index) => {
    // A line this long is data; the pattern need not read it.
    const found = line.length > 5_000 ? null : COMMENT.exec(line);
    if (!found) return [];
    const column = found.index + found[0].indexOf('#') + 1;
    const parts = partsOf(found[2], options.known);
    if (typeof parts === 'string') {
      faults.push(fault(path, index + 1, column, parts, `Write ${FORM}; the date may be left out.`));
      return [];
    }
    faults.push(...parts.unknown.map((id) => unknown(path, index + 1, column, id, options.known)));
    const isAlone = line.slice(0, column - 1).trim() === '';
    return [{ path, line: index + 1, column, target: isAlone ? following[index] : index + 1, used: new Set<string>(), ...parts }];
  });
}

function partsOf(body: string, known: readonly string[]): string | { ids: string[]; unknown: string[]; reason: string; until?: string } {
  const [, list, rest] = BODY.exec(body) ?? [];
  if (list === undefined) return 'this acknowledgement names no check in brackets.';
  const names = list.split(',').map((id) => id.trim()).filter(Boolean);
  if (names.length === 0) return 'this acknowledgement names no check.';
  const said = rest.trim();
  const until = UNTIL.exec(said)?.[1];
  const reason = (until === undefined ? said : said.slice(0, said.lastIndexOf('until'))).trim();
  if (reason === '') return `this acknowledgement of ${names.join(', ')} gives no reason.`;
  if (until !== undefined && !isDate(until)) return `"${until}" is no date.`;
  return { ids: names.filter((id) => known.includes(id)), unknown: names.filter((id) => !known.includes(id)), reason, until };
}

// For each line the next that is neither empty nor a comment, counted from 1.
function followingLines(lines: readonly string[]): number[] {
  const following: number[] = [];
  let next = lines.length + 1;
  for (let index = lines.length - 1; index >= 0; index--) {
    following[index] = next;
    const text = lines[index].trimStart();
    if (text !== '' && !text.startsWith('#')) next = index + 1;
  }
  return following;
}

function byTarget(comments: readonly Comment[]): Map<number, Comment[]> {
  const lines = new Map<number, Comment[]>();
  for (const comment of comments) {
    const there = lines.get(comment.target);
    if (there) there.push(comment);
    else lines.set(comment.target, [comment]);
  }
  return lines;
}

function match(finding: SourceFinding, lines: Map<number, Comment[]> | undefined, text: string | undefined): Comment | undefined {
  if (!lines || lines.size === 0 || text === undefined) return undefined;
  const at = (line: number) => lines.get(line)?.find(({ ids }) => ids.includes(finding.check));
  return at(finding.line) ?? at(lineOfKey(finding, text));
}

// No comment can stand inside `run: >` or a quoted text, so that of its key counts for all of it.
function lineOfKey({ path, keys, line }: SourceFinding, text: string): number {
  if (keys.length === 0 || !/\.ya?ml$/.test(path)) return line;
  const value = YamlFile.of(path, text).root.get(...keys);
  return value?.isScalar ? value.key.place.line : line;
}

function useless(comment: Comment, today: string, { active }: AcknowledgementOptions): SourceFinding[] {
  const { path, line, column, ids, used, until } = comment;
  const found: SourceFinding[] = [];
  if (used.size > 0 && isExpired(comment, today)) {
    found.push(fault(path, line, column, `this acknowledgement of ${[...used].join(', ')} ended on ${until}.`, 'Repair what it is about, or look at it again and give a later date.'));
  }
  const unused = ids.filter((id) => active.has(id) && !used.has(id));
  if (unused.length > 0) found.push(fault(path, line, column, `nothing is found here that this acknowledgement of ${unused.join(', ')} is about.`, 'Remove it, or put it on the line of the finding, or on a line of its own above.'));
  return found;
}

function unknown(path: string, line: number, column: number, id: string, known: readonly string[]): SourceFinding {
  const near = nearest(id, [...known]);
  return fault(path, line, column, `there is no check "${id}".`, `${near ? `Did you mean "${near}"? ` : ''}projen-delivery check --rules lists all.`);
}

function fault(path: string, line: number, column: number, problem: string, fix: string): SourceFinding {
  return { check: ACKNOWLEDGEMENT, severity: ACKNOWLEDGEMENT_SEVERITY, path, line, column, keys: [], problem, fix };
}

function isExpired({ until }: Comment, today: string): boolean {
  return until !== undefined && until < today;
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
