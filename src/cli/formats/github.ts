import type { Report } from '../report';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * One workflow command a finding: GitHub shows it at the line.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function github({ findings, failures }: Report): string {
  const told = findings.map(({ severity, path, line, column, check, problem, fix }) => command(COMMANDS[severity], { file: path, line, col: column, title: check }, `${problem} ${fix}`));
  const failed = failures.map(({ check, path, message }) => command('error', { file: path, title: check }, `The check failed: ${message}`));
  return [...told, ...failed].join('');
}

function command(name: string, properties: Record<string, string | number>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`).join(',');
  return `::${name} ${list}::${data(message)}\n`;
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
