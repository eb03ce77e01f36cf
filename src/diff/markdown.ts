import type { Difference } from './change';
import type { Names } from './json';
import { FileRows, placeWords, Row, rowsOf, summary } from './rows';
import { count } from './words';

/** Longer comments GitHub refuses. */
const LONGEST = 60_000;
const SIGNS = { risk: '**risk**', notice: 'notice', none: '' } as const;

/** For a comment on a pull request or a job summary: a table for each file, folded where nothing in it is a risk. */
export function markdown({ changes }: Difference, names: Names): string {
  const files = rowsOf(changes);
  const heading = `### Changes of the pipelines\n\n${escaped(names.old)} → ${escaped(names.new)}: ${summary(files)}\n`;
  let result = heading;
  let left = 0;
  for (const file of files) {
    const { text, cut } = section(file, LONGEST - result.length);
    result += text;
    left += cut;
  }
  return left > 0 ? `${result}\n${count(left, 'more change')} not shown.\n` : result;
}

function section({ file, rows }: FileRows, room: number): { readonly text: string; readonly cut: number } {
  const risks = rows.filter(({ risk }) => risk === 'risk').length;
  const head = `\n<details${risks > 0 ? ' open' : ''}><summary>${html(file)}: ${count(rows.length, 'change')}${risks > 0 ? `, ${count(risks, 'risk')}` : ''}</summary>\n\n| | where | change | place |\n| --- | --- | --- | --- |\n`;
  const end = '\n</details>\n';
  let text = head;
  let shown = 0;
  for (const row of rows) {
    const line = tableLine(row);
    if (text.length + line.length + end.length > room) break;
    text += line;
    shown++;
  }
  return shown === 0 ? { text: '', cut: rows.length } : { text: text + end, cut: rows.length - shown };
}

function tableLine({ risk, where, text, at }: Row): string {
  return `| ${SIGNS[risk]} | ${escaped(where)} | ${escaped(text)} | ${at ? escaped(placeWords(at)) : ''} |\n`;
}

/**
 * A text that comes from files of anybody: it can make no markup, no link, and mentions nobody.
 *
 * Mentions, numbers of issues and addresses are looked for in the rendered text, where escapes are gone: a space without
 * width keeps them apart.
 *
 * @see https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
function escaped(text: string): string {
  return html(text).replace(/[\\`*_{}[\]()|~!$^=+-]/g, '\\$&');
}

function html(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, (each) => `U+${each.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/[&<>"]/g, (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[each]!)
    .replace(/@|(?<!&)#|:(?=\/\/)|GH-(?=\d)|www(?=\.)/gi, '$&\u200b');
}
