// Guards that a composition either synthesizes or is refused by an error of ours that says why, and that whatever is
// synthesized satisfies the checks, actionlint, zizmor at its pedantic persona and shellcheck with everything on.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { compose, Composition, composition, FILES } from './compositions';
import { PolicyPack } from '../../src/checks/policy-pack';
import { sourceChecks } from '../../src/checks/registry';
import { runSourceChecks } from '../../src/checks/run-source-checks';
import { findingLine } from '../../src/checks/source-finding';
import { RepositorySource } from '../../src/read/repository-source';
import { MemoryTree } from '../../src/read/tree';
import { readTree, synthesize } from '../../src/testing';
import { requireTool, runActionlint, runShellcheck, runZizmor } from '../helpers/tools';
import type { ToolFinding, ToolName } from '../helpers/tools';
import { readWaivers, waive } from '../helpers/waivers';

const SEED = 20261122;
const RUNS = process.env.CI ? 1_000 : 100;

const synthesized: Record<string, string>[] = [];
const refusals = new Map<string, number>();
let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'random-'));
  console.info(`random compositions: seed ${SEED}, ${RUNS} runs`);
  for (const given of fc.sample(composition, { seed: SEED, numRuns: RUNS })) {
    const files = attempted(given);
    if (files) synthesized.push(files);
  }
  writeDistinct();
}, 900_000);

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('every refusal is one of ours, with the place, the fix and nothing written', () => {
  expect([...refusals.keys()].filter((name) => name !== 'DeliveryError')).toEqual([]);
});

test('a good part is synthesized and a good part refused', () => {
  const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
  console.info(`${synthesized.length} synthesized, ${refused} refused`);
  expect(synthesized.length).toBeGreaterThan(RUNS / 8);
  expect(refused).toBeGreaterThan(RUNS / 20);
});

test('the checks find nothing in what is synthesized, but for what its options ask for', () => {
  const found = new Set(synthesized.flatMap((files) => {
    const own = Object.keys(JSON.parse(files['.projen/delivery.json']).files);
    const accepted = JSON.parse(files['.projen/inventory.json'] ?? '{}').acknowledgements?.map(({ check }: { check: string }) => check) ?? [];
    expect(accepted.filter((check: string) => check !== 'double-triggers')).toEqual([]);
    const all = runSourceChecks(new RepositorySource(new MemoryTree(files)), sourceChecks(), { pack: PolicyPack.HARDENED });
    return all.filter(({ path: file, check }) => own.includes(file) && !accepted.includes(check)).map(findingLine);
  }));
  expect([...found]).toEqual([]);
}, 900_000);

requireTool('actionlint')('actionlint', () => {
  test('finds nothing', () => expect(left('actionlint', inBatches(runActionlint))).toEqual([]), 900_000);
});

requireTool('zizmor')('zizmor', () => {
  test('finds nothing', () => expect(left('zizmor', inBatches((batch) => runZizmor(batch, { persona: 'pedantic', offline: true })))).toEqual([]), 900_000);
});

requireTool('shellcheck')('shellcheck', () => {
  test('finds nothing', () => {
    const scripts = fs.readdirSync(path.join(folder, 'scripts')).map((name) => path.join(folder, 'scripts', name));
    expect(left('shellcheck', runShellcheck(scripts))).toEqual([]);
  }, 900_000);
});

function attempted(given: Composition): Record<string, string> | undefined {
  try {
    const made = synthesize((outdir) => compose(given, outdir), { files: FILES });
    const files = readTree(made.outdir);
    fs.rmSync(made.outdir, { recursive: true, force: true });
    return files;
  } catch (error) {
    const { name, message, stack } = error as Error;
    const ours = name === 'DeliveryError' && /Nothing was written\.$/.test(message);
    const key = ours ? name : `${JSON.stringify(given)}\n${stack}`;
    refusals.set(key, (refusals.get(key) ?? 0) + 1);
    return undefined;
  }
}

// The same file comes out of many compositions: each text is linted once, in folders of a few hundred workflows.
function writeDistinct(): void {
  fs.mkdirSync(path.join(folder, 'scripts'));
  const seen = new Map<string, number>();
  for (const files of synthesized) {
    for (const [name, text] of Object.entries(files)) {
      if (!/^\.github\/.*\.yml$|\.sh$/.test(name)) continue;
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
      if (seen.has(digest)) continue;
      seen.set(digest, seen.size);
      if (name.endsWith('.sh')) fs.writeFileSync(path.join(folder, 'scripts', `${digest}.sh`), text);
      else if (name.startsWith('.github/workflows/')) write(path.join(batchFolder(seen.size), '.github', 'workflows', `${path.basename(name, '.yml')}-${digest}.yml`), text);
    }
    // Actions are found by their path, so a batch holds one text of each; they differ in their pins alone.
    for (const [name, text] of Object.entries(files)) if (/^\.github\/actions\//.test(name)) write(path.join(batchFolder(seen.size), name), text);
  }
}

function batchFolder(count: number): string {
  return path.join(folder, `batch-${Math.floor(count / 200)}`);
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function inBatches<T>(look: (batch: string) => T[]): T[] {
  return fs.readdirSync(folder).filter((name) => name.startsWith('batch-')).flatMap((name) => look(path.join(folder, name)));
}

/** Random options reach keys that the examples do not have, so there are a few waivers more. */
function left(tool: ToolName, findings: ToolFinding[]): ToolFinding[] {
  return waive([tool], findings, [...readWaivers(), ...readWaivers(path.join(__dirname, 'waivers.json'))]).left;
}
