// migration-backup.sh and migration-restore.sh: scripts of a repository are believed only where they left something, and
// a backup is used only while it is what it was.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Rehearsal, ScriptRun } from '../helpers/stand-ins';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.write('state/blocks', 'one\ntwo\n');
  script('back-up.sh', 'cp -R state "$BACKUP_DIR/"');
  script('restore.sh', 'rm -rf state; cp -R "$BACKUP_DIR/state" .');
  script('print.sh', 'cat state/*');
});
afterEach(() => place.remove());

const script = (name: string, body: string, mode: number = 0o755) => place.write(name, `#!/bin/bash\nset -e\n${body}\n`, mode);
const backUp = (parameters: Record<string, string> = {}): ScriptRun => place.run('migration-backup.sh', { SCRIPT: 'back-up.sh', FINGERPRINT: 'print.sh', ...parameters });
const restore = (parameters: Record<string, string> = {}): ScriptRun => place.run('migration-restore.sh', { SCRIPT: 'restore.sh', BACKUP: 'backup', FINGERPRINT: 'print.sh', ...parameters });

test('what was backed up comes back', () => {
  const kept = backUp();
  expect(kept.stderr).toBe('');
  expect(kept.outputs).toEqual({ backup: 'backup', files: '1' });
  place.write('state/blocks', 'changed\n');
  place.write('state/more', 'new\n');
  const run = restore();
  expect(run.stderr).toBe('');
  expect(run.summary).toContain('the same state');
  expect(fs.readdirSync(path.join(place.work, 'state'))).toEqual(['blocks']);
  expect(place.read('state/blocks')).toBe('one\ntwo\n');
});

test('a restore that leaves another state fails and shows it', () => {
  backUp();
  place.write('state/more', 'new\n');
  script('restore.sh', 'cp -R "$BACKUP_DIR/state" .');
  const run = restore();
  expect(run.status).toBe(5);
  expect(run.stderr).toContain('+new');
});

test('without a fingerprint nothing is compared, and nothing is claimed', () => {
  expect(backUp({ FINGERPRINT: '' }).status).toBe(0);
  const run = restore({ FINGERPRINT: '' });
  expect(run.status).toBe(0);
  expect(run.summary).not.toContain('same');
  expect(restore().stderr).toContain('made without FINGERPRINT');
});

describe('a backup fails', () => {
  test.each<[string, string, number, string]>([
    ['where the script fails', 'cp -R state "$BACKUP_DIR/"; exit 7', 3, 'back-up.sh ended with 7'],
    ['where it leaves nothing', 'true', 4, 'left no file with content'],
    ['where it leaves only empty files', 'touch "$BACKUP_DIR/dump"', 4, 'left no file with content'],
  ])('%s', (_, body, status, told) => {
    script('back-up.sh', body);
    const run = backUp();
    expect(run.status).toBe(status);
    expect(run.stderr).toContain(told);
    expect(run.outputs).toEqual({});
    expect(place.exists('backup/SHA256SUMS')).toBe(false);
  });

  test('where the fingerprint is empty, or the script is not there or not executable', () => {
    script('print.sh', 'true');
    expect(backUp().stderr).toContain('print.sh printed nothing');
    expect(backUp({ SCRIPT: 'none.sh', DESTINATION: 'other' }).status).toBe(64);
    script('plain.sh', 'true', 0o644);
    expect(backUp({ SCRIPT: 'plain.sh', DESTINATION: 'third' }).stderr).toContain('run chmod +x');
  });
});

describe('a restore does not start', () => {
  test.each<[string, () => void]>([
    ['without the seal', () => fs.rmSync(path.join(place.work, 'backup/SHA256SUMS'))],
    ['where a file was changed', () => place.write('backup/data/state/blocks', 'one\n')],
    ['where a file is gone', () => fs.rmSync(path.join(place.work, 'backup/data/state/blocks'))],
  ])('%s', (_, spoil) => {
    backUp();
    place.write('state/blocks', 'changed\n');
    spoil();
    expect(restore().status).toBe(4);
    expect(place.read('state/blocks')).toBe('changed\n');
  });
});
