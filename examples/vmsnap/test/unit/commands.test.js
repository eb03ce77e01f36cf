import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as commands from '../../src/commands.js';

const URI = 'qemu:///system';

test('virsh is told which connection to use', () => {
  assert.deepEqual(commands.listDomains(URI), {
    file: 'virsh',
    args: ['--connect', URI, 'list', '--all', '--name'],
  });
  assert.deepEqual(commands.deleteCheckpoint(URI, 'web', 'virtnbdbackup.0').args.slice(2), [
    'checkpoint-delete',
    '--domain',
    'web',
    '--checkpointname',
    'virtnbdbackup.0',
  ]);
});

test('a backup names its domain, level and folder', () => {
  const request = { uri: URI, domain: 'web', level: 'inc', folder: '/srv/web/2026-11' };
  assert.deepEqual(commands.backupDomain({ ...request, compress: false }), {
    file: 'virtnbdbackup',
    args: [
      '--uri=qemu:///system',
      '--domain=web',
      '--level=inc',
      '--output=/srv/web/2026-11',
      '--noprogress',
    ],
  });
  assert.equal(commands.backupDomain({ ...request, compress: true }).args.at(-1), '--compress');
});

test('a domain that starts with a dash stays a value', () => {
  const { args } = commands.backupDomain({ uri: URI, domain: '-x', level: 'full', folder: '/a' });
  assert.ok(args.includes('--domain=-x'));
});

test('a restore keeps its log in the target', () => {
  const { args } = commands.restoreBackup({ folder: '/srv/web/2026-11', target: '/srv/.verify' });
  assert.ok(args.includes('--logfile=/srv/.verify/virtnbdrestore.log'));
  assert.ok(args.includes('--input=/srv/web/2026-11'));
});
