// npm-pack.sh and npm-install-package.sh: what is installed is what was packed, once.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Rehearsal, testWith } from '../helpers/stand-ins';

let place: Rehearsal;
beforeEach(() => { place = new Rehearsal(); });
afterEach(() => place.remove());

const manifest = (more: object = {}) => JSON.stringify({
  name: '@acme/tool', version: '1.2.3', license: 'MIT', bin: { tool: 'cli.js' }, files: ['cli.js'], ...more,
});

function writePackage(folder: string = '.', more: object = {}): void {
  place.write(`${folder}/package.json`, manifest(more));
  place.write(`${folder}/cli.js`, '#!/usr/bin/env node\nconsole.log("tool 1.2.3");\n', 0o755);
}

/** A stand-in that makes a sound tarball in folder $DEST and then prints a report. */
const packs = (report: string, file: string) => `
  dest="\${*##* }"; dest="\${!#}"; dest="\${dest%/package.tgz}"
  mkdir -p "$ROOT/package"; cp package.json cli.js "$ROOT/package/"
  tar -C "$ROOT" -czf "$dest/${file}" package
  cat << 'REPORT'
${report}
REPORT`;

describe('packing with the real npm', () => {
  testWith(['npm', 'node'], 'a scoped package whose prepack script prints JSON of its own', () => {
    writePackage('packages/tool', { scripts: { prepack: 'echo "["; echo "{"; echo noise' } });
    const run = place.run('npm-pack.sh', { PACKAGE_DIR: 'packages/tool' });
    expect(run.stderr).toContain('noise');
    expect(run.status).toBe(0);
    const sum = place.read('package/SHA256SUMS');
    expect(run.outputs).toEqual({
      tarball: 'acme-tool-1.2.3.tgz',
      path: 'package/acme-tool-1.2.3.tgz',
      package: '@acme/tool',
      version: '1.2.3',
      sha256: sum.split(' ')[0],
    });
    expect(place.command('bash', '-c', 'cd package && sha256sum --check SHA256SUMS')).toContain('OK');
  }, 30_000);

  testWith(['npm', 'node'], 'a failing prepack script fails it', () => {
    writePackage('.', { scripts: { prepack: 'exit 7' } });
    const run = place.run('npm-pack.sh');
    expect(run.status).toBe(3);
    expect(run.outputs).toEqual({});
  }, 30_000);

  testWith(['npm', 'node'], 'a package of nothing but its manifest fails', () => {
    place.write('package.json', manifest());
    const run = place.run('npm-pack.sh');
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('nothing but package.json');
  }, 30_000);
});

describe('the report of npm', () => {
  test.each([
    ['a list, npm 7 to 11', '[\n  {\n    "filename": "acme-tool-1.2.3.tgz"\n  }\n]'],
    ['with the scope, npm 8', '[\n  {\n    "filename": "@acme/tool-1.2.3.tgz"\n  }\n]'],
    ['an object, npm 12', '{\n  "@acme/tool": {\n    "filename": "acme-tool-1.2.3.tgz"\n  }\n}'],
  ])('%s', (_, report) => {
    writePackage();
    place.standIn('npm', packs(report, 'acme-tool-1.2.3.tgz'));
    const run = place.run('npm-pack.sh');
    expect(run.stderr).not.toContain('Other tarball');
    expect(run.outputs.tarball).toBe('acme-tool-1.2.3.tgz');
    expect(place.calls('npm')[0].args).toEqual(['pack', '--json', '--pack-destination', path.join(place.work, 'package')]);
  });

  test('a name that is not the file in the folder fails', () => {
    writePackage();
    place.standIn('npm', packs('[\n  {\n    "filename": "other-1.0.0.tgz"\n  }\n]', 'acme-tool-1.2.3.tgz'));
    expect(place.run('npm-pack.sh').status).toBe(3);
  });

  test('no report at all fails', () => {
    writePackage();
    place.standIn('npm', packs('', 'acme-tool-1.2.3.tgz'));
    const run = place.run('npm-pack.sh');
    expect(run.status).not.toBe(0);
    expect(run.outputs).toEqual({});
  });
});

describe('other package managers', () => {
  test.each([
    ['pnpm', ['pack', '--pack-destination'], 'acme-tool-1.2.3.tgz'],
    ['bun', ['pm', 'pack', '--destination'], 'acme-tool-1.2.3.tgz'],
  ])('%s', (manager, args, file) => {
    writePackage();
    place.standIn(manager, packs('done', file));
    const run = place.run('npm-pack.sh', { PACKAGE_MANAGER: manager });
    expect(run.outputs.tarball).toBe('acme-tool-1.2.3.tgz');
    expect(place.calls(manager)[0].args.slice(0, -1)).toEqual(args);
  });

  test.each([['1.22.22', '--filename'], ['4.18.1', '--out']])('yarn %s gets the name npm would give', (version, flag) => {
    writePackage();
    place.standIn('yarn', `if [[ "$1" == --version ]]; then echo ${version}; exit; fi${packs('done', 'package.tgz')}`);
    const run = place.run('npm-pack.sh', { PACKAGE_MANAGER: 'yarn' });
    expect(place.calls('yarn')[1].args[1]).toBe(flag);
    expect(run.outputs.path).toBe('package/acme-tool-1.2.3.tgz');
    expect(fs.readdirSync(path.join(place.work, 'package')).sort()).toEqual(['SHA256SUMS', 'acme-tool-1.2.3.tgz']);
  });
});

test('a tarball that is already there is not packed beside', () => {
  writePackage();
  place.write('package/old.tgz', 'old');
  place.standIn('npm');
  const run = place.run('npm-pack.sh');
  expect(run.status).toBe(64);
  expect(run.stderr).toContain('old.tgz');
  expect(place.calls('npm')).toEqual([]);
});

test('packing that makes no tarball fails', () => {
  writePackage();
  place.standIn('pnpm');
  const run = place.run('npm-pack.sh', { PACKAGE_MANAGER: 'pnpm' });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain('0 tarballs');
});

test('an unknown package manager is wrong usage', () => {
  expect(place.run('npm-pack.sh', { PACKAGE_MANAGER: 'cargo' }).status).toBe(64);
});

describe('installing', () => {
  testWith(['npm', 'node'], 'the packed tarball runs from a folder of its own', () => {
    writePackage();
    expect(place.run('npm-pack.sh').status).toBe(0);
    const run = place.run('npm-install-package.sh');
    expect(run.status).toBe(0);
    const bin = path.join(place.folder, 'runner-temp', 'package-under-test', 'bin');
    expect(run.outputs).toEqual({ bin, version: '1.2.3' });
    expect(run.paths).toEqual([bin]);
    expect(place.command(path.join(bin, 'tool'))).toBe('tool 1.2.3\n');
  }, 30_000);

  const sum = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'; // of "abc"
  test.each([
    ['no tarball', {}, '0 tarballs'],
    ['two tarballs', { 'a.tgz': 'abc', 'b.tgz': 'abc', 'SHA256SUMS': `${sum}  a.tgz\n` }, '2 tarballs'],
    ['no checksum', { 'a.tgz': 'abc' }, 'is missing'],
    ['an empty checksum file', { 'a.tgz': 'abc', 'SHA256SUMS': '' }, 'Other tarball'],
    ['a checksum of another file', { 'a.tgz': 'abc', 'b.txt': 'abc', 'SHA256SUMS': `${sum}  b.txt\n` }, 'Other tarball'],
    ['changed content', { 'a.tgz': 'abd', 'SHA256SUMS': `${sum}  a.tgz\n` }, 'Wrong checksum'],
  ])('%s fails before npm is asked', (_, files, message) => {
    place.standIn('npm');
    Object.entries(files).forEach(([name, text]) => place.write(`package/${name}`, text as string));
    const run = place.run('npm-install-package.sh');
    expect(run.status).toBe(3);
    expect(run.stderr).toContain(message);
    expect(place.calls('npm')).toEqual([]);
    expect(run.paths).toEqual([]);
  });

  test('a failure of npm fails it', () => {
    place.standIn('npm', 'exit 1');
    place.write('package/a.tgz', 'abc');
    place.write('package/SHA256SUMS', `${sum}  a.tgz\n`);
    expect(place.run('npm-install-package.sh', { PREFIX: 'own' }).status).toBe(3);
    expect(place.calls('npm')[0].args).toContain(path.join(place.work, 'own'));
  });
});
