import { parseArgs, ParseArgsConfig } from 'node:util';
import { UsageError } from './usage-error';
import { nearest } from '../catalog/nearest';

type Parsed<T extends NonNullable<ParseArgsConfig['options']>> = ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>>;

/**
 * What a command was given.
 *
 * @throws UsageError for an option that it does not have, with the nearest one
 */
export function parseOptions<T extends NonNullable<ParseArgsConfig['options']>>(command: string, args: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const option = /'(--?[^' ]*)/.exec(message)?.[1] ?? '';
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new UsageError(`${message.split('\n')[0].replace(/\.?$/, '.')} See projen-delivery ${command} --help`);
    throw new UsageError(`unknown option ${option}.${meant(option, Object.keys(options).map((name) => `--${name}`))} See projen-delivery ${command} --help`);
  }
}

/** ` Did you mean …?` where something is near. */
export function meant(name: string, names: readonly string[]): string {
  const near = nearest(name, [...names]);
  return near ? ` Did you mean ${near}?` : '';
}

/** @throws UsageError where the value is not one of those that are allowed */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new UsageError(`${option} ${value}: give one of ${allowed.join(', ')}.${meant(value, allowed)}`);
}
