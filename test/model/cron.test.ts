// Guards that schedules are POSIX cron as GitHub reads it, and never closer than the 5 minutes GitHub keeps.
import { refusal } from './refusal';
import { Cron, Weekday } from '../../src/model';

test('has sensible times of its own, off the full hour', () => {
  expect(Cron.daily().expression).toBe('17 3 * * *');
  expect(Cron.weekly(Weekday.MONDAY).expression).toBe('17 3 * * 1');
  expect(Cron.daily({ hour: 0, minute: 0, timezone: 'Europe/Berlin' })).toMatchObject({ expression: '0 0 * * *', timezone: 'Europe/Berlin' });
});

test.each([
  '*/5 * * * *', '20/15 * * * *', '0 0 1 1 0', '59 23 31 12 6', '0,30 9-17 * * 1-5', '5-55/10 * * * *', '0 0 * JAN-DEC mon,FRI', '0 */2 1,15 * *',
])('takes %s', (expression) => {
  expect(Cron.of(expression).expression).toBe(expression);
});

test('takes any blanks between fields', () => {
  expect(Cron.of('  1\t2  * * * ').expression).toBe('1 2 * * *');
});

test.each([
  ['* * * *', 'has 4 fields', 'Write five'],
  ['@daily', 'has 1 fields', 'Write five'],
  ['60 * * * *', 'has minute "60"', 'Use 0 to 59'],
  ['0 24 * * *', 'has hour "24"', 'Use 0 to 23'],
  ['0 0 0 * *', 'has day of month "0"', 'Use 1 to 31'],
  ['0 0 * 13 *', 'has month "13"', 'Use 1 to 12'],
  ['0 0 * * 7', 'has day of week "7"', 'Use 0 to 6'],
  ['0 0 * * MON#1', 'has day of week "MON#1"', 'Use 0 to 6'],
  ['0 0 MON * *', 'has day of month "MON"', 'Use 1 to 31'],
  ['0 0 * FOO *', 'has month "FOO"', 'Use 1 to 12'],
  ['30-10 * * * *', 'has minute "30-10"', 'Use 0 to 59'],
  ['*/0 * * * *', 'has minute "*/0"', 'Use 0 to 59'],
  ['0, * * * *', 'has minute ""', 'Use 0 to 59'],
  ['0 0 L * *', 'has day of month "L"', 'Use 1 to 31'],
])('refuses %s', (expression, problem, fix) => {
  expect(refusal(() => Cron.of(expression))).toContain(`Cron: "${expression}" ${problem}.\n  ${fix}`);
});

test.each(['* * * * *', '*/1 * * * *', '*/4 * * * *', '0-10 * * * *', '0,4 * * * *', '0,57 * * * *', '0-59/3 3 * * *', '0/2 * * * *', '*/7 * * * *'])(
  'refuses %s, which runs more often than GitHub does', (expression) => {
    expect(refusal(() => Cron.of(expression))).toBe(
      `Cron: "${expression}" runs more often than every 5 minutes.\n  GitHub starts scheduled runs at most every 5 minutes; write */5 or a single minute.`,
    );
  },
);

test('takes time zones by their IANA names only', () => {
  expect(Cron.of('0 0 * * *', 'America/New_York').timezone).toBe('America/New_York');
  expect(refusal(() => Cron.of('0 0 * * *', 'Mars/Olympus'))).toBe('Cron: "Mars/Olympus" is not a time zone.\n  Use an IANA name such as Europe/Berlin.');
});
