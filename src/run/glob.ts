import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export interface GlobOptions {
  /** Whether files and folders whose name begins with a dot are left out. @default false */
  readonly withoutHidden?: boolean;
}

/** The files that patterns find. */
export interface Found {
  /** Absolute paths, sorted. */
  readonly files: readonly string[];
  /** Folders where was looked: what of a pattern stands before its first wildcard. */
  readonly from: readonly string[];
}

interface Pattern {
  readonly negative: boolean;
  readonly from: string;
  readonly expression: RegExp;
}

/**
 * Files by patterns as GitHub's own actions and `hashFiles` take them: one in a line, `*`, `?`, `[…]`, `**`, `!` takes away,
 * `#` begins a comment, and a folder stands for everything in it.
 *
 * @see https://github.com/actions/toolkit/tree/main/packages/glob
 */
export function glob(patterns: string, folder: string, options: GlobOptions = {}): Found {
  const all = patterns.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#')).map((line) => parse(line, folder));
  const from = [...new Set(all.filter(({ negative }) => !negative).map((pattern) => pattern.from))].filter((place, _, places) => !places.some((other) => isBelow(place, other)));
  const files = new Set<string>();
  for (const place of from) {
    for (const file of filesBelow(place, options.withoutHidden ?? false)) {
      let isIn = false;
      // The last pattern that fits decides.
      for (const { negative, expression } of all) if (expression.test(file)) isIn = !negative;
      if (isIn) files.add(file);
    }
  }
  return { files: [...files].sort(), from };
}

/** The folder that all paths have in common. */
export function commonFolder(paths: readonly string[]): string {
  const parts = paths.map((each) => each.split(path.sep));
  const [first] = parts;
  let length = 0;
  while (length < first.length && parts.every((each) => each[length] === first[length])) length += 1;
  return first.slice(0, length).join(path.sep) || path.sep;
}

function isBelow(place: string, folder: string): boolean {
  return place !== folder && place.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`);
}

function parse(line: string, folder: string): Pattern {
  const negative = line.startsWith('!');
  const text = line.replace(/^!+/, '').replace(/^~(?=\/|$)/, os.homedir());
  const segments = path.resolve(folder, text).split(path.sep);
  const wild = segments.findIndex((segment) => /[*?[]/.test(segment));
  const literal = wild < 0 ? segments : segments.slice(0, wild);
  const expression = new RegExp(`^${segments.slice(1).map(segmentExpression).join('')}(?:/.*)?$`);
  return { negative, from: literal.join(path.sep) || path.sep, expression };
}

function segmentExpression(segment: string): string {
  if (segment === '**') return '(?:/[^/]+)*';
  return `/${segment.replace(/\[!?[^\]]+\]|\*+|\?|[.+^${}()|\\[\]]/g, (part) => {
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    return part.length > 2 && part.startsWith('[') ? part.replace(/^\[!/, '[^') : `\\${part}`;
  })}`;
}

function* filesBelow(place: string, withoutHidden: boolean, above: readonly string[] = []): Generator<string> {
  const status = fs.statSync(place, { throwIfNoEntry: false });
  if (!status || (withoutHidden && path.basename(place).startsWith('.'))) return;
  if (status.isFile()) yield place;
  if (!status.isDirectory()) return;
  const real = fs.realpathSync(place);
  // A link that leads to a folder above would lead in circles.
  if (above.includes(real)) return;
  for (const name of fs.readdirSync(place)) yield* filesBelow(path.join(place, name), withoutHidden, [...above, real]);
}
