/** First line of each generated file; the generator removes only files that begin with it. */
export const GENERATED = '// Generated from';
export const GENERATOR = 'projenrc/generate-constants.ts';

/** The line that opens a generated file. */
export function header(...resources: string[]): string {
  return `${GENERATED} ${resources.join(' and ')} by ${GENERATOR}.`;
}

/** A text as a TypeScript literal in single quotes. */
export function literal(value: string | boolean): string {
  if (typeof value === 'boolean') return String(value);
  const escaped = value.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r');
  return `'${escaped}'`;
}

/** An object of texts and truths on one line. */
export function inline(value: object): string {
  const members = Object.entries(value).filter(([, member]) => member !== undefined).map(([name, member]) => `${name}: ${literal(member as string | boolean)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}

/** Property names, quoted all or none, as the lint rule wants them. */
export function quoted(names: string[]): (name: string) => string {
  const plain = names.every((name) => /^([A-Za-z_$][A-Za-z0-9_$]*|[1-9]\d*)$/.test(name));
  return (name) => (plain ? name : literal(name));
}

/** Sorted without regard to case, the same on every machine. */
export function sorted(names: string[]): string[] {
  return [...names].sort((left, right) => {
    const [a, b] = [left.toLowerCase(), right.toLowerCase()];
    return a < b ? -1 : a > b ? 1 : 0;
  });
}
