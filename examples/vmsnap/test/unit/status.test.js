import assert from 'node:assert/strict';
import { test } from 'node:test';
import { size, statusRows } from '../../src/status.js';
import { table } from '../../src/table.js';

test('sizes are read in powers of 1024', () => {
  assert.equal(size(0), '0 B');
  assert.equal(size(1023), '1023 B');
  assert.equal(size(1536), '1.5 KiB');
  assert.equal(size(5 * 1024 ** 3), '5.0 GiB');
  assert.equal(size(4096 * 1024 ** 4), '4096.0 TiB');
});

test('a row sums up the periods of a domain', () => {
  const latest = new Date('2026-11-22T02:03:04Z');
  const backups = [
    { period: '2026-10', files: 2, bytes: 1024, latest: new Date('2026-10-31T23:00:00Z') },
    { period: '2026-11', files: 1, bytes: 1024, latest },
    { period: '2026-11-copy', files: 0, bytes: 0, latest: null },
  ];
  const report = { domain: 'web', state: 'running', checkpoints: ['virtnbdbackup.0'], backups };
  assert.deepEqual(statusRows([report]), [
    {
      domain: 'web',
      state: 'running',
      checkpoints: '1',
      periods: '2',
      size: '2.0 KiB',
      latest: '2026-11-22 02:03',
    },
  ]);
});

test('a domain without a backup says never', () => {
  const report = { domain: 'web', state: 'shut off', checkpoints: [], backups: [] };
  assert.equal(statusRows([report])[0].latest, 'never');
});

test('columns are as wide as their widest cell', () => {
  const rows = [
    { name: 'a', state: 'running' },
    { name: 'longer', state: 'off' },
  ];
  assert.equal(table(rows, ['name', 'state']), 'NAME    STATE\na       running\nlonger  off');
  assert.equal(table([], ['name']), 'NAME');
});
