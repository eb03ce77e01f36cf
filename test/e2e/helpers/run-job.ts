import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ArtifactStore } from './artifacts';
import type { User } from './execute';
import { ActionCall, StepRun, StepsRunner } from './run-steps';
import { baseEnvironment, githubContext, GitHubEvent } from './runner';
import { hashFiles, holds, Scope, textOf, textsOf } from './values';
import type { SynthesizedWorkflow } from '../../../src/testing';
import type { Status } from '../../helpers/expressions';

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

/** A container of `services:`, played by a program of this machine. */
export interface RunningService {
  /** Texts of the job that name the container, and what to put in their place. */
  readonly replace: Record<string, string>;
  stop(): Promise<void>;
}

export interface JobOptions {
  /** Path of the git repository that is checked out. */
  readonly source: string;
  readonly artifacts: ArtifactStore;
  readonly event?: GitHubEvent;
  readonly matrix?: Record<string, unknown>;
  readonly needs?: Record<string, { result: Result; outputs?: Record<string, string> }>;
  /** Variables of the machine that runs the job. */
  readonly environment?: Record<string, string>;
  /** Folders that come first on PATH. */
  readonly paths?: string[];
  readonly user?: User;
  readonly services?: Record<string, (definition: Record<string, any>) => Promise<RunningService>>;
  readonly nodeVersions?: Record<string, string>;
  readonly cache?: string;
  /** What a person filled in when dispatching the workflow. */
  readonly inputs?: Record<string, unknown>;
  readonly vars?: Record<string, string>;
  readonly secrets?: Record<string, string>;
  /** Further texts of the job and what to put in their place, such as the host of a registry. */
  readonly replace?: Record<string, string>;
  /** Ends a step in its middle, as a person who cancels the run does, or a runner that is lost. */
  readonly interrupt?: Interrupt;
  /** Called before each step, such as to induce a failure. */
  readonly beforeStep?: (name: string, workspace: string) => void | Promise<void>;
}

/** Where a job is cut off. */
export interface Interrupt {
  /** Name of the step. */
  readonly step: string;
  /** @default - at no time of its own */
  readonly afterMs?: number;
  /** What ends it, such as something that it asks a server for. @default - the time alone */
  readonly at?: AbortSignal;
  /** A cancelled job goes on with the steps that ask for it; a lost one does not, and tells nothing. */
  readonly by: 'cancel' | 'loss';
}

/** What came of a job. */
export interface JobRun {
  readonly conclusion: Result;
  readonly outputs: Record<string, string>;
  readonly steps: StepRun[];
  /** Calls of actions of others, with their inputs. */
  readonly calls: ActionCall[];
  readonly workspace: string;
  readonly summary: string;
  /** What was replaced to reach a service. */
  readonly replaced: Record<string, string>;
}

const folders: string[] = [];

/** Runs one job of a workflow on this machine, step by step as a hosted runner does. */
export async function runJob(workflow: SynthesizedWorkflow, id: string, options: JobOptions): Promise<JobRun> {
  const { document } = workflow.job(id);
  const root = makeRoot(options.user);
  const workspace = path.join(root, 'work');
  const github = githubContext(workflow, id, workspace, options);
  const context = {
    github,
    matrix: options.matrix ?? {},
    needs: options.needs ?? {},
    inputs: options.inputs ?? {},
    vars: options.vars ?? {},
    secrets: { GITHUB_TOKEN: github.token, ...options.secrets },
    runner: { os: 'Linux', arch: 'X64', temp: path.join(root, 'temp') },
  };
  const base: Scope = { context, options: { functions: { hashFiles: hashFiles(workspace) } } };
  if (!holds(document.if, needsScope(base, options))) return nothing('skipped', workspace);

  const services = await startServices(document.services, options);
  try {
    const replaced = Object.assign({}, options.replace, ...services.map((service) => service.replace));
    const env = { ...textsOf(workflow.document.env, base), ...textsOf(document.env, base) };
    const runner = new StepsRunner({
      root,
      workspace,
      replaced,
      environment: baseEnvironment(root, github, options),
      variables: env,
      defaults: { ...workflow.document.defaults?.run, ...document.defaults?.run },
      options,
    });
    const scope = { ...base, context: { ...context, env } };
    const deadline = Date.now() + Number(textOf(document['timeout-minutes'] ?? 360, base)) * 60_000;
    const { steps, status, context: after, isLost } = await runner.run(document.steps, scope, deadline);
    const outputs = isLost ? {} : textsOf(document.outputs, { ...base, context: { ...context, steps: after } });
    return { conclusion: status, outputs, steps, calls: runner.calls, workspace, summary: steps.map((step) => step.summary).join(''), replaced };
  } finally {
    for (const service of services) await service.stop();
  }
}

/** Fails with the logs when a job did not end like that. */
export function expectConclusion(run: JobRun, conclusion: Result): void {
  if (run.conclusion === conclusion) return;
  const logs = run.steps.filter((step) => step.conclusion !== 'skipped').map((step) => `--- ${step.name}: ${step.conclusion}\n${step.log.slice(-4000)}`);
  throw new Error(`The job ended with ${run.conclusion} instead of ${conclusion}.\n${logs.join('\n')}`);
}

/** Removes what the jobs of this process left; their user may have made folders that nobody else may write. */
export function removeJobFolders(): void {
  for (const folder of folders.splice(0)) execFileSync('rm', ['-rf', folder]);
}

function makeRoot(user?: User): string {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'job-')));
  folders.push(root);
  fs.chmodSync(root, 0o755);
  for (const name of ['work', 'temp', 'commands', 'tools']) {
    fs.mkdirSync(path.join(root, name));
    if (user) fs.chownSync(path.join(root, name), user.uid, user.gid);
  }
  return root;
}

// success() of a job holds only if no job before it failed, was cancelled or was skipped.
function needsScope(base: Scope, options: JobOptions): Scope {
  const results = Object.values(options.needs ?? {}).map((need) => need.result);
  const status: Status = results.includes('cancelled') ? 'cancelled' : results.includes('failure') ? 'failure' : 'success';
  const functions = {
    ...base.options.functions,
    success: () => results.every((result) => result === 'success'),
    failure: () => results.includes('failure'),
  };
  return { context: base.context, options: { status, functions } };
}

async function startServices(definitions: Record<string, any> | undefined, options: JobOptions): Promise<RunningService[]> {
  const running: RunningService[] = [];
  for (const [name, definition] of Object.entries(definitions ?? {})) {
    const start = options.services?.[name];
    if (!start) throw new Error(`nothing stands in for the service ${name}`);
    running.push(await start(definition));
  }
  return running;
}

function nothing(conclusion: Result, workspace: string): JobRun {
  return { conclusion, outputs: {}, steps: [], calls: [], workspace, summary: '', replaced: {} };
}
