import { publicationsOf } from './publication';
import { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { EventSource, WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { branchWritersOf } from '../repository/branch-writers';
import { SourceCheck } from '../source-check';

/**
 * Without a group, the runs of commits that are no longer the newest go on, and two that publish overwrite each other.
 *
 * @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
 */
export class ConcurrencyLimits extends SourceCheck {
  public readonly id = 'concurrency-limits';
  public readonly description = 'Runs that replace each other, or write to the same place, are in a concurrency group.';
  public readonly covers = ['S32'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'concurrency-limits';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    const { jobs } = workflow;
    if (jobs.length === 0 || workflow.value.has('concurrency') || jobs.some((job) => job.value.has('concurrency'))) return;
    // Workflows that are called can have groups of their own.
    if (jobs.every((job) => job.value.has('uses'))) return;
    if (workflow.hasEvent('workflow_call') && workflow.events.length === 1) return;
    // What deploys is looked at by deployment-concurrency.
    const published = jobs.flatMap(publicationsOf).filter(({ kind }) => kind !== 'deployment');
    const overwritten = published.find(({ kind }) => kind === 'branch')?.what ?? jobs.flatMap(branchWritersOf)[0]?.what ?? (isOftenRun(workflow) ? published.find(({ step }) => !isForVersions(step))?.what : undefined);
    const shared = overwritten ?? published[0]?.what;
    const pull = ['pull_request', 'pull_request_target'].map((name) => workflow.event(name)).find((event) => event && isRepeated(event));
    if (shared) {
      context.report(workflow.at, `${workflow.name} writes to a place that all runs share (${shared}), and two runs can do so at once.`,
        'Add concurrency: with a group that these runs share, such as group: ${{ github.workflow }}, and cancel-in-progress: false.', overwritten === undefined ? context.inBaseline('info') : undefined);
    } else if (pull) {
      context.report(pull.at, `${workflow.name} runs on to the end for commits of a pull request that are no longer the newest.`,
        'Add concurrency: with group: ${{ github.workflow }}-${{ github.event.pull_request.number || github.ref }} and cancel-in-progress: ${{ github.event_name == \'pull_request\' }}.', context.inBaseline('info'));
    } else if (workflow.hasEvent('push')) {
      context.report(workflow.event('push')!.at, `${workflow.name} has no concurrency group, so runs of quick pushes go on beside each other.`,
        'Add concurrency: with group: ${{ github.workflow }}-${{ github.ref }}.', 'info');
    }
  }
}

// A tag, a release or a person starts one at a time, each for a version of its own.
function isOftenRun(workflow: WorkflowSource): boolean {
  const push = workflow.event('push');
  return workflow.hasEvent('schedule') || (push !== undefined && (push.value?.has('branches') === true || push.value?.has('tags') !== true));
}

// A condition on tags, or on whether there is a release, leaves the other runs out.
function isForVersions(step: StepSource): boolean {
  const jobs = step.holder instanceof JobSource ? [step.holder, ...step.holder.ancestors] : [];
  return [step, ...jobs].some(({ condition }) => /tags?\b|tag_name|release|publish/i.test(condition?.text ?? ''));
}

/** Whether a new commit starts it again: so it is unless `types` leaves that out. */
function isRepeated(event: EventSource): boolean {
  const types = event.value?.get('types')?.texts();
  return types === undefined || types.length === 0 || types.includes('synchronize');
}
