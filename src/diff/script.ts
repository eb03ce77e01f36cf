import { lineChange, linesOf, lineWords, sameLines } from './lines';
import type { Telling } from './telling';
import { count, cut, list } from './words';
import { SourceFile } from '../read/source-file';

const TAG = /^#\s*@(summary|param|secret|output|needs|calls|exit)\s+(\S*)\s*(.*)$/;
const WORDS: Readonly<Record<string, string>> = { param: 'parameter', secret: 'secret', output: 'output', needs: 'program', calls: 'script it calls', exit: 'exit code' };

/** What the comment at the top of a script declares: texts by tag and name. */
type Header = Map<string, { readonly tag: string; readonly name: string; readonly text: string; readonly line: number }>;

/** A script that is there still. */
export function scriptChanges(before: SourceFile, after: SourceFile, telling: Telling): void {
  if (sameLines(before.text, after.text)) return;
  telling.tell('script', 'notice', lineWords(lineChange(before.text, after.text)), { before: before.at(0), after: after.at(firstDifference(before.text, after.text)) });
  const [olds, news] = [headerOf(before.text), headerOf(after.text)];
  for (const [key, { tag, name, text, line }] of news) {
    const old = olds.get(key);
    const at = after.at(after.offsetOfLine(line));
    if (!old) telling.tell('script', tag === 'secret' ? 'risk' : 'notice', `new ${WORDS[tag]}: ${cut(name)}${tag === 'param' && !isOptional(text) ? ', which must be given' : ''}`, { after: at, new: name });
    else if (tag === 'param' && defaultOf(old.text) !== defaultOf(text)) telling.tell('script', 'notice', `parameter ${cut(name)}: ${defaultOf(old.text)} → ${defaultOf(text)}`, { after: at, old: defaultOf(old.text), new: defaultOf(text) });
  }
  for (const [key, { tag, name, line }] of olds) if (!news.has(key)) telling.tell('script', 'notice', `${WORDS[tag]} is gone: ${cut(name)}`, { before: before.at(before.offsetOfLine(line)), old: name });
}

/** The lines of a script, for telling whether two are the same. */
export function scriptFeatures(text: string): string[] {
  return linesOf(text).map((line) => line.trim()).filter((line) => line !== '');
}

/** What a script needs, in words behind its name. */
export function scriptWords(text: string): string {
  const needs = [...headerOf(text).values()].filter(({ tag }) => tag === 'needs').map(({ name }) => name);
  return `${count(linesOf(text).length, 'line')}${needs.length > 0 ? `, needs ${list(needs)}` : ''}`;
}

function headerOf(text: string): Header {
  const header: Header = new Map();
  for (const [index, line] of text.split('\n', 500).entries()) {
    if (!line.startsWith('#')) break;
    const [, tag, word, rest] = TAG.exec(line.slice(0, 2_000)) ?? [];
    if (tag === undefined || tag === 'summary') continue;
    const names = tag === 'needs' || tag === 'calls' ? `${word} ${rest}`.split(/\s+/) : [word];
    for (const name of names) if (name !== '') header.set(`${tag} ${name}`, { tag, name, text: rest, line: index + 1 });
  }
  return header;
}

function isOptional(text: string): boolean {
  return text.includes('(default:');
}

function defaultOf(text: string): string {
  const start = text.lastIndexOf('(default:');
  return start < 0 ? 'must be given' : `default ${cut(text.slice(start + '(default:'.length).replace(/\)\s*\.?$/, '').trim()) || "''"}`;
}

// Where a person looks first.
function firstDifference(before: string, after: string): number {
  const limit = Math.min(before.length, after.length);
  let index = 0;
  while (index < limit && before[index] === after[index]) index++;
  return Math.min(index, Math.max(after.length - 1, 0));
}
