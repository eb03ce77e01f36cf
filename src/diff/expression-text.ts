import type { Renames } from './same';
import { asksForStatus, Expression, parseExpression } from '../read/expression';
import { expressionsIn } from '../read/find-expressions';

const trees = new Map<string, Expression | 'none'>();

/** The tree of an expression without braces; undefined where it has none. */
export function treeOf(text: string): Expression | undefined {
  let known = trees.get(text);
  if (known === undefined) {
    try {
      known = parseExpression(text) ?? 'none';
    } catch {
      known = 'none';
    }
    if (trees.size > 10_000) trees.clear();
    trees.set(text, known);
  }
  return known === 'none' ? undefined : known;
}

/** A text whose expressions are written in one way, whatever spaces and letters they were written with. */
export function canonicalText(text: string, renames: Renames): string {
  let result = '';
  let end = 0;
  for (const { text: inner, index, closed } of expressionsIn(text)) {
    result += `${text.slice(end, index)} ${canonicalExpression(inner, renames)} `;
    end = index + inner.length;
    if (!closed) break;
  }
  return result + text.slice(end);
}

/** The parts of a condition that must all hold, as GitHub evaluates it: sorted, with the `success()` that it adds. */
export function conjuncts(text: string | undefined, renames: Renames): string[] {
  const inner = bare(text?.trim() ?? '');
  if (inner === undefined) return [canonicalText(text ?? '', renames)];
  if (inner.trim() === '') return ['success()'];
  const tree = treeOf(inner);
  if (!tree) return [inner.trim()];
  const parts = flat(tree, '&&').filter((part) => !(part.kind === 'literal' && part.value === true)).map((part) => guarded(part, renames, inner));
  return [...new Set(asksForStatus(tree) ? parts : ['success()', ...parts])].sort();
}

// Undefined where text stands around the braces.
function bare(text: string): string | undefined {
  const found = expressionsIn(text);
  if (found.length === 0) return text;
  const [{ text: inner, index, closed }] = found;
  return found.length === 1 && closed && index === 3 && text.length === inner.length + 5 ? inner : undefined;
}

function canonicalExpression(text: string, renames: Renames): string {
  const tree = treeOf(text);
  return tree ? guarded(tree, renames, text) : text.trim();
}

// An expression can be nested deeper than the stack is.
function guarded(tree: Expression, renames: Renames, text: string): string {
  try {
    return print(tree, renames);
  } catch (error) {
    if (error instanceof RangeError) return text.trim();
    throw error;
  }
}

function print(tree: Expression, renames: Renames): string {
  switch (tree.kind) {
    case 'literal': return JSON.stringify(tree.value);
    case 'reference': return reference(tree, renames);
    case 'access': return `${print(tree.of, renames)}[${tree.index === '*' ? '*' : print(tree.index, renames)}]`;
    case 'call': return `${tree.name}(${tree.args.map((arg) => print(arg, renames)).join(', ')})`;
    case 'not': return negated(tree.operand, renames);
    case 'compare': return `(${print(tree.left, renames)} ${tree.operator} ${print(tree.right, renames)})`;
    case 'logic': return `(${flat(tree, tree.operator).map((part) => print(part, renames)).join(` ${tree.operator} `)})`;
  }
}

function negated(operand: Expression, renames: Renames): string {
  const opposite = operand.kind === 'compare' ? { '==': '!=', '!=': '==' }[operand.operator] : undefined;
  return operand.kind === 'compare' && opposite ? print({ ...operand, operator: opposite }, renames) : `!${print(operand, renames)}`;
}

// GitHub ignores the case of names in its contexts; those of `env` are the runner's.
function reference({ parts, computed }: Expression & { kind: 'reference' }, renames: Renames): string {
  let next = 0;
  const [context, name] = parts;
  const renamed = name === undefined ? undefined : context === 'steps' ? renames.steps.get(name) : context === 'needs' || context === 'jobs' ? renames.jobs.get(name) : undefined;
  return parts.map((part, index) => {
    if (part === undefined) return `[${print(computed[next++], renames)}]`;
    const text = index === 1 && renamed !== undefined ? renamed : part;
    return context === 'env' ? text : text.toLowerCase();
  }).join('.');
}

function flat(tree: Expression, operator: '&&' | '||'): readonly Expression[] {
  return tree.kind === 'logic' && tree.operator === operator ? tree.args.flatMap((arg) => flat(arg, operator)) : [tree];
}
