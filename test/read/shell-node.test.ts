/** Invariants: the tree of a script is whole and in order; a line of plain words has the same one with and without the parser. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseShell } from '../../src/read/parse-shell';
import { commandsOf } from '../../src/read/shell-command';
import { childrenOf, nodesIn, ShellNode } from '../../src/read/shell-node';
import { ShellPlace, ShellPlaces } from '../../src/read/shell-place';

const SCRIPTS = path.resolve(__dirname, '../../assets/scripts');
const scripts = fs.readdirSync(SCRIPTS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sh')).map((name) => fs.readFileSync(path.join(SCRIPTS, name), 'utf8'));

function treeOf(text: string): ShellNode {
  const { tree, problem } = parseShell(text, 'bash');
  if (!tree) throw new Error(problem?.message);
  return tree;
}

test('there are scripts to look at', () => {
  expect(scripts.length).toBeGreaterThan(50);
});

test('each node lies inside the one around it, behind its neighbour, and is found once', () => {
  for (const text of scripts) {
    const tree = treeOf(text);
    const types = [...new Set(nodesIn(tree).map(({ type }) => type))];
    const places = ShellPlaces.of(tree).ofType(...types);
    expect(places.map(({ node }) => node)).toEqual(nodesIn(tree));
    expect(types.flatMap((type) => ShellPlaces.of(tree).ofType(type)).sort((left, right) => left.order - right.order)).toEqual(places);
    expect(new Set(places.map(({ node }) => node)).size).toBe(places.length);
    const isWrong = ({ node, around }: ShellPlace) => {
      const inner = childrenOf(node);
      const isBehind = (child: ShellNode, index: number) => child.start >= node.start && (index === 0 || child.start >= inner[index - 1].start);
      return !inner.every(isBehind) || (around.length > 0 && !childrenOf(around[0]).includes(node));
    };
    expect(places.filter(isWrong)).toEqual([]);
  }
});

test('every word of a command is its own text', () => {
  const words = scripts.flatMap((text) => commandsOf(treeOf(text), text).flatMap((command) => command.words.map(({ node, raw }) => [text.slice(node.start, node.end), raw])));
  expect(words.length).toBeGreaterThan(5_000);
  expect(words.filter(([there, raw]) => there !== raw || raw === '' || raw !== raw.trim())).toEqual([]);
});

test.each(['npm ci', 'npm ci\nnpm test -- --ci', '  cargo build --release --locked\n\n  cargo test\n', 'make -C docs html DEST=out/a,b'])('plain words have the tree that the parser gives: %j', (text) => {
  // A comment is nothing to run, and makes the parser work.
  const parsed = treeOf(`${text.replace(/\n$/, '')} # told`);
  expect(treeOf(text).Stmts).toEqual(parsed.Stmts);
});
