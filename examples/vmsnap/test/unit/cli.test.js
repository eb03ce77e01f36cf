import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { vmsnap } from '../../src/cli.js';
import { ExitCode } from '../../src/errors.js';
import { fakeHost, standIns } from '../helpers/host.js';

const MAIN = new URL('../../src/main.js', import.meta.url).pathname;

async function json(tools, argv, time) {
  const host = fakeHost(tools.env, time);
  const code = await vmsnap([...argv, '--output', tools.output, '--format', 'json'], host);
  return { code, host, result: JSON.parse(host.stdout()) };
}

test('a period starts with a full backup and goes on with increments', async (t) => {
  const tools = await standIns(t);
  const argv = ['backup', '--domain', 'web'];
  const first = await json(tools, argv);
  const second = await json(tools, argv);
  const next = await json(tools, argv, '2026-12-01T02:00:00Z');
  assert.equal(first.code, ExitCode.OK);
  assert.deepEqual(first.result, [{ domain: 'web', level: 'full', folder: '2026-11', pruned: [] }]);
  assert.equal(second.result[0].level, 'inc');
  assert.deepEqual([next.result[0].level, next.result[0].folder], ['full', '2026-12']);
});

test('a domain that is shut off is copied once, beside the increments', async (t) => {
  const tools = await standIns(t);
  const first = await json(tools, ['backup', '--domain', 'db']);
  const second = await json(tools, ['backup', '--domain', 'db']);
  assert.deepEqual([first.result[0].level, first.result[0].folder], ['copy', '2026-11-copy']);
  assert.deepEqual([second.result[0].level, second.result[0].folder], ['unchanged', null]);
});

test('a domain that was shut off after a full backup goes on with increments', async (t) => {
  const tools = await standIns(t);
  const folder = join(tools.output, 'db', '2026-11');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'vda.full.data'), 'saved');
  const { result } = await json(tools, ['backup', '--domain', 'db']);
  assert.deepEqual([result[0].level, result[0].folder], ['inc', '2026-11']);
});

test('old periods go after the new backup is there', async (t) => {
  const tools = await standIns(t);
  for (const month of ['2026-08', '2026-09', '2026-10', 'notes']) {
    await mkdir(join(tools.output, 'web', month), { recursive: true });
  }
  const { result } = await json(tools, ['backup', '-d', 'web', '--keep', '2']);
  assert.deepEqual(result[0].pruned, ['2026-08', '2026-09']);
  assert.deepEqual((await readdir(join(tools.output, 'web'))).sort(), [
    '2026-10',
    '2026-11',
    'notes',
  ]);
});

test('a failed backup deletes nothing and does not stop the others', async (t) => {
  const tools = await standIns(t);
  await mkdir(join(tools.output, 'db', '2026-01'), { recursive: true });
  await tools.flag('fail-db');
  const { code, host, result } = await json(tools, ['backup', '--keep', '1']);
  assert.equal(code, ExitCode.FAILED);
  assert.match(host.stderr(), /db: virtnbdbackup ended with 1:\n {2}no space left/);
  assert.deepEqual(
    result.map(({ domain }) => domain),
    ['web'],
  );
  assert.ok((await readdir(join(tools.output, 'db'))).includes('2026-01'));
});

test('all domains but the excluded are taken', async (t) => {
  const tools = await standIns(t);
  const file = join(tools.folder, 'vmsnap.json');
  await writeFile(file, JSON.stringify({ exclude: ['db'] }));
  const { result } = await json(tools, ['backup', '--config', file]);
  assert.deepEqual(
    result.map(({ domain }) => domain),
    ['web'],
  );
});

test('a domain that libvirt does not know is refused before anything starts', async (t) => {
  const tools = await standIns(t);
  const host = fakeHost(tools.env);
  const code = await vmsnap(['backup', '-d', 'mail', '-o', tools.output], host);
  assert.equal(code, ExitCode.FAILED);
  assert.match(host.stderr(), /no such domain: mail; qemu:\/\/\/system knows web, db/);
  assert.equal((await tools.calls()).length, 1);
});

test('status tells state, own checkpoints in order and kept periods', async (t) => {
  const tools = await standIns(t);
  await json(tools, ['backup', '-d', 'web']);
  const { result } = await json(tools, ['status', '-d', 'web']);
  assert.equal(result[0].state, 'running');
  assert.deepEqual(result[0].checkpoints, [
    'virtnbdbackup.0',
    'virtnbdbackup.2',
    'virtnbdbackup.10',
  ]);
  assert.equal(result[0].backups[0].period, '2026-11');
  assert.equal(result[0].backups[0].files, 1);
  assert.equal(result[0].backups[0].bytes, 6);
});

test('status is a table unless JSON is asked for', async (t) => {
  const tools = await standIns(t);
  const host = fakeHost(tools.env);
  assert.equal(await vmsnap(['status', '-o', tools.output], host), ExitCode.OK);
  const [heading, first] = host.stdout().split('\n');
  assert.match(heading, /^DOMAIN +STATE +CHECKPOINTS +PERIODS +SIZE +LATEST$/);
  assert.match(first, /^db +shut off +3 +0 +0 B +never$/);
});

test('scrub deletes own checkpoints, newest first', async (t) => {
  const tools = await standIns(t);
  const { result } = await json(tools, ['scrub', '-d', 'web']);
  const order = ['virtnbdbackup.10', 'virtnbdbackup.2', 'virtnbdbackup.0'];
  assert.deepEqual(result, [{ domain: 'web', deleted: order }]);
  const deletions = (await tools.calls()).filter((call) => call.includes('checkpoint-delete'));
  assert.deepEqual(
    deletions.map((call) => call.split(' ').at(-1)),
    order,
  );
});

test('verify restores the newest backup, checks its image and cleans up', async (t) => {
  const tools = await standIns(t);
  await json(tools, ['backup', '-d', 'web'], '2026-10-05T02:00:00Z');
  await json(tools, ['backup', '-d', 'web']);
  const { code, result } = await json(tools, ['verify', '-d', 'web']);
  assert.equal(code, ExitCode.OK);
  assert.deepEqual(result, [{ domain: 'web', period: '2026-11', images: ['vda.qcow2'] }]);
  assert.match((await tools.calls()).at(-1), /^qemu-img check -f qcow2 .*vda\.qcow2$/);
  assert.deepEqual(await readdir(tools.output), ['web']);
});

test('verify fails without a backup, and when the restore makes no image', async (t) => {
  const tools = await standIns(t);
  const missing = await json(tools, ['verify', '-d', 'web']);
  assert.equal(missing.code, ExitCode.FAILED);
  assert.match(missing.host.stderr(), /web: no backup in /);
  await json(tools, ['backup', '-d', 'web']);
  await tools.flag('restore-nothing');
  const empty = await json(tools, ['verify', '-d', 'web']);
  assert.equal(empty.code, ExitCode.FAILED);
  assert.match(empty.host.stderr(), /the restore made no image/);
});

test('prune deletes without a backup', async (t) => {
  const tools = await standIns(t);
  await mkdir(join(tools.output, 'web', '2026-01'), { recursive: true });
  const { result } = await json(tools, ['prune', '-d', 'web', '-k', '1']);
  assert.deepEqual(result, [{ domain: 'web', pruned: ['2026-01'] }]);
  assert.ok(!(await tools.calls()).some((call) => call.startsWith('virtnbdbackup')));
});

test('each command has a table', async (t) => {
  const tools = await standIns(t);
  for (const command of ['backup', 'verify', 'prune', 'scrub']) {
    const host = fakeHost(tools.env);
    assert.equal(await vmsnap([command, '-d', 'web', '-o', tools.output], host), ExitCode.OK);
    assert.match(host.stdout(), /^DOMAIN .*\nweb /, command);
  }
});

test('a missing program ends the run with its own code', async (t) => {
  const tools = await standIns(t, ['virsh']);
  const host = fakeHost(tools.onlyEnv);
  await writeFile(join(tools.folder, 'bin', 'virsh'), '#!/bin/sh\necho web\n');
  const code = await vmsnap(['backup', '-o', tools.output], host);
  assert.equal(code, ExitCode.MISSING_TOOL);
  assert.match(host.stderr(), /virtnbdbackup is not installed/);
});

test('verbose prints each command', async (t) => {
  const tools = await standIns(t);
  const host = fakeHost(tools.env);
  await vmsnap(['backup', '-v', '-d', 'web', '-o', tools.output], host);
  assert.match(host.stderr(), /^\+ virsh --connect qemu:\/\/\/system list --all --name$/m);
  assert.match(host.stderr(), /^\+ virtnbdbackup .*--level=full/m);
});

test('wrong usage points at the help', async () => {
  const host = fakeHost({});
  assert.equal(await vmsnap(['destroy'], host), ExitCode.USAGE);
  assert.match(host.stderr(), /Try `vmsnap --help`\./);
});

test('the program itself prints help and version', async () => {
  const run = promisify(execFile);
  const help = await run(process.execPath, [MAIN, '--help']);
  assert.match(help.stdout, /^Usage: vmsnap <command>/);
  const { version } = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  assert.equal((await run(process.execPath, [MAIN, '--version'])).stdout.trim(), version);
  await assert.rejects(run(process.execPath, [MAIN]), { code: ExitCode.USAGE });
});
