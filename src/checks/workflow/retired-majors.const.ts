/** A line of versions that GitHub no longer serves. */
export interface RetiredMajors {
  /** Every version below this one, as `[major, minor]`. */
  readonly below: readonly [number, number];
  /** Versions of an earlier major that are served all the same, as `[major, minor]`. */
  readonly except?: readonly [number, number];
  /** The day it ended (ISO). */
  readonly since: string;
  readonly reason: string;
  /** Whether every run fails: otherwise nobody repairs it any more. */
  readonly fails: boolean;
  readonly successor: string;
}

const ARTIFACTS = { below: [4, 0], since: '2025-01-30', reason: 'the service behind it was shut off', fails: true } as const;
const LEGACY_CACHE = { below: [4, 2], except: [3, 4], since: '2025-02-01', reason: 'the cache service it talks to was shut off', fails: true, successor: 'v5' } as const;
const CODEQL = { below: [3, 0], since: '2025-01-10', reason: 'it is no longer supported', fails: false, successor: 'v4' } as const;

/**
 * Versions that were shut off or given up, by repository.
 *
 * @see https://github.blog/changelog/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/
 * @see https://github.com/actions/cache/discussions/1510
 * @see https://github.blog/changelog/2025-01-10-code-scanning-codeql-action-v2-is-now-deprecated/
 * @internal
 */
export const RETIRED_MAJORS: Record<string, RetiredMajors> = {
  'actions/upload-artifact': { ...ARTIFACTS, successor: 'v7' },
  'actions/download-artifact': { ...ARTIFACTS, successor: 'v8' },
  'actions/cache': LEGACY_CACHE,
  'github/codeql-action': CODEQL,
  // Composite actions around upload-artifact v3, by their action.yml.
  'actions/upload-pages-artifact': { ...ARTIFACTS, below: [3, 0], reason: 'it calls upload-artifact v3, which was shut off', successor: 'v5' },
  // https://github.com/EmbarkStudios/cargo-deny-action: the image of v1 holds a cargo-deny that cannot read the deny.toml of today.
  'embarkstudios/cargo-deny-action': { below: [2, 0], since: '2024-08-02', reason: 'its image holds a cargo-deny that does not read today\'s deny.toml', fails: false, successor: 'v2' },
};
