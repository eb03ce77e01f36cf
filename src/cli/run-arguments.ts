import { readFileSync } from 'node:fs';
import { oneOf, parseOptions } from './options';
import { UsageError } from './usage-error';
import type { RunWorkflowOptions, ServicePlace } from '../run/run-options';

/** What `projen-delivery run` was asked for. */
export interface RunArguments extends Omit<RunWorkflowOptions, 'progress'> {
  readonly format: 'text' | 'json';
  readonly list: boolean;
  readonly help: boolean;
}

const many = { type: 'string', multiple: true, default: [] as string[] } as const;
const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  'event': { type: 'string' },
  'job': many,
  'input': many,
  'secret': many,
  'secrets-file': many,
  'var': many,
  'artifacts': { type: 'string' },
  'cache': { type: 'string' },
  'keep': flag,
  'format': { type: 'string', default: 'text' },
  'service': many,
  'action': many,
  'skip-action': many,
  'environment': many,
  'identity': many,
  'any-version': flag,
  'committed': flag,
  'base': { type: 'string' },
  'max-parallel': { type: 'string' },
  'list': flag,
  'help': { type: 'boolean', short: 'h', default: false },
} as const;

/** @throws UsageError naming what is wrong and what was probably meant */
export function runArguments(args: readonly string[], root: string, environment: NodeJS.ProcessEnv = process.env): RunArguments {
  const { values, positionals } = parseOptions('run', args, OPTIONS);
  if (positionals.length > 1) throw new UsageError(`run takes one workflow, and was given ${positionals.join(' ')}. See projen-delivery run --help`);
  const format = oneOf('--format', values.format, ['text', 'json'] as const);
  return {
    root,
    workflow: positionals[0],
    event: eventOf(values.event),
    jobs: values.job,
    inputs: pairs('--input', values.input),
    secrets: { ...fromFiles(values['secrets-file']), ...fromEnvironment(values.secret, environment) },
    variables: pairs('--var', values.var),
    artifacts: values.artifacts,
    cache: values.cache,
    keep: values.keep,
    format,
    services: Object.fromEntries(Object.entries(pairs('--service', values.service, 'HOST:PORT')).map(([name, place]) => [name, placeOf(name, place)])),
    actions: pairs('--action', values.action, 'DIR'),
    skippedActions: values['skip-action'],
    environments: values.environment,
    identities: values.identity,
    anyVersion: values['any-version'],
    committed: values.committed,
    base: values.base,
    maxParallel: values['max-parallel'] === undefined ? undefined : count(values['max-parallel']),
    list: values.list,
    help: values.help,
  };
}

function pairs(option: string, given: readonly string[], value: string = 'VALUE'): Record<string, string> {
  return Object.fromEntries(given.map((each) => {
    const at = each.indexOf('=');
    // What stands there may be a secret that was given to the wrong option.
    if (at < 1) throw new UsageError(`${option}: give NAME=${value}. See projen-delivery run --help`);
    return [each.slice(0, at), each.slice(at + 1)];
  }));
}

// Arguments of a program can be read by everybody on the machine.
function fromEnvironment(names: readonly string[], environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(names.map((name) => {
    if (name.includes('=')) throw new UsageError(`--secret ${name.slice(0, name.indexOf('='))}: the value would be readable by everybody on this machine. Set it as a variable of the environment and give its name alone`);
    const value = environment[name];
    if (value === undefined) throw new UsageError(`--secret ${name}: there is no variable ${name} in the environment. Set it, and give its name alone`);
    return [name, value];
  }));
}

function fromFiles(files: readonly string[]): Record<string, string> {
  return Object.assign({}, ...files.map((file) => {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      throw new UsageError(`--secrets-file ${file}: ${(error as Error).message}`);
    }
    const lines = text.split(/\r?\n/).map((line, index) => ({ line, number: index + 1 })).filter(({ line }) => line.trim() !== '' && !line.trim().startsWith('#'));
    return Object.fromEntries(lines.map(({ line, number }) => {
      const [, name, value] = /^(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line.trim()) ?? [];
      if (name === undefined) throw new UsageError(`--secrets-file ${file}:${number}: give NAME=VALUE`);
      return [name, unquoted(value)];
    }));
  }));
}

// In double quotes `\n` is a line break, so that a key fits into one line.
function unquoted(value: string): string {
  if (/^"(?:[^"\\]|\\.)*"$/.test(value)) return value.slice(1, -1).replace(/\\(.)/g, (_, each: string) => (each === 'n' ? '\n' : each));
  return /^'[^']*'$/.test(value) ? value.slice(1, -1) : value;
}

function placeOf(name: string, place: string): ServicePlace {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(place) ?? [];
  if (host === undefined) throw new UsageError(`--service ${name}=${place}: give HOST:PORT, such as localhost:6379`);
  return { host, port: Number(port) };
}

function eventOf(text: string | undefined): unknown {
  if (text === undefined || !text.trimStart().startsWith('{')) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--event: it is neither the name of an event nor JSON: ${(error as Error).message}`);
  }
}

function count(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--max-parallel ${text}: give a number of jobs, at least 1`);
  return Number(text);
}
