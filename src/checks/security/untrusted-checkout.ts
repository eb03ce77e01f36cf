import { fetchesHead, fetchingCommand, followsPullRequests, PRIVILEGED_EVENTS, runsFetched, switchesTo } from './outside-code';
import { Reach, reachOf } from './reach';
import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/**
 * Code of a pull request that runs with secrets and a writing token can take both.
 *
 * @see https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 * @see https://github.com/actions/checkout/issues/2468 for the versions of checkout that refuse it
 */
export class UntrustedCheckout extends SourceCheck {
  public readonly id = 'untrusted-checkout';
  public readonly description = 'The code of a pull request is not fetched where secrets and a writing token are.';
  public readonly covers = ['S04'];
  public readonly severity = { baseline: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    const follows = followsPullRequests(job.workflow, context.repository);
    const events = job.workflow.events.map(({ name }) => name).filter((name) => PRIVILEGED_EVENTS.includes(name) && !(name === 'workflow_run' && follows === false));
    if (events.length === 0) return;
    for (const step of job.steps) {
      const fetched = fetchesHead(step);
      if (fetched !== undefined) this.look(step, fetched, events, follows === true, context);
    }
  }

  private look(step: StepSource, fetched: string, events: readonly string[], follows: boolean, context: CheckContext): void {
    const reaches = events.map((event): [string, Reach] => [event, reachOf(step, event)]);
    const [event, reach] = reaches.find(([, each]) => each === 'open') ?? reaches.find(([, each]) => each === 'guarded') ?? [];
    if (event === undefined) return;
    const command = fetchingCommand(step);
    const at = step.inputs.get('ref') ?? step.inputs.get('repository') ?? (command ? step.run!.at(command.node) : step.at);
    const after = step.holder.steps.slice(step.index);
    // A checkout can stand beside that of the base branch, and git can fetch without touching a file.
    const folder = (step.input('path') ?? '').trim().replace(/^\.\/?|\/$/g, '');
    const isOnDisk = step.uses !== undefined || after.some(switchesTo);
    const later = after.find((each) => each !== step && reachOf(each, event) !== 'no' && runsFetched(each, folder) !== undefined) ?? (runsFetched(step, folder) === undefined ? undefined : step);
    const runs = isOnDisk && later ? runsFetched(later, folder) : undefined;
    const problem = runs === undefined
      ? `${fetched} fetches the code of a pull request under ${event}, which has the secrets and the token of this repository.`
      : `${fetched} fetches the code of a pull request under ${event}, and ${runs} runs it with the secrets and the token of this repository.`;
    context.report(at, problem, 'Build pull requests under pull_request, and pass what a later workflow needs as data in an artifact; a checkout without ref takes the code of the base branch.',
      runs !== undefined && reach === 'open' && (follows || event !== 'workflow_run') ? 'error' : isOnDisk ? 'warning' : 'info');
  }
}
