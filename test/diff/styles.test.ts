// Guards that what is written otherwise and means the same is no change, and that every change of a value is told.
import { exampleFiles, isWorkflow, mutants, numbers, removals, restyled } from './example-trees';
import { diff } from '../../src/diff/diff';
import { MemoryTree } from '../../src/read/tree';

/** So many places of each file are tried. */
const TRIED = 40;

const some = <T>(all: readonly T[]) => all.filter((_, index) => index % Math.ceil(all.length / TRIED) === 0);
const told = (old: Record<string, string>, now: Record<string, string>) => diff(new MemoryTree(old), new MemoryTree(now)).changes;

describe.each(['alys', 'vmsnap'])('%s', (name) => {
  const files = exampleFiles(name);
  const workflows = Object.keys(files).filter(isWorkflow);

  test('is as it is', () => {
    expect(told(files, { ...files })).toEqual([]);
  });

  test.each(workflows)('%s in other styles is no change', (path) => {
    for (let seed = 0; seed < 12; seed++) {
      const other = restyled(files[path], numbers(seed));
      expect(other).not.toBe(files[path]);
      expect({ seed, changes: told({ [path]: files[path] }, { [path]: other }) }).toEqual({ seed, changes: [] });
      expect({ seed, changes: told({ [path]: other }, { [path]: files[path] }) }).toEqual({ seed, changes: [] });
    }
  });

  test.each(workflows)('%s: no value can be changed unseen', (path) => {
    const silent = some(mutants(files[path])).filter(({ text }) => told({ [path]: files[path] }, { [path]: text }).length === 0).map(({ keys }) => keys);
    expect(silent).toEqual([]);
  });

  // Every job says its own permissions: those of the workflow mean nothing.
  test.each(workflows)('%s: no key can come or go unseen', (path) => {
    for (const { keys, text } of some(removals(files[path])).filter((each) => each.keys !== 'permissions')) {
      expect([keys, told({ [path]: files[path] }, { [path]: text }).length > 0]).toEqual([keys, true]);
      expect([keys, told({ [path]: text }, { [path]: files[path] }).length > 0]).toEqual([keys, true]);
    }
  });
});
