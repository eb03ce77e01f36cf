import type { Expression } from './expression';

/** An expression as it is written: the text that GitHub's parser reads as that tree. */
export function expressionText(tree: Expression): string {
  switch (tree.kind) {
    case 'literal': return typeof tree.value === 'string' ? `'${tree.value.replace(/'/g, "''")}'` : String(tree.value);
    case 'reference': return referenceOf(tree);
    case 'access': return `${expressionText(tree.of)}${tree.index === '*' ? '.*' : `[${expressionText(tree.index)}]`}`;
    case 'call': return `${NAMES[tree.name] ?? tree.name}(${tree.args.map(expressionText).join(', ')})`;
    case 'not': return `!${operand(tree.operand)}`;
    case 'compare': return `${operand(tree.left)} ${tree.operator} ${operand(tree.right)}`;
    case 'logic': return tree.args.map((arg) => (arg.kind === 'logic' && arg.operator !== tree.operator ? `(${expressionText(arg)})` : expressionText(arg))).join(` ${tree.operator} `);
  }
}

/** Functions whose usual names have capitals. */
const NAMES: Readonly<Record<string, string>> = { fromjson: 'fromJSON', tojson: 'toJSON', hashfiles: 'hashFiles', startswith: 'startsWith', endswith: 'endsWith' };

function operand(tree: Expression): string {
  return tree.kind === 'compare' || tree.kind === 'logic' ? `(${expressionText(tree)})` : expressionText(tree);
}

function referenceOf({ parts, computed }: Expression & { kind: 'reference' }): string {
  let next = 0;
  return parts.map((part, index) => {
    if (part === undefined) return `[${expressionText(computed[next++])}]`;
    if (part === '*' || /^[A-Za-z_][\w-]*$/.test(part)) return index === 0 ? part : `.${part}`;
    return /^\d+$/.test(part) ? `[${part}]` : `['${part.replace(/'/g, "''")}']`;
  }).join('');
}
