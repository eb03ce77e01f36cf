import { GITHUB_SCALARS } from './payload-objects.const';
import type { Expression } from '../../read/expression';

/** What a reference gives: one text, several values, or something only the run can tell. */
export type ReferenceKind = 'text' | 'object' | 'list' | 'unknown';

/** How many parts a reference of a context has when it gives one text: `env.X` two, `steps.x.outputs.y` four. */
const TEXT_DEPTH: Record<string, number> = { env: 2, vars: 2, secrets: 2, runner: 2 };

/** What a reference gives, as far as the name alone says it. */
export function referenceKind(expression: Expression): ReferenceKind {
  if (expression.kind !== 'reference') return 'unknown';
  const { parts } = expression;
  if (parts.includes('*')) return 'list';
  if (parts.includes(undefined)) return 'unknown';
  const names = parts.map((part) => part!.toLowerCase());
  const [context] = names;
  if (names.length === 1) return context === 'jobs' ? 'unknown' : 'object';
  if (TEXT_DEPTH[context] === names.length) return 'text';
  if (context === 'github') return names.length === 2 ? (names[1] === 'event' ? 'object' : GITHUB_SCALARS.has(names[1]) ? 'text' : 'unknown') : 'unknown';
  if (context === 'steps' || context === 'needs') return ofResult(context, names);
  return 'unknown';
}

/** The part of a reference that is one text, where something is read below it; undefined where that is right. */
export function textBelow(reference: Expression & { kind: 'reference' }): string | undefined {
  for (let length = 2; length < reference.parts.length; length++) {
    const head = { ...reference, parts: reference.parts.slice(0, length) };
    if (referenceKind(head) === 'text') return head.parts.join('.');
  }
  return undefined;
}

function ofResult(context: string, names: readonly string[]): ReferenceKind {
  if (names.length === 2) return 'object';
  if (names[2] === 'outputs') return names.length === 3 ? 'object' : names.length === 4 ? 'text' : 'unknown';
  const results = context === 'steps' ? ['outcome', 'conclusion'] : ['result'];
  return names.length === 3 && results.includes(names[2]) ? 'text' : 'unknown';
}
