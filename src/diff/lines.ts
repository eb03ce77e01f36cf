import { count } from './words';

/** How many lines came and went. */
export interface LineChange {
  readonly added: number;
  readonly removed: number;
}

/** Lines that one text has and the other has not, whatever their order. */
export function lineChange(before: string, after: string): LineChange {
  const counts = new Map<string, number>();
  for (const line of linesOf(before)) counts.set(line, (counts.get(line) ?? 0) + 1);
  let added = 0;
  for (const line of linesOf(after)) {
    const left = counts.get(line) ?? 0;
    if (left > 0) counts.set(line, left - 1);
    else added++;
  }
  let removed = 0;
  for (const left of counts.values()) removed += left;
  return { added, removed };
}

/** `2 lines more, 1 line less`. */
export function lineWords({ added, removed }: LineChange): string {
  const words = [added > 0 ? `${count(added, 'line')} added` : '', removed > 0 ? `${count(removed, 'line')} removed` : ''].filter((word) => word !== '');
  return words.length > 0 ? words.join(', ') : 'the same lines in another order';
}

/** The lines of a text; the end of the last is none of its own. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  let end = lines.length;
  while (end > 0 && lines[end - 1] === '') end--;
  return lines.slice(0, end);
}

/** Whether two bodies run the same: how the last line ends does not count. */
export function sameLines(before: string, after: string): boolean {
  return before === after || linesOf(before).join('\n') === linesOf(after).join('\n');
}
