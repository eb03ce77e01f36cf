// npm-rollback.sh with the real npm: everything is read and decided before the first change; the dist-tags move first, then the
// version is deprecated; what cannot be undone is refused; and a run that was interrupted can be started again.
import * as fs from 'node:fs';
import { NpmRegistry, Version } from './npm-registry';
import { PACKAGE, Release, TOKEN } from './npm-release';

jest.setTimeout(60_000);

let registry: NpmRegistry;
let place: Release;
beforeAll(async () => { registry = await NpmRegistry.start(); });
afterAll(() => registry.stop());
beforeEach(() => { place = new Release(registry); });
afterEach(() => place.remove());

const BAD = { deprecated: 'Taken back: broken.' };
const roll = (version: string, parameters: Record<string, string> = {}) => place.release('npm-rollback.sh', version, { REASON: 'It does not start.', ...parameters });
const reported = (run: { outputs: Record<string, string> }) => fs.readFileSync(run.outputs.report, 'utf8');
const TAG = (tag: string) => `PUT /-/package/@acme%2ftool/dist-tags/${tag}`;
const DEPRECATE = 'PUT /@acme%2ftool';

describe('taking back', () => {
  test('moves latest first, then deprecates, and reads back', () => {
    registry.seed(PACKAGE, ['1.0.0', '1.1.0', '1.2.0'], { latest: '1.2.0', next: '1.1.0' });
    const run = roll('1.2.0');
    expect(run).toMatchObject({ status: 0, stdout: '', outputs: { outcome: 'rolled-back', left: '1.2.0', version: '1.1.0', deprecated: 'true' } });
    expect(registry.tags(PACKAGE)).toEqual({ latest: '1.1.0', next: '1.1.0' });
    expect(registry.deprecated(PACKAGE)).toEqual({ '1.2.0': 'Taken back: It does not start. Use 1.1.0 instead.' });
    expect(registry.changes()).toEqual([TAG('latest'), DEPRECATE]);
    expect(run.summary).toContain('**@acme/tool 1.2.0: rolled-back**');
  });

  test('writes a report with commands that do it, and that undo it', () => {
    registry.seed(PACKAGE, ['1.0.0', '1.1.0'], { latest: '1.1.0', stable: '1.1.0' });
    const run = roll('1.1.0', { REASON: "It's $(broken).\nSee the run." });
    expect(reported(run).replaceAll(registry.url, '<registry>/')).toBe(`**@acme/tool 1.1.0** on <registry>/: rolled-back; latest is 1.0.0; deprecated: true.

Reason: It's $(broken).
See the run.

Done, or by hand:

\`\`\`sh
npm dist-tag add @acme/tool@1.0.0 latest --registry=<registry>/
npm dist-tag add @acme/tool@1.0.0 stable --registry=<registry>/
npm deprecate @acme/tool@1.1.0 'Taken back: It'\\''s $(broken). See the run. Use 1.0.0 instead.' --registry=<registry>/
\`\`\`

The way back:

\`\`\`sh
npm dist-tag add @acme/tool@1.1.0 latest --registry=<registry>/
npm dist-tag add @acme/tool@1.1.0 stable --registry=<registry>/
npm deprecate @acme/tool@1.1.0 '' --registry=<registry>/
\`\`\`
`);
    expect(registry.deprecated(PACKAGE)['1.1.0']).toBe("Taken back: It's $(broken). See the run. Use 1.0.0 instead.");
  });

  test('a second time finds nothing to do', () => {
    registry.seed(PACKAGE, ['1.0.0', '1.1.0'], { latest: '1.1.0' });
    roll('1.1.0');
    const changes = registry.changes();
    expect(roll('1.1.0')).toMatchObject({ status: 0, outputs: { outcome: 'nothing', left: '1.1.0', version: '1.0.0', deprecated: 'true' } });
    expect(registry.changes()).toEqual(changes);
  });

  test('a package without a scope', () => {
    registry.seed('tool', ['1.0.0', '1.1.0'], { latest: '1.1.0' });
    expect(roll('1.1.0', { PACKAGE: 'tool' }).status).toBe(0);
    expect(registry.tags('tool')).toEqual({ latest: '1.0.0' });
  });

  test('goes where it is told to, whatever repository and user say', () => {
    place.write('.npmrc', '@acme:registry=http://127.0.0.1:9/\n');
    fs.writeFileSync(`${place.folder}/home/.npmrc`, 'registry=http://127.0.0.1:9/\n');
    registry.seed(PACKAGE, ['1.0.0', '1.1.0'], { latest: '1.1.0' });
    expect(roll('1.1.0', { npm_config_registry: 'http://127.0.0.1:9/' }).status).toBe(0);
    expect(registry.changes()).toHaveLength(2);
  });
});

type Versions = string[] | Record<string, Version>;
type Row = [string, Versions, Record<string, string>, string, Record<string, string>, Record<string, string> | string];

describe('the decision', () => {
  const ROWS: Row[] = [
    ['the newest by number, not by letter', ['1.9.0', '1.10.0', '1.11.0'], { latest: '1.11.0' }, '1.11.0', {}, { latest: '1.10.0' }],
    ['no prerelease for latest', ['1.0.0', '1.1.0-rc.1', '1.1.0'], { latest: '1.1.0' }, '1.1.0', {}, { latest: '1.0.0' }],
    ['none that was taken back', { '1.0.0': {}, '1.1.0': BAD, '1.2.0': {} }, { latest: '1.2.0' }, '1.2.0', {}, { latest: '1.0.0' }],
    ['one whose deprecation was undone', { '1.0.0': {}, '1.1.0': { deprecated: '' }, '1.2.0': {} }, { latest: '1.2.0' }, '1.2.0', {}, { latest: '1.1.0' }],
    ['none that is newer, and so never was latest', ['1.0.0', '1.1.0', '2.0.0'], { latest: '1.1.0', next: '2.0.0' }, '1.1.0', {}, { latest: '1.0.0', next: '2.0.0' }],
    ['every dist-tag of the version', ['1.0.0', '1.1.0'], { latest: '1.1.0', stable: '1.1.0', old: '1.0.0' }, '1.1.0', {}, { latest: '1.0.0', stable: '1.0.0', old: '1.0.0' }],
    ['no dist-tag of another version', ['1.0.0', '1.1.0'], { latest: '1.0.0' }, '1.1.0', {}, { latest: '1.0.0' }],
    ['the version that is named', ['1.0.0', '1.1.0', '1.2.0'], { latest: '1.2.0' }, '1.2.0', { TO: '1.0.0' }, { latest: '1.0.0' }],
    ['a newer one, if it is named', ['1.0.0', '1.1.0', '1.2.0'], { latest: '1.1.0' }, '1.1.0', { TO: '1.2.0' }, { latest: '1.2.0' }],
    ['the prerelease before', ['1.0.0', '1.1.0-rc.9', '1.1.0-rc.10', '1.1.0-rc.11'], { latest: '1.0.0', next: '1.1.0-rc.11' }, '1.1.0-rc.11', {}, { latest: '1.0.0', next: '1.1.0-rc.10' }],
    ['no prerelease older than latest: the tag goes', ['0.9.0-rc.1', '1.0.0', '1.1.0-rc.1'], { latest: '1.0.0', next: '1.1.0-rc.1' }, '1.1.0-rc.1', {}, { latest: '1.0.0' }],
    ['no prerelease that was taken back', { '1.0.0': {}, '1.1.0-rc.1': BAD, '1.1.0-rc.2': {} }, { latest: '1.0.0', next: '1.1.0-rc.2' }, '1.1.0-rc.2', {}, { latest: '1.0.0' }],
    ['the line of a major version', ['1.8.0', '1.9.0', '2.0.0'], { 'latest': '2.0.0', 'release-1.x': '1.9.0' }, '1.9.0', {}, { 'latest': '2.0.0', 'release-1.x': '1.8.0' }],
    ['the line of a minor version', ['1.8.3', '1.9.0', '2.0.0'], { 'latest': '2.0.0', 'release-1.9.x': '1.9.0' }, '1.9.0', {}, { latest: '2.0.0' }],
    ['a first release that became latest by itself', ['1.0.0-rc.1'], { latest: '1.0.0-rc.1', next: '1.0.0-rc.1' }, '1.0.0-rc.1', {}, 'A package cannot be without latest'],
    ['a prerelease instead of a prerelease, if it is named', ['1.0.0-rc.1', '1.0.0-rc.2'], { latest: '1.0.0-rc.2' }, '1.0.0-rc.2', { TO: '1.0.0-rc.1' }, { latest: '1.0.0-rc.1' }],
    ['nothing to go back to', ['1.0.0'], { latest: '1.0.0' }, '1.0.0', {}, 'A package cannot be without latest'],
    ['nothing good to go back to', { '1.0.0': BAD, '1.1.0-rc.1': {}, '1.1.0': {} }, { latest: '1.1.0' }, '1.1.0', {}, 'A package cannot be without latest'],
    ['a version that is not there', ['1.0.0', '1.1.0'], { latest: '1.1.0' }, '1.2.0', {}, '1.2.0 is not there. It has: 1.0.0, 1.1.0.'],
    ['a package that is not there', {}, {}, '1.2.0', { PACKAGE: 'none' }, '1.2.0 is not there'],
    ['to a version that is not there', ['1.0.0', '1.1.0'], { latest: '1.1.0' }, '1.1.0', { TO: '1.0.5' }, 'TO, 1.0.5, is not there'],
    ['to one that was taken back', { '1.0.0': BAD, '1.1.0': {} }, { latest: '1.1.0' }, '1.1.0', { TO: '1.0.0' }, 'was taken back itself'],
    ['to itself', ['1.0.0', '1.1.0'], { latest: '1.1.0' }, '1.1.0', { TO: '1.1.0' }, 'TO is the version that is taken back'],
    ['to a prerelease', ['1.0.0', '1.1.0-rc.1', '1.1.0'], { latest: '1.1.0' }, '1.1.0', { TO: '1.1.0-rc.1' }, 'is a prerelease, and latest is what everybody installs'],
  ];

  test.each(ROWS)('%s', (_, versions, tags, version, parameters, expected) => {
    registry.seed(PACKAGE, versions, tags);
    const run = roll(version, parameters);
    if (typeof expected === 'string') {
      expect(run).toMatchObject({ status: 3, told: [], stderr: expect.stringContaining(expected) });
      expect(run.stderr).toContain('Nothing was changed');
      expect(registry.changes()).toEqual([]);
    } else {
      expect(run).toMatchObject({ status: 0, outputs: { outcome: 'rolled-back', deprecated: 'true', version: expected.latest } });
      expect(registry.tags(PACKAGE)).toEqual(expected);
      expect(registry.deprecated(PACKAGE)[version]).toContain('It does not start.');
    }
  });
});

describe('undoing', () => {
  const ROWS: Row[] = [
    ['gives latest back', { '1.0.0': {}, '1.1.0': BAD }, { latest: '1.0.0' }, '1.1.0', {}, { latest: '1.1.0' }],
    ['not to one that has a good successor', { '1.0.0': {}, '1.1.0': BAD, '1.2.0': {} }, { latest: '1.2.0' }, '1.1.0', {}, { latest: '1.2.0' }],
    ['nor where latest was left behind on purpose', { '1.0.0': {}, '1.1.0': BAD, '1.2.0': {} }, { latest: '1.0.0' }, '1.1.0', {}, { latest: '1.0.0' }],
    ['to one whose successor was taken back too', { '1.0.0': {}, '1.1.0': BAD, '1.2.0': BAD }, { latest: '1.0.0' }, '1.1.0', {}, { latest: '1.1.0' }],
    ['the tag of its line', { '1.8.0': {}, '1.9.0': BAD, '2.0.0': {} }, { 'latest': '2.0.0', 'release-1.x': '1.8.0', 'release-2.x': '2.0.0' }, '1.9.0', {}, { 'latest': '2.0.0', 'release-1.x': '1.9.0', 'release-2.x': '2.0.0' }],
    ['the tag of prereleases', { '1.0.0': {}, '1.1.0-rc.1': {}, '1.1.0-rc.2': BAD }, { latest: '1.0.0', next: '1.1.0-rc.1' }, '1.1.0-rc.2', {}, { latest: '1.0.0', next: '1.1.0-rc.2' }],
    ['no tag that is gone', { '1.0.0': {}, '1.1.0-rc.2': BAD }, { latest: '1.0.0' }, '1.1.0-rc.2', {}, { latest: '1.0.0' }],
    ['no tag of another meaning', { '1.0.0': {}, '1.1.0': BAD }, { latest: '1.0.0', lts: '1.0.0' }, '1.1.0', {}, { latest: '1.1.0', lts: '1.0.0' }],
  ];

  test.each(ROWS)('%s', (_, versions, tags, version, parameters, expected) => {
    registry.seed(PACKAGE, versions, tags);
    const run = roll(version, { UNDO: 'true', ...parameters });
    expect(run).toMatchObject({ status: 0, outputs: { outcome: 'undone', left: version, deprecated: 'false', version: (expected as Record<string, string>).latest } });
    expect(registry.tags(PACKAGE)).toEqual(expected);
    expect(registry.deprecated(PACKAGE)).not.toHaveProperty([version]);
  });

  test('brings back what taking back changed, and finds nothing to do then', () => {
    registry.seed(PACKAGE, ['1.0.0', '1.1.0'], { latest: '1.1.0' });
    const before = registry.package(PACKAGE);
    roll('1.1.0');
    const run = roll('1.1.0', { UNDO: 'true' });
    expect(registry.package(PACKAGE)).toEqual(before);
    expect(reported(run)).toContain("npm deprecate @acme/tool@1.1.0 '' --registry=");
    expect(reported(run)).toContain("npm deprecate @acme/tool@1.1.0 'It does not start.' --registry=");
    expect(roll('1.1.0', { UNDO: 'true' }).outputs.outcome).toBe('nothing');
  });

  test('a version that is not there is refused', () => {
    registry.seed(PACKAGE, ['1.0.0'], { latest: '1.0.0' });
    expect(roll('1.1.0', { UNDO: 'true' })).toMatchObject({ status: 3, stderr: expect.stringContaining('is not there') });
  });
});

describe('a registry', () => {
  beforeEach(() => { registry.seed(PACKAGE, ['1.0.0', '1.1.0'], { latest: '1.1.0' }); });

  test.each([400, 404, 405, 422, 501])('that refuses deprecations with %s is told apart', (status) => {
    registry.fault({ request: '^PUT /@acme', status });
    const run = roll('1.1.0');
    expect(run).toMatchObject({ status: 0, outputs: { outcome: 'rolled-back', version: '1.0.0', deprecated: 'false' }, stderr: expect.stringContaining('does not change the deprecation of @acme/tool@1.1.0. Its dist-tags are right.') });
    expect(registry.changes()).toEqual([TAG('latest'), DEPRECATE]);
    expect(reported(run)).toContain('deprecated: false');
  });

  test('that says yes to a deprecation and does nothing is told apart too', () => {
    registry.fault({ request: '^PUT /@acme', how: 'ignored' });
    expect(roll('1.1.0', { GITHUB_ACTIONS: 'true', TIMEOUT: '1' })).toMatchObject({ status: 0, outputs: { deprecated: 'false' }, stderr: expect.stringContaining('::warning title=No deprecation::') });
  });

  test('that says yes to a dist-tag and does nothing is not believed', () => {
    registry.fault({ request: '^PUT /-/package', how: 'ignored' });
    const run = roll('1.1.0', { TIMEOUT: '1' });
    expect(run).toMatchObject({ status: 4, stderr: expect.stringContaining('latest of @acme/tool is still at 1.1.0') });
    expect(Object.keys(run.outputs)).toEqual(['report']);
    expect(reported(run)).toContain('to be done');
    expect(registry.deprecated(PACKAGE)).toEqual({});
  });

  test.each([404, 422])('that refuses a dist-tag with %s ends the run before the deprecation', (status) => {
    registry.fault({ request: '^PUT /-/package', status });
    expect(roll('1.1.0')).toMatchObject({ status: 4, stderr: expect.stringContaining('should be at 1.0.0') });
    expect(registry.changes()).toEqual([TAG('latest')]);
  });

  test.each([
    ['loses the answer', { how: 'lost' as const }, 1], ['cuts the connection', { how: 'cut' as const }, 2], ['answers 503', { status: 503 }, 2], ['answers 409', { status: 409 }, 2],
  ])('that %s once is asked again', (_, fault, times) => {
    registry.fault({ request: '^PUT /-/package', times: 1, ...fault }, { request: '^PUT /@acme', times: 1, ...fault });
    expect(roll('1.1.0', { TIMEOUT: '30' })).toMatchObject({ status: 0, outputs: { version: '1.0.0', deprecated: 'true' } });
    expect(registry.changes()).toEqual([...Array(times).fill(TAG('latest')), ...Array(times).fill(DEPRECATE)]);
  });

  test('whose cache makes npm believe that all is done is asked again', () => {
    // npm reads the dist-tags before it moves one, and moves none that is at the version already.
    place.watchNpm('if [[ "$1" == dist-tag && "$CALL" == 1 ]]; then echo "npm warn dist-tag add latest is already set to version 1.0.0" >&2; exit 0; fi');
    expect(roll('1.1.0', { TIMEOUT: '30' })).toMatchObject({ status: 0, outputs: { version: '1.0.0' } });
  });

  test('that shows changes late is waited for', () => {
    registry.fault({ request: '^PUT /@acme', delay: 3, times: 1 });
    expect(roll('1.1.0', { TIMEOUT: '30' })).toMatchObject({ status: 0, outputs: { deprecated: 'true' } });
  });

  test.each([['answers 503', { status: 503 }], ['cuts the connection', { how: 'cut' as const }], ['answers 401', { status: 401 }]])('that %s when it is read is never changed', (_, fault) => {
    registry.fault({ request: '^GET', ...fault });
    expect(roll('1.1.0')).toMatchObject({ status: 4, told: [] });
    expect(registry.changes()).toEqual([]);
  });

  test('that is not there', () => {
    expect(roll('1.1.0', { REGISTRY: 'http://127.0.0.1:9' })).toMatchObject({ status: 4, stderr: expect.stringContaining('no connection') });
  });

  test('that goes away in between leaves a run that can be started again', () => {
    registry.fault({ request: '^PUT /@acme', status: 503 });
    expect(roll('1.1.0')).toMatchObject({ status: 4, stderr: expect.stringContaining('its dist-tags are right. Run this again.') });
    expect(registry.tags(PACKAGE)).toEqual({ latest: '1.0.0' });
    registry.change((state) => { state.faults = []; });
    expect(roll('1.1.0')).toMatchObject({ status: 0, outputs: { outcome: 'rolled-back', version: '1.0.0', deprecated: 'true' } });
    expect(registry.deprecated(PACKAGE)['1.1.0']).toContain('Use 1.0.0 instead.');
  });

  test('a kill between the two changes leaves a run that can be started again', () => {
    place.watchNpm('if [[ "$1" == deprecate ]]; then kill -9 "$(cut -d " " -f 4 "/proc/$PPID/stat")"; exit 1; fi');
    expect(roll('1.1.0').status).toBe(null);
    expect([registry.tags(PACKAGE), registry.deprecated(PACKAGE)]).toEqual([{ latest: '1.0.0' }, {}]);
    fs.rmSync(`${place.bin}/npm`);
    expect(roll('1.1.0')).toMatchObject({ status: 0, outputs: { outcome: 'rolled-back', deprecated: 'true' } });
  });

  test.each([['dist-tags', ['deprecate'], {}], ['deprecations', ['tag'], { latest: '1.0.0' }]] as const)('whose token is not for %s ends the run', (_, rights, tags) => {
    registry.token('weak', ...rights);
    const run = roll('1.1.0', { NPM_TOKEN: 'weak' });
    expect(run).toMatchObject({ status: 4, stderr: expect.stringContaining('does not let NPM_TOKEN change @acme/tool (E403)') });
    expect(registry.tags(PACKAGE)).toEqual({ latest: '1.1.0', ...tags });
    expect(registry.deprecated(PACKAGE)).toEqual({});
  });
});

describe('the token', () => {
  test('that is missing is named, with what a person can type', () => {
    const run = roll('1.1.0', { NPM_TOKEN: '', TO: '1.0.0' });
    expect(run.status).toBe(64);
    expect(run.stderr).toMatch(/secret NPM_ROLLBACK_TOKEN.*\nnpm dist-tag add @acme\/tool@1\.0\.0 latest --registry=http.*\nnpm deprecate @acme\/tool@1\.1\.0 'Taken back\.' --registry=http/);
    expect(registry.requests()).toEqual([]);
  });

  test('need not publish, and stands in no argument and no log', () => {
    registry.seed(PACKAGE, ['1.0.0', '1.1.0'], { latest: '1.1.0' }).token('npm_stage-only', 'tag', 'deprecate');
    place.watchNpm();
    const run = roll('1.1.0', { NPM_TOKEN: 'npm_stage-only' });
    expect(run.status).toBe(0);
    const seen = JSON.stringify(place.calls('npm').map((call) => call.args)) + run.stdout + run.stderr + run.summary + reported(run);
    expect(seen).not.toContain('npm_stage-only');
    expect(seen).not.toContain(TOKEN);
  });
});

test.each([
  [{ UNDO: 'yes' }, 'UNDO is true or false'], [{ UNDO: 'true', TO: '1.0.0' }, 'leaves TO empty'], [{ REASON: '' }, 'REASON is empty'], [{ TIMEOUT: 'x' }, 'Use seconds'],
  [{ VERSION: '1.x' }, 'Use one as'], [{ NPM_TOKEN: 'a\nb' }, 'line break'],
])('%j is wrong usage', (parameters, message) => {
  expect(roll('1.1.0', parameters as Record<string, string>)).toMatchObject({ status: 64, told: [], stderr: expect.stringContaining(message) });
  expect(registry.requests()).toEqual([]);
});
