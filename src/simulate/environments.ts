import type { Event } from './event';
import type { EnvironmentOutcome } from './outcome';

/** What the settings of a repository say of an environment, and how its reviewers decide. */
export interface EnvironmentRules {
  /** Users and teams of which one must consent. @default - none */
  readonly reviewers?: readonly string[];
  /** Patterns of branches whose runs may use it. @default - all */
  readonly branches?: readonly string[];
  /** Patterns of Git tags whose runs may use it. @default - all, or none where branches are named */
  readonly tags?: readonly string[];
  /** What the reviewers say. @default 'approved' */
  readonly approval?: 'approved' | 'rejected' | 'waiting';
  /** Secrets and variables that only its jobs see. @default - none */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * What the protection rules of an environment say of a job of this event's run.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
 */
export function judgeEnvironment(name: string, rules: EnvironmentRules | undefined, event: Event): Omit<EnvironmentOutcome, 'url'> {
  if (!rules) return { name, approval: 'none', because: `nothing is known of rules of ${name}` };
  const refused = refusal(name, rules, event);
  if (refused) return { name, approval: 'refused', because: refused };
  if (!rules.reviewers || rules.reviewers.length === 0) return { name, approval: 'none', because: `${name} needs no consent` };
  const who = rules.reviewers.join(', ');
  const { approval = 'approved' } = rules;
  const because = { approved: `${who} consented to ${name}`, rejected: `${who} rejected ${name}`, waiting: `${name} waits for ${who}` }[approval];
  return { name, approval, because };
}

function refusal(name: string, { branches, tags }: EnvironmentRules, event: Event): string | undefined {
  if (!branches && !tags) return undefined;
  const isTag = event.ref.startsWith('refs/tags/');
  const allowed = (isTag ? tags : branches) ?? [];
  // Pull requests come as refs/pull/1/merge, which a pattern can name too.
  const ref = event.ref.replace(/^refs\/(heads|tags)\//, '');
  if (allowed.some((pattern) => matches(pattern, ref))) return undefined;
  return `${ref} may not use ${name}: ${[...(branches ?? []).map((each) => `branch ${each}`), ...(tags ?? []).map((each) => `tag ${each}`)].join(', ') || 'nothing'} may`;
}

// Ruby's File.fnmatch with FNM_PATHNAME: a star stops at a slash, two with a slash behind do not.
function matches(pattern: string, ref: string): boolean {
  const expression = pattern.replace(/\*\*\/|\*+|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part.startsWith('*')) return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
  return new RegExp(`^${expression}$`).test(ref);
}
