/** An action that restores a cache, and the input that decides. */
export interface CachingAction {
  /** Input that switches it. @default - none: it always restores */
  readonly input?: string;
  /** Values with which it restores. */
  readonly on?: RegExp;
  /** Whether it restores where the input is absent, from that major version on. @default - it does not */
  readonly byDefaultFrom?: number;
  /** First major version that no longer does. */
  readonly byDefaultUntil?: number;
  /** What to write so that it restores nothing. */
  readonly off: string;
}

const TRUE = /^true$/i;
const GIVEN = /\S/;
const REMOVE = 'Remove the step';

/** Lower case. Each as its action.yml says, read in 2026-08. setup-node's own rule stands in the check. */
export const CACHING_ACTIONS: Record<string, CachingAction> = {
  'actions-rust-lang/setup-rust-toolchain': { input: 'cache', on: TRUE, byDefaultFrom: 1, off: 'Write `cache: false`' },
  'actions/cache': { input: 'lookup-only', on: /^false$/i, byDefaultFrom: 1, off: REMOVE },
  'actions/cache/restore': { input: 'lookup-only', on: /^false$/i, byDefaultFrom: 1, off: REMOVE },
  'actions/setup-dotnet': { input: 'cache', on: TRUE, off: 'Remove `cache`' },
  'actions/setup-go': { input: 'cache', on: TRUE, byDefaultFrom: 4, off: 'Write `cache: false`' },
  'actions/setup-java': { input: 'cache', on: GIVEN, off: 'Remove `cache`' },
  'actions/setup-python': { input: 'cache', on: GIVEN, off: 'Remove `cache`' },
  'astral-sh/setup-uv': { input: 'enable-cache', on: /^(true|auto)$/i, byDefaultFrom: 5, byDefaultUntil: 10, off: 'Write `enable-cache: false`' },
  'awalsh128/cache-apt-pkgs-action': { off: REMOVE },
  'docker/build-push-action': { input: 'cache-from', on: /\btype=gha\b/, off: 'Remove `cache-from` and `cache-to`' },
  'graalvm/setup-graalvm': { input: 'cache', on: GIVEN, off: 'Remove `cache`' },
  'gradle/actions/setup-gradle': { input: 'cache-disabled', on: /^false$/i, byDefaultFrom: 3, off: 'Write `cache-disabled: true`' },
  'jdx/mise-action': { input: 'cache', on: TRUE, byDefaultFrom: 1, off: 'Write `cache: false`' },
  'moonrepo/setup-rust': { input: 'cache', on: TRUE, byDefaultFrom: 0, off: 'Write `cache: false`' },
  'pnpm/action-setup': { input: 'cache', on: TRUE, off: 'Remove `cache`' },
  'ruby/setup-ruby': { input: 'bundler-cache', on: TRUE, off: 'Remove `bundler-cache`' },
  'swatinem/rust-cache': { input: 'lookup-only', on: /^false$/i, byDefaultFrom: 1, off: REMOVE },
};
