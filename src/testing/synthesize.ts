import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Project } from 'projen';
import { Synthesized } from './synthesized';

/** What the composed project finds in its folder. */
export interface SynthesizeOptions {
  /** Folder whose content is copied first, such as the repository's own. @default - none */
  readonly from?: string;
  /** Files written first, by path. @default - none */
  readonly files?: Record<string, string>;
}

const created = new Set<string>();
/** Folders are named for the process that made them. */
const PREFIX = 'projen-delivery-test-';
const SKIPPED = ['node_modules', '.git'];
/** What builds leave at the top of a repository. */
const BUILT = ['target', 'dist', 'coverage'];

/**
 * Synthesizes a composed project into a fresh folder of its own and tells what was written.
 *
 * Safe in any test run: the folder is new, nothing outside it is touched, and it is removed when the process ends, or by
 * the next run where a test runner keeps that from being noticed (jest gives its tests a copy of `process`).
 * (projen's `Testing.synth` deletes the project's folder, which can be your checkout.)
 *
 * @throws what the composition throws; see `attempt` for compositions that are expected to be refused
 */
export function synthesize(compose: (outdir: string) => Project, options: SynthesizeOptions = {}): Synthesized {
  const outdir = prepareFolder(options);
  const project = runSynth(() => compose(outdir), outdir);
  return new Synthesized(outdir, (again) => void runSynth(() => again(outdir), outdir), compose, project);
}

/** What came of a composition that is expected to be refused. */
export interface Attempt {
  /** The error, or undefined when there was none. */
  readonly error?: Error;
  /** Files that differ from before, by path: empty when nothing was written. */
  readonly changed: string[];
}

/** Tries to synthesize and tells the error and what it left on disk. */
export function attempt(compose: (outdir: string) => Project, options: SynthesizeOptions = {}): Attempt {
  const outdir = prepareFolder(options);
  const before = readTree(outdir);
  let error: Error | undefined;
  try {
    runSynth(() => compose(outdir), outdir);
  } catch (thrown) {
    error = thrown as Error;
  }
  const after = readTree(outdir);
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]);
  return { error, changed: changed.sort() };
}

/** Every file below a folder with its text, by path. */
export function readTree(folder: string, prefix = ''): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const name of readdirSync(join(folder, prefix)).sort()) {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    if (SKIPPED.includes(name)) continue;
    const stat = lstatSync(join(folder, path));
    // A link is told as one: it may lead nowhere, or back up.
    if (stat.isSymbolicLink()) tree[path] = `-> ${readlinkSync(join(folder, path))}`;
    else if (stat.isDirectory()) Object.assign(tree, readTree(folder, path));
    else tree[path] = readFileSync(join(folder, path), 'utf8');
  }
  return tree;
}

function prepareFolder(options: SynthesizeOptions): string {
  if (created.size === 0) {
    removeAbandoned();
    process.once('exit', removeFolders);
  }
  const outdir = realpathSync(mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`)));
  created.add(outdir);
  if (options.from) {
    const from = resolve(options.from);
    const keep = (source: string) => !SKIPPED.includes(basename(source)) && !BUILT.includes(relative(from, source));
    cpSync(from, outdir, { recursive: true, filter: keep });
  }
  for (const [path, text] of Object.entries(options.files ?? {})) {
    mkdirSync(dirname(join(outdir, path)), { recursive: true });
    writeFileSync(join(outdir, path), text);
  }
  return outdir;
}

// Installs and other follow-ups of projen belong to a checkout, not to a test.
function runSynth(compose: () => Project, outdir: string): Project {
  const { PROJEN_DISABLE_POST } = process.env;
  process.env.PROJEN_DISABLE_POST = 'true';
  try {
    const project = compose();
    if (realpathSync(project.outdir) !== outdir) {
      throw new Error(`The project's outdir is ${project.outdir}. Pass the folder that the composition is given: compose(outdir) => new DeliveryProject({ name, outdir }).`);
    }
    project.synth();
    return project;
  } finally {
    if (PROJEN_DISABLE_POST === undefined) delete process.env.PROJEN_DISABLE_POST;
    else process.env.PROJEN_DISABLE_POST = PROJEN_DISABLE_POST;
  }
}

// Folders of processes that are gone.
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function removeFolders(): void {
  for (const folder of created) rmSync(folder, { recursive: true, force: true });
}
