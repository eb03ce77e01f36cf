import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export const SECTOR = 512;
export const URI = process.env.VMSNAP_TEST_URI || 'qemu:///system';

/** The first sector that the guest writes; those before are written by the test. */
export const FIRST_WRITTEN = 2048;

const PACKET = 0x40;
const BLOCK = PACKET + 8;
const LOADED_AT = 0x7c00;

const low = (value) => value & 0xff;
const high = (value) => value >> 8;
const word = (value) => [low(value), high(value)];

/**
 * A guest in one sector: five times a second it writes itself to the next sector of its disk, so a
 * backup of it while it runs has something to save. It is real-mode code, so no image has to be
 * downloaded and it also runs where nested virtualization is emulated.
 */
export function bootSector() {
  const sector = Buffer.alloc(SECTOR);
  const code = [
    [0x31, 0xc0], // xor ax, ax
    [0x8e, 0xd8, 0x8e, 0xc0, 0x8e, 0xd0], // mov ds, ax; mov es, ax; mov ss, ax
    [0xbc, ...word(LOADED_AT)], // mov sp, 0x7c00
    [0xb8, ...word(0x4300)], // again: mov ax, 0x4300 (write, without verify)
    [0xb2, 0x80], // mov dl, 0x80 (first disk)
    [0xbe, ...word(LOADED_AT + PACKET)], // mov si, packet
    [0xcd, 0x13], // int 0x13
    [0x66, 0xff, 0x06, ...word(LOADED_AT + BLOCK)], // inc dword [block]
    [0xb4, 0x86, 0xb9, ...word(3), 0x31, 0xd2, 0xcd, 0x15], // wait 196 ms
  ].flat();
  const again = 11;
  code.push(0xeb, 256 - (code.length + 2 - again)); // jmp again
  Buffer.from(code).copy(sector);
  // Disk address packet: its size, one block, from 0000:7c00, to the block that follows.
  Buffer.from([0x10, 0, 1, 0, ...word(LOADED_AT), 0, 0]).copy(sector, PACKET);
  sector.writeBigUInt64LE(BigInt(FIRST_WRITTEN), BLOCK);
  sector.writeUInt16LE(0xaa55, SECTOR - 2);
  return sector;
}

function domainXml({ name, type, image }) {
  // The plain 64-bit model starts under nested virtualization too, where the host's own may not.
  return `<domain type='${type}'>
  <name>${name}</name>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <cpu mode='custom' match='exact' check='none'><model fallback='forbid'>qemu64</model></cpu>
  <on_poweroff>destroy</on_poweroff>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='${image}'/>
      <target dev='hda' bus='ide'/>
    </disk>
    <memballoon model='none'/>
  </devices>
</domain>`;
}

export const virsh = (...args) => execute('virsh', ['--connect', URI, ...args]);

export async function createImage(folder, marker) {
  const raw = join(folder, 'disk.raw');
  const image = join(folder, 'disk.qcow2');
  await writeFile(raw, Buffer.concat([bootSector(), marker]));
  await execute('qemu-img', ['resize', '-q', '-f', 'raw', raw, '16M']);
  await execute('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, image]);
  return image;
}

/** Content of an image as the guest sees it. */
export async function readImage(image, folder) {
  const raw = join(folder, 'read.raw');
  await execute('qemu-img', ['convert', '-U', '-f', 'qcow2', '-O', 'raw', image, raw]);
  return raw;
}

async function start(folder, name, image) {
  // KVM where a guest really starts with it: the device being there does not say so.
  const failures = [];
  for (const type of ['kvm', 'qemu']) {
    const xml = join(folder, `${type}.xml`);
    await writeFile(xml, domainXml({ name, type, image }));
    try {
      await virsh('define', xml);
      await virsh('start', name);
      return type;
    } catch (error) {
      failures.push(`${type}: ${error.stderr}`);
      await undefine(name);
    }
  }
  throw new Error(`the guest does not start\n${failures.join('\n')}`);
}

async function writeCount(name) {
  const { stdout } = await virsh('domblkstat', name, 'hda');
  return Number(/wr_req (\d+)/.exec(stdout)?.[1] ?? Number.NaN);
}

/** Resolves when the guest wrote a few more sectors; the first take as long as its firmware needs. */
export async function moreWrites(name, { count = 5, seconds = 60 } = {}) {
  const from = await writeCount(name);
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if ((await writeCount(name)) >= from + count) return;
    await wait(200);
  }
  throw new Error(`${name} wrote fewer than ${count} sectors in ${seconds} s`);
}

async function undefine(name) {
  // Each may fail when a test got less far; what counts is that the domain is gone.
  await virsh('destroy', name).catch(() => {});
  await virsh('undefine', name, '--checkpoints-metadata').catch(() => {});
  const { stdout } = await virsh('list', '--all', '--name');
  if (stdout.split('\n').includes(name)) throw new Error(`domain ${name} is still defined`);
}

/** Defines and starts a guest of its own for one test; it is gone when the test is over. */
export async function startGuest(t, marker) {
  const folder = await mkdtemp(join(tmpdir(), 'vmsnap-guest-'));
  const name = `vmsnap-test-${process.pid}`;
  t.after(async () => {
    await undefine(name);
    await rm(folder, { recursive: true, force: true });
  });
  // The guest's process may run as a user of libvirt's own and has to reach its disk.
  await chmod(folder, 0o755);
  const image = await createImage(folder, marker);
  const type = await start(folder, name, image);
  return { name, folder, image, type };
}

/** What keeps the suite from running here, or undefined. */
export async function missingPrerequisite() {
  const needs = [
    ['virsh', ['--connect', URI, 'version', '--daemon']],
    ['virtnbdbackup', ['--version']],
    ['virtnbdrestore', ['--version']],
    ['qemu-img', ['--version']],
  ];
  for (const [file, args] of needs) {
    try {
      await execute(file, args);
    } catch (error) {
      const reason = error.code === 'ENOENT' ? 'not installed' : error.stderr || error.message;
      return `${file}: ${reason.trim()}`;
    }
  }
  return undefined;
}
