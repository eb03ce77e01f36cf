import { nearest } from '../../catalog/nearest';

/** `Did you mean "x"? `, or nothing: of short names too many are near. */
export function didYouMean(name: string, names: readonly string[]): string {
  const others = names.filter((other) => other !== name);
  const meant = name.length > 3 ? nearest(name, others) : others.find((other) => other.toLowerCase() === name.toLowerCase());
  return meant === undefined ? '' : `Did you mean "${meant}"? `;
}
