import { hashFiles } from './hash-files';
import { JobServices } from './job-services';
import type { JobMachine, JobWork } from './job-work';
import type { JobReport } from './report';
import { flatReports, StepRecord } from './step-records';
import { StepRunner } from './step-runner';
import type { StepDone } from './step-work';
import { textAt, textsAt } from '../simulate/evaluate';
import { SimulationError } from '../simulate/simulation-error';
import { StepEnding, StepSchedule, StepTurn } from '../simulate/step-schedule';

/** How long the steps of a cancelled job may take. @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation */
const CANCELLATION_MS = 5 * 60_000;
const NO_LIMIT_MS = 0x7fff_ffff;

/** Runs one job on this machine, step by step as a runner does. */
export class JobRunner {
  private readonly steps: StepRunner;
  private readonly services = new JobServices();
  private readonly records: StepRecord[] = [];
  private readonly kill = new AbortController();
  private current?: { readonly turn: StepTurn; readonly schedule: StepSchedule; readonly cancel: AbortController };
  private isCut = false;
  private isLost = false;
  private note?: string;
  private timers: NodeJS.Timeout[] = [];
  private readonly end = (): void => this.kill.abort();

  public constructor(private readonly work: JobWork, private readonly machine: JobMachine) {
    this.steps = new StepRunner(work.key, machine);
    machine.kill?.addEventListener('abort', this.end);
    if (machine.kill?.aborted) this.end();
  }

  /** Looks again whether the job is to end: then the step at work is asked to, unless its condition still holds. */
  public look(): void {
    if (!this.isCancelled()) return;
    if (this.timers.length < 2) this.timers.push(setTimeout(this.end, CANCELLATION_MS));
    if (!this.current) return;
    const { turn, schedule, cancel } = this.current;
    if (!schedule.stillHolds(turn)) cancel.abort();
  }

  /** Runs it to its end. */
  public async run(): Promise<JobReport> {
    const from = Date.now();
    const { key, name, source } = this.work;
    this.machine.progress.jobBegins(key);
    this.timers.push(setTimeout(() => this.timeOut(), Math.min(this.work.timeoutMinutes * 60_000, NO_LIMIT_MS)));
    let schedule: StepSchedule | undefined;
    let result: JobReport['result'] = 'failure';
    let outputs: Readonly<Record<string, string>> = {};
    try {
      schedule = await this.begin();
      if (schedule) {
        await this.runSteps(schedule);
        result = await this.finish(schedule);
        outputs = this.isLost ? {} : this.shareable(textsAt(source.value.get('outputs'), schedule.scope));
      }
    } catch (error) {
      if (!(error instanceof SimulationError)) throw error;
      this.fail(error.message);
      result = 'failure';
    } finally {
      this.timers.forEach(clearTimeout);
      this.machine.kill?.removeEventListener('abort', this.end);
      await this.services.stop();
    }
    const seconds = (Date.now() - from) / 1000;
    this.machine.progress.jobEnds(key, result, seconds, this.note && this.machine.masks.hide(this.note));
    const steps = flatReports(schedule?.outcomes ?? [], this.records);
    const { calls, annotations, notDone } = this.steps;
    const summary = steps.map((step) => step.summary).join('');
    return {
      key,
      name,
      result,
      outputs,
      steps,
      calls,
      annotations,
      summary,
      seconds,
      note: this.note,
      replaced: { ...this.machine.replace, ...this.services.replaced },
      notDone: [...this.services.notes, ...notDone],
    };
  }

  // Whether nothing more may begin, not even a step that always runs.
  private get isOver(): boolean {
    return this.isLost || this.kill.signal.aborted;
  }

  private isCancelled(): boolean {
    return this.isCut || this.work.isCancelled();
  }

  private timeOut(): void {
    this.isCut = true;
    this.note = `it took longer than ${this.work.timeoutMinutes} minutes, the time that it has`;
    this.look();
  }

  private fail(message: string): void {
    this.note ??= message;
    this.steps.fail(message);
  }

  // Undefined where the job cannot begin.
  private async begin(): Promise<StepSchedule | undefined> {
    const { source, scope, env } = this.work;
    const container = source.value.get('container');
    const image = container && !container.isNull ? textAt(container.isMap ? container.get('image') : container, scope) : '';
    if (image !== '') {
      this.fail(`the job runs in the container ${image}, and there is no container engine here. Run it on GitHub, or choose other jobs with --job.`);
      return undefined;
    }
    try {
      await this.services.start(this.work, this.machine);
    } catch (error) {
      if (error instanceof SimulationError) throw error;
      this.fail((error as Error).message);
      return undefined;
    }
    this.steps.replaced = this.services.replaced;
    for (const note of this.services.notes) this.machine.progress.line(this.work.key, { kind: 'notice', text: note });
    const defaults = (name: string) => textAt(source.value.get('defaults', 'run', name), scope) || textAt(source.workflow.value.get('defaults', 'run', name), scope) || undefined;
    return new StepSchedule({
      steps: source.steps,
      scope: {
        contexts: { ...scope.contexts, ...this.machine.contexts, job: { services: this.services.context } },
        functions: { ...scope.functions, hashfiles: hashFiles(this.machine.folders.workspace) },
      },
      env,
      defaults: { shell: defaults('shell'), workingDirectory: defaults('working-directory') },
      action: (uses) => this.steps.finder.find(uses)?.action,
      isCancelled: () => this.isCancelled(),
    });
  }

  private async runSteps(schedule: StepSchedule): Promise<void> {
    for (let turn = schedule.next(); turn && !this.isOver; turn = schedule.next()) {
      const { ending, record } = await this.step(turn, schedule);
      this.records.push(record);
      if (!this.isLost) schedule.settle(turn, ending);
    }
  }

  private async step(turn: StepTurn, schedule: StepSchedule): Promise<{ readonly ending: StepEnding; readonly record: StepRecord }> {
    const { progress } = this.machine;
    const name = this.machine.masks.hide(turn.name);
    progress.stepBegins(this.work.key, name, turn.depth);
    await this.machine.beforeStep?.(turn.name, this.machine.folders.workspace);
    const from = Date.now();
    const cancel = new AbortController();
    this.current = { turn, schedule, cancel };
    const cut = this.interrupted(turn.name);
    const minutes = turn.timeoutMinutes ?? Infinity;
    const done = await this.steps.run(turn, { timeoutMs: Math.min(minutes * 60_000, NO_LIMIT_MS), cancel: cancel.signal, kill: cut.signal });
    this.current = undefined;
    cut.clear();
    const outcome = this.outcomeOf(done, cut.isOurs());
    const seconds = (Date.now() - from) / 1000;
    progress.stepEnds(this.work.key, name, outcome, seconds);
    const record = { source: turn.source, name: turn.name, outcome, depth: turn.depth, log: done.log, summary: done.summary ?? '', outputs: done.outputs, seconds };
    return { ending: { outcome, outputs: done.outputs, env: done.env }, record };
  }

  private outcomeOf(done: StepDone, isInterrupted: boolean): StepEnding['outcome'] {
    if (isInterrupted && !done.ok) {
      this.isLost = this.machine.interrupt!.by === 'loss';
      this.isCut = true;
      return 'cancelled';
    }
    if (done.endedBy === 'cancel' || done.endedBy === 'kill') return 'cancelled';
    return done.ok ? 'success' : 'failure';
  }

  // The signal that ends the step at once: of the whole run, or of what cuts off just this step.
  private interrupted(name: string): { readonly signal: AbortSignal; clear(): void; isOurs(): boolean } {
    const { interrupt } = this.machine;
    if (interrupt?.step !== name) return { signal: this.kill.signal, clear: () => undefined, isOurs: () => false };
    const own = new AbortController();
    const abort = () => own.abort();
    const timer = interrupt.afterMs === undefined ? undefined : setTimeout(abort, interrupt.afterMs);
    interrupt.at?.addEventListener('abort', abort);
    this.kill.signal.addEventListener('abort', abort);
    return { signal: own.signal, clear: () => clearTimeout(timer), isOurs: () => own.signal.aborted && !this.kill.signal.aborted };
  }

  // What actions do when the job is over, the last first; a failure of theirs is one of the job.
  private async finish(schedule: StepSchedule): Promise<JobReport['result']> {
    let { result } = schedule;
    if (this.isLost) return 'failure';
    if (this.isOver) return 'cancelled';
    for (const each of this.steps.atEnd) {
      const name = this.machine.masks.hide(each.name);
      this.machine.progress.stepBegins(this.work.key, name, 0);
      const from = Date.now();
      const done = await each.run(schedule.scope, { timeoutMs: NO_LIMIT_MS, kill: this.kill.signal }, result === 'success');
      this.machine.progress.stepEnds(this.work.key, name, !done ? 'skipped' : done.ok ? 'success' : 'failure', (Date.now() - from) / 1000);
      if (done && !done.ok && result === 'success') result = 'failure';
    }
    return result;
  }

  // GitHub hands over no output with a secret in it.
  private shareable(outputs: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(outputs).filter(([name, value]) => {
      const isSecret = this.machine.masks.isIn(value);
      if (isSecret) this.machine.progress.line(this.work.key, { kind: 'warning', text: `The output ${name} is left out, since it may hold a secret.` });
      return !isSecret;
    }));
  }
}
