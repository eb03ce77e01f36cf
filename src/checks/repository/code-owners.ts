/** One line of a CODEOWNERS file. */
export interface OwnerRule {
  /** What its pattern names. */
  readonly paths: RegExp;
  readonly owners: readonly string[];
  /** From 1. */
  readonly line: number;
}

/** Where GitHub looks for the file; the first that exists holds. */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

const GLOB: Readonly<Record<string, string>> = { '**/': '(.*/)?', '/**': '/.*', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** The rules of a CODEOWNERS file. */
export function ownerRules(text: string): OwnerRule[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [pattern, ...owners] = line.replace(/(^|\s)#.*$/, '').trim().split(/\s+/);
    return pattern ? [{ paths: expressionOf(pattern), owners, line: index + 1 }] : [];
  });
}

/** The rule that decides about a path: the last that fits. */
export function ruleFor(rules: readonly OwnerRule[], path: string): OwnerRule | undefined {
  return [...rules].reverse().find(({ paths }) => paths.test(path));
}

// As in .gitignore, without `!` and `[ ]`: a pattern with a slash that is not its last is meant from the root.
function expressionOf(pattern: string): RegExp {
  const folder = pattern.endsWith('/');
  const body = pattern.replace(/^\//, '').replace(/\/$/, '');
  const rooted = pattern.startsWith('/') || body.includes('/');
  const expression = body.split(/(\*\*\/|\/\*\*|\*\*|\*|\?)/).map((part) => GLOB[part] ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&')).join('');
  // `docs/*` names the files in the folder, not those of its subfolders.
  const inside = /[^*]\/\*$|^\/\*$/.test(pattern) ? '' : '(/.*)?';
  return new RegExp(`^${rooted ? '' : '(.*/)?'}${expression}${folder ? '/.*' : inside}$`);
}
