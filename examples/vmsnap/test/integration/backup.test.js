// Against a real libvirt: a guest that writes to its disk is backed up while it runs.
// In CI a missing libvirt is a failure: a skipped suite would look like a tested one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import {
  bootSector,
  FIRST_WRITTEN,
  missingPrerequisite,
  moreWrites,
  readImage,
  SECTOR,
  startGuest,
  URI,
  virsh,
} from '../helpers/guest.js';
import { temporaryFolder } from '../helpers/host.js';

const MAIN = new URL('../../src/main.js', import.meta.url).pathname;
const execute = promisify(execFile);
const MARKER = Buffer.alloc(64 * SECTOR, 'vmsnap');

const missing = await missingPrerequisite();
const inCi = Boolean(process.env.CI) && process.env.CI !== 'false';

/** How many sectors the guest wrote, counted from its first one on. */
async function writtenSectors(raw) {
  const file = await open(raw);
  try {
    const sector = Buffer.alloc(SECTOR);
    for (let count = 0; ; count += 1) {
      await file.read(sector, 0, SECTOR, (FIRST_WRITTEN + count) * SECTOR);
      if (sector.readUInt16LE(SECTOR - 2) !== 0xaa55) return count;
    }
  } finally {
    await file.close();
  }
}

async function firstSectors(raw, count) {
  const file = await open(raw);
  try {
    const { buffer } = await file.read(Buffer.alloc(count * SECTOR), 0, count * SECTOR, 0);
    return buffer;
  } finally {
    await file.close();
  }
}

test('libvirt and virtnbdbackup are there', { skip: missing && !inCi && missing }, () => {
  if (missing) assert.fail(`the integration tests cannot run: ${missing}`);
});

describe('a running guest', { skip: missing ? 'needs libvirt and virtnbdbackup' : false }, () => {
  const cleanup = [];
  const scope = { after: (action) => cleanup.unshift(action) };
  let guest;
  let output;

  async function vmsnap(command) {
    const argv = [MAIN, command, '-d', guest.name, '-o', output, '-u', URI, '-f', 'json'];
    const { stdout } = await execute(process.execPath, argv);
    return JSON.parse(stdout)[0];
  }

  async function restoreInto(t, period) {
    const folder = await temporaryFolder(t);
    const input = join(output, guest.name, period);
    const log = join(folder, 'restore.log');
    await execute('virtnbdrestore', ['-i', input, '-o', folder, '-L', log, '-n']);
    const [image] = (await readdir(folder)).filter((name) => name.endsWith('.qcow2'));
    return readImage(join(folder, image), folder);
  }

  before(async () => {
    output = await temporaryFolder(scope);
    guest = await startGuest(scope, MARKER);
    await moreWrites(guest.name);
  });
  after(async () => {
    for (const action of cleanup) await action();
  });

  test('is backed up in full, then in increments that restore to what it wrote', async (t) => {
    t.diagnostic(`domain type ${guest.type}`);
    const full = await vmsnap('backup');
    assert.equal(full.level, 'full');
    const base = await restoreInto(t, full.folder);
    const before = await writtenSectors(base);
    assert.ok(before > 0, 'the guest wrote nothing before the full backup');

    await moreWrites(guest.name);
    const increment = await vmsnap('backup');
    assert.deepEqual([increment.level, increment.folder], ['inc', full.folder]);
    const restored = await restoreInto(t, full.folder);
    const later = await writtenSectors(restored);
    assert.ok(later > before, `the increment saved nothing: ${before} sectors, then ${later}`);

    const start = await firstSectors(restored, 1 + MARKER.length / SECTOR);
    assert.deepEqual(start, Buffer.concat([bootSector(), MARKER]));
  });

  test('has its checkpoints and backups in the status', async () => {
    const report = await vmsnap('status');
    assert.equal(report.state, 'running');
    assert.deepEqual(report.checkpoints, ['virtnbdbackup.0', 'virtnbdbackup.1']);
    assert.equal(report.backups.length, 1);
    assert.equal(report.backups[0].files, 2);
    assert.ok(report.backups[0].bytes > MARKER.length);
  });

  test('has a backup that verifies, and one that does not once it is damaged', async () => {
    const report = await vmsnap('verify');
    assert.deepEqual(report.images.length, 1);
    assert.deepEqual(await readdir(output), [guest.name]);

    const folder = join(output, guest.name, report.period);
    const [name] = (await readdir(folder)).filter((file) => file.endsWith('.full.data'));
    const data = await readFile(join(folder, name));
    const file = await open(join(folder, name), 'r+');
    await file.truncate(Math.floor(data.length / 2));
    await file.close();
    await assert.rejects(vmsnap('verify'), { code: 1 });
  });

  test('keeps no checkpoint after a scrub', async () => {
    const { deleted } = await vmsnap('scrub');
    assert.deepEqual(deleted, ['virtnbdbackup.1', 'virtnbdbackup.0']);
    const { stdout } = await virsh('checkpoint-list', guest.name, '--name');
    assert.equal(stdout.trim(), '');
  });

  test('starts over with a full backup when its folder is gone', async () => {
    output = await temporaryFolder(scope);
    assert.equal((await vmsnap('backup')).level, 'full');
  });

  test('is saved as an increment after it was shut off', async () => {
    await virsh('destroy', guest.name);
    assert.equal((await vmsnap('backup')).level, 'inc');
    output = await temporaryFolder(scope);
    assert.equal((await vmsnap('backup')).level, 'copy');
    assert.equal((await vmsnap('backup')).level, 'unchanged');
    assert.equal((await vmsnap('verify')).images.length, 1);
  });
});
