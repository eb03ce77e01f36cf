import type { Progress } from './report';
import type { ShownLine } from './workflow-commands';

const MARKS: Record<ShownLine['kind'], string> = { text: '', group: '> ', debug: 'debug: ', error: 'error: ', warning: 'warning: ', notice: 'notice: ' };

/** Writes what happens line by line, each with the job that it is of. */
export function textProgress(write: (line: string) => void): Progress {
  const of = (key: string, text: string) => write(`${key} | ${text}`);
  return {
    jobBegins: (key) => of(key, 'begins'),
    stepBegins: (key, name, depth) => of(key, `${'  '.repeat(depth)}## ${name}`),
    line: (key, { kind, text }) => {
      for (const line of text.split('\n')) of(key, `${MARKS[kind]}${line}`);
    },
    stepEnds: (key, name, outcome, seconds) => {
      if (outcome !== 'success') of(key, `## ${name}: ${outcome}, ${duration(seconds)}`);
    },
    jobEnds: (key, result, seconds, note) => of(key, `${result}, ${duration(seconds)}${note ? `: ${note}` : ''}`),
    note: write,
  };
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
