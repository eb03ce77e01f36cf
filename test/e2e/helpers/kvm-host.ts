import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Guard, quoted } from '../../../src/run/guard';
import type { User } from '../../../src/run/user';

const SHIMS = path.join(__dirname, 'shims');
const NAME = 'ci-runner';
const QEMU = '/etc/libvirt/qemu.conf';
const APPARMOR = '/etc/apparmor.d/local/abstractions/libvirt-qemu';
const FOLDERS = ['/var/lib/libvirt', '/var/cache/libvirt', '/var/log/libvirt'];

/** What of the machine a story about KVM may change. All of it is put back. */
export const STATE = [QEMU, APPARMOR, '/etc/udev/rules.d/99-kvm4all.rules', '/etc/udev/rules.d/80-net-setup-link.rules', '/dev/kvm'];

/** Makes this machine a hosted runner: a user with sudo and without groups, and daemons that can be started. */
export function prepareHost(guard: Guard): User {
  if (isRunning('/run/libvirtd.pid')) throw new Error('libvirtd runs already, and it is not for a story to stop it');
  fs.mkdirSync('/etc/udev/rules.d', { recursive: true });
  keepOwners(guard);
  for (const file of [QEMU, APPARMOR]) keepFile(guard, file);
  keepDevice(guard, '/dev/kvm');
  guard.undo('rm -f /etc/udev/rules.d/99-kvm4all.rules');
  const user = addUser(guard);
  if (!fs.existsSync('/run/systemd/system')) prepareDaemons(guard);
  return user;
}

/** The mode of a file as four digits. */
export function modeOf(file: string): string {
  return (fs.statSync(file).mode % 0o10000).toString(8).padStart(4, '0');
}

/** State of the files a story may change: mode, owner and content. */
export function fingerprint(): string[] {
  return STATE.map((file) => {
    if (!fs.existsSync(file)) return `${file} is not there`;
    const { mode, uid, gid } = fs.statSync(file);
    return `${file} ${mode} ${uid} ${gid} ${fs.statSync(file).isFile() ? execFileSync('sha256sum', [file], { encoding: 'utf8' }) : ''}`;
  });
}

function addUser(guard: Guard): User {
  const home = `/home/${NAME}`;
  const sudoers = `/etc/sudoers.d/${NAME}`;
  guard.undo(`pkill -KILL -u ${NAME}; userdel --remove ${NAME} 2> /dev/null; rm -f ${sudoers}`);
  execFileSync('useradd', ['--create-home', '--home-dir', home, '--shell', '/bin/bash', NAME]);
  const search = `${SHIMS}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  const lines = [`${NAME} ALL=(ALL) NOPASSWD: ALL`, ...(fs.existsSync('/run/systemd/system') ? [] : [`Defaults:${NAME} secure_path="${search}"`]), ''];
  fs.writeFileSync(sudoers, lines.join('\n'), { mode: 0o440 });
  const id = (option: string) => Number(execFileSync('id', [option, NAME], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g'), name: NAME, home };
}

// udev names the links of the machine when it starts; here it must leave them as they are.
function prepareDaemons(guard: Guard): void {
  const rules = '/etc/udev/rules.d/80-net-setup-link.rules';
  if (!fs.existsSync(rules)) {
    guard.undo(`rm -f ${rules}`);
    fs.symlinkSync('/dev/null', rules);
  }
  const udevd = '/run/udevd-of-a-story.pid';
  const end = (pid: string) => `kill ${pid}; while kill -0 ${pid} 2> /dev/null; do sleep 0.1; done`;
  guard.undo(`if [ -f ${udevd} ]; then ${end(`"$(cat ${udevd})"`)}; rm -rf ${udevd} /run/udev /var/log/udevd-of-a-story.log; fi`);
  const bus = '/run/dbus-of-a-story.pid';
  guard.undo(`if [ -f ${bus} ]; then rm -f ${bus} /run/dbus/system_bus_socket; fi`);
  guard.undo(`${quoted(path.join(SHIMS, 'systemctl'))} stop libvirtd`);
}

function keepFile(guard: Guard, file: string): void {
  if (!fs.existsSync(file)) {
    // It may come with a package that stays: then only our lines go.
    guard.undo(`if [ -f ${file} ]; then sed -i '/^# setup-kvm: begin$/,/^# setup-kvm: end$/d' ${file}; fi`);
    return;
  }
  const copy = `${file}.before-the-story`;
  guard.undo(`if [ -f ${copy} ]; then cat ${copy} > ${file}; rm ${copy}; fi`);
  fs.copyFileSync(file, copy);
}

function keepDevice(guard: Guard, device: string): void {
  if (!fs.existsSync(device)) throw new Error(`${device} is not there: this story needs a machine with KVM`);
  const { uid, gid } = fs.statSync(device);
  guard.undo(`if command -v setfacl > /dev/null; then setfacl -b ${device}; fi; chown ${uid}:${gid} ${device}; chmod ${modeOf(device)} ${device}`);
}

// libvirt hands its folders to the user that QEMU runs as.
function keepOwners(guard: Guard): void {
  const there = FOLDERS.filter((folder) => fs.existsSync(folder));
  if (there.length === 0) return;
  const script = '/run/owners-before-the-story.sh';
  guard.undo(`if [ -f ${script} ]; then bash ${script} 2> /dev/null; rm -f ${script}; fi`);
  const lines = execFileSync('find', [...there, '-printf', 'if [ -e "%p" ]; then chown -h %U:%G "%p"; fi\n'], { encoding: 'utf8' });
  fs.writeFileSync(script, `${lines}true\n`, { mode: 0o600 });
}

function isRunning(pidFile: string): boolean {
  if (!fs.existsSync(pidFile)) return false;
  return fs.existsSync(`/proc/${fs.readFileSync(pidFile, 'utf8').trim()}`);
}
