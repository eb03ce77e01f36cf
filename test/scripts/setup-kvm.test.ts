// setup-kvm.sh and collect-kvm-logs.sh: KVM and libvirt are proved usable by the user himself.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Rehearsal } from '../helpers/stand-ins';

// sudo marks what it runs, keeps files below $ROOT and finds the socket if the test put one there.
const SUDO = `
export AS_ROOT=yes
case "$1" in
  tee) mkdir -p "$ROOT/$(dirname "$2")"; cat > "$ROOT$2" ;;
  test) test -e "$ROOT$3" ;;
  cat) cat "$ROOT$2" ;;
  mkdir) mkdir -p "$ROOT$3" ;;
  cp) if [[ -d "$ROOT$3" ]]; then cp -R "$ROOT$3" "$4"; else exit 1; fi ;;
  chown) exit 0 ;;
  *) exec "$@" ;;
esac`;
const VIRSH = `
if [[ "$AS_ROOT" != yes && "$REFUSE_USER" == yes ]]; then echo denied >&2; exit 1; fi
if (( CALL <= READY_AFTER )); then exit 1; fi
case "$*" in
  *'list --all --name') printf 'guest one\\n\\n' ;;
  *version) printf 'Compiled against library: libvirt 10.0.0\\nUsing library: libvirt 10.0.0\\nRunning hypervisor: QEMU 8.2.2\\n' ;;
  *) echo "virsh $*" ;;
esac`;
const PACKAGES = 'qemu-system-x86 qemu-utils udev libvirt-daemon-system libvirt-clients acl';
const DEVICE = '/dev/null'; // a character device everyone can read and write

// Without root, because for root QEMU stays as it is.
const ID = 'if [[ "$1" == -u ]]; then echo "${USER_ID:-1001}"; else echo runner; fi';
const SYSTEMCTL = 'if [[ "$1" == cat ]]; then exit "${SPLIT:-0}"; fi';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('sudo', SUDO).standIn('virsh', VIRSH).standIn('uname', 'echo x86_64').standIn('id', ID).standIn('systemctl', SYSTEMCTL);
  for (const program of ['apt-get', 'udevadm', 'usermod', 'setfacl', 'journalctl', 'sleep', 'qemu-img', 'dmesg']) {
    place.standIn(program);
  }
  place.standIn('qemu-system-x86_64', 'echo "QEMU emulator version 8.2.2 (Debian 1:8.2.2)"; echo Copyright');
  provide('/run/libvirt/libvirt-sock');
});
afterEach(() => place.remove());

function provide(file: string, text: string = ''): void {
  const full = path.join(place.folder, 'root', file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, text);
}

const setUp = (parameters: Record<string, string> = {}) => place.run('setup-kvm.sh', { DEVICE, READY_AFTER: '0', ...parameters });
const words = (program: string) => place.calls(program).map((call) => call.args.join(' '));

test('installs, opens the device, proves it, starts libvirt and proves that', () => {
  const run = setUp({ PACKAGES: 'virtnbdbackup virtinst' });
  expect(run.status).toBe(0);
  expect(run.outputs).toEqual({ 'kvm': 'true', 'qemu-version': '8.2.2', 'libvirt-version': '10.0.0' });
  const steps = place.calls().filter((call) => call.env.AS_ROOT === 'yes' || call.args[0] === 'tee');
  expect(steps.map(({ program, args }) => `${program} ${args.find((word) => !/^-|=/.test(word))}`)).toEqual([
    'apt-get update', 'apt-get install', 'sudo tee', 'udevadm control', 'udevadm trigger', 'udevadm settle',
    'systemctl cat', 'sudo tee', 'systemctl restart', 'virsh qemu:///system', 'usermod libvirt,kvm', 'setfacl user:runner:rw',
  ]);
  expect(words('apt-get')[1]).toMatch(`install --yes --no-install-recommends virtnbdbackup virtinst ${PACKAGES}`);
  expect(words('apt-get').every((line) => line.includes('DPkg::Lock::Timeout=120'))).toBe(true);
  expect(place.calls('apt-get')[0].env.DEBIAN_FRONTEND).toBe('noninteractive');
  const rule = fs.readFileSync(path.join(place.folder, 'root/etc/udev/rules.d/99-kvm4all.rules'), 'utf8');
  expect(rule).toBe('KERNEL=="kvm", GROUP="kvm", MODE="0666", OPTIONS+="static_node=kvm"\n');
});

test('the last proof is made by the user, not by root', () => {
  const run = setUp({ REFUSE_USER: 'yes' });
  expect(run.status).toBe(67);
  expect(run.stderr).toContain('version fails for');
  expect(words('journalctl')).toEqual(['--unit libvirtd --unit virtqemud --no-pager --lines 50']);
  expect(run.outputs).toEqual({});
});

test('twice gives the same', () => {
  expect(setUp().outputs).toEqual(setUp().outputs);
});

test('waits for the daemon, but not for ever', () => {
  expect(setUp({ READY_AFTER: '4' }).status).toBe(0);
  expect(place.calls('sleep')).toHaveLength(4);
  const run = setUp({ READY_AFTER: '1000' });
  expect(run.status).toBe(67);
  expect(run.stderr).toContain('did not answer');
});

describe('QEMU runs as the user, so that its backup sockets are his', () => {
  const conf = () => fs.readFileSync(path.join(place.folder, 'root/etc/libvirt/qemu.conf'), 'utf8');
  const BLOCK = '# setup-kvm: begin\nuser = "runner"\ngroup = "kvm"\n# setup-kvm: end\n';
  const units = () => words('systemctl').filter((line) => !line.startsWith('cat'));

  test('what was set before is kept as a comment, and comments stay', () => {
    provide('/etc/libvirt/qemu.conf', '# The user of QEMU\n#user = "libvirt-qemu"\nuser = "root"\n  group= "root"\nuser_namespace = 1\n');
    expect(setUp().status).toBe(0);
    expect(conf()).toBe('# The user of QEMU\n#user = "libvirt-qemu"\n# setup-kvm: user = "root"\n# setup-kvm:   group= "root"\nuser_namespace = 1\n' + BLOCK);
  });

  test('the daemon reads it anew only if it changed', () => {
    setUp();
    setUp();
    expect(conf()).toBe(BLOCK);
    expect(units()).toEqual(['restart libvirtd', 'start libvirtd']);
  });

  test('another user replaces the one before', () => {
    setUp();
    place.standIn('id', ID.replace('runner', 'builder'));
    setUp();
    expect(conf()).toBe(BLOCK.replace('runner', 'builder'));
    expect(units()).toEqual(['restart libvirtd', 'restart libvirtd']);
  });

  test('for root, who may connect to any socket, nothing is changed', () => {
    provide('/etc/libvirt/qemu.conf', '#user = "libvirt-qemu"\n');
    expect(setUp({ USER_ID: '0' }).status).toBe(0);
    expect(conf()).toBe('#user = "libvirt-qemu"\n');
    expect(units()).toEqual(['start libvirtd']);
  });

  test('AppArmor lets QEMU make them, once, beside rules of the machine', () => {
    const local = path.join(place.folder, 'root/etc/apparmor.d/local/abstractions/libvirt-qemu');
    setUp();
    expect(fs.existsSync(local)).toBe(false);
    provide('/etc/apparmor.d/abstractions/libvirt-qemu');
    provide('/etc/apparmor.d/local/abstractions/libvirt-qemu', '/srv/** r,\n');
    setUp();
    setUp();
    expect(fs.readFileSync(local, 'utf8')).toBe(
      '/srv/** r,\n# setup-kvm: begin\n/var/tmp/virtnbdbackup.* rw,\n/var/tmp/backup.* rw,\n# setup-kvm: end\n');
  });
});

test('where the daemons are split, the one of QEMU is started', () => {
  expect(setUp({ SPLIT: '1' }).status).toBe(0);
  expect(words('systemctl').at(-1)).toBe('restart virtqemud');
});

test('the socket of the split daemons is granted where there is no other', () => {
  fs.rmSync(path.join(place.folder, 'root/run/libvirt/libvirt-sock'));
  provide('/run/libvirt/virtqemud-sock');
  expect(setUp().status).toBe(0);
  expect(words('setfacl')[0]).toMatch(/:rw \/run\/libvirt\/virtqemud-sock$/);
  fs.rmSync(path.join(place.folder, 'root/run/libvirt/virtqemud-sock'));
  expect(setUp().status).toBe(67);
});

test('without libvirt nothing of it is installed or started', () => {
  const run = setUp({ LIBVIRT: 'false' });
  expect(run.outputs).toEqual({ 'kvm': 'true', 'qemu-version': '8.2.2', 'libvirt-version': '' });
  expect(words('apt-get').join()).not.toContain('libvirt');
  expect(place.calls('systemctl')).toEqual([]);
});

test.each(['aarch64', 'arm64'])('%s is refused before anything is changed', (machine) => {
  place.standIn('uname', `echo ${machine}`);
  expect(setUp().status).toBe(65);
  expect(place.calls('sudo')).toEqual([]);
});

test('packages are tried again, and then it fails', () => {
  place.standIn('apt-get', 'if [[ "$*" == *install* ]] && (( CALL < 4 )); then exit 100; fi');
  expect(setUp().status).toBe(0);
  place.standIn('apt-get', 'exit 100');
  const run = setUp();
  expect(run.status).toBe(68);
  expect(place.calls('udevadm')).toHaveLength(3);
});

test.each([
  ['missing', '/dev/no-kvm-here', 'no character device'],
  ['a file', '/etc/hostname', 'no character device'],
])('a device that is %s fails', (_, device, message) => {
  const run = setUp({ DEVICE: device });
  expect(run.status).toBe(66);
  expect(run.stderr).toContain(message);
  expect(place.calls('systemctl')).toEqual([]);
});

const closed = ['/dev/mem', '/dev/kmsg', '/dev/console'].find((file) => fs.existsSync(file) && !/[67]$/.test(fs.statSync(file).mode.toString(8)));
(closed ? test : test.skip)('a device the user cannot write fails and shows its mode', () => {
  const uid = process.getuid?.() === 0 ? 65534 : undefined;
  fs.chmodSync(path.join(place.folder, 'root'), 0o777);
  place.command('chmod', '-R', '777', path.join(place.folder, 'root'));
  const run = place.run('setup-kvm.sh', { DEVICE: closed ?? '', READY_AFTER: '0' }, { uid });
  expect(run.stderr).toContain('cannot read and write');
  expect(run.stderr).toMatch(/c[rwx-]{9}/);
  expect(run.status).toBe(66);
});

test('a command that is still missing fails', () => {
  const run = setUp({ COMMANDS: 'virtnbdbackup-that-is-missing' });
  expect(run.status).toBe(68);
  expect(run.stderr).toContain('virtnbdbackup-that-is-missing');
});

test('LIBVIRT is yes or no', () => {
  expect(setUp({ LIBVIRT: 'maybe' }).status).toBe(64);
});

describe('collecting logs', () => {
  const collect = () => place.run('collect-kvm-logs.sh', { READY_AFTER: '0' });

  test('keeps logs, domains and the lines of the kernel about KVM', () => {
    provide('/var/log/libvirt/qemu/guest.log', 'qemu died\n');
    place.standIn('dmesg', 'printf "[1] kvm: no hardware support\\n[2] eth0 up\\n"');
    const run = collect();
    expect(run.status).toBe(0);
    expect(place.read('test-results/kvm/libvirt/qemu/guest.log')).toBe('qemu died\n');
    expect(place.read('test-results/kvm/domains.txt')).toContain('list --all');
    expect(place.read('test-results/kvm/domain-guest_one.xml')).toContain('dumpxml guest one');
    expect(place.read('test-results/kvm/dmesg-kvm.txt')).toBe('[1] kvm: no hardware support\n');
    expect(words('sudo').some((line) => line.startsWith('chown -R'))).toBe(true);
  });

  test('never fails, whatever is missing', () => {
    for (const program of ['sudo', 'virsh', 'dmesg', 'journalctl']) {
      place.standIn(program, 'echo broken >&2; exit 1');
    }
    const run = collect();
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('Incomplete logs');
    expect(place.read('test-results/kvm/domains.txt')).toContain('broken');
  });

  test('a destination that cannot be made is only a warning', () => {
    place.write('test-results', 'a file');
    expect(collect().status).toBe(0);
  });
});
