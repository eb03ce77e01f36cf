/**
 * Invariants: vmsnap's integration job turns a machine where KVM is closed into one where a user without privileges
 * drives it, backs up a running guest of a real libvirt, keeps the results, and the logs if a test fails.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { onOwnMachine, withPrograms } from './helpers/debian';
import { fingerprint, modeOf, prepareHost } from './helpers/kvm-host';
import { Repository } from './helpers/repository';
import { expectConclusion, JobRun, removeJobFolders, runJob } from './helpers/run-job';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard } from '../../src/run/guard';
import type { User } from '../../src/run/user';
import { synthesizeExample } from '../helpers/example';

jest.setTimeout(900_000);

if (onOwnMachine() === describe) withPrograms({ sudo: 'sudo', git: 'git', jq: 'jq' });

onOwnMachine()('integration tests under KVM', () => {
  const NODE = process.versions.node.split('.')[0];
  const before = fingerprint();
  const guard = new Guard();
  let repository: Repository;
  let artifacts: ArtifactStore;
  let user: User;

  beforeAll(async () => {
    repository = new Repository(synthesizeExample('vmsnap'));
    guard.undo(repository.removal);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
    guard.undo(`rm -rf ${folder}`);
    artifacts = new ArtifactStore(folder);
    user = prepareHost(guard);
    const made = await runJob(repository.example.workflow('ci'), 'package', { source: repository.folder, artifacts, nodeVersions: { 24: NODE } });
    expectConclusion(made, 'success');
    execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, repository.folder]);
    fs.chmodSync('/dev/kvm', 0o600);
  });
  afterAll(async () => {
    removeJobFolders();
    await guard.release();
  });

  async function integrate(beforeStep?: (name: string, workspace: string) => void): Promise<JobRun> {
    const store = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
    guard.undo(`rm -rf ${store}`);
    const own = new ArtifactStore(store);
    own.store('package', artifacts.find('package'));
    const run = await runJob(repository.example.workflow('ci'), 'integration', {
      source: repository.folder,
      artifacts: own,
      nodeVersions: { 24: NODE },
      user,
      beforeStep,
      needs: { changes: { result: 'success', outputs: { changed: '["integration"]' } }, package: { result: 'success' } },
    });
    return Object.assign(run, { artifacts: own });
  }

  const step = (run: JobRun, name: string) => run.steps.find((one) => one.name === name)!;
  const stored = (run: JobRun) => (run as JobRun & { artifacts: ArtifactStore }).artifacts;
  const asUser = (...command: string[]) => execFileSync(command[0], command.slice(1), { uid: user.uid, gid: user.gid, encoding: 'utf8', cwd: '/', stdio: 'pipe' });

  test('a plain user can use neither before', () => {
    expect(modeOf('/dev/kvm')).toBe('0600');
    expect(() => asUser('virsh', '--connect', 'qemu:///system', 'version')).toThrow();
  });

  test('the job opens KVM, drives libvirt as a plain user and passes its seven tests', async () => {
    const run = await integrate();
    expectConclusion(run, 'success');
    const version = expect.stringMatching(/^\d+\./);
    expect(step(run, 'Set up KVM and libvirt').outputs).toEqual({ 'kvm': 'true', 'qemu-version': version, 'libvirt-version': version });
    expect(modeOf('/dev/kvm')).toBe('0666');
    expect(asUser('virsh', '--connect', 'qemu:///system', 'version')).toContain('QEMU');
    const tests = step(run, 'Run integration tests');
    expect(tests.log).toMatch(/pass 7\n/);
    expect(tests.log).toMatch(/(fail|skipped) 0\n/);
    expect(step(run, 'Collect libvirt and QEMU logs').conclusion).toBe('skipped');
    const results = fs.readFileSync(path.join(stored(run).find('integration-results'), 'integration.xml'), 'utf8');
    expect(results.match(/<testcase /g)).toHaveLength(7);
    expect(results).not.toMatch(/<(failure|skipped)/);
    process.stderr.write(run.steps.map((one) => `${one.seconds.toFixed(1).padStart(6)} s  ${one.name}\n`).join(''));
  });

  test('a failing test fails the job and keeps the results and the logs', async () => {
    const induced = '\ntest(\'induced\', () => assert.fail(\'induced\'));\n';
    const run = await integrate((name, workspace) => {
      if (name === 'Run integration tests') fs.appendFileSync(path.join(workspace, 'test', 'integration', 'backup.test.js'), induced);
    });
    expectConclusion(run, 'failure');
    expect(run.steps.filter((one) => one.conclusion === 'failure').map((one) => one.name)).toEqual(['Run integration tests']);
    expect(step(run, 'Collect libvirt and QEMU logs').conclusion).toBe('success');
    expect(step(run, 'Keep results and logs').conclusion).toBe('success');
    const files = stored(run).files('integration-results');
    expect(files).toEqual(expect.arrayContaining(['integration.xml', 'kvm/domains.txt', expect.stringMatching(/^kvm\/libvirt\/qemu\/.*\.log$/)]));
    const results = stored(run).find('integration-results');
    expect(fs.readFileSync(path.join(results, 'integration.xml'), 'utf8')).toContain('induced');
  });

  test('the machine is afterwards as it was', async () => {
    await guard.release();
    expect(fingerprint().slice(0, 2).map((line) => line.replace(/.* is not there$/, ''))).toEqual(before.slice(0, 2).map((line) => line.replace(/.* is not there$/, '')));
    expect(fingerprint().slice(2)).toEqual(before.slice(2));
    expect(fs.readFileSync('/etc/passwd', 'utf8')).not.toContain('ci-runner');
    expect(fs.existsSync('/etc/sudoers.d/ci-runner')).toBe(false);
    expect(fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isDaemon(pid))).toEqual([]);
  });
});

function isDaemon(pid: string): boolean {
  try {
    return /^(libvirtd|virtlogd|systemd-udevd|dbus-daemon|polkitd|qemu-system-.*)$/m.test(fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
  } catch {
    return false;
  }
}
