import { parseArgs } from 'node:util';
import { UsageError } from './usage-error';
import { nearest } from '../catalog/nearest';
import { PolicyPack } from '../checks/policy-pack';
import type { Severity } from '../checks/severity';

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type Format = typeof FORMATS[number];

/** What `projen-delivery check` was asked for. */
export interface CheckArguments {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly pack: PolicyPack;
  readonly severity: Severity;
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly rules: boolean;
  readonly help: boolean;
}

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  policy: { type: 'string', default: PolicyPack.BASELINE },
  severity: { type: 'string', default: 'info' },
  only: { type: 'string', multiple: true, default: [] as string[] },
  except: { type: 'string', multiple: true, default: [] as string[] },
  rules: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @throws UsageError naming what is wrong and what was probably meant */
export function checkArguments(args: readonly string[]): CheckArguments {
  const { values, positionals } = parse(args);
  return {
    paths: positionals,
    format: oneOf('--format', values.format, FORMATS),
    pack: oneOf('--policy', values.policy, Object.values(PolicyPack)),
    severity: oneOf('--severity', values.severity, ['error', 'warning', 'info'] as const),
    only: values.only,
    except: values.except,
    rules: values.rules,
    help: values.help,
  };
}

/** Refuses ids that no check has. */
export function checkIds(option: string, ids: readonly string[], known: readonly string[]): void {
  for (const id of ids) if (!known.includes(id)) throw new UsageError(`${option} ${id}: there is no such check.${meant(id, known)} All: projen-delivery check --rules`);
}

/** ` Did you mean …?`, or nothing. */
export function meant(name: string, names: readonly string[]): string {
  const near = nearest(name, [...names]);
  return near ? ` Did you mean ${near}?` : '';
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const option = /'(--?[^' ]*)/.exec(message)?.[1] ?? '';
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new UsageError(`${message.split('\n')[0].replace(/\.?$/, '.')} See projen-delivery check --help`);
    throw new UsageError(`unknown option ${option}.${meant(option, Object.keys(OPTIONS).map((name) => `--${name}`))} See projen-delivery check --help`);
  }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new UsageError(`${option} ${value}: give one of ${allowed.join(', ')}.${meant(value, allowed)}`);
}
