import { IConstruct } from 'constructs';
import { addBenchmarkFiles } from './benchmark-files';
import { BenchmarkResults } from './benchmark-results';
import { DownloadArtifact } from '../../catalog/actions/download-artifact';
import { checkoutStep } from '../../ci/checkout';
import { keepArtifact } from '../../ci/keep-artifact';
import { runUrl } from '../../ci/run-url';
import { Stage, StageOptions } from '../../ci/stage';
import { Concurrency } from '../../model/concurrency';
import { Cron, Weekday } from '../../model/cron';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Access, Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { Trigger } from '../../model/trigger';
import { WorkflowInput } from '../../model/workflow-input';
import { ScriptAsset } from '../../script/script-asset';
import { NodeToolchain } from '../node/node-toolchain';
import { requireNode } from '../node/require-node';
import { requireRust } from '../rust/require-rust';
import { RustToolchain } from '../rust/rust-toolchain';

/** What is measured, and when it is too slow. */
export interface BenchmarkStageOptions extends StageOptions {
  /** Command that runs the benchmarks once; a few seconds are a good length. */
  readonly command: string;
  /** What the command writes. */
  readonly results: BenchmarkResults;
  /** Commands that make a version ready, in both of them. @default - the install command of a Node repository; Cargo builds by itself */
  readonly prepare?: string[];
  /** Percent that a benchmark may cost more; where the noise is larger, that counts. @default 10 */
  readonly threshold?: number;
  /** How many pairs of runs a series has at most; it ends earlier where the answer is clear. @default 40 */
  readonly repetitions?: number;
  /** Branch that keeps the history, and nothing else. @default 'benchmarks' */
  readonly historyBranch?: string;
  /** When the default branch is compared with what it was a week before. @default - Sundays at 4:23 UTC */
  readonly schedule?: Cron;
  /** Whether the result stands in a comment of the pull request as well, and not in the summary alone. @default true */
  readonly comment?: boolean;
}

/** Pull requests that change nothing but documentation are not measured. */
const PATHS = ['**', '!docs/**', '!**/*.md'];
const RESULTS = 'benchmark-results';
/** The fewest pairs that a decision is made on. */
const LEAST = 10;

/**
 * Compares the speed of a change with that of what it is based on: both versions in turns on one machine, until a
 * regression is proven or ruled out, and once more before it fails. What is green on the default branch is kept.
 *
 * It brings the workflow that is named after it. On pull requests that change documentation alone it is skipped,
 * unless `paths` says otherwise.
 */
export class BenchmarkStage extends Stage {
  private readonly options: BenchmarkStageOptions;

  /**
   * @throws when the command could not work, a number is out of range, or the history would go to a branch of code
   */
  public constructor(scope: IConstruct, id: string, options: BenchmarkStageOptions) {
    super(scope, id, { ...options, paths: options.paths ?? PATHS });
    this.options = options;
    this.checkNumbers();
    this.checkBench(options.command);
    this.checkBranch(this.historyBranch);
    if (options.workflow === undefined) this.addOwnWorkflow();
    else if (options.schedule !== undefined) throw this.error('`schedule` has no effect on another workflow.', `What starts the workflow "${options.workflow}" is said where it is added.`);
  }

  protected defaultWorkflow(): string {
    return this.slug;
  }

  protected buildJobs(): Job[] {
    addBenchmarkFiles(this.pipeline.ci);
    const compare = this.compareJob();
    return [compare, ...(this.hasComment ? [this.commentJob(compare)] : []), this.storeJob(compare)];
  }

  /** The job that measures. It runs the code of both versions, so its token may read alone. */
  protected compareJob(): Job {
    const job = this.newJob(this.jobId('compare'), { name: this.title, timeout: this.timeout });
    const sides = this.sidesStep();
    const compare = this.compareStep(sides);
    // Of a regression as well; where nothing was compared, there is nothing.
    const keep = { id: 'keep', name: 'Keep report and runs', condition: Expr.and(Expr.notCancelled(), Expr.ne(Expr.stepOutcome('compare'), 'skipped')) };
    job.addStep(
      // The history of both the code and the benchmarks, so that nothing is fetched later.
      checkoutStep({ fetchDepth: 0 }),
      ...this.toolSteps(),
      sides,
      compare,
      keepArtifact({ name: this.artifact, path: `${RESULTS}/`, retentionDays: 30 }, keep),
    );
    job.addOutput('outcome', compare.output('outcome'));
    return job;
  }

  /** The job that tells the pull request. It runs nothing of the change, and forks have no token for it. */
  protected commentJob(compare: Job): Job {
    const job = this.newJob(this.jobId('comment'), {
      name: `${this.title} Comment`,
      needs: [compare],
      condition: Expr.and(
        Expr.notCancelled(),
        Expr.eq(Expr.github('event_name'), 'pull_request'),
        Expr.notFromFork(),
        // Its token may only read, as that of a fork.
        Expr.ne(Expr.github('event.pull_request.user.login'), 'dependabot[bot]'),
        // Also of a regression, but not of a benchmark that failed.
        Expr.ne(compare.output('outcome'), ''),
      ),
      timeout: Timeout.minutes(5),
      permissions: Permissions.of({ contents: Access.READ, pullRequests: Access.WRITE }, 'write one comment with the result, and update it'),
    });
    const comment = ScriptAsset._shipped('benchmark-comment').step({
      GH_TOKEN: Expr.token(),
      REPOSITORY: Expr.github('repository'),
      NUMBER: Expr.github('event.pull_request.number'),
      KEY: this.slug,
      BODY_FILE: `${RESULTS}/report.md`,
    }, { id: 'comment', name: 'Write or update the comment' });
    job.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), this.downloadStep(), comment);
    return job;
  }

  /** The job that keeps the result of the default branch, after it was compared and only if it passed. */
  protected storeJob(compare: Job): Job {
    const branch = this.historyBranch;
    const job = this.newJob(this.jobId('store'), {
      name: `${this.title} History`,
      needs: [compare],
      condition: Expr.and(Expr.eq(Expr.github('ref'), `refs/heads/${this.pipeline.branches[0]}`), Expr.eq(Expr.needsResult(compare.id), 'success')),
      concurrency: Concurrency.queue(`history-${branch}`),
      timeout: Timeout.minutes(5),
      permissions: Permissions.of({ contents: Access.WRITE }, `add a line to the branch ${branch}`),
    });
    const store = ScriptAsset._shipped('benchmark-store').step({
      GH_TOKEN: Expr.token(),
      REPOSITORY: Expr.github('repository'),
      BRANCH: branch,
      FILE: this.historyFile,
      RECORD: `${RESULTS}/record.json`,
      REVISION: Expr.github('sha'),
    }, { id: 'store', name: 'Add to the history' });
    job.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), this.downloadStep(), store);
    return job;
  }

  private sidesStep(): Step {
    return ScriptAsset._shipped('benchmark-sides').step({
      EVENT: Expr.github('event_name'),
      ...(this.isStartedBy('push') ? { BEFORE: Expr.github('event.before') } : {}),
      ...(this.options.workflow === undefined ? { REF: Expr.input('base') } : {}),
      HISTORY_BRANCH: this.historyBranch,
      HISTORY_FILE: this.historyFile,
      DESTINATION: this.sides,
    }, { id: 'sides', name: 'Check out base and head' });
  }

  private compareStep(sides: Step): Step {
    const { command, results, threshold, repetitions } = this.options;
    const { preparation } = this;
    return ScriptAsset._shipped('benchmark-compare').step({
      COMMAND: this.checkCommand('command', command),
      ...(preparation.length > 0 ? { BUILD: preparation.join('\n') } : {}),
      FORMAT: results.format,
      ...(results.file === '' ? {} : { FILE: results.file }),
      THRESHOLD: threshold ?? 10,
      REPETITIONS: repetitions ?? 40,
      // What is left is for the checkout, the tools and the build.
      BUDGET: Math.max(60, Math.floor(this.timeout.inMinutes * 60 * 0.6)),
      SIDES: this.sides,
      ...(this.directory === undefined ? {} : { DIRECTORY: this.directory }),
      BASE: sides.output('base'),
      HEAD: sides.output('head'),
      TITLE: this.title,
      RUN_URL: runUrl(),
      DESTINATION: RESULTS,
    }, { id: 'compare', name: 'Compare base and head' });
  }

  private downloadStep(): Step {
    return Step.uses(DownloadArtifact.call({ name: this.artifact, path: RESULTS }), { id: 'download', name: 'Download the result' });
  }

  // Without the dependencies, which each version installs for itself, and without a cache that one might fill for the other.
  private toolSteps(): Step[] {
    if (this.rustToolchain) return this.rustToolchain.rustSteps({ cache: false });
    if (this.nodeToolchain) return this.nodeToolchain.programSteps();
    return this.pipeline.toolchain.steps({ install: false, cache: false });
  }

  private get preparation(): string[] {
    const { prepare } = this.options;
    if (prepare) return prepare.map((command) => this.checkCommand('prepare', command));
    // The step that installs, whatever the repository's command for it is.
    const install = this.nodeToolchain?.steps({ cache: false }).find(({ id }) => id === 'install')?.commandLine;
    return install === undefined ? [] : [install];
  }

  private get directory(): string | undefined {
    return (this.rustToolchain ?? this.nodeToolchain ?? this.pipeline.toolchain).workingDirectory;
  }

  private get rustToolchain(): RustToolchain | undefined {
    return this.options.results.format === 'criterion' || this.pipeline.toolchain instanceof RustToolchain ? requireRust(this) : undefined;
  }

  private get nodeToolchain(): NodeToolchain | undefined {
    return ['vitest', 'mitata'].includes(this.options.results.format) || this.pipeline.toolchain instanceof NodeToolchain ? requireNode(this) : undefined;
  }

  // Another workflow may know no pull requests.
  private get hasComment(): boolean {
    return (this.options.comment ?? true) && this.isStartedBy('pull_request');
  }

  private isStartedBy(event: string): boolean {
    return this.pipeline.workflow(this.workflowRole).triggers.some(({ eventName }) => eventName === event);
  }

  private get sides(): Expr {
    return Expr.template('{temp}/benchmark', { temp: Expr.runner('temp') });
  }

  private get timeout(): Timeout {
    return this.options.timeout ?? this.pipeline.timeout ?? Timeout.minutes(60);
  }

  private get historyBranch(): string {
    return this.options.historyBranch ?? 'benchmarks';
  }

  private get historyFile(): string {
    return `${this.slug}.jsonl`;
  }

  private get artifact(): string {
    return `${this.slug}-results`;
  }

  private get title(): string {
    return this.slug.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
  }

  private jobId(id: string): string {
    return this.options.workflow === undefined ? id : `${this.slug}-${id}`;
  }

  private addOwnWorkflow(): void {
    const { branches } = this.pipeline;
    const base = WorkflowInput.string({ description: 'Commit, branch or tag to compare with; empty for that of a week ago.' });
    this.pipeline.addWorkflow(this.slug, this.slug, {
      name: this.title,
      triggers: [
        Trigger.pullRequest({ branches }),
        Trigger.push({ branches: [branches[0]] }),
        Trigger.mergeGroup(),
        Trigger.schedule(this.options.schedule ?? Cron.weekly(Weekday.SUNDAY, { hour: 4, minute: 23 })),
        Trigger.workflowDispatch({ base }),
      ],
    });
  }

  private checkNumbers(): void {
    const { threshold, repetitions } = this.options;
    if (threshold !== undefined && !(threshold > 0 && threshold <= 1000)) throw this.error(`\`threshold\` is ${threshold}.`, 'Give percent above 0; 10 lets a benchmark cost a tenth more.');
    if (repetitions !== undefined && !(Number.isInteger(repetitions) && repetitions >= LEAST && repetitions <= 500)) {
      throw this.error(`\`repetitions\` is ${repetitions}.`, `Give a whole number of pairs from ${LEAST}, which a decision needs at least, to 500.`);
    }
  }

  // Without a target, what stands behind -- also reaches the test harness of libraries and programs, which refuses it.
  private checkBench(command: string): void {
    if (!/\bcargo\s+(\+\S+\s+)?bench\b[^;&|]*\s--\s/.test(command) || /\s--bench(\s|=)/.test(command)) return;
    throw this.error(`\`command\` passes arguments to more than the benchmarks: "${command}".`, 'Name the target, as in "cargo bench --bench <name> -- …".');
  }

  private checkBranch(branch: string): void {
    const { branches, pushBranches } = this.pipeline;
    if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(branch)) throw this.error(`\`historyBranch\` is "${branch}", which is no name of a branch.`, 'Use letters, digits, ".", "_", "-" and "/".');
    if ([...branches, ...pushBranches].includes(branch)) throw this.error(`\`historyBranch\` is "${branch}", which holds code.`, 'The history is on a branch of its own, such as "benchmarks".');
  }
}
