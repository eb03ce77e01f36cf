// Control characters, and those that turn the direction of what follows: both could make a picture lie.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const NONE = /^[\p{Mn}\p{Me}\u200b-\u200d]+$/u;

let segmenter: Intl.Segmenter | undefined;

/** A text in one line that shows everything in it: names in workflows come from anybody. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(UNSEEN, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What a reader takes for one letter each. */
export function letters(text: string): string[] {
  if (/^[\u0020-\u007e]*$/.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** How many columns of a terminal a text takes. */
export function columnsOf(text: string): number {
  return letters(text).reduce((sum, letter) => sum + (NONE.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1), 0);
}

/** How wide a text is in a picture at most, whatever sans-serif font shows it. */
export function widthOf(text: string, size: number, bold = false): number {
  const em = letters(text).reduce((sum, letter) => sum + emOf(letter), 0);
  return em * size * (bold ? 1.06 : 1);
}

function emOf(letter: string): number {
  if (WIDE.test(letter)) return 1.4;
  if (/^[ijl|!'.,:;]$/.test(letter)) return 0.36;
  if (/^[ ()[\]/\\ftrI-]$/.test(letter)) return 0.46;
  if (/^[mwMW@%]$/.test(letter)) return 1;
  if (/^[a-z0-9_]$/.test(letter)) return 0.64;
  return /^[\u0020-\u024f]$/.test(letter) ? 0.8 : 1.1;
}

/** The beginning of a text that a measure finds to fit, with `…` where something is left out. */
export function cut(text: string, room: number, measure: (part: string) => number): string {
  if (measure(text) <= room) return text;
  const all = letters(text);
  let fits = 0;
  for (let low = 0, high = all.length; low < high;) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${all.slice(0, middle).join('')}…`) <= room) low = fits = middle;
    else high = middle - 1;
  }
  return `${all.slice(0, fits).join('').trimEnd()}…`;
}

/** A text in at most so many lines, the last cut where it does not fit. */
export function wrapped(text: string, room: number, lines: number, measure: (part: string) => number): string[] {
  const words = text.split(' ');
  const done: string[] = [];
  while (words.length > 0 && done.length < lines - 1) {
    let line = words.shift() ?? '';
    while (words.length > 0 && measure(`${line} ${words[0]}`) <= room) line += ` ${words.shift()}`;
    if (measure(line) > room) {
      const head = cut(line, room, measure).replace(/…$/, '');
      words.unshift(line.slice(head.length).trimStart());
      line = head;
    }
    done.push(line);
  }
  return words.length > 0 ? [...done, cut(words.join(' '), room, measure)] : done;
}

/** A text for XML and HTML, in an element or an attribute between double quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);
}
