// npm-snapshot-version.sh: a number gives one version, above the released ones of its line and below the next, and runs nothing of
// the package.
import { Rehearsal } from '../helpers/stand-ins';

jest.setTimeout(60_000);

let place: Rehearsal;
beforeEach(() => { place = new Rehearsal(); });
afterEach(() => place.remove());

const snapshot = (version: string | undefined, parameters: Record<string, string> = {}, folder = '.') => {
  place.write(`${folder}/package.json`, `${JSON.stringify({ name: '@acme/tool', version, scripts: { preversion: 'touch ran', version: 'touch ran', postversion: 'touch ran' } }, null, 2)}\n`);
  return place.run('npm-snapshot-version.sh', { NUMBER: '57', ...parameters });
};
const written = (folder = '.') => JSON.parse(place.read(`${folder}/package.json`)).version;

test.each([
  ['1.4.0', {}, '1.4.1-dev.57'],
  ['1.4.0', { PREID: 'nightly', NUMBER: '0' }, '1.4.1-nightly.0'],
  ['1.4.1-rc.2', {}, '1.4.1-dev.57'],
  ['1.4.1-dev.57', {}, '1.4.1-dev.57'],
  ['0.0.0', {}, '0.0.1-dev.57'],
])('%s with %j becomes %s', (version, parameters, expected) => {
  const run = snapshot(version, parameters as Record<string, string>);
  expect(run).toMatchObject({ status: 0, outputs: { version: expected } });
  expect(written()).toBe(expected);
  expect(() => place.read('ran')).toThrow();
});

test('a package in a folder of its own', () => {
  expect(snapshot('2.0.0', { PACKAGE_DIRECTORY: 'packages/tool' }, 'packages/tool')).toMatchObject({ status: 0, outputs: { version: '2.0.1-dev.57' } });
  expect(written('packages/tool')).toBe('2.0.1-dev.57');
});

test('a version that is none leaves the package as it was', () => {
  const run = snapshot('one');
  expect(run).toMatchObject({ status: 3, outputs: {} });
  expect(run.stderr).toContain('Give it one, such as 0.1.0');
  expect(written()).toBe('one');
});

test.each([
  [{ NUMBER: '' }, 'NUMBER is empty'],
  [{ NUMBER: '5 7' }, 'NUMBER is 5 7'],
  [{ NUMBER: '007' }, 'NUMBER is 007'],
  [{ PREID: '1; touch ran' }, 'PREID is 1; touch ran'],
  [{ PREID: '$(touch ran)' }, 'PREID is $(touch ran)'],
])('%j is refused before anything runs', (parameters, message) => {
  place.standIn('npm');
  const run = snapshot('1.0.0', parameters as Record<string, string>);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
  expect(place.calls('npm')).toEqual([]);
});
