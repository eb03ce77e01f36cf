import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueFolders } from '../../src/rotation.js';

const MONTHS = ['2026-07', '2026-08', '2026-09', '2026-10', '2026-11'];

test('the newest periods are kept', () => {
  assert.deepEqual(dueFolders(MONTHS, { keep: 2, current: '2026-11' }), [
    '2026-07',
    '2026-08',
    '2026-09',
  ]);
});

test('nothing is due while there are few periods', () => {
  assert.deepEqual(dueFolders(MONTHS, { keep: 5, current: '2026-11' }), []);
  assert.deepEqual(dueFolders([], { keep: 1, current: '2026-11' }), []);
});

test('the current period counts before it has a folder', () => {
  assert.deepEqual(dueFolders(['2026-09', '2026-10'], { keep: 2, current: '2026-11' }), [
    '2026-09',
  ]);
});

test('the current period is kept even when a clock ran ahead', () => {
  const folders = ['2026-11', '2027-01', '2027-02'];
  assert.deepEqual(dueFolders(folders, { keep: 2, current: '2026-11' }), []);
  assert.deepEqual(dueFolders(folders, { keep: 1, current: '2026-11' }), ['2027-01']);
});

test('folders of somebody else are never due', () => {
  const folders = ['lost+found', 'notes', ...MONTHS];
  assert.deepEqual(dueFolders(folders, { keep: 1, current: '2026-11' }), MONTHS.slice(0, 4));
});

test('a copy goes with its period', () => {
  const folders = ['2026-09', '2026-09-copy', '2026-10-copy', '2026-11'];
  assert.deepEqual(dueFolders(folders, { keep: 2, current: '2026-11' }), [
    '2026-09',
    '2026-09-copy',
  ]);
});

test('periods of different lengths are ordered by when they began', () => {
  const folders = ['2026-11-20', '2026-W46', '2026-10'];
  assert.deepEqual(dueFolders(folders, { keep: 2, current: '2026-11-22' }), [
    '2026-10',
    '2026-W46',
  ]);
});
