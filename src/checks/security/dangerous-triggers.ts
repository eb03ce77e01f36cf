import { flowsOf } from './flow';
import { followsPullRequests, takesOutside, touchesCode } from './outside-code';
import { asksPerson, jobReach } from './reach';
import type { JobSource } from '../../read/job-source';
import type { EventSource, WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

// What the payload calls the thing that somebody wrote.
const SUBJECTS: Readonly<Record<string, string>> = { issue_comment: 'comment', issues: 'issue', discussion: 'discussion', discussion_comment: 'comment' };
const POWERS = ['contents', 'packages', 'actions', 'deployments', 'id-token', 'pages', 'security-events', 'attestations'];

/**
 * These events run with secrets and the full token for what strangers do.
 *
 * @see https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 */
export class DangerousTriggers extends SourceCheck {
  public readonly id = 'dangerous-triggers';
  public readonly description = 'No event hands secrets or a writing token to what strangers start.';
  public readonly covers = ['S03'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'dangerous-triggers';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    for (const event of workflow.events) {
      if (event.name === 'pull_request_target' || event.name === 'workflow_run') this.privileged(event, workflow, context);
      else if (SUBJECTS[event.name]) this.comment(event, workflow, context);
    }
  }

  private privileged(event: EventSource, workflow: WorkflowSource, context: CheckContext): void {
    const jobs = workflow.jobs.filter((job) => jobReach(job, event.name) !== 'no');
    if (jobs.length === 0) return;
    const code = jobs.find(touchesCode);
    const problem = event.name === 'pull_request_target'
      ? 'pull_request_target runs with the secrets and the token of this repository, for pull requests of strangers too.'
      : 'workflow_run runs with the secrets and the token of this repository, even where a stranger\'s pull request started the run before it.';
    const fix = event.name === 'pull_request_target'
      ? 'Use pull_request, which gives forks a reading token and no secrets; keep pull_request_target for jobs that only label or comment, without checkout.'
      : 'Do the work in the first workflow, or here take nothing from it: no checkout of its commit, no artifact that is run, permissions named job by job.';
    const isRisky = code !== undefined && !jobs.every(isHarmless) && !(event.name === 'workflow_run' && followsPullRequests(workflow, context.repository) === false);
    context.report(event.at, problem, fix, !isRisky ? 'info' : jobs.some((job) => takesOutside(job, event.name, context.repository)) ? undefined : context.inBaseline('info'));
  }

  private comment(event: EventSource, workflow: WorkflowSource, context: CheckContext): void {
    const job = workflow.jobs.find((each) => jobReach(each, event.name) === 'open' && each.steps.every((step) => step.condition === undefined) && touchesCode(each) && power(each) !== undefined && !asksPerson(each));
    if (!job) return;
    context.report(event.at, `Anybody starts ${event.name}, and job ${job.id} then has ${power(job)}.`,
      `Let the job run for members only, if: contains(fromJSON('["OWNER","MEMBER","COLLABORATOR"]'), github.event.${SUBJECTS[event.name]}.author_association), or take from it what it does not need.`, power(job)!.startsWith('secrets.') ? context.inBaseline('info') ?? 'warning' : 'warning');
  }
}

/** Whether the token of a job can do nothing but read, and no secret is named in it. */
function isHarmless(job: JobSource): boolean {
  return job.permissions !== undefined && power(job) === undefined && !['issues', 'pull-requests', 'statuses', 'checks'].some((scope) => job.permission(scope) === 'write');
}

function power(job: JobSource): string | undefined {
  const scope = POWERS.find((each) => job.permission(each) === 'write');
  if (scope) return `${scope}: write`;
  if (job.value.get('secrets')?.text === 'inherit') return 'all secrets';
  const names = job.expressions.flatMap(({ tree }) => (tree ? flowsOf(tree) : [])).map(({ written }) => written);
  return names.find((name) => /^secrets\./i.test(name) && !/^secrets\.github_token$/i.test(name));
}
