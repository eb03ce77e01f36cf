import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { GitHubEvent, githubContext } from './runner';
import { STORY_ACTIONS } from './story-actions';
import { WorkflowSource, YamlFile } from '../../../src/read';
import { STAND_INS } from '../../../src/run/actions';
import type { ArtifactStore } from '../../../src/run/artifact-store';
import { jobEnvironment, runnerContext } from '../../../src/run/environment';
import { JobFolders } from '../../../src/run/job-folders';
import { JobRunner } from '../../../src/run/job-runner';
import type { Interrupt, JobMachine } from '../../../src/run/job-work';
import { Masks } from '../../../src/run/masks';
import { ActionCall, silent, StepReport } from '../../../src/run/report';
import type { RunningService, ServiceDefinition } from '../../../src/run/services/service';
import type { User } from '../../../src/run/user';
import { dataAt, decide, Scope, textsAt } from '../../../src/simulate/evaluate';
import type { Result } from '../../../src/simulate/result';
import type { SynthesizedWorkflow } from '../../../src/testing';

export type { Interrupt } from '../../../src/run/job-work';
export type { Result } from '../../../src/simulate/result';

const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

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
  readonly services?: Record<string, (definition: ServiceDefinition) => Promise<RunningService>>;
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

/** What came of a job. */
export interface JobRun {
  readonly conclusion: Result;
  readonly outputs: Record<string, string>;
  readonly steps: readonly StepReport[];
  /** Calls of actions of others, with their inputs. */
  readonly calls: readonly ActionCall[];
  readonly workspace: string;
  readonly summary: string;
  /** What was replaced to reach a service. */
  readonly replaced: Readonly<Record<string, string>>;
}

const folders: string[] = [];

/** Runs one job of a workflow on this machine, without those that it needs. */
export async function runJob(workflow: SynthesizedWorkflow, id: string, options: JobOptions): Promise<JobRun> {
  const source = new WorkflowSource(YamlFile.of(workflow.path, workflow.text)).job(workflow.job(id).id)!;
  const root = JobFolders.make('job-', options.user);
  folders.push(root);
  fs.chmodSync(root, 0o755);
  const place = new JobFolders(root, options.user);
  const github = githubContext(workflow, source.id, place.workspace, options);
  const { matrix = {}, needs = {}, inputs = {}, vars = {}, secrets = {} } = options;
  const contexts = { github, matrix, needs, inputs, vars, secrets: { GITHUB_TOKEN: github.token, ...secrets } };
  const scope: Scope = { contexts, functions: needsFunctions(options) };
  if (!decide(source.condition, scope, source.at).holds) {
    return { conclusion: 'skipped', outputs: {}, steps: [], calls: [], workspace: place.workspace, summary: '', replaced: {} };
  }
  const work = {
    key: source.id,
    name: source.name,
    source,
    scope,
    env: { ...textsAt(source.workflow.value.get('env'), scope), ...textsAt(source.value.get('env'), scope) },
    timeoutMinutes: Number(dataAt(source.value.get('timeout-minutes'), scope) ?? 360),
    isCancelled: () => false,
  };
  const { result, ...report } = await new JobRunner(work, machineOf(place, github, options)).run();
  return { ...report, conclusion: result, outputs: { ...report.outputs }, workspace: place.workspace };
}

/** Fails with the logs when a job did not end like that. */
export function expectConclusion(run: JobRun, conclusion: Result): void {
  if (run.conclusion === conclusion) return;
  const logs = run.steps.filter((step) => step.conclusion !== 'skipped').map((step) => `--- ${step.name}: ${step.conclusion}\n${step.log.slice(-4000)}`);
  throw new Error(`The job ended with ${run.conclusion} instead of ${conclusion}.\n${logs.join('\n')}`);
}

/** Removes what the jobs of this process left; their user may have made folders that nobody else may write. */
export function removeJobFolders(): void {
  for (const folder of folders.splice(0)) JobFolders.remove(folder);
}

function machineOf(place: JobFolders, github: Record<string, unknown>, options: JobOptions): JobMachine {
  const { user, source, paths = [], environment, services = {}, cache, nodeVersions, ...rest } = options;
  const search = [...paths, ...(user ? [] : [path.join(os.homedir(), '.cargo', 'bin')]), path.dirname(process.execPath), SEARCH_PATH].join(':');
  return {
    ...rest,
    folders: place,
    source,
    user,
    definition: () => definitionOf(place, source, user),
    contexts: { github, runner: runnerContext(place) },
    environment: jobEnvironment({ folders: place, github, user, search, trackingId: 'github_story', more: environment }),
    masks: new Masks(),
    progress: silent,
    actions: { ...STAND_INS, ...STORY_ACTIONS },
    versions: nodeVersions,
    sharedFolder: () => cache,
    service: async (name, definition) => {
      if (!services[name]) throw new Error(`nothing stands in for the service ${name}`);
      return services[name](definition);
    },
  };
}

function definitionOf({ tools }: JobFolders, source: string, user?: User): string {
  const place = path.join(tools, 'actions');
  const env = { PATH: SEARCH_PATH, HOME: user?.home ?? os.homedir() };
  if (!fs.existsSync(place)) execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${source}`, place], { uid: user?.uid, gid: user?.gid, env, cwd: tools });
  return place;
}

// success() of a job holds only if no job before it failed, was cancelled or was skipped.
function needsFunctions({ needs = {} }: JobOptions): Scope['functions'] {
  const results = Object.values(needs).map(({ result }) => result);
  return {
    always: () => true,
    success: () => results.every((result) => result === 'success'),
    failure: () => results.includes('failure'),
    cancelled: () => results.includes('cancelled'),
  };
}

