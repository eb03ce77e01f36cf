import { Acknowledgement } from './acknowledgement';

/** zizmor's configuration with what was accepted, or undefined where it knows none of it. @see https://docs.zizmor.sh/configuration/ @internal */
export function zizmorConfig(acknowledgements: Acknowledgement[], nameOf: (check: string) => string | undefined): string | undefined {
  const rules = new Map<string, Map<string, string>>();
  for (const { check, accepted, options } of acknowledgements) {
    const rule = nameOf(check);
    // It takes file names, not paths, and no scripts.
    const places = accepted.filter((place) => /\.ya?ml:\d+$/.test(place)).map((place) => place.slice(place.lastIndexOf('/') + 1));
    if (rule === undefined || places.length === 0) continue;
    const known = rules.get(rule) ?? new Map<string, string>();
    for (const place of places) known.set(place, options.reason);
    rules.set(rule, known);
  }
  if (rules.size === 0) return undefined;
  const lines = [...rules].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([rule, places]) => [
    `  ${rule}:`,
    '    ignore:',
    ...[...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([place, reason]) => `      - ${place} # ${reason.replace(/\s+/g, ' ')}`),
  ]);
  return `${['rules:', ...lines].join('\n')}\n`;
}
