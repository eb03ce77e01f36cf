import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isPipelineFile, RepositorySource } from '../read/repository-source';
import { CommandFiles } from '../run/command-files';
import { findProgram } from '../run/find-program';
import { shellCall } from '../run/shell';
import type { JobEnding, JobTurn } from '../simulate/job-turn';
import { SIMULATED_RUNNER } from '../simulate/start-run';
import type { StepEnding, StepTurn } from '../simulate/step-schedule';

/** What a program says and does in place of the real one. */
export interface Stub {
  /** Exit code. @default 0 */
  readonly exit?: number;
  /** What it prints. @default - nothing */
  readonly stdout?: string;
}

/** Programs by name that stand first on the PATH of the steps. */
export type Stubs = Readonly<Record<string, Stub>>;

const LONGEST_MS = 60_000;
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * Runs the scripts of a job on this machine, by its real shell, with stand-ins for some programs: how the job ends then.
 *
 * A checkout gives them the files of the pipeline, `.github` and `scripts/ci` among them, and nothing else of the
 * repository. Other actions are taken to succeed. No variable of this process reaches them.
 */
export function executedEnding(turn: JobTurn, stubs: Stubs, repository: RepositorySource): JobEnding {
  const folder = mkdtempSync(join(tmpdir(), 'projen-delivery-prove-'));
  try {
    const path = `${writeStubs(folder, stubs)}:${SYSTEM_PATH}`;
    for (const name of ['work', 'commands']) mkdirSync(join(folder, name));
    const steps = turn.steps({ contexts: { runner: { ...SIMULATED_RUNNER, temp: folder } } });
    let count = 0;
    for (let step = steps.next(); step; step = steps.next()) {
      if (step.uses?.is('actions/checkout')) checkOut(repository, join(folder, 'work', step.inputs.path ?? ''));
      steps.settle(step, step.run === undefined ? { outcome: 'success' } : runScript(step, { folder, path, number: count += 1 }));
    }
    return { result: steps.result, outputs: turn.outputs(steps), steps: steps.outcomes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkOut({ tree }: RepositorySource, folder: string): void {
  for (const path of tree.paths.filter(isPipelineFile)) {
    const text = tree.read(path);
    if (text === undefined) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: tree.isExecutable(path) === false ? 0o644 : 0o755 });
  }
}

function runScript(step: StepTurn, { folder, path, number }: { readonly folder: string; readonly path: string; readonly number: number }): StepEnding {
  const files = new CommandFiles(join(folder, 'commands'), number);
  const call = shellCall(step.shell, step.run!, join(folder, 'commands', `${number}`), (program) => findProgram(program, path));
  writeFileSync(join(folder, 'commands', `${number}${call.extension}`), call.text);
  const { status } = spawnSync(call.program, call.args, {
    cwd: join(folder, 'work'),
    env: { PATH: path, HOME: folder, LANG: 'C.UTF-8', CI: 'true', GITHUB_ACTIONS: 'true', RUNNER_TEMP: folder, ...step.env, ...files.environment },
    stdio: 'ignore',
    timeout: LONGEST_MS,
  });
  return { outcome: status === 0 ? 'success' : 'failure', outputs: files.outputs, env: files.variables };
}

function writeStubs(folder: string, stubs: Stubs): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, { exit = 0, stdout = '' }] of Object.entries(stubs)) {
    if (!/^[\w.+-]+$/.test(name)) throw new Error(`"${name}" is not the name of a program.`);
    writeFileSync(join(bin, `${name}.out`), stdout);
    writeFileSync(join(bin, name), `#!/bin/sh\ncat "$0.out"\nexit ${exit}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}
