import { scalarText } from './same';
import type { YamlValue } from '../read/yaml-value';

const LONGEST = 120;

/** A value in one line, cut where it is long; `none` where there is none. */
export function inline(value: YamlValue | undefined, limit: number = LONGEST): string {
  return value ? cut(write(value, limit), limit) : 'none';
}

/** A text in one line. */
export function cut(text: string, limit: number = LONGEST): string {
  const line = text.slice(0, limit * 4).trim().replace(/\s*\n\s*/g, ' ⏎ ');
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** `1 step`, `2 steps`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

/** `a, b and 3 more`. */
export function list(items: readonly string[], most = 6): string {
  const shown = items.slice(0, items.length > most ? most - 1 : most).map((item) => cut(item, 80));
  const left = items.length - shown.length;
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ');
}

function write(value: YamlValue, limit: number): string {
  if (value.isMap) return parts(value.entries(), limit, (entry) => `${entry.name}: ${entry.isMap ? `{ ${write(entry, limit)} }` : entry.isList ? `[${write(entry, limit)}]` : write(entry, limit)}`);
  if (value.isList) return parts(value.items(), limit, (item) => (item.isMap ? `{ ${write(item, limit)} }` : write(item, limit)));
  const text = scalarText(value);
  return text === '' ? (value.isNull ? 'nothing' : "''") : text;
}

// What is cut away is not written first.
function parts(values: readonly YamlValue[], limit: number, text: (value: YamlValue) => string): string {
  const written: string[] = [];
  let length = 0;
  for (const value of values) {
    if (length > limit) break;
    written.push(text(value));
    length += written[written.length - 1].length;
  }
  return written.join(', ');
}
