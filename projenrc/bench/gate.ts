/**
 * Measures the checks of files: the command started as a process; one changed workflow after another in a process that
 * runs; and 100 against 1,000 workflows. Prints ratios; absolute times depend on the machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compareProcesses } from './check-process';
import { median, text, time } from './measure';
import type { RepositorySource as Repository } from '../../src/read/repository-source';
import { EXAMPLES, NODE_FILES, REPOSITORIES, repositoryNamed, RUST_FILES } from '../../test/variants/repositories';

const ROOT = resolve(__dirname, '..', '..');
const runs = Number(process.argv[2] ?? 7);
const WORKFLOW = /^\.github\/workflows\//;

type Files = Record<string, string>;

export function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'projen-delivery-bench-'));
  try {
    const files = fifteenWorkflows();
    compareProcesses(folder, files, runs);
    measureWarm(files);
    measureGrowth(files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureWarm(files: Files): void {
  const look = looker();
  const paths = Object.keys(files).filter((path) => WORKFLOW.test(path));
  look(files);
  const samples: number[] = [];
  let current = files;
  for (let round = 0; round < runs; round++) {
    for (const path of paths) {
      current = { ...current, [path]: varied(current[path], `${round}`) };
      samples.push(time(() => look(current, path)));
    }
  }
  console.log(`one changed workflow, warm:           ${text(samples)} (goal: at most 15 ms)`);
}

function measureGrowth(files: Files): void {
  const [hundred, thousand] = [100, 1_000].map((count) => {
    const many = multiplied(files, count);
    return median(Array.from({ length: 3 }, (_, round) => time(() => looker()(Object.fromEntries(Object.entries(many).map(([path, content]) => [path, varied(content, `${count}-${round}`)])))))) / count;
  });
  console.log(`100 workflows:                        ${hundred.toFixed(1)} ms each`);
  console.log(`1,000 workflows:                      ${thousand.toFixed(1)} ms each`);
  console.log(`ratio:                                ${(thousand / hundred).toFixed(2)} (goal: about 1)`);
}

/** Looks at all files, or at one among them, by the compiled library. */
function looker(): (files: Files, only?: string) => number {
  const { sourceChecks } = require(join(ROOT, 'lib/checks/registry')) as typeof import('../../src/checks/registry');
  const { runSourceChecks } = require(join(ROOT, 'lib/checks/run-source-checks')) as typeof import('../../src/checks/run-source-checks');
  const { RepositorySource } = require(join(ROOT, 'lib/read/repository-source')) as { RepositorySource: typeof Repository };
  const { MemoryTree } = require(join(ROOT, 'lib/read/tree')) as typeof import('../../src/read/tree');
  const checks = sourceChecks();
  return (files, only) => runSourceChecks(new RepositorySource(new MemoryTree(files), only === undefined ? undefined : (path) => path === only), checks).length;
}

/** Fifteen workflows of different repositories, with the actions and scripts they use. */
function fifteenWorkflows(): Files {
  const files: Files = {};
  const seen = new Set<string>();
  for (const name of REPOSITORIES.filter((each) => !EXAMPLES.includes(each))) {
    const repository = repositoryNamed(name);
    for (const path of repository.generated.filter((each) => /^\.github\/.*\.yml$|\.sh$/.test(each))) {
      const content = repository.text(path);
      if (!WORKFLOW.test(path)) files[path] ??= content;
      else if (seen.size < 15 && !seen.has(content)) files[`.github/workflows/w${seen.add(content).size}.yml`] = content;
    }
  }
  return { ...files, ...NODE_FILES, ...RUST_FILES, '.nvmrc': '24\n' };
}

function multiplied(files: Files, count: number): Files {
  const workflows = Object.entries(files).filter(([path]) => WORKFLOW.test(path));
  const copies = Array.from({ length: count }, (_, index) => [`.github/workflows/c${index}.yml`, varied(workflows[index % workflows.length][1], `${index}`)]);
  return { ...Object.fromEntries(Object.entries(files).filter(([path]) => !WORKFLOW.test(path))), ...Object.fromEntries(copies) };
}

/** Another text of the same meaning: names of steps and a comment differ, so that nothing is known from before. */
function varied(content: string, mark: string): string {
  return content.startsWith('#!') ? `${content}# ${mark}\n` : `# ${mark}\n${content.replace(/^( +- name: .*?)( \(\d+[\d-]*\))?$/gm, `$1 (${mark})`)}`;
}

if (require.main === module) main();
