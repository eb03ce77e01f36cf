import * as fs from 'node:fs';
import * as path from 'node:path';
import { PolicyPack } from '../../src/checks/policy-pack';
import { runSourceChecks } from '../../src/checks/run-source-checks';
import type { SourceCheck } from '../../src/checks/source-check';
import { findingLine, SourceFinding } from '../../src/checks/source-finding';
import { RepositorySource } from '../../src/read/repository-source';
import { MemoryTree } from '../../src/read/tree';

export const dataFolder = path.join(__dirname, '..', 'data', 'checks');
/** Dates in the data are meant as seen from here. */
export const TODAY = new Date('2026-11-22');

/** One sample of a check: what must be found in it, or nothing. */
export interface Sample {
  readonly name: string;
  readonly kind: 'ok' | 'err';
  readonly files: Record<string, string>;
  /** Where what is found is written down. */
  readonly out: string;
}

/**
 * The samples of a check. Beside `err-x.yml` or the folder `err-x/` stands `err-x.out`, one finding a line.
 *
 * `NAME.yml` is a workflow, `NAME.action.yml` an action, `NAME.sh` a script; a folder is a repository.
 */
export function samplesOf(id: string): Sample[] {
  const folder = path.join(dataFolder, id);
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => /^(ok|err)/.test(entry.name) && !entry.name.endsWith('.out'));
  return entries.map((entry) => {
    const name = entry.name.replace(/(\.action)?\.(yml|sh)$/, '');
    const files = entry.isDirectory() ? readFolder(path.join(folder, entry.name)) : { [placeOf(entry.name)]: fs.readFileSync(path.join(folder, entry.name), 'utf8') };
    return { name, kind: name.startsWith('ok') ? 'ok' : 'err', files, out: path.join(folder, `${name}.out`) };
  });
}

/** What one check finds in files, in the strictest pack. */
export function findingsOf(checks: readonly SourceCheck[], files: Record<string, string>, pack = PolicyPack.RELEASE): SourceFinding[] {
  return runSourceChecks(new RepositorySource(new MemoryTree(files)), checks, { pack, today: TODAY });
}

/** The same as text, one finding a line. */
export function told(findings: readonly SourceFinding[]): string {
  return findings.map((finding) => `${findingLine(finding)}\n`).join('');
}

function placeOf(name: string): string {
  if (name.endsWith('.action.yml')) return `.github/actions/${name.replace('.action.yml', '')}/action.yml`;
  return name.endsWith('.sh') ? `scripts/ci/${name}` : `.github/workflows/${name}`;
}

function readFolder(folder: string): Record<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return [path.relative(folder, file), fs.readFileSync(file, 'utf8')];
  }));
}
