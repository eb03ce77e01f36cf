// npm-publish.sh when something goes wrong, with the real npm: a run that was killed or lost an answer at any point is started again,
// a silent registry is never taken for one without the version, and what npm says is read whatever its version.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { NpmRegistry } from './npm-registry';
import { PACKAGE, Release } from './npm-release';

jest.setTimeout(60_000);

let registry: NpmRegistry;
let place: Release;
beforeAll(async () => { registry = await NpmRegistry.start(); });
afterAll(() => registry.stop());
beforeEach(() => { place = new Release(registry); });
afterEach(() => place.remove());

const PUBLISH = 'PUT /@acme%2ftool';

describe('a run that is interrupted', () => {
  test('after the registry took the tarball, and before npm heard so, is looked up', () => {
    registry.fault({ request: '^PUT', how: 'lost', times: 1 });
    place.pack('1.0.0');
    expect(place.publish('1.0.0')).toMatchObject({ status: 0, outputs: { published: 'true' } });
    expect(registry.changes()).toEqual([PUBLISH]);
  });

  test('before the registry took it, tries again', () => {
    registry.fault({ request: '^PUT', how: 'cut', times: 1 }, { request: '^PUT', status: 503, times: 1 });
    place.pack('1.0.0');
    expect(place.publish('1.0.0')).toMatchObject({ status: 0, outputs: { published: 'true' } });
    expect(registry.changes()).toEqual([PUBLISH, PUBLISH, PUBLISH]);
  });

  test('gives up after three attempts, knowing that the version is not there', () => {
    registry.fault({ request: '^PUT', status: 503 });
    place.pack('1.0.0');
    expect(place.publish('1.0.0')).toMatchObject({ status: 4, told: [], stderr: expect.stringContaining('three times (E503)') });
    expect(registry.changes()).toHaveLength(3);
  });

  test('and whose version shows late is not taken for refused', () => {
    registry.fault({ request: '^PUT', how: 'lost', delay: 3, times: 1 });
    place.pack('1.0.0');
    expect(place.publish('1.0.0', { TIMEOUT: '30' })).toMatchObject({ status: 0, outputs: { published: 'true' } });
    expect(registry.changes()).toHaveLength(2); // the second one is refused: the version is there
  });

  test('by a kill while npm publishes, or after, is started again', () => {
    place.pack('1.0.0');
    place.watchNpm('if [[ "$1" == publish ]]; then kill -9 "$(cut -d " " -f 4 "/proc/$PPID/stat")"; exit 1; fi');
    expect(place.publish('1.0.0')).toMatchObject({ status: null, told: [] });
    expect(registry.package(PACKAGE)).toBeUndefined();
    fs.rmSync(path.join(place.bin, 'npm'));
    expect(place.publish('1.0.0').outputs.published).toBe('true');
    expect(place.publish('1.0.0').outputs.published).toBe('false');
  });
});

describe('the wait for the registry', () => {
  test('ends when it shows the version', () => {
    registry.fault({ request: '^PUT', delay: 4, times: 1 });
    place.pack('1.0.0');
    expect(place.publish('1.0.0', { TIMEOUT: '30' }).status).toBe(0);
    expect(registry.requests('GET').filter(({ url }) => url.endsWith('write=true')).length).toBeGreaterThanOrEqual(5);
  });

  test('ends in time; what was published is told all the same', () => {
    registry.fault({ request: '^PUT', delay: 100_000, times: 1 });
    place.pack('1.0.0');
    expect(place.publish('1.0.0', { TIMEOUT: '1' })).toMatchObject({ status: 4, outputs: { published: 'true' }, stderr: expect.stringContaining('does not show') });
  });

  test('does not believe a registry that says yes and does nothing', () => {
    registry.fault({ request: '^PUT', how: 'ignored' });
    place.pack('1.0.0');
    expect(place.publish('1.0.0')).toMatchObject({ status: 4, stderr: expect.stringContaining('was unpublished') });
  });

  test('ends for a version that was unpublished before, whose number is used up', () => {
    place.published('1.0.0');
    registry.change((state) => { Object.assign(state.packages[PACKAGE], { 'versions': {}, 'dist-tags': {}, 'removed': ['1.0.0'] }); });
    expect(place.publish('1.0.0')).toMatchObject({ status: 4, stderr: expect.stringContaining('was unpublished') });
  });
});

describe('a registry that does not answer', () => {
  test.each([
    ['with 503', { status: 503 }], ['and cuts the connection', { how: 'cut' as const }], ['with 429', { status: 429 }],
  ])('%s is asked five times, and nothing is published', (_, fault) => {
    registry.fault({ request: '^GET', ...fault });
    place.pack('1.0.0');
    expect(place.publish('1.0.0')).toMatchObject({ status: 4, told: [], stderr: expect.stringContaining('Nothing is assumed') });
    expect(registry.requests('GET')).toHaveLength(5);
    expect(registry.changes()).toEqual([]);
  });

  test('for a moment is waited for', () => {
    registry.fault({ request: '^GET', status: 502, times: 4 });
    place.pack('1.0.0');
    expect(place.publish('1.0.0').status).toBe(0);
  });

  test('because it is not there', () => {
    place.pack('1.0.0');
    expect(place.publish('1.0.0', { REGISTRY: 'http://127.0.0.1:9' })).toMatchObject({ status: 4, stderr: expect.stringContaining('no connection') });
  });

  test('with nothing is not believed', () => {
    place.standIn('curl', 'printf 200');
    place.pack('1.0.0');
    expect(place.publish('1.0.0')).toMatchObject({ status: 4, told: [] });
    expect(registry.changes()).toEqual([]);
  });

  test('with another package is not believed', () => {
    registry.seed(PACKAGE, ['0.1.0'], { latest: '0.1.0' }).change((state) => { state.packages[PACKAGE].name = 'other'; });
    place.pack('1.0.0');
    expect(place.publish('1.0.0')).toMatchObject({ status: 4, stderr: expect.stringContaining('no package in the answer') });
  });
});

describe('what npm says, by its version', () => {
  const FAILURES: [string, string, number, string][] = [
    ['npm ERR! code E403', 'npm 10.5', 3, 'E403'], ['npm error code E403', 'npm 10.6 to 12', 3, 'E403'], ['npm error code ENEEDAUTH', 'npm 12', 3, 'ENEEDAUTH'],
    ['npm error code ETIMEDOUT', 'npm 11', 4, 'ETIMEDOUT'], ['npm error code TLOG_CREATE_ENTRY_ERROR', 'npm 11', 4, 'TLOG_CREATE_ENTRY_ERROR'], ['npm error Exit handler never called!', 'npm 10', 4, 'no code'],
  ];

  test.each(FAILURES)('%s (%s)', (line, _, status, code) => {
    place.standIn('npm', `if [[ "$1" == --version ]]; then echo 11.0.0; else echo '${line}' >&2; exit 1; fi`);
    place.pack('1.0.0');
    const run = place.publish('1.0.0');
    expect(run).toMatchObject({ status, stderr: expect.stringContaining(`(${code})`) });
    expect(place.calls('npm')).toHaveLength(status === 3 ? 2 : 4);
  });

  test.each(['9.9.4', '10.4.0'])('npm %s would let the package decide where it goes', (version) => {
    place.standIn('npm', `echo ${version}`);
    place.pack('1.0.0');
    expect(place.publish('1.0.0')).toMatchObject({ status: 69, stderr: expect.stringContaining('10.5 or newer') });
    expect(registry.requests()).toEqual([]);
  });
});
