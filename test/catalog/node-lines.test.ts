// Guards: only versions of one known line are lines, and the last supported day is not the end of life.
import { NodeLine } from '../../src/catalog/node-lines';

test.each([[24], ['24'], ['24.x'], ['v24.15.0'], ['24.15'], [' 24 ']])('%p is of line 24', (version) => {
  const line = NodeLine.of(version);
  expect([line.line, line.codename, line.lts, line.eol, String(line)]).toEqual(['24', 'Krypton', '2025-10-28', '2028-04-30', 'Node.js 24 (Krypton)']);
});

test.each(['lts/*', '>=24', 'latest', '', '24.x.x.x', 'node', '^24'])('%p is no version of one line', (version) => {
  expect(() => NodeLine.of(version)).toThrow(`"${version}" is not a version of Node.js.`);
});

test.each([19, '240', '0.12'])('%p is not known, and the known lines are named', (version) => {
  expect(() => NodeLine.of(version)).toThrow(/is not a known line\.[\s\S]*Known lines: 18 \(until 2025-04-30\), .*26 \(until 2029-04-30\)/);
});

test('ends on its day', () => {
  expect(NodeLine.of(22).isEndOfLife(new Date('2027-04-29T23:59:59Z'))).toBe(false);
  expect(NodeLine.of(22).isEndOfLife(new Date('2027-04-30T00:00:00Z'))).toBe(true);
});

test('is long-term between its two days', () => {
  expect(NodeLine.of(26).isLongTerm(new Date('2026-10-27T12:00:00Z'))).toBe(false);
  expect(NodeLine.of(26).isLongTerm(new Date('2026-10-28T12:00:00Z'))).toBe(true);
  expect(NodeLine.of(25).isLongTerm(new Date('2026-01-01T12:00:00Z'))).toBe(false);
});

test('lists every line, oldest first', () => {
  const lines = NodeLine.known().map(({ line }) => Number(line));
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
  expect(lines).toContain(26);
});
