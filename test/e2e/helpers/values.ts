import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { EvaluateOptions, evaluateCondition, evaluateExpression } from '../../helpers/expressions';

/** What expressions see, and how the steps or jobs before ended. */
export interface Scope {
  readonly context: Record<string, unknown>;
  readonly options: EvaluateOptions;
}

// A quoted text may have the closing braces in it.
const EXPRESSION = /\$\{\{((?:'(?:[^']|'')*'|[^'])*?)\}\}/g;

/** A value of a workflow as the text GitHub makes of it, expressions evaluated. */
export function textOf(value: unknown, scope: Scope): string {
  return toText(value).replace(EXPRESSION, (_, inner: string) => toText(evaluateExpression(inner, scope.context, scope.options)));
}

/** A mapping of a workflow, each value as text. */
export function textsOf(values: Record<string, unknown> | undefined, scope: Scope): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, textOf(value, scope)]));
}

/** Whether a step or job with this `if` runs. */
export function holds(condition: unknown, scope: Scope): boolean {
  if (condition === undefined || condition === '') return evaluateCondition('success()', scope.context, scope.options);
  return evaluateCondition(toText(condition), scope.context, scope.options);
}

/** GitHub's `hashFiles` for plain paths below the workspace. */
export function hashFiles(workspace: string): (...patterns: unknown[]) => string {
  return (...patterns) => {
    const files = patterns.map(String).filter((pattern) => {
      if (/[*?[\]!]/.test(pattern)) throw new Error(`hashFiles('${pattern}'): only plain paths are supported here`);
      return fs.existsSync(path.join(workspace, pattern));
    });
    if (files.length === 0) return '';
    const all = crypto.createHash('sha256');
    for (const file of files) all.update(crypto.createHash('sha256').update(fs.readFileSync(path.join(workspace, file))).digest());
    return all.digest('hex');
  };
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? (Array.isArray(value) ? 'Array' : 'Object') : String(value);
}
