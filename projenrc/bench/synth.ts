/**
 * Measures, in one run and interleaved: `npx projen` in examples/vmsnap beside a bare projen TypeScript project with the
 * same runner (both without installing), and the time to load this package beside projen's. Prints ratios; absolute times depend on the machine.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { median, text, time } from './measure';

const ROOT = resolve(__dirname, '..', '..');
const runs = Number(process.argv[2] ?? 7);

const BARE = `import { typescript } from 'projen';

const project = new typescript.TypeScriptProject({ name: 'bare', defaultReleaseBranch: 'main', projenrcTs: true });

project.synth();
`;

export function main(): void {
  if (!existsSync(join(ROOT, 'lib', 'index.js'))) execFileSync('npx', ['projen', 'compile'], { cwd: ROOT, stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'projen-delivery-bench-'));
  try {
    compareSynth(folder);
    measureLoad(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compareSynth(folder: string): void {
  const bare = prepareBare(folder);
  const ours = prepareVmsnap(folder);
  const pairs = Array.from({ length: runs + 1 }, () => ({ bare: timeSynth(bare), ours: timeSynth(ours) })).slice(1);
  const ratio = median(pairs.map((pair) => pair.ours / pair.bare));
  console.log(`npx projen, bare TypeScript project: ${text(pairs.map((pair) => pair.bare))}`);
  console.log(`npx projen, examples/vmsnap:         ${text(pairs.map((pair) => pair.ours))}`);
  console.log(`ratio of the pairs, median of ${runs}:      ${ratio.toFixed(2)} (goal: at most 1.10)`);
}

function measureLoad(folder: string): void {
  const measure = (before: string, what: string) => {
    const code = `${before} const start = process.hrtime.bigint(); require('${what}'); console.log(Number(process.hrtime.bigint() - start) / 1e6);`;
    const samples = Array.from({ length: runs }, () => Number(execFileSync('node', ['--eval', code], { cwd: join(folder, 'vmsnap'), encoding: 'utf8' })));
    return samples;
  };
  const projen = measure('', 'projen');
  const ours = measure("require('projen'); require('constructs');", 'projen-delivery');
  console.log(`loading projen:                      ${text(projen)}`);
  console.log(`loading projen-delivery beside it:   ${text(ours)} (goal: at most 60 ms)`);
  console.log(`ratio:                               ${(median(ours) / median(projen)).toFixed(2)}`);
}

function prepareBare(folder: string): string {
  const bare = join(folder, 'bare');
  mkdirSync(bare);
  writeFileSync(join(bare, '.projenrc.ts'), BARE);
  linkModules(bare);
  // The first synth writes the task and the tsconfig that `npx projen` then uses.
  run(bare, 'npx', ['ts-node', '--skip-project', '--transpileOnly', '--compilerOptions', '{"module":"node16","moduleResolution":"node16"}', '.projenrc.ts']);
  return bare;
}

function prepareVmsnap(folder: string): string {
  const vmsnap = join(folder, 'vmsnap');
  cpSync(join(ROOT, 'examples', 'vmsnap'), vmsnap, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
  linkModules(vmsnap);
  return vmsnap;
}

function linkModules(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const name of ['projen', 'constructs', 'ts-node', 'typescript', '@types']) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  symlinkSync(ROOT, join(modules, 'projen-delivery'));
  for (const name of ['projen', 'ts-node']) symlinkSync(join(ROOT, 'node_modules', '.bin', name), join(modules, '.bin', name));
}

function timeSynth(folder: string): number {
  return time(() => run(folder, 'npx', ['projen', '--no-post']));
}

function run(folder: string, program: string, args: string[]): void {
  const env = { ...process.env, PROJEN_DISABLE_POST: 'true' };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} in ${folder} ended with ${status}:\n${stdout}${stderr}`);
}

if (require.main === module) main();
