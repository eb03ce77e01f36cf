/** A pattern of a name, where `*` stands for anything, as a regular expression. */
export function globExpression(pattern: string): RegExp {
  return new RegExp(`^${pattern.split(/(\*+|\?)/).map((part) => (part.startsWith('*') ? '.*' : part === '?' ? '.' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('')}$`);
}
