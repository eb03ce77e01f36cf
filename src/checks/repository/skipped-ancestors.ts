import { deploymentOf } from './deployments';
import { conjuncts, holds, JobResult } from './job-conditions';
import { JobGraph, JobNode } from './job-graph';
import { calls, references } from '../../read/expression';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { publicationsOf } from '../security/publication';
import { SourceCheck } from '../source-check';

const NOTIFIER = /(^|[/-])(slack|discord|telegram|mattermost|teams|msteams|google-chat|send-mail)([/-]|$)/;

/**
 * A job without `always()` asks about every job above it, not only about those it names: one that was skipped three
 * levels up skips it. And `always()` asks about none.
 *
 * @see https://github.com/actions/runner/issues/491
 * @see https://github.com/actions/runner/issues/2205
 */
export class SkippedAncestors extends SourceCheck {
  public readonly id = 'skipped-ancestors';
  public readonly description = 'A job runs when the jobs above it were skipped on purpose, and not when they failed.';
  public readonly covers = ['X11'];
  public readonly severity = { baseline: 'error' } as const;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    if (!workflow.jobs.some(({ value }) => value.has('needs'))) return;
    const graph = new JobGraph(workflow);
    const events = workflow.events.map(({ name }) => (name === 'workflow_call' ? undefined : name));
    for (const [id, node] of graph.nodes) {
      if (node.needs.length === 0 || node.condition === undefined) continue;
      if (node.overrides) {
        this.afterFailure(node, graph, events, context);
      } else {
        this.neverRuns(id, node, graph, events, context);
        this.blockedByNotice(node, graph, context);
      }
    }
  }

  // The implicit success() reaches over a job that runs all the same.
  private neverRuns(id: string, node: JobNode, graph: JobGraph, events: readonly (string | undefined)[], context: CheckContext): void {
    const visible = graph.visible(id);
    for (const above of graph.ancestors(id)) {
      const skipped = graph.nodes.get(above)!;
      if (visible.has(above) || typeof skipped.condition !== 'object' || skipped.overrides || implied(skipped, node)) continue;
      const between = [...visible].map((each) => graph.nodes.get(each)!).filter((each) => each.overrides && graph.ancestors(each.job.id).has(above));
      const found = between.map((each) => ({ each, ...certainty(skipped, each, node, graph, events) })).filter(({ sure }) => sure !== undefined);
      const worst = found.find(({ sure }) => sure) ?? found[0];
      if (!worst) continue;
      const when = worst.event === undefined ? '' : ` on ${worst.event}`;
      context.report(node.job.condition ?? node.job.at, `Job ${id} is skipped${when} whenever ${above} is, although ${worst.each.job.id} between them runs: its condition means success() of every job above it.`,
        `Ask about the jobs it needs: if: \${{ !cancelled() && ${node.needs.map((need) => `needs.${need}.result == 'success'`).join(' && ')} }}${node.condition === 'none' ? '' : ', and what it asks for now'}.`,
        worst.sure ? undefined : 'warning');
      return;
    }
  }

  private afterFailure(node: JobNode, graph: JobGraph, events: readonly (string | undefined)[], context: CheckContext): void {
    const failing = node.needs.filter((need) => canFail(need, node, graph)).find((need) => {
      const results = afterFailureOf(need, node, graph);
      return events.some((event) => holds(node.condition, { event, results }) === true);
    });
    if (failing === undefined) return;
    const published = publicationsOf(node.job).find(({ kind, step }) => kind !== 'branch' && !step.condition);
    const checkout = node.job.steps.find((step) => !step.condition && step.uses?.is('actions/checkout') && readsOutput(step, failing));
    if (!published && !checkout) return;
    const does = published ? `then publishes or deploys (${published.what})` : `then checks out a ref made of the outputs of ${failing}, which can be empty`;
    context.report(node.job.condition!, `Job ${node.job.id} also runs after ${failing} failed, and ${does}.`,
      `Ask how it ended: if: \${{ !cancelled() && (needs.${failing}.result == 'success' || needs.${failing}.result == 'skipped') }}; leave the second part out where ${failing} is never skipped.`, 'warning');
  }

  private blockedByNotice(node: JobNode, graph: JobGraph, context: CheckContext): void {
    if (typeof node.condition !== 'object' || !(deploymentOf(node.job) ?? publicationsOf(node.job)[0])) return;
    const decided = references(node.condition);
    for (const need of node.needs) {
      const before = graph.nodes.get(need)?.job;
      if (!before || before.value.has('continue-on-error') || !decided.some((each) => each.startsWith(`needs.${need}.outputs.`))) continue;
      const notice = before.steps.find((step) => NOTIFIER.test(step.uses?.action ?? '') && !step.value.has('continue-on-error'));
      if (notice) {
        context.report(notice.uses!.at, `When this notice fails, ${need} fails, and ${node.job.id}, which waits for its outputs, does not run.`,
          'Set continue-on-error: true on the step, or send the notice from a job that nothing needs.', 'warning');
      }
    }
  }
}

// What waits for the job that failed was skipped, or nobody knows.
function afterFailureOf(id: string, node: JobNode, graph: JobGraph): Map<string, JobResult> {
  const results = new Map<string, JobResult>([[id, 'failure']]);
  for (const need of node.needs) {
    if (need === id) continue;
    if (!graph.ancestors(need).has(id)) results.set(need, 'success');
    else if (!graph.nodes.get(need)?.overrides && graph.visible(need).has(id)) results.set(need, 'skipped');
  }
  return results;
}

// A condition that asks about failure knows what it does.
function canFail(need: string, { condition }: JobNode, graph: JobGraph): boolean {
  const before = graph.nodes.get(need)?.job;
  if (!before || before.value.has('continue-on-error') || typeof condition !== 'object' || calls(condition).includes('failure')) return false;
  return !references(condition).some((each) => each === `needs.${need}.result` || each === 'needs.*.result');
}

interface Certainty {
  /** Undefined where it does not happen. */
  readonly sure?: boolean;
  readonly event?: string;
}

// Sure where one event skips the one, runs that between, and nothing but the event decides about the last.
function certainty(skipped: JobNode, between: JobNode, node: JobNode, graph: JobGraph, events: readonly (string | undefined)[]): Certainty {
  const above = skipped.job.id;
  const results = new Map(between.needs.map((need): [string, JobResult] => {
    const lost = need === above || (!graph.nodes.get(need)?.overrides && graph.visible(need).has(above));
    return [need, lost ? 'skipped' : 'success'];
  }));
  let possible = false;
  for (const event of events) {
    const own = holds(skipped.condition, { event, results: new Map() });
    const middle = holds(between.condition, { event, results });
    const last = holds(node.condition, { event, results: new Map() });
    // Where the one between is not sure to run, what decides about it can be what decides about the first.
    if (own === true || middle !== true || last === false) continue;
    if (own === false && (last === true || isAbout(node, event))) return { sure: true, event };
    possible = true;
  }
  return possible ? { sure: false } : {};
}

// `github.event.release.prerelease` is asked on `release` and means nothing on others.
function isAbout({ condition }: JobNode, event: string | undefined): boolean {
  const asked = typeof condition === 'object' ? references(condition) : [];
  return asked.length > 0 && asked.every((each) => each.startsWith(`github.event.${event}.`));
}

function implied(skipped: JobNode, node: JobNode): boolean {
  if (typeof skipped.condition !== 'object' || typeof node.condition !== 'object') return false;
  const own = new Set(conjuncts(node.condition));
  return conjuncts(skipped.condition).every((each) => own.has(each));
}

function readsOutput(step: StepSource, need: string): boolean {
  const ref = step.inputs.get('ref');
  return ref !== undefined && ref.file.expressionsBetween(ref.offset, ref.end).some((each) => each.references.some((reference) => reference.startsWith(`needs.${need}.outputs.`)));
}
