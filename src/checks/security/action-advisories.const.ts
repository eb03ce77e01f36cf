import type { VersionRange } from './version-range';

/** What is publicly known to be wrong with an action. */
export interface ActionAdvisory {
  /** Of GitHub's advisory database: https://github.com/advisories/<id>. */
  readonly id: string;
  /** Day it was published. */
  readonly published: string;
  /** What an attacker gets, or got; goes on after `owner/repository@ref: `. */
  readonly summary: string;
  /** The versions that are wrong. */
  readonly versions?: VersionRange;
  /** Whether the tags were moved or deleted, while the commits that carried them are sound. */
  readonly tagsOnly?: boolean;
  /** Only tags of this form. @default - all */
  readonly tags?: RegExp;
  /** Only these paths of the repository. @default - all */
  readonly paths?: RegExp;
  /** Commits, or how they begin, that are themselves malicious. */
  readonly commits?: readonly string[];
  /** What to use. */
  readonly safe: string;
}

/**
 * Actions that no longer must be used at some versions, by `owner/repository`. Read on 2026-11-22.
 *
 * @see https://github.com/advisories?query=ecosystem%3Aactions
 */
export const ACTION_ADVISORIES: Record<string, readonly ActionAdvisory[]> = {
  'actions/download-artifact': [{
    id: 'GHSA-cxww-7g56-2vh6',
    published: '2024-09-03',
    summary: 'an artifact can write files anywhere (CVE-2024-42471).',
    versions: { introduced: '4.0.0', fixed: '4.1.7' },
    safe: 'v4.1.7 or newer',
  }],
  // The bare tags were deleted; the same versions came back with a "v" before them.
  'aquasecurity/trivy-action': [{
    id: 'GHSA-69fq-xp46-6x23',
    published: '2026-03-24',
    summary: 'on 2026-03-19 the tag was moved to code that steals credentials, and then deleted (CVE-2026-33634).',
    versions: { fixed: '0.35.0' },
    tagsOnly: true,
    tags: /^0\.\d+\.\d+$/,
    commits: ['ddb9da4', '91e7c2c', 'e0198fd'],
    safe: 'v0.36.0, pinned to its commit',
  }],
  'aquasecurity/setup-trivy': [{
    id: 'GHSA-69fq-xp46-6x23',
    published: '2026-03-24',
    summary: 'on 2026-03-19 the tag was moved to code that steals credentials, and then deleted (CVE-2026-33634).',
    versions: { fixed: '0.2.6' },
    tagsOnly: true,
    tags: /^v?0\.2\.[0-5]$/,
    commits: ['8afa9b9', 'e6c2c5e'],
    safe: 'v0.2.6 or newer, pinned to its commit',
  }],
  'azure/setup-kubectl': [{
    id: 'GHSA-p756-rfxh-x63h',
    published: '2023-03-07',
    summary: 'every user of the runner can replace the program it installs (CVE-2023-23939).',
    versions: { fixed: '3.0.0' },
    safe: 'v3 or newer',
  }],
  'github/codeql-action': [{
    id: 'GHSA-vqf5-2xx6-9wfm',
    published: '2025-01-24',
    summary: 'artifacts of debug runs can hold the environment with its secrets (CVE-2025-24362).',
    versions: { introduced: '3.26.11', fixed: '3.28.3' },
    paths: /\/(init|autobuild|analyze)$/,
    safe: 'v3.28.3 or newer',
  }],
  'reviewdog/action-setup': [{
    id: 'GHSA-qmg3-hpqr-gqvc',
    published: '2025-03-19',
    summary: 'it writes secrets to the log (CVE-2025-30154).',
    commits: ['f0d342d24037bb11d26b9bd8496e0808ba32e9ec'],
    safe: 'v1.5.0, pinned to its commit',
  }],
  'rlespinasse/github-slug-action': [{
    id: 'GHSA-6q4m-7476-932w',
    published: '2023-03-13',
    summary: 'the name of a branch can run commands (CVE-2023-27581).',
    versions: { introduced: '4.0.0', fixed: '4.4.1' },
    safe: 'v4.4.1 or newer',
  }],
  'sonarsource/sonarqube-scan-action': [{
    id: 'GHSA-5xq9-5g24-4g6f',
    published: '2025-09-26',
    summary: 'what stands in "args" can run commands on Windows (CVE-2025-59844).',
    versions: { introduced: '4.0.0', fixed: '6.0.0' },
    safe: 'v6.0.0 or newer',
  }],
  'step-security/harden-runner': [{
    id: 'GHSA-mxr3-8whj-j74r',
    published: '2025-04-22',
    summary: 'code on the runner gets around "disable-sudo" (CVE-2025-32955).',
    versions: { introduced: '0.12.0', fixed: '2.12.0' },
    safe: 'v2.17.0 or newer',
  }],
  'tj-actions/branch-names': [{
    id: 'GHSA-gq52-6phf-x2r6',
    published: '2025-07-25',
    summary: 'the name of a branch can run commands (CVE-2025-54416).',
    versions: { fixed: '9.0.0' },
    safe: 'v9.0.0 or newer',
  }],
  'tj-actions/changed-files': [{
    id: 'GHSA-mrrh-fwg8-r2c3',
    published: '2025-03-15',
    summary: 'on 2025-03-14 the tag was moved to code that wrote secrets to the log (CVE-2025-30066).',
    versions: { fixed: '45.0.8' },
    tagsOnly: true,
    commits: ['0e58ed8671d6b60d0890c21b07f8835ace038e67'],
    safe: '`git diff --name-only` in a run step, or v46 or newer, pinned to its commit',
  }, {
    id: 'GHSA-mcph-m25j-8j63',
    published: '2024-01-02',
    summary: 'the name of a file can run commands (CVE-2023-51664).',
    versions: { fixed: '41.0.0' },
    safe: '`git diff --name-only` in a run step, or v46 or newer, pinned to its commit',
  }],
};
