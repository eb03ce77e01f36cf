import { Environment } from '../environment';

/** What is wrong with a list of environments and how to mend it, or undefined. @internal */
export function checkEnvironments(environments: Environment[]): [string, string] | undefined {
  const names = environments.map(({ name }) => name);
  if (names.length === 0) return ['there is no environment.', 'Give at least one: Environment.named(\'production\').'];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return [`the environment "${twice}" is named twice.`, 'Keep one of the two.'];
  const undeclared = environments.find(({ previous }) => previous !== undefined && !names.includes(previous));
  if (undeclared) return [`"${undeclared.name}" comes after "${undeclared.previous}", which is not declared.`, `Declared are: ${names.join(', ')}.`];
  // Each comes after one declared before it, so no circle is possible.
  const early = environments.find(({ previous }, index) => previous !== undefined && names.indexOf(previous) >= index);
  if (early) return [`"${early.name}" comes after "${early.previous}", which is listed behind it.`, 'List environments in the order of promotion.'];
  return undefined;
}
