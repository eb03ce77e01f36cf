// Guards that the legs of a matrix are those GitHub's documentation shows for its own examples
// ("Running variations of jobs in a workflow"), and that a matrix that cannot run is refused.
import { refusal } from './refusal';
import { Expr, Matrix } from '../../src/model';

describe('legs', () => {
  test('are the product of the axes, the first axis slowest', () => {
    expect(Matrix.of({ version: [10, 12, 14], os: ['ubuntu', 'windows'] }).legs()).toEqual([
      { version: 10, os: 'ubuntu' }, { version: 10, os: 'windows' },
      { version: 12, os: 'ubuntu' }, { version: 12, os: 'windows' },
      { version: 14, os: 'ubuntu' }, { version: 14, os: 'windows' },
    ]);
  });

  test('take includes in order: added, overwriting what includes added, or as legs of their own', () => {
    const matrix = Matrix.of({ fruit: ['apple', 'pear'], animal: ['cat', 'dog'] }, {
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    });
    expect(matrix.legs()).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
    expect(matrix.keys()).toEqual(['fruit', 'animal', 'color', 'shape']);
  });

  test('an include may expand one leg', () => {
    const legs = Matrix.of({ os: ['windows', 'ubuntu'], node: [14, 16] }, { include: [{ os: 'windows', node: 16, npm: 6 }] }).legs();
    expect(legs).toHaveLength(4);
    expect(legs.filter((leg) => 'npm' in leg)).toEqual([{ os: 'windows', node: 16, npm: 6 }]);
  });

  test('an include may add a leg', () => {
    const legs = Matrix.of({ os: ['macos', 'windows', 'ubuntu'], version: [12, 14, 16] }, { include: [{ os: 'windows', version: 17 }] }).legs();
    expect(legs).toHaveLength(10);
    expect(legs[9]).toEqual({ os: 'windows', version: 17 });
  });

  test('may all be includes', () => {
    const include = [{ site: 'production', datacenter: 'site-a' }, { site: 'staging', datacenter: 'site-b' }];
    expect(Matrix.of({}, { include }).legs()).toEqual(include);
  });

  test('leave out what an exclusion matches in part or whole', () => {
    const legs = Matrix.of({ os: ['macos', 'windows'], version: [12, 14, 16], environment: ['staging', 'production'] }, {
      exclude: [{ os: 'macos', version: 12, environment: 'production' }, { os: 'windows', version: 16 }],
    }).legs();
    expect(legs).toHaveLength(9);
    expect(legs).not.toContainEqual({ os: 'macos', version: 12, environment: 'production' });
    expect(legs.filter(({ os, version }) => os === 'windows' && version === 16)).toEqual([]);
  });

  test('are excluded before includes are added', () => {
    const matrix = Matrix.of({ os: ['a', 'b'] }, { exclude: [{ os: 'a' }], include: [{ os: 'a', extra: true }] });
    expect(matrix.legs()).toEqual([{ os: 'b' }, { os: 'a', extra: true }]);
  });

  test('may hold objects and lists', () => {
    const matrix = Matrix.of({ target: [{ os: 'a', arch: ['x'] }, { os: 'b', arch: [] }] }, { exclude: [{ target: { os: 'b', arch: [] } }] });
    expect(matrix.legs()).toEqual([{ target: { os: 'a', arch: ['x'] } }]);
  });

  test('of a dynamic matrix are not known', () => {
    expect(Matrix.dynamic(Expr.fromJson(Expr.needs('plan', 'legs'))).legs()).toEqual([]);
  });
});

describe('refused is', () => {
  test.each<[string, () => Matrix, string]>([
    ['an empty axis', () => Matrix.of({ os: [] }), 'axis "os" has no values.\n  Give at least one value'],
    ['a value twice', () => Matrix.of({ node: [20, 22, 20] }), 'axis "node" has 20 twice.\n  Give each value once.'],
    ['no leg at all', () => Matrix.of({}), 'no leg is left.\n  Loosen `exclude`'],
    ['a matrix all excluded', () => Matrix.of({ os: ['a'] }, { exclude: [{ os: 'a' }] }), 'no leg is left.'],
    ['an exclusion of an unknown axis', () => Matrix.of({ os: ['a'] }, { exclude: [{ node: 1 }] }), 'exclude names the axis "node".\n  The axes are: os.'],
    ['an exclusion of an unknown value', () => Matrix.of({ os: ['a', 'b'] }, { exclude: [{ os: 'c' }] }), 'exclude has os "c".\n  Its values are: "a", "b".'],
    ['more than 256 legs', () => Matrix.of({ x: numbers(257) }), '257 legs.\n  GitHub starts at most 256 jobs of one matrix.'],
    ['no parallel leg', () => Matrix.of({ x: [1] }, { maxParallel: 0 }), 'maxParallel 0.\n  Give a whole number from 1.'],
    ['half a parallel leg', () => Matrix.dynamic(Expr.fromJson('[]'), { maxParallel: 1.5 }), 'maxParallel 1.5.'],
    ['an expression as a value', () => Matrix.of({ os: [Expr.variable('OS')] }), 'axis "os" has the value ${{ vars.OS }}.\n  Values are texts, numbers'],
    ['an expression in an include', () => Matrix.of({ x: [1] }, { include: [{ y: Expr.variable('Y') }] }), 'axis "y" has the value ${{ vars.Y }}.'],
    ['a value that YAML cannot hold', () => Matrix.of({ x: [Number.NaN] }), 'axis "x" has the value NaN.'],
  ])('%s', (_, make, text) => {
    expect(refusal(make)).toContain(`Matrix: ${text}`);
  });

  test('nothing with exactly 256 legs', () => {
    expect(Matrix.of({ x: numbers(16), y: numbers(16) }).legs()).toHaveLength(256);
  });
});

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
