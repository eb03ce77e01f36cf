import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config.js';
import { temporaryFolder } from '../helpers/host.js';

async function configFile(t, content) {
  const file = join(await temporaryFolder(t), 'vmsnap.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

test('the command line is stronger than the file, the file than the defaults', async (t) => {
  const file = await configFile(t, { output: '/srv/backups', keep: 9, period: 'week' });
  const config = await loadConfig({ keep: 2 }, { file, env: {} });
  assert.equal(config.output, '/srv/backups');
  assert.equal(config.keep, 2);
  assert.equal(config.period, 'week');
  assert.equal(config.uri, 'qemu:///system');
});

test('the file can be named by VMSNAP_CONFIG', async (t) => {
  const file = await configFile(t, { output: '/srv/backups' });
  const config = await loadConfig({}, { env: { VMSNAP_CONFIG: file } });
  assert.equal(config.output, '/srv/backups');
});

test("the file of the user's configuration folder is found, and may be missing", async (t) => {
  const home = await temporaryFolder(t);
  const env = { HOME: home };
  assert.equal((await loadConfig({ output: '/a' }, { env })).keep, 6);
  await mkdir(join(home, '.config', 'vmsnap'), { recursive: true });
  await writeFile(join(home, '.config', 'vmsnap', 'config.json'), '{"keep": 12}');
  assert.equal((await loadConfig({ output: '/a' }, { env })).keep, 12);
});

test('a file that was named must be there', async () => {
  await assert.rejects(
    loadConfig({}, { file: '/no/such/file.json', env: {} }),
    /\/no\/such\/file\.json: cannot be read \(ENOENT\)/,
  );
});

test('a relative output folder is made absolute', async () => {
  const config = await loadConfig({ output: 'backups' }, { env: {} });
  assert.equal(config.output, join(process.cwd(), 'backups'));
});

test('without an output folder nothing starts', async () => {
  await assert.rejects(loadConfig({}, { env: {} }), /give --output, or set "output"/);
});

test('broken files are refused', async (t) => {
  for (const content of ['{', '[]', 'null', '"text"']) {
    const file = await configFile(t, content);
    await assert.rejects(loadConfig({}, { file, env: {} }), /not a JSON object/, content);
  }
});

test('settings outside their range are refused with what is allowed', async () => {
  const load = (settings) => loadConfig({ output: '/a', ...settings }, { env: {} });
  await assert.rejects(load({ keep: 0 }), /keep must be a whole number, 1 or more, got 0/);
  await assert.rejects(load({ keep: 'two' }), /got "two"/);
  await assert.rejects(load({ period: 'year' }), /one of day, week, month, got "year"/);
  await assert.rejects(load({ format: 'xml' }), /one of table, json/);
  await assert.rejects(load({ domains: [''] }), /a list of domain names/);
  await assert.rejects(load({ compress: 'yes' }), /true or false/);
  await assert.rejects(load({ speed: 1 }), /unknown setting speed; known are uri, output/);
});
