import { UsageError } from './errors.js';

const DAY = 24 * 60 * 60 * 1000;

/** Folders of shut off domains carry this ending: a copy cannot be the base of an increment. */
const COPY = '-copy';

const FORMATS = {
  day: /^(\d{4})-(\d{2})-(\d{2})$/,
  week: /^(\d{4})-W(\d{2})$/,
  month: /^(\d{4})-(\d{2})$/,
};

export const PERIODS = Object.keys(FORMATS);

const two = (number) => String(number).padStart(2, '0');

/** Monday of the week that holds January 4th, which ISO 8601 makes week 1. */
function firstMonday(year) {
  const fourth = Date.UTC(year, 0, 4);
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY;
}

function weekOf(date) {
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const thursday = midnight + (3 - ((date.getUTCDay() + 6) % 7)) * DAY;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - firstMonday(year)) / (7 * DAY)) + 1;
  return `${year}-W${two(week)}`;
}

/**
 * Name of the period that holds a date, such as `2026-11`. Times are UTC, so a clock change never
 * opens a second period.
 */
export function periodOf(date, period) {
  const month = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}`;
  switch (period) {
    case 'day':
      return `${month}-${two(date.getUTCDate())}`;
    case 'week':
      return weekOf(date);
    case 'month':
      return month;
    default:
      throw new UsageError(`period must be one of ${PERIODS.join(', ')}, got ${period}`);
  }
}

/** Name of the folder beside a period's own that keeps a copy of a shut off domain. */
export const copyOf = (period) => `${period}${COPY}`;

/** The period a folder belongs to, whether it holds increments or a copy. */
export const periodName = (folder) =>
  folder.endsWith(COPY) ? folder.slice(0, -COPY.length) : folder;

/** When a folder's period began, or undefined for a folder that vmsnap did not name. */
export function periodStart(folder) {
  const name = periodName(folder);
  const week = FORMATS.week.exec(name);
  if (week) return firstMonday(Number(week[1])) + (Number(week[2]) - 1) * 7 * DAY;
  const match = FORMATS.day.exec(name) ?? FORMATS.month.exec(name);
  if (!match) return undefined;
  return Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3] ?? 1));
}
