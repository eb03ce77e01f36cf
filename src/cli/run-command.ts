import { Output, printable } from './output';
import { RunArguments, runArguments } from './run-arguments';
import { targetsOf } from './targets';
import { UsageError } from './usage-error';

export const RUN_HELP = `Usage: projen-delivery run [OPTION...] [WORKFLOW]

Runs a workflow of the repository around the current folder on this machine, whoever
wrote it, without a container engine. Jobs run beside each other as their needs allow.
WORKFLOW is its file, with or without ending, or its name; not needed where it is the
only one.

It runs the code of the repository as you, with your HOME and your network. Each job
has fresh folders, a copy of the working tree, and none of your variables but those
that tools need. Nothing is written into your working tree.

What is run:
  --event EVENT         push, pull_request, schedule ... or JSON:
                        '{"push": {"tag": "v1.0.0"}}'. Without it: push, if that
                        starts the workflow, or else pull_request, workflow_dispatch
  --input NAME=VALUE    an input of workflow_dispatch; may be repeated, as all that follow
  --job JOB             this job and those that it needs, not all
  --base BRANCH         what a pull request is merged into; the default branch
  --committed           the last commit, without what is not committed yet
  --list                lists workflows, their events and jobs instead

What it may use:
  --secret NAME         a secret; its value is the variable NAME of the environment
  --secrets-file FILE   secrets, NAME=VALUE in each line
  --var NAME=VALUE      a variable of the repository, vars.NAME
  --service NAME=HOST:PORT   a server in place of a container of services;
                        PostgreSQL is started by itself where it is installed
  --action OWNER/NAME=DIR    a folder with an action of others
  --skip-action OWNER/NAME   leaves steps with that action out
  --any-version         takes tools of other versions than the workflow asks for
  --environment NAME    runs jobs that deploy to that environment
  --identity JOB        runs a job with id-token: write, though without an identity

How:
  --artifacts DIR       an empty folder that keeps the artifacts
  --cache DIR           a folder for caches, kept between runs
  --keep                keeps the folders of the jobs, and tells where they are
  --max-parallel N      jobs at the same time; one less than there are cores
  --format FORMAT       text (default) or json: one object at the end
  --help                this text

Ctrl-C cancels the run as GitHub does: steps with always() or cancelled() still run.
A second one ends everything at once.

Exit code: 0 the run would be green, 1 a job failed or was cancelled, 2 it could not
be run; the message says why. What was not done is told at the end.

Guide: docs/run.md of the package.
`;

/** `projen-delivery run`; sets the exit code of the process when the run is over, or gives it at once. */
export function run(args: readonly string[], output: Output): number | undefined {
  const from = process.cwd();
  if (args.includes('--help') || args.includes('-h')) {
    output.result(RUN_HELP);
    return 0;
  }
  if (process.platform === 'win32') throw new UsageError('run needs the processes and shells of Linux or macOS. On Windows, use it inside the Windows Subsystem for Linux');
  const [{ root }] = targetsOf([], from);
  const asked = runArguments(args, root);
  if (asked.list) {
    output.result(listed(root));
    return 0;
  }
  void start(asked, output).then((code) => (process.exitCode = code));
  return undefined;
}

/** Runs it to its end; gives the exit code. */
export async function start(asked: RunArguments, output: Output): Promise<number> {
  const { WorkflowRunner } = require('../run/workflow-runner') as typeof import('../run/workflow-runner');
  const { textProgress } = require('../run/text-progress') as typeof import('../run/text-progress');
  // The result goes to standard output alone where it is for a program.
  const write = (line: string) => (asked.format === 'json' ? output.note(withoutColours(line)) : output.result(`${printable(withoutColours(line))}\n`));
  let stop = (): void => undefined;
  try {
    const runner = new WorkflowRunner({ ...asked, progress: textProgress(write) });
    stop = onSignals(() => runner.cancel());
    const report = await runner.run();
    if (asked.format === 'json') output.result((require('../run/json-report') as typeof import('../run/json-report')).jsonReport(report, runner.masks));
    else output.result(`\n${printableLines((require('../run/text-report') as typeof import('../run/text-report')).textReport(report, runner.masks))}`);
    return report.conclusion === 'failure' || report.conclusion === 'cancelled' ? 1 : 0;
  } catch (error) {
    output.note(`projen-delivery: ${isExpected(error) ? (error as Error).message : `failed unexpectedly, please report this: ${(error as Error).stack ?? String(error)}`}`);
    return 2;
  } finally {
    stop();
  }
}

function onSignals(cancel: () => void): () => void {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, cancel);
  return () => names.forEach((name) => process.off(name, cancel));
}

function isExpected(error: unknown): boolean {
  const { RunError } = require('../run/run-error') as typeof import('../run/run-error');
  const { SimulationError } = require('../simulate/simulation-error') as typeof import('../simulate/simulation-error');
  const { EventError } = require('../simulate/event-error') as typeof import('../simulate/event-error');
  return error instanceof RunError || error instanceof SimulationError || error instanceof EventError || error instanceof UsageError;
}

// Of a line that was written over, what stood there last.
function withoutColours(line: string): string {
  // eslint-disable-next-line no-control-regex
  return line.replace(/^.*\r(?=[^\r])/s, '').replaceAll('\t', '    ').replace(/\u001b\[[\d;]*[mK]/g, '');
}

function printableLines(text: string): string {
  return text.split('\n').map((line) => printable(withoutColours(line))).join('\n');
}

function listed(root: string): string {
  const { DiskTree } = require('../read/disk-tree') as typeof import('../read/disk-tree');
  const { RepositorySource } = require('../read/repository-source') as typeof import('../read/repository-source');
  const { workflows } = new RepositorySource(new DiskTree(root));
  if (workflows.length === 0) throw new UsageError(`there is no workflow in ${root}/.github/workflows`);
  return workflows.map((workflow) => {
    const file = workflow.path.split('/').pop()!.replace(/\.ya?ml$/, '');
    const jobs = workflow.jobs.map(({ id, name }) => `  ${id}${name === id ? '' : `: ${name}`}\n`).join('');
    return printableLines(`${file} (${workflow.events.map(({ name }) => name).join(', ')})\n${jobs}`);
  }).join('');
}
