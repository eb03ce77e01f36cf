// Generated from resources/runner-labels.json by projenrc/generate-constants.ts.

/** @internal */
export interface RunnerLabelFact {
  readonly architecture: string;
  readonly status: string;
  readonly retires?: string;
}

/** @internal */
export const RUNNER_LABELS: Record<string, RunnerLabelFact> = {
  'ubuntu-26.04': { architecture: 'x64', status: 'ga' },
  'ubuntu-26.04-arm': { architecture: 'arm64', status: 'ga' },
  'ubuntu-24.04': { architecture: 'x64', status: 'ga' },
  'ubuntu-24.04-arm': { architecture: 'arm64', status: 'ga' },
  'ubuntu-22.04': { architecture: 'x64', status: 'deprecated', retires: '2027-04-17' },
  'ubuntu-22.04-arm': { architecture: 'arm64', status: 'deprecated', retires: '2027-04-17' },
  'ubuntu-20.04': { architecture: 'x64', status: 'retired', retires: '2025-04-15' },
  'ubuntu-slim': { architecture: 'x64', status: 'ga' },
  'windows-2025': { architecture: 'x64', status: 'ga' },
  'windows-2025-vs2026': { architecture: 'x64', status: 'ga' },
  'windows-2022': { architecture: 'x64', status: 'ga' },
  'windows-11-arm': { architecture: 'arm64', status: 'ga' },
  'windows-11-vs2026-arm': { architecture: 'arm64', status: 'ga' },
  'macos-26': { architecture: 'arm64', status: 'ga' },
  'macos-26-xlarge': { architecture: 'arm64', status: 'ga' },
  'macos-26-intel': { architecture: 'x64', status: 'ga' },
  'macos-26-large': { architecture: 'x64', status: 'ga' },
  'macos-15': { architecture: 'arm64', status: 'ga' },
  'macos-15-xlarge': { architecture: 'arm64', status: 'ga' },
  'macos-15-intel': { architecture: 'x64', status: 'ga' },
  'macos-15-large': { architecture: 'x64', status: 'ga' },
  'macos-14': { architecture: 'arm64', status: 'retired', retires: '2026-11-02' },
  'macos-14-large': { architecture: 'x64', status: 'retired', retires: '2026-11-02' },
  'macos-14-xlarge': { architecture: 'arm64', status: 'retired', retires: '2026-11-02' },
  'macos-13': { architecture: 'x64', status: 'retired', retires: '2025-12-04' },
  'macos-12': { architecture: 'x64', status: 'retired', retires: '2024-12-03' },
  'xcode-27': { architecture: 'arm64', status: 'preview' },
};
