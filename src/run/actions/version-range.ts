const LTS: Record<string, string> = { hydrogen: '18', iron: '20', jod: '22', krypton: '24' };
const ANY = ['', '*', 'x', 'latest', 'current', 'node', 'stable', 'default'];

/**
 * Whether a version is one that was asked for: `20`, `20.x`, `^20.1`, `~3.11`, `>=18 <21`, `18 || 20`, `lts/*`, `latest`.
 *
 * What is the newest, nobody knows offline: `latest` and its like take any.
 */
export function isInRange(version: string, range: string): boolean {
  return range.split('||').some((part) => words(part).every((word) => fits(numbers(version), word)));
}

/** Sorts versions by their numbers: below 0 where the first is older. */
export function compareVersions(version: string, other: string): number {
  return compare(numbers(version), numbers(other));
}

function words(part: string): string[] {
  return part.trim().replace(/(>=|<=|>|<|=|\^|~)\s+/g, '$1').split(/\s+/);
}

function fits(version: readonly number[], word: string): boolean {
  const lower = word.toLowerCase();
  if (ANY.includes(lower)) return true;
  if (lower.startsWith('lts/')) return lower === 'lts/*' || lower === 'lts/latest' ? version[0] % 2 === 0 : version[0] === Number(LTS[lower.slice(4)]);
  const [, operator, rest] = /^(>=|<=|>|<|=|\^|~)?\s*v?(.*)$/.exec(word)!;
  const asked = numbers(rest);
  if (asked.length === 0) return false;
  const order = compare(version, asked);
  switch (operator) {
    case '>=': return order >= 0;
    case '>': return order > 0 && !begins(version, asked);
    case '<': return order < 0;
    case '<=': return order <= 0 || begins(version, asked);
    case '^': return order >= 0 && begins(version, asked.slice(0, Math.max(1, asked.findIndex((each) => each > 0) + 1)));
    case '~': return order >= 0 && begins(version, asked.slice(0, 2));
    default: return begins(version, asked);
  }
}

// `20.x` has one number, `1.2.3+4` three.
function numbers(text: string): number[] {
  const [, found = ''] = /^v?(\d+(?:\.\d+)*)/.exec(text.trim()) ?? [];
  return found === '' ? [] : found.split('.').map(Number);
}

function begins(version: readonly number[], asked: readonly number[]): boolean {
  return asked.every((each, index) => (version[index] ?? 0) === each);
}

function compare(version: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < Math.max(version.length, other.length); index += 1) {
    const difference = (version[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
