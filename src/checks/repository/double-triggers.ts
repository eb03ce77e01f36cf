import type { EventSource, WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { publicationsOf } from '../security/publication';
import { SourceCheck } from '../source-check';

/** Branches people work on and merge from, by their usual names. */
const WORK_BRANCH = /^((feat|feature|features|fix|bugfix|hotfix|topic|dev|users?)\/.*)$/;
/** Branches that are merged into as much as from. */
const SHARED_BRANCH = /^(dev|develop|development|devel|next)$/;
/** Activity types that one and the same publication fires together. */
const TOGETHER: readonly (readonly [string, string])[] = [['created', 'published'], ['published', 'released'], ['published', 'prereleased'], ['created', 'released'], ['created', 'prereleased']];
/** What an expression reads that tells one run from the other. */
const TOLD_APART = /github\.event\.pull_request\.head\.repo|github\.event\.action|github\.event\['action'\]/;

/**
 * What happens once and is listed twice runs twice.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#release
 */
export class DoubleTriggers extends SourceCheck {
  public readonly id = 'double-triggers';
  public readonly description = 'One push, pull request or release starts a workflow once.';
  public readonly covers = ['X15'];
  public readonly severity = { baseline: 'error' } as const;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    const isTold = TOLD_APART.test(workflow.file.text);
    if (!isTold) this.release(workflow, context);
    if (!isTold || !isToldApart(workflow)) this.push(workflow, context);
  }

  private release(workflow: WorkflowSource, context: CheckContext): void {
    const event = workflow.event('release');
    if (!event) return;
    const published = workflow.jobs.flatMap(publicationsOf)[0];
    const given = event.value?.get('types');
    const types = given?.texts() ?? [];
    if (types.length === 0) {
      if (published) context.report(event.at, `release without types also runs when a release is created, edited or deleted, and publishes each time (${published.what}).`, 'Set types: [published].', 'warning');
      return;
    }
    const pair = TOGETHER.find((both) => both.every((type) => types.includes(type)));
    if (!pair) return;
    const certain = published && pair[0] === 'created' && pair[1] === 'published' && !workflow.value.has('concurrency');
    context.report(given!, `Publishing a ${pair[1] === 'prereleased' ? 'prerelease' : 'release'} fires ${pair[0]} and ${pair[1]}, so ${workflow.name} runs twice for it.`, 'Set types: [published]: it comes once, for drafts and prereleases too.', certain ? undefined : 'warning');
  }

  private push(workflow: WorkflowSource, context: CheckContext): void {
    const push = workflow.event('push');
    const pull = workflow.event('pull_request');
    if (!push || !pull || !isRepeated(pull) || sharesGroup(workflow) || workflow.jobs.every((job) => /github\.event_name|github\.ref\b/.test(job.condition?.text ?? ''))) return;
    // With other paths a commit can start the one and not the other.
    if (pathsOf(push) !== pathsOf(pull)) return;
    const branches = push.value?.get('branches')?.texts() ?? [];
    if (branches.length === 0 || branches.some((branch) => /^\*\*?$/.test(branch))) {
      // Filters for tags alone leave branches out.
      if (push.value && (push.value.has('tags') || push.value.has('tags-ignore')) && !push.value.has('branches-ignore')) return;
      context.report(push.at, `Each commit of a pull request from a branch of this repository runs ${workflow.name} twice: for push and for pull_request.`, 'Limit push to the branches that are merged into, such as branches: [main]; pull_request covers the others.', 'warning');
      return;
    }
    const targets = pull.value?.get('branches')?.texts() ?? [];
    const work = branches.find((branch) => (WORK_BRANCH.test(branch) || SHARED_BRANCH.test(branch)) && !branches.includes(`!${branch}`) && (targets.length === 0 || targets.some((target) => target !== branch)));
    if (work === undefined) return;
    context.report(push.at, `A pull request from ${work} runs ${workflow.name} twice for each commit: for the push to ${work}, and for pull_request.`, `Limit push to the default branch; pull_request, and merge_group where a merge queue is used, cover what comes from ${work}.`, SHARED_BRANCH.test(work) ? 'info' : 'warning');
  }
}

/** Whether no job runs for both: each, or one it waits for, reads what tells the runs from each other. */
function isToldApart({ jobs, value }: WorkflowSource): boolean {
  const reads = ({ file, offset, end }: YamlValue) => TOLD_APART.test(file.text.slice(offset, end));
  const outside = value.entries().some((entry) => entry.name !== 'jobs' && reads(entry));
  return outside || jobs.every((job) => [job, ...job.ancestors].some((each) => reads(each.value)));
}

function pathsOf({ value }: EventSource): string {
  return ['paths', 'paths-ignore'].map((key) => (value?.get(key)?.texts() ?? []).slice().sort().join('\n')).join('\n\n');
}

function isRepeated(event: EventSource): boolean {
  const types = event.value?.get('types')?.texts() ?? [];
  return types.length === 0 || types.includes('synchronize');
}

// With a group by head_ref and else by branch name both runs are in one group, and the one gives way.
function sharesGroup({ value }: WorkflowSource): boolean {
  const concurrency = value.get('concurrency');
  const group = concurrency?.get('group')?.text ?? concurrency?.text ?? '';
  return /github\.head_ref\s*\|\|\s*github\.ref_name|github\.event\.pull_request\.head\.(sha|ref)\s*\|\|\s*github\.(sha|ref_name)/.test(group);
}
