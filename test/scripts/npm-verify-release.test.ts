// npm-verify-release.sh with the real npm: what users get is what was published. Only a package that is wrong ends with 3, since that
// takes a release back; whatever may lie in the registry, the network or the machine ends with 4.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { NpmRegistry } from './npm-registry';
import { PACKAGE, Release, TOKEN } from './npm-release';

jest.setTimeout(60_000);

let registry: NpmRegistry; // of the scope
let others: NpmRegistry; // of everything else
let place: Release;
beforeAll(async () => {
  registry = await NpmRegistry.start();
  others = await NpmRegistry.start();
});
afterAll(() => {
  registry.stop();
  others.stop();
});
beforeEach(() => {
  others.clear();
  place = new Release(registry);
});
afterEach(() => place.remove());

const integrityOf = (version: string, name = PACKAGE): string => registry.package(name).versions[version].dist.integrity;
const BIN = () => path.join(place.folder, 'runner-temp', 'package-under-test', 'bin');

/** Verifies a version, by default one whose published bits are the right ones. */
function check(version: string, parameters: Record<string, string> = {}) {
  const INTEGRITY = registry.package(PACKAGE)?.versions[version]?.dist.integrity ?? OTHER;
  return place.release('npm-verify-release.sh', version, { DIST_TAG: 'latest', INTEGRITY, npm_config_registry: others.url, ...parameters });
}
const OTHER = `sha512-${'A'.repeat(86)}==`;

/** Puts a package without a scope into the registry of everything else. */
function give(name: string, version: string, manifest: object = {}): void {
  place.pack(version, { name, bin: undefined, ...manifest });
  expect(place.publish(version, { PACKAGE: name, REGISTRY: others.url }).status).toBe(0);
}

describe('a sound release', () => {
  test('is installed from the registry and runs', () => {
    const published = place.published('1.0.0');
    const run = check('1.0.0', { INTEGRITY: published.outputs.integrity });
    expect(run).toMatchObject({ status: 0, outputs: { verdict: 'good', bin: BIN(), version: '1.0.0' }, paths: [BIN()] });
    expect(run.summary).toContain('Installed **@acme/tool 1.0.0**');
    expect(place.command(path.join(BIN(), 'tool'))).toBe('tool 1.0.0\n');
    expect(place.run('check-command.sh', { COMMAND: 'tool', PREFIX: path.dirname(BIN()), PATH: `${BIN()}:${process.env.PATH}` }).status).toBe(0);
    expect(registry.requests('GET').some(({ url }) => url.endsWith('.tgz'))).toBe(true);
    expect(others.requests()).toEqual([]);
  });

  test('takes what it needs of other scopes from where npm finds it by itself, and never sends the token there', () => {
    give('helper', '2.0.0');
    place.published('1.0.0', {}, { dependencies: { helper: '^2.0.0' } });
    const before = others.requests().length;
    expect(check('1.0.0').status).toBe(0);
    const installed = path.join(path.dirname(BIN()), 'lib/node_modules/@acme/tool/node_modules/helper/package.json');
    expect(JSON.parse(fs.readFileSync(installed, 'utf8')).version).toBe('2.0.0');
    const asked = others.requests().slice(before);
    expect(asked.map(({ url }) => url)).toEqual(['/helper', '/helper/-/helper-2.0.0.tgz']);
    expect(asked.filter(({ authorization }) => authorization)).toEqual([]);
    expect(registry.requests().some(({ url }) => url.includes('helper'))).toBe(false);
  });

  test('without a scope comes from the registry too', () => {
    place.pack('1.0.0', { name: 'tool' });
    place.publish('1.0.0', { PACKAGE: 'tool' });
    expect(check('1.0.0', { PACKAGE: 'tool', INTEGRITY: integrityOf('1.0.0', 'tool') })).toMatchObject({ status: 0, outputs: { version: '1.0.0' } });
  });

  test('is not looked for where a repository or a user says', () => {
    place.published('1.0.0');
    place.write('.npmrc', '@acme:registry=http://127.0.0.1:9/\n');
    fs.writeFileSync(path.join(place.folder, 'home', '.npmrc'), '@acme:registry=http://127.0.0.1:9/\n');
    expect(check('1.0.0').status).toBe(0);
  });

  test('is downloaded and not taken from a cache', () => {
    place.published('1.0.0');
    expect(check('1.0.0', { PREFIX: 'first' }).status).toBe(0);
    fs.rmSync(path.join(registry.folder, PACKAGE, '-'), { recursive: true });
    expect(check('1.0.0', { PREFIX: 'second' }).status).toBe(4);
  });

  test('is installed into the folder that is asked for, again and again', () => {
    place.published('1.0.0');
    expect(check('1.0.0', { PREFIX: 'own place' }).outputs.bin).toBe(path.join(place.work, 'own place', 'bin'));
    expect(check('1.0.0', { PREFIX: 'own place' }).status).toBe(0);
  });

  test('of which a later release has the dist-tag by now is sound', () => {
    place.published('1.9.0');
    place.published('1.10.0');
    expect(check('1.9.0')).toMatchObject({ status: 0, stderr: expect.stringContaining('latest is at 1.10.0 since') });
  });

  test('that is private is read and installed with the token', () => {
    place.published('1.0.0');
    registry.close();
    expect(check('1.0.0', { NPM_TOKEN: '' })).toMatchObject({ status: 4, stderr: expect.stringContaining('Not allowed to read') });
    expect(check('1.0.0').status).toBe(0);
  });

  test('shows late', () => {
    place.published('1.0.0');
    registry.change((state) => { state.hidden[PACKAGE] = { document: undefined, reads: 3 }; });
    expect(check('1.0.0', { TIMEOUT: '30' }).status).toBe(0);
  });
});

describe('install scripts', () => {
  const SCRIPT = { scripts: { postinstall: 'env > "$OLDPWD/../seen" || true; env > "$HOME/seen"' } };

  test('run as npm runs them, and never see the token', () => {
    place.published('1.0.0', {}, SCRIPT);
    expect(check('1.0.0').status).toBe(0);
    const major = Number(place.command('npm', '--version').split('.')[0]);
    const seen = path.join(place.folder, 'home', 'seen');
    expect(fs.existsSync(seen)).toBe(major < 12); // which blocks them by default
    if (major < 12) {
      expect(fs.readFileSync(seen, 'utf8')).not.toContain(TOKEN);
    }
  });

  test('that fail make the release a bad one', () => {
    place.published('1.0.0', {}, { scripts: { postinstall: 'exit 5' } });
    const run = check('1.0.0', { npm_config_dangerously_allow_all_scripts: 'true' });
    expect(run).toMatchObject({ status: 3, stderr: expect.stringContaining('install scripts of @acme/tool@1.0.0') });
  });
});

describe('a release that is wrong', () => {
  const wrong = (parameters: Record<string, string>, message: string) => {
    const run = check('1.0.0', parameters);
    expect(run).toMatchObject({ status: 3, paths: [], stderr: expect.stringContaining(message) });
    expect(run.outputs).toEqual({ verdict: 'wrong' });
  };

  test('has other bits than were published', () => {
    place.published('1.0.0');
    wrong({ INTEGRITY: OTHER }, 'Other bits');
  });

  test('has other bits than the registry says', () => {
    place.published('1.0.0');
    fs.copyFileSync(path.join(place.work, 'source/package/cli.js'), path.join(registry.folder, PACKAGE, '-', 'tool-1.0.0.tgz'));
    wrong({}, 'EINTEGRITY');
  });

  test('was taken back', () => {
    place.published('1.0.0');
    registry.change((state) => { state.packages[PACKAGE].versions['1.0.0'].deprecated = 'Taken back.'; });
    wrong({}, 'it was taken back');
  });

  test.each([['at an older version', '0.9.0'], ['missing', undefined]])('has its dist-tag %s', (_, at) => {
    place.published('1.0.0');
    registry.change((state) => { state.packages[PACKAGE]['dist-tags'] = { other: '1.0.0', ...at && { latest: at } }; });
    wrong({}, `latest of @acme/tool is at ${at ?? 'no version'}`);
  });

  test('needs a version that nobody published', () => {
    give('helper', '2.0.0');
    place.published('1.0.0', {}, { dependencies: { helper: '^3.0.0' } });
    wrong({}, '(ETARGET), three times');
  });

  test('needs a package that nobody published', () => {
    place.published('1.0.0', {}, { dependencies: { helper: '^3.0.0' } });
    wrong({}, '(E404), three times');
  });

  test('is for another system', () => {
    place.published('1.0.0', {}, { os: ['win32'] });
    wrong({}, '(EBADPLATFORM), three times');
  });
});

describe('what is no fault of the release', () => {
  const unknown = (parameters: Record<string, string>, message: string) => {
    const run = check('1.0.0', parameters);
    expect(run).toMatchObject({ status: 4, paths: [], stderr: expect.stringContaining(message) });
    expect(run.outputs).toEqual({});
  };

  test.each([['answers 503', { status: 503 }], ['cuts the connection', { how: 'cut' as const }], ['answers 401', { status: 401 }], ['answers 403', { status: 403 }]])('a registry that %s', (_, fault) => {
    place.published('1.0.0');
    registry.fault({ request: '^GET', ...fault });
    unknown({}, PACKAGE);
  });

  test('a registry that is not there', () => {
    unknown({ REGISTRY: 'http://127.0.0.1:9' }, 'no connection');
  });

  test('a version that is not shown', () => {
    place.published('0.9.0');
    unknown({ TIMEOUT: '1' }, 'does not show');
  });

  test.each([
    ['a cache that does not know the version yet', { request: '^GET /@acme%2ftool$', status: 404 }],
    ['a tarball that is not everywhere yet', { request: '^GET .*tgz', status: 404 }],
    ['a tarball that does not come', { request: '^GET .*tgz', status: 502 }],
    ['a connection that is cut', { request: '^GET .*tgz', how: 'cut' as const }],
  ])('%s, unless it goes by', (_, fault) => {
    place.published('1.0.0');
    registry.fault(fault);
    unknown({ TIMEOUT: '3' }, 'nothing shows that the package is wrong');
    registry.change((state) => { state.faults = [{ ...fault, times: 1 }]; });
    expect(check('1.0.0', { TIMEOUT: '30' }).status).toBe(0);
  });

  test('the registry of what it needs', () => {
    place.published('1.0.0', {}, { dependencies: { helper: '^3.0.0' } });
    unknown({ npm_config_registry: 'http://127.0.0.1:9/' }, 'ECONNREFUSED');
  });

  test.each(['npm error code ENOSPC', 'npm ERR! code EACCES', 'npm error code CERT_HAS_EXPIRED', 'npm error Exit handler never called!'])('"%s"', (line) => {
    place.published('1.0.0');
    place.standIn('npm', `echo '${line}' >&2; exit 1`);
    unknown({}, 'Run this again');
  });
});

test('the token stands in no argument and no log', () => {
  place.published('1.0.0');
  place.watchNpm();
  const run = check('1.0.0');
  expect(run.status).toBe(0);
  expect(JSON.stringify(place.calls('npm').map((call) => call.args))).not.toContain(TOKEN);
  expect(run.stdout + run.stderr + run.summary).not.toContain(TOKEN);
  expect(place.calls('npm').map(({ args, env }) => [args[0], env.NPM_TOKEN])).toEqual([['install', TOKEN], ['rebuild', undefined]]);
});

test.each([
  [{ INTEGRITY: 'sha1-abc' }, 'Use sha512-'], [{ INTEGRITY: '' }, 'INTEGRITY is empty'], [{ TIMEOUT: 'x' }, 'Use seconds'], [{ VERSION: '^1.0.0' }, 'Use one as'], [{ PACKAGE: 'a b' }, 'Use a name'],
])('%j is wrong usage', (parameters, message) => {
  expect(check('1.0.0', parameters as Record<string, string>)).toMatchObject({ status: 64, stderr: expect.stringContaining(message) });
  expect(registry.requests()).toEqual([]);
});
