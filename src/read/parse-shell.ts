import { parsePlain } from './plain-shell';
import type { ParsedShell } from './shell-node';

const parsed = new Map<string, ParsedShell>();

/** The tree of a bash script; parsed once in a run. */
export function parseShell(text: string, variant: 'bash' | 'sh'): ParsedShell {
  const key = `${variant}\n${text}`;
  let known = parsed.get(key);
  if (!known) {
    known = parse(text, variant);
    if (parsed.size > 10_000) parsed.clear();
    parsed.set(key, known);
  }
  return known;
}

// Each loads what it needs. The last one takes ten times as long, and is exact: about `sh` too, and what is wrong.
function parse(text: string, variant: 'bash' | 'sh'): ParsedShell {
  const lines = text.replace(/\r\n/g, ' \n');
  const tree = parsePlain(text) ?? (variant === 'bash' ? (require('./bash-tree') as typeof import('./bash-tree')).bashTree(lines) : undefined);
  return tree ? { tree } : (require('./exact-shell') as typeof import('./exact-shell')).parseExactly(lines, variant);
}
