/**
 * Invariants: both parsers give the checks the same of every script of this library; what bash refuses has a problem, told
 * with its place; forms that only one of them knows go to that one.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildShellParser, shellParserBundle, shellParserNotice } from '../../projenrc/vendor-shell-parser';
import { bashTree } from '../../src/read/bash-tree';
import { parseExactly } from '../../src/read/exact-shell';
import { parseShell } from '../../src/read/parse-shell';
import { commandsOf } from '../../src/read/shell-command';
import { nodesIn, ShellNode } from '../../src/read/shell-node';
import { substitutionsIn, variablesIn } from '../../src/read/shell-word';

const ASSETS = path.resolve(__dirname, '../../assets');
const scripts = fs.readdirSync(ASSETS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sh'))
  // The exact one puts an x for each character that is not of ASCII.
  .map((name): [string, string] => [name, fs.readFileSync(path.join(ASSETS, name), 'utf8').replace(/[^\x00-\x7f]/g, 'x')]);

/** All that checks ask of a tree. */
function seenIn(tree: ShellNode, text: string): unknown {
  const place = ({ type, start, end }: ShellNode) => `${type} ${start}-${end}`;
  return {
    commands: commandsOf(tree, text).map((command) => ({
      ...command,
      node: place(command.node),
      words: command.words.map(({ raw, text: known }) => [raw, known]),
      args: command.args.length,
      assigns: [...command.assigns.keys()],
      statement: command.statement?.Redirs.map(({ Op, Word }: ShellNode) => [Op, place(Word)]),
      around: command.around.filter(({ type }) => !/Arithm|Test|^(Word|Part|Assign|Array|BinaryCmd|Stmt|IfClause|CaseItem|Redirect)/.test(type)).map(place),
    })),
    variables: variablesIn(tree),
    substitutions: substitutionsIn(tree).map(place),
    expansions: nodesIn(tree).filter(({ type, Short }) => type === 'ParamExp' && !Short).map(({ start, end, Param, Excl, Length, Exp }) => [start, end, Param.Value, Excl, Length, Exp?.Op]),
    declarations: nodesIn(tree).filter(({ type }) => type === 'DeclClause').map((node) => [place(node), node.Variant.Value, node.Args.map(({ Name, Naked }: ShellNode) => [Name?.Value, Naked])]),
    patterns: nodesIn(tree).filter(({ type }) => type === 'CaseClause').map((node) => node.Items.map((item: ShellNode) => item.Patterns.map(place))),
    functions: nodesIn(tree).filter(({ type }) => type === 'FuncDecl').map((node) => [place(node), node.Name.Value, place(node.Body)]),
  };
}

test.each(scripts)('both parsers give the same of %s', (_, text) => {
  const fast = bashTree(text);
  const { tree: exact } = parseExactly(text, 'bash');
  expect(fast).toBeDefined();
  expect(seenIn(fast!, text)).toEqual(seenIn(exact!, text));
});

test.each([
  'if a; then b; elif c; then d; else e; fi >f 2>&1',
  'case $x in (a|b) c;; *) d ;& esac',
  'a && ! b || c | d |& e &',
  'local -r x="$1" y z=(1 [2]=3 ["k"]="$v")\nexport A=1 B "$c"',
  'a[1]=2; x= y+=1 cmd <<<"$s" {fd}>f 3<&- &>>log',
  'cat <<E >f\na $x $(b)\nE\ncat <<-\'E\' | d\n\ta $x\n\tE\n',
  'echo "${x:-}" ${x:-a b} ${#x} ${!x} ${!x*} ${x[0]} ${x[@]} ${x:0:4} ${x/#a/b} ${x//a} ${x^^} ${x@Q} ${x%%.*} $1 $@',
  'echo $\'a\\n\' $"b" a\\ b *.txt {a,$b} [a-$z] ~/x "a\\"b" foo\\\nbar',
  'for i in a "$b"; do c; done; select x in a; do b; done; until a; do b; done; for ((i = 0; i < $n; i++)); do c; done',
  'function g { a; } 2>&1\nf() ( b )',
  'diff <(a) <(b "$c"); d > >(e)',
  '[[ -f $x && ! a == b* || ( -n "$y" ) ]] && [[ $x =~ ^[a-z]+(b|$c)$ ]]',
  '(( x = $1 + ${#y} )); echo $((x ? $y : -1)) `b $c`',
  'time -p a | b',
])('both parsers give the same of %j', (text) => {
  expect(seenIn(bashTree(text)!, text)).toEqual(seenIn(parseExactly(text, 'bash').tree!, text));
});

test.each([['let x=1', 'LetClause'], ['coproc a', 'CoprocClause'], ['echo `a \\`b\\``', 'CmdSubst'], ['a=<(b) c', 'ProcSubst']])('what only the exact one takes apart goes there: %j', (text, type) => {
  expect(bashTree(text)).toBeUndefined();
  expect(nodesIn(parseShell(text, 'bash').tree!).map((node) => node.type)).toContain(type);
});

test('sh is no bash', () => {
  expect(parseShell('a=(1 2)\n', 'bash').tree).toBeDefined();
  expect(parseShell('a=(1 2)\n', 'sh').problem).toEqual({ message: 'arrays are a bash/mksh feature', offset: 2 });
});

test('places count characters, and values keep them', () => {
  const text = '# ö\r\necho "→ ${x}" é\r\n';
  const [command] = commandsOf(parseShell(text, 'bash').tree!, text);
  expect(command.words.map(({ raw, text: known }) => [raw, known])).toEqual([['echo', 'echo'], ['"→ ${x}"', undefined], ['é', 'é']]);
});

test('what bash and the exact parser refuse has a problem', () => {
  const mark = /\b(?:fi|done|then|do|esac|else|in|if|case|while|for)\b|;;|\$\(|\$\{|&&|\|\||[{}()"'|;&<>]/g;
  let state = 20_261_122;
  const below = (limit: number) => (state = (state * 48_271) % 2_147_483_647) % limit;
  const wrong: string[] = [];
  let refused = 0;
  for (const [name, text] of scripts.slice(0, 40)) {
    const marks = [...text.matchAll(mark)];
    for (let each = 0; each < 5; each += 1) {
      const { 0: old, index } = marks[below(marks.length)];
      const now = ['', `${old}${old}`, marks[below(marks.length)][0]][below(3)];
      const broken = text.slice(0, index) + now + text.slice(index + old.length);
      // Not every refusal is in the exit status.
      if (!/error|unexpected EOF/.test(String(spawnSync('bash', ['-n'], { input: broken }).stderr)) || !parseExactly(broken, 'bash').problem) continue;
      refused += 1;
      if (!parseShell(broken, 'bash').problem) wrong.push(`${name}, seed 20261122: ${old} became ${now} in ${JSON.stringify(broken.slice(Math.max(0, index - 40), index + 40))}`);
    }
  }
  expect(refused).toBeGreaterThan(80);
  expect(wrong).toEqual([]);
});

test('the parser is committed as its recipe makes it, with its licence', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unbash-'));
  try {
    buildShellParser(path.join(folder, 'unbash.cjs'));
    expect(fs.readFileSync(shellParserBundle, 'utf8') === fs.readFileSync(path.join(folder, 'unbash.cjs'), 'utf8')).toBe(true);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  expect(fs.readFileSync(path.join(path.dirname(shellParserBundle), 'NOTICE-unbash'), 'utf8')).toBe(shellParserNotice());
});
