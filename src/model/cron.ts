import { DeliveryError } from './delivery-error';

/** A day of the week, numbered as cron does. */
export enum Weekday {
  /** Sunday. */
  SUNDAY = 0,
  /** Monday. */
  MONDAY = 1,
  /** Tuesday. */
  TUESDAY = 2,
  /** Wednesday. */
  WEDNESDAY = 3,
  /** Thursday. */
  THURSDAY = 4,
  /** Friday. */
  FRIDAY = 5,
  /** Saturday. */
  SATURDAY = 6,
}

/** When in the day or week a scheduled run starts. */
export interface CronTime {
  /**
   * Hour, 0 to 23.
   *
   * @default 3
   */
  readonly hour?: number;
  /**
   * Minute, 0 to 59. Not 0: GitHub delays or drops runs at the full hour when load is high.
   *
   * @default 17
   * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
   */
  readonly minute?: number;
  /**
   * IANA time zone, such as `Europe/Berlin`.
   *
   * @default - UTC
   */
  readonly timezone?: string;
}

const FIELDS: [string, number, number][] = [['minute', 0, 59], ['hour', 0, 23], ['day of month', 1, 31], ['month', 1, 12], ['day of week', 0, 6]];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** A schedule in POSIX cron form, at most every five minutes. */
export class Cron {
  /** Every day. */
  public static daily(time: CronTime = {}): Cron {
    return Cron.of(`${time.minute ?? 17} ${time.hour ?? 3} * * *`, time.timezone);
  }

  /** Once a week. */
  public static weekly(day: Weekday, time: CronTime = {}): Cron {
    return Cron.of(`${time.minute ?? 17} ${time.hour ?? 3} * * ${day}`, time.timezone);
  }

  /**
   * Five cron fields as written.
   *
   * @throws when a field is malformed or out of range, when runs would be less than 5 minutes apart, or when the
   * time zone is unknown
   */
  public static of(expression: string, timezone?: string): Cron {
    const fields = expression.trim().split(/\s+/);
    if (fields.length !== 5) throw refuse(expression, `has ${fields.length} fields`, 'Write five: minute, hour, day of month, month, day of week.');
    fields.forEach((field, index) => checkField(expression, field, ...FIELDS[index]));
    if (shortestGap(fields[0]) < 5) throw refuse(expression, 'runs more often than every 5 minutes', 'GitHub starts scheduled runs at most every 5 minutes; write */5 or a single minute.');
    if (timezone !== undefined && !isTimezone(timezone)) throw refuse(timezone, 'is not a time zone', 'Use an IANA name such as Europe/Berlin.');
    return new Cron(fields.join(' '), timezone);
  }

  /** The five fields. */
  public readonly expression: string;
  /** IANA time zone; UTC when undefined. */
  public readonly timezone?: string;

  private constructor(expression: string, timezone?: string) {
    this.expression = expression;
    this.timezone = timezone;
  }
}

function checkField(expression: string, field: string, name: string, low: number, high: number): void {
  for (const part of field.split(',')) {
    const numeric = toNumbers(part, name);
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(numeric);
    const numbers = [match?.[1], match?.[2]].filter((text) => text !== undefined).map(Number);
    const bad = !match || match[3] === '0' || numbers.some((n) => n < low || n > high) || (numbers.length === 2 && numbers[0] > numbers[1]);
    if (bad) throw refuse(expression, `has ${name} "${part}"`, `Use ${low} to ${high}, *, a range a-b, a list a,b or a step */n.`);
  }
}

// GitHub knows months and days of the week by their English short names too.
function toNumbers(part: string, field: string): string {
  return part.replace(/[A-Za-z]+/g, (word) => {
    const upper = word.toUpperCase();
    const index = field === 'month' ? MONTHS.indexOf(upper) + 1 || -1 : field === 'day of week' ? DAYS.indexOf(upper) : -1;
    return index >= 0 ? String(index) : word;
  });
}

// Minutes between two runs, the step from the last minute of an hour to the first of the next included.
function shortestGap(field: string): number {
  const minutes = new Set<number>();
  for (const part of field.split(',')) {
    const [range, step] = part.split('/');
    const [first, last = step === undefined ? first : 59] = range === '*' ? [0, 59] : range.split('-').map(Number);
    for (let minute = first; minute <= last; minute += Number(step ?? 1)) minutes.add(minute);
  }
  const sorted = [...minutes].sort((a, b) => a - b);
  return Math.min(...sorted.map((minute, index) => (sorted[index + 1] ?? sorted[0] + 60) - minute));
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function refuse(value: string, problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: 'Cron', problem: `"${value}" ${problem}.`, fix });
}
