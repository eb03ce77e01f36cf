import type { Difference } from './change';
import { placeWords, rowsOf, summary } from './rows';

/** One change a line, by file, the heaviest first. */
export function text({ changes }: Difference): string {
  const files = rowsOf(changes);
  const lines = files.flatMap(({ file, rows }) => [
    safe(file),
    ...rows.map(({ risk, where, text: words, at }) => `  ${risk.padEnd(8)}${safe(`${where}${where === '' ? '' : ': '}${words}`)}${at ? `   ${safe(placeWords(at))}` : ''}`),
  ]);
  return [...lines, summary(files), ''].join('\n');
}

// A runner takes some beginnings for its commands, `##[` even in the middle of a line.
function safe(words: string): string {
  return words.replace(/[\r\n]+/g, ' ').replace(/##\[/g, '# #[').replace(/^::/, ': :');
}
