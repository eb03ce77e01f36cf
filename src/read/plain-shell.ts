import { leafNode, ShellNode, shellNode } from './shell-node';

/** Lines of words without any character that a shell gives a meaning. */
const PLAIN = /^[\w./:@%+,= \n-]*$/;
/** What begins something else than a command. */
const RESERVED = new Set([
  'if', 'then', 'elif', 'else', 'fi', 'case', 'esac', 'for', 'select', 'while', 'until', 'do', 'done', 'in', 'function', 'time', 'coproc',
  'declare', 'local', 'export', 'readonly', 'typeset', 'nameref', 'let', 'eval',
]);

/**
 * The tree of a script that is nothing but plain commands, such as `npm ci`, as the parser would make it; undefined for
 * every other. Most steps run such a line, and a project that has no other need not load the parser.
 */
export function parsePlain(text: string): ShellNode | undefined {
  if (text.length > 2_000 || !PLAIN.test(text)) return undefined;
  const statements: ShellNode[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const words = [...line.matchAll(/[^ ]+/g)].map((match) => word(match[0], start + match.index));
    if (words.length > 0) {
      const first = line.trim().split(' ')[0];
      if (RESERVED.has(first) || first.includes('=')) return undefined;
      statements.push(statement(words));
    }
    start += line.length + 1;
  }
  if (statements.length === 0) return undefined;
  return shellNode('File', statements[0].start, statements[statements.length - 1].end, { Name: '', Stmts: statements }, statements);
}

function statement(words: ShellNode[]): ShellNode {
  const [start, end] = [words[0].start, words[words.length - 1].end];
  const call = shellNode('CallExpr', start, end, { Assigns: [], Args: words }, words);
  return shellNode('Stmt', start, end, { Cmd: call, Negated: false, Background: false, Coprocess: false, Redirs: [] }, [call]);
}

function word(text: string, start: number): ShellNode {
  const end = start + text.length;
  const parts = [leafNode('Lit', start, end, { Value: text })];
  return shellNode('Word', start, end, { Parts: parts }, parts);
}
