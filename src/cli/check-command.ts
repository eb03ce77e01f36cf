import { CheckArguments, checkArguments, checkIds } from './check-arguments';
import { CHECK_HELP } from './help';
import type { Output } from './output';
import { Report, summaryText } from './report';
import { Rule, rules, rulesText } from './rules';
import { lookSafely } from './supervise';
import { targetsOf } from './targets';
import { UNREADABLE } from './unreadable';
import { UsageError } from './usage-error';
import { sourceChecks } from '../checks/registry';

/** `projen-delivery check`; gives the exit code. */
export function check(args: readonly string[], output: Output): number {
  const asked = checkArguments(args);
  if (asked.help) {
    output.result(CHECK_HELP);
    return 0;
  }
  const active = activeRules(asked, rules(sourceChecks()));
  if (asked.rules) {
    list(asked, active, output);
    return 0;
  }
  const report = run(asked, active, output);
  output.result(render(asked, report));
  for (const { check: id, path, message } of report.failures) output.note(`projen-delivery: the check ${id} failed at ${path}: ${message}. What it finds there is missing; please report this`);
  output.note(summaryText(report));
  if (report.failures.length > 0) return 2;
  return report.findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function activeRules({ only, except, pack, rules: isList }: CheckArguments, all: readonly Rule[]): Rule[] {
  const ids = all.map(({ id }) => id);
  checkIds('--only', only, ids);
  checkIds('--except', except, ids);
  // What cannot be read was not checked, which also concerns who asks for one check.
  const isAsked = (id: string) => (only.length === 0 || only.includes(id) || id === UNREADABLE) && !except.includes(id);
  return all.filter(({ id, severity }) => isAsked(id) && (isList || severity[pack] !== 'off'));
}

function run(asked: CheckArguments, active: readonly Rule[], output: Output): Report {
  const from = process.cwd();
  const targets = targetsOf(asked.paths, from);
  const job = { asked, active: new Set(active.map(({ id }) => id)), today: new Date(), from, isOneOfMany: targets.length > 1, left: new Map() };
  const looked = targets.map((target) => lookSafely({ ...job, target }));
  for (const note of looked.flatMap(({ notes }) => notes)) output.note(`projen-delivery: ${note}`);
  return {
    pack: asked.pack,
    rules: active,
    findings: looked.flatMap(({ findings }) => findings),
    acknowledged: looked.flatMap(({ acknowledged }) => acknowledged),
    failures: looked.flatMap(({ failures }) => failures),
  };
}

function list({ format }: CheckArguments, known: readonly Rule[], output: Output): void {
  if (format !== 'text' && format !== 'json') throw new UsageError(`--rules: the list is written as text or json, not as ${format}`);
  output.result(format === 'json' ? (require('./formats/json') as typeof import('./formats/json')).rulesJson(known) : rulesText(known));
}

function render({ format }: CheckArguments, report: Report): string {
  if (format === 'json') return (require('./formats/json') as typeof import('./formats/json')).json(report);
  if (format === 'sarif') return (require('./formats/sarif') as typeof import('./formats/sarif')).sarif(report);
  if (format === 'github') return (require('./formats/github') as typeof import('./formats/github')).github(report);
  return (require('./formats/text') as typeof import('./formats/text')).text(report);
}
