import { meant, oneOf, parseOptions } from './options';
import { UsageError } from './usage-error';
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
  const { values, positionals } = parseOptions('check', args, OPTIONS);
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
