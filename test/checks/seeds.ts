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

/**
 * The files of a seed, as its document has them, and each of its steps that stands in no workflow in one of its own.
 *
 * `settings.yml` and `package.json` say in the form of a file what the document says in words: the package's scope, name
 * and repository, and the names of the scripts that its workflows run.
 */
export function seedFiles(seed: 'vmsnap' | 'alys'): Record<string, string> {
  const root = path.join(folder, seed);
  const files = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.flatMap((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const text = fs.readFileSync(file, 'utf8');
    const name = /^(.*)\.step\.yml$/.exec(entry.name)?.[1];
    return [[path.relative(root, file), text], ...(name === undefined ? [] : [[`.github/workflows/snippet-${name}.yml`, workflowOfSteps(text)]])];
  }));
}

/** The smallest workflow that runs these steps: line 1 of theirs is line 6 of it. */
function workflowOfSteps(steps: string): string {
  return `on: push\njobs:\n  snippet:\n    runs-on: ubuntu-24.04\n    steps:\n${steps.replace(/^(?=.)/gm, '      ')}`;
}

/**
 * What all checks find in a seed: with its manifest, and once more without it, because no document says which packages
 * it depends on, and a manifest that names none says there are none.
 */
export function seedFindings(seed: 'vmsnap' | 'alys'): SourceFinding[] {
  const { 'package.json': manifest, ...others } = seedFiles(seed);
  const trees = manifest === undefined ? [others] : [{ ...others, 'package.json': manifest }, others];
  return trees.flatMap((files) => runSourceChecks(new RepositorySource(new MemoryTree(files)), sourceChecks(), { pack: PolicyPack.BASELINE, today: TODAY }));
}
