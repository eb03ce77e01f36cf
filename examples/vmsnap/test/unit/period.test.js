import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyOf, periodName, periodOf, periodStart } from '../../src/period.js';

const day = (text) => new Date(`${text}T12:00:00Z`);

test('a period is named after its day, ISO week or month', () => {
  assert.equal(periodOf(day('2026-03-09'), 'day'), '2026-03-09');
  assert.equal(periodOf(day('2026-03-09'), 'week'), '2026-W11');
  assert.equal(periodOf(day('2026-03-09'), 'month'), '2026-03');
});

test('an ISO week belongs to the year of its Thursday', () => {
  assert.equal(periodOf(day('2024-12-30'), 'week'), '2025-W01');
  assert.equal(periodOf(day('2027-01-01'), 'week'), '2026-W53');
  assert.equal(periodOf(day('2026-01-04'), 'week'), '2026-W01');
  assert.equal(periodOf(day('2026-01-05'), 'week'), '2026-W02');
});

test('a week starts on its Monday, for every day of four years', () => {
  for (let time = Date.UTC(2024, 0, 1); time < Date.UTC(2028, 0, 1); time += 86_400_000) {
    const start = periodStart(periodOf(new Date(time), 'week'));
    assert.equal(new Date(start).getUTCDay(), 1);
    assert.ok(start <= time && time < start + 7 * 86_400_000, new Date(time).toISOString());
  }
});

test('a folder that is not a period has no start', () => {
  for (const name of ['lost+found', '2026', '2026-11-', 'notes', '2026-W1']) {
    assert.equal(periodStart(name), undefined, name);
  }
});

test('a copy folder belongs to its period', () => {
  const copy = copyOf('2026-11');
  assert.equal(copy, '2026-11-copy');
  assert.equal(periodName(copy), '2026-11');
  assert.equal(periodStart(copy), Date.UTC(2026, 10, 1));
});

test('an unknown period is refused', () => {
  assert.throws(() => periodOf(day('2026-03-09'), 'year'), /one of day, week, month, got year/);
});
