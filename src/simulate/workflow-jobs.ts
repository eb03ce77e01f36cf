import { calledWorkflow, callInputs, callOutputs, callSecrets, checkCallPermissions } from './called-workflow';
import { checkExpressions } from './check-expressions';
import { concurrencyOf } from './concurrency-settings';
import { judgeEnvironment } from './environments';
import { decide, Scope, textAt } from './evaluate';
import type { JobLeg } from './job-leg';
import { legsOf } from './job-legs';
import { JobNode, jobNodes } from './job-node';
import { tokenPermissions } from './job-permissions';
import { JobEnding, JobTurn } from './job-turn';
import type { Result } from './result';
import type { WorkflowFacts } from './run-facts';
import { EvaluationError } from './simulation-error';
import type { WorkflowSource } from '../read/workflow-source';

/** Contexts that GitHub knows where it decides whether a job runs. */
const OF_CONDITIONS = ['github', 'needs', 'vars', 'inputs'];

/** The jobs of one workflow file in a run: of the run's own workflow, or of one that a job calls. */
export class WorkflowJobs {
  public readonly nodes: readonly JobNode[];
  private readonly turns = new Map<JobTurn, { readonly node: JobNode; readonly leg: JobLeg }>();

  public constructor(public readonly workflow: WorkflowSource, public readonly facts: WorkflowFacts) {
    checkExpressions(workflow);
    this.nodes = jobNodes(workflow);
  }

  /** Jobs that can begin now, each given once. */
  public ready(): JobTurn[] {
    const turns: JobTurn[] = [];
    // In the order of their needs, so one pass sees all that the last ending set free.
    for (const node of this.nodes) {
      if (node.end) continue;
      if (node.isDue) this.decide(node);
      for (const leg of node.legs) if (!leg.hasEnded) turns.push(...this.advance(node, leg));
      this.conclude(node);
    }
    return turns;
  }

  /** Takes how a job ended. Tells whether the job is one of these. */
  public settle(turn: JobTurn, ending: JobEnding): boolean {
    const known = this.turns.get(turn);
    if (!known) return this.nodes.some((node) => node.legs.some((leg) => leg.called?.settle(turn, ending)));
    this.turns.delete(turn);
    const { node, leg } = known;
    Object.assign(leg, { outputs: ending.outputs ?? {}, steps: ending.steps ?? [], note: ending.note ?? leg.note });
    if (leg.environment && ending.environmentUrl !== undefined) leg.environment = { ...leg.environment, url: ending.environmentUrl };
    leg.close(ending.result, turn.mayFail);
    this.leave(node, leg);
    return true;
  }

  /** The run is being cancelled: who is at work goes on only where the condition still holds. */
  public cancel(by: string): void {
    for (const node of this.nodes) {
      for (const leg of node.legs) {
        if (leg.hasEnded) continue;
        const goesOn = leg.standing === 'running' && decide(node.source.condition, this.conditionScope(node), node.source.at, OF_CONDITIONS).holds;
        if (!goesOn) leg.cancelled(by);
        else leg.called?.cancel(by);
      }
    }
  }

  /** The run ends before it has begun: no condition is looked at. */
  public drop(by: string): void {
    for (const node of this.nodes) {
      node.problem = by;
      node.end = { result: 'cancelled', outputs: {} };
    }
  }

  /** Another took the place of the job that called. */
  public cut(by: string): void {
    for (const leg of this.nodes.flatMap((node) => node.legs)) leg.cancelled(by);
  }

  /** How all of it ended; undefined while something is left. */
  public get conclusion(): Result | undefined {
    const ends = this.nodes.map((node) => node.end?.result);
    if (ends.includes(undefined)) return undefined;
    for (const result of ['failure', 'cancelled', 'success'] as const) if (ends.includes(result)) return result;
    return this.facts.run.isCancelled() ? 'cancelled' : this.nodes.length === 0 ? 'success' : 'skipped';
  }

  private decide(node: JobNode): void {
    const { source } = node;
    const scope = this.conditionScope(node);
    try {
      node.because = decide(source.condition, scope, source.at, OF_CONDITIONS);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      const { message } = error;
      node.because = { expression: source.condition?.text ?? '', value: null, read: [], at: source.condition ?? source.at, words: message, holds: false };
      node.problem = message;
      node.end = { result: 'failure', outputs: {} };
      return;
    }
    if (!node.because.holds) {
      node.end = { result: 'skipped', outputs: {} };
      return;
    }
    const legs = legsOf(node, this.facts, scope);
    if (typeof legs === 'string') {
      node.problem = legs;
      node.end = { result: 'failure', outputs: {} };
      return;
    }
    node.legs = legs;
  }

  // A leg goes as far as it can: into its environment, its group, and to work.
  private advance(node: JobNode, leg: JobLeg): JobTurn[] {
    if (leg.standing === 'running') return this.goOn(node, leg);
    if (leg.standing === 'waiting' || this.isFull(node)) return [];
    if (this.facts.run.isCancelled() && !leg.isQueued && leg.isCut) return [];
    const { source } = node;
    leg.permissions ??= tokenPermissions(source, { caller: this.facts.callerPermissions, isFork: this.facts.run.event.isFork && this.facts.run.event.name !== 'pull_request_target' });
    if (!this.mayDeploy(node, leg) || !this.mayBegin(node, leg)) return [];
    leg.standing = 'running';
    leg.began = this.facts.run.tick();
    const called = calledWorkflow(source, this.facts.run.repository, this.facts.depth + 1);
    if (called) {
      // What the event takes away is no mistake of the file.
      checkCallPermissions(source, called, tokenPermissions(source, { caller: this.facts.callerPermissions, isFork: false }));
      leg.called = new WorkflowJobs(called, this.factsFor(leg, node, called));
      return this.goOn(node, leg);
    }
    const turn = new JobTurn(source, node.because!, leg, this.facts.run.repository, node.legs);
    leg.turn = turn;
    this.turns.set(turn, { node, leg });
    return [turn];
  }

  private goOn(node: JobNode, leg: JobLeg): JobTurn[] {
    const { called } = leg;
    if (!called) return [];
    const turns = called.ready();
    const { conclusion } = called;
    if (conclusion !== undefined) {
      const jobs = Object.fromEntries(called.nodes.map((each) => [each.source.id, { result: each.end!.result, outputs: each.end!.outputs }]));
      leg.outputs = callOutputs(called.workflow, { ...leg.facts.scope, contexts: { ...called.facts.contexts, jobs } });
      leg.close(conclusion);
      this.leave(node, leg);
    }
    return turns;
  }

  private factsFor(leg: JobLeg, { source }: JobNode, called: WorkflowSource): WorkflowFacts {
    const { scope } = leg.facts;
    const { github, vars } = this.facts.contexts;
    return {
      run: this.facts.run,
      contexts: { github, vars, inputs: callInputs(source, called, scope), secrets: callSecrets(source, called, scope) },
      callerPermissions: leg.permissions,
      caller: { key: leg.facts.key, id: leg.facts.id, name: leg.facts.name },
      depth: this.facts.depth + 1,
    };
  }

  private isFull(node: JobNode): boolean {
    return node.legs.filter((leg) => leg.standing === 'running').length >= node.strategy['max-parallel'];
  }

  private mayDeploy(node: JobNode, leg: JobLeg): boolean {
    const value = node.source.value.get('environment');
    const name = textAt(value?.isMap ? value.get('name') : value, leg.facts.scope);
    if (name === '' || leg.environment) return true;
    const rules = Object.entries(this.facts.run.environments).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
    leg.environment = judgeEnvironment(name, rules, this.facts.run.event);
    leg.see(rules);
    const { approval, because } = leg.environment;
    if (approval === 'waiting') leg.standing = leg.outcome = 'waiting';
    if (approval === 'rejected' || approval === 'refused') {
      leg.note = because;
      leg.close('failure');
      this.leave(node, leg);
    }
    return approval === 'none' || approval === 'approved';
  }

  private mayBegin(node: JobNode, leg: JobLeg): boolean {
    const value = node.source.concurrency;
    if (!value) return true;
    const { groups } = this.facts.run;
    if (leg.isQueued) return groups.holds(leg.concurrency!.group, leg);
    leg.isQueued = true;
    const entry = concurrencyOf(value, leg.facts.scope, node.source.id);
    leg.concurrency = { group: entry.group, cancelsInProgress: entry.cancelsInProgress };
    if (entry.group.toLowerCase() === this.facts.run.group()?.toLowerCase()) {
      leg.cancelled(`it would wait for its own run, which holds the group ${entry.group}`);
      return false;
    }
    return groups.enter(entry, leg);
  }

  // Gives its place free, and stops its siblings where one failure is enough.
  private leave(node: JobNode, leg: JobLeg): void {
    if (leg.began !== undefined) leg.ended = this.facts.run.tick();
    if (leg.concurrency) this.facts.run.groups.leave(leg.concurrency.group, leg);
    if (leg.standing === 'failure' && node.strategy['fail-fast']) for (const other of node.legs) other.cancelled(`${leg.facts.key} failed, and the matrix fails fast`);
  }

  private conclude(node: JobNode): void {
    if (node.end || node.because === undefined || !node.legs.every((leg) => leg.hasEnded)) return;
    const results = node.legs.map((leg) => leg.standing as Result);
    const result = (['failure', 'cancelled', 'success', 'skipped'] as const).find((each) => results.includes(each))!;
    const outputs = Object.assign({}, ...node.legs.map((leg) => Object.fromEntries(Object.entries(leg.outputs).filter(([, value]) => value !== ''))));
    node.end = { result, outputs };
  }

  private conditionScope(node: JobNode): Scope {
    const { run } = this.facts;
    const { github, inputs, vars } = this.facts.contexts;
    // As it is now: what was decided is told later, when the run may have been cancelled.
    const isCancelled = run.isCancelled();
    const results = () => node.ancestors.map((each) => each.end!.result);
    const functions = {
      ...run.functions,
      always: () => true,
      cancelled: () => isCancelled,
      success: () => !isCancelled && results().every((result) => result === 'success'),
      failure: () => results().includes('failure'),
    };
    const before = () => node.ancestors.filter((each) => each.end!.result !== 'success').map((each) => ({ name: `result of ${each.source.id}`, value: each.end!.result }));
    return { contexts: { github, inputs, vars, needs: node.needsContext }, functions, before };
  }
}
