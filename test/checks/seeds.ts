import * as fs from 'node:fs';
import * as path from 'node:path';
import { TODAY } from './check-data';
import { PolicyPack } from '../../src/checks/policy-pack';
import { sourceChecks } from '../../src/checks/registry';
import { runSourceChecks } from '../../src/checks/run-source-checks';
import type { SourceFinding } from '../../src/checks/source-finding';
import { RepositorySource } from '../../src/read/repository-source';
import { MemoryTree } from '../../src/read/tree';

const folder = path.join(__dirname, '..', 'data', 'seeds');

/** The files of a seed, as its document has them. */
export function seedFiles(seed: 'vmsnap' | 'alys'): Record<string, string> {
  const root = path.join(folder, seed);
  const files = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return [path.relative(root, file), fs.readFileSync(file, 'utf8')];
  }));
}

/** What all checks find in a seed. */
export function seedFindings(seed: 'vmsnap' | 'alys'): SourceFinding[] {
  return runSourceChecks(new RepositorySource(new MemoryTree(seedFiles(seed))), sourceChecks(), { pack: PolicyPack.BASELINE, today: TODAY });
}
