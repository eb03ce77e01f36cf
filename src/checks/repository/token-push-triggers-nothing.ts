import { TokenEvent, tokenEventsOf } from './token-events';
import type { RepositorySource } from '../../read/repository-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** What starts another workflow all the same: a dispatch, or a workflow that waits for this one. */
const DISPATCH = /gh workflow run|createWorkflowDispatch|createDispatchEvent|\/dispatches\b|workflow-dispatch|repository-dispatch/i;

/**
 * GitHub starts no workflow for what the token of a job does, dispatches aside.
 *
 * @see https://docs.github.com/en/actions/concepts/security/github_token#when-github_token-triggers-workflow-runs
 */
export class TokenPushTriggersNothing extends SourceCheck {
  public readonly id = 'token-push-triggers-nothing';
  public readonly description = 'No workflow waits for a tag or release that another makes with the token of its job.';
  public readonly covers = ['X16'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    const sound = repository.workflows.filter(({ file }) => file.problems.length === 0);
    const waiting = { release: sound.filter(waitsForRelease), tag: sound.filter(waitsForTag) };
    if (waiting.release.length + waiting.tag.length === 0) return;
    for (const workflow of sound) {
      if (DISPATCH.test(workflow.file.text)) continue;
      const called = new Set(workflow.jobs.map(({ uses }) => uses?.target).filter((target) => target));
      for (const event of workflow.jobs.flatMap(tokenEventsOf)) {
        const others = waiting[event.event].filter((each) => each !== workflow && !called.has(each.path) && !follows(each, workflow));
        const other = others.find((each) => !event.prerelease || waitsForPrerelease(each));
        if (other) this.tell(event, other, context);
      }
    }
  }

  private tell({ event, what, at }: TokenEvent, other: WorkflowSource, context: CheckContext): void {
    const made = event === 'tag' ? 'a tag that is pushed' : 'a release that is made';
    context.report(at, `${other.name} (${other.path}) waits for ${event === 'tag' ? 'tags' : 'releases'}, but ${made} with GITHUB_TOKEN (${what}) starts no workflow.`,
      'Call that workflow from a job that needs this one (uses: with on: workflow_call), start it with gh workflow run, or use the token of a GitHub App.');
  }
}

function waitsForRelease(workflow: WorkflowSource): boolean {
  const event = workflow.event('release');
  const types = event?.value?.get('types')?.texts() ?? [];
  return event !== undefined && (types.length === 0 || types.some((type) => ['published', 'created', 'released', 'prereleased'].includes(type)));
}

function waitsForPrerelease(workflow: WorkflowSource): boolean {
  const types = workflow.event('release')?.value?.get('types')?.texts() ?? [];
  return types.length === 0 || types.some((type) => ['published', 'created', 'prereleased'].includes(type));
}

// One that runs for branches too waits for other pushes as well.
function waitsForTag(workflow: WorkflowSource): boolean {
  const push = workflow.event('push')?.value;
  return push !== undefined && (push.get('tags')?.texts().length ?? 0) > 0 && !push.has('branches') && !push.has('branches-ignore');
}

function follows(other: WorkflowSource, workflow: WorkflowSource): boolean {
  return other.event('workflow_run')?.value?.get('workflows')?.texts().includes(workflow.name) ?? false;
}
