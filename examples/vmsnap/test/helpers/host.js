import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A folder of its own for one test, deleted with it. */
export async function temporaryFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'vmsnap-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const VIRSH = `
case "$3" in
  list) printf 'web\\ndb\\n\\n' ;;
  domstate) if [ "$5" = db ]; then echo 'shut off'; else echo running; fi ;;
  checkpoint-list) printf 'virtnbdbackup.0\\nvirtnbdbackup.10\\nvirtnbdbackup.2\\nmine\\n' ;;
  checkpoint-delete) echo "deleted $7" ;;
  *) echo "unexpected: $*" >&2; exit 64 ;;
esac`;

const VIRTNBDBACKUP = `
for argument in "$@"; do
  case "$argument" in
    --output=*) output="\${argument#--output=}" ;;
    --level=*) level="\${argument#--level=}" ;;
    --domain=*) domain="\${argument#--domain=}" ;;
  esac
done
if [ -e "$STAND_IN/fail-$domain" ]; then echo 'no space left' >&2; exit 1; fi
echo saved > "$output/vda.$level.data"`;

const VIRTNBDRESTORE = `
for argument in "$@"; do
  case "$argument" in
    --output=*) target="\${argument#--output=}" ;;
  esac
done
if [ ! -e "$STAND_IN/restore-nothing" ]; then echo image > "$target/vda.qcow2"; fi`;

const PROGRAMS = {
  virsh: VIRSH,
  virtnbdbackup: VIRTNBDBACKUP,
  virtnbdrestore: VIRTNBDRESTORE,
  'qemu-img': '',
};

/** Stand-ins for the programs that vmsnap drives; each writes down how it was called. */
export async function standIns(t, programs = Object.keys(PROGRAMS)) {
  const folder = await temporaryFolder(t);
  const bin = join(folder, 'bin');
  const log = join(folder, 'calls.log');
  await mkdir(bin);
  await writeFile(log, '');
  for (const name of programs) {
    const body = `#!/bin/sh\necho "${name} $*" >> "$STAND_IN/calls.log"\n${PROGRAMS[name]}\n`;
    await writeFile(join(bin, name), body);
    await chmod(join(bin, name), 0o755);
  }
  return {
    env: { PATH: `${bin}${delimiter}/usr/bin${delimiter}/bin`, STAND_IN: folder },
    onlyEnv: { PATH: bin, STAND_IN: folder },
    folder,
    output: join(folder, 'backups'),
    flag: (name) => writeFile(join(folder, name), ''),
    calls: async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== ''),
  };
}

/** What the command line is given in place of a process. */
export function fakeHost(env, time = '2026-11-22T02:00:00Z') {
  const printed = { out: [], err: [] };
  return {
    env,
    out: (text) => printed.out.push(text),
    err: (text) => printed.err.push(text),
    now: () => new Date(time),
    stdout: () => printed.out.join('\n'),
    stderr: () => printed.err.join('\n'),
  };
}
