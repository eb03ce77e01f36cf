// Generated from resources/node-lines.json by projenrc/generate-constants.ts.

/** @internal */
export interface NodeLineFact {
  readonly codename?: string;
  readonly lts?: string;
  readonly maintenance?: string;
  readonly eol: string;
}

/** Release lines of Node.js by their major version. @internal */
export const NODE_LINES: Record<string, NodeLineFact> = {
  18: { codename: 'Hydrogen', lts: '2022-10-25', maintenance: '2023-10-18', eol: '2025-04-30' },
  20: { codename: 'Iron', lts: '2023-10-24', maintenance: '2024-10-22', eol: '2026-04-30' },
  21: { eol: '2024-06-01' },
  22: { codename: 'Jod', lts: '2024-10-29', maintenance: '2025-10-21', eol: '2027-04-30' },
  23: { eol: '2025-06-01' },
  24: { codename: 'Krypton', lts: '2025-10-28', maintenance: '2026-10-20', eol: '2028-04-30' },
  25: { maintenance: '2026-04-01', eol: '2026-06-01' },
  26: { lts: '2026-10-28', maintenance: '2027-10-20', eol: '2029-04-30' },
  27: { maintenance: '2027-10-20', eol: '2030-04-30' },
};
