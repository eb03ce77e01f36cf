import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { TOKEN_NEEDS, TokenNeed } from './action-permissions.const';
import { isStatusOnly, mayFail } from './conditions';
import { isDecidedElsewhere, isUnspoken, usesOwnToken } from './token-use';

/**
 * An action that writes with the job's token fails with "Resource not accessible by integration" where it may only read.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
export class ActionPermissions extends SourceCheck {
  public readonly id = 'action-permissions';
  public readonly description = 'A job grants its token what its actions write with it, also where a fork opens the pull request.';
  public readonly covers = ['X09'];
  public readonly severity = { baseline: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    if (isDecidedElsewhere(job)) return;
    for (const step of job.steps) {
      const { uses } = step;
      const need = uses && TOKEN_NEEDS[uses.action];
      if (!uses || !need || (need.when && !need.when(step)) || !usesOwnToken(step, need.tokens) || mayFail(step, job) || hasOtherToken(step, job, need)) continue;
      const name = uses.text.split('@')[0];
      const missing = need.scopes.filter((scopes) => !scopes.some((scope) => job.permission(scope) === 'write'));
      if (missing.length > 0) this.tellMissing(step, job, name, need, missing, context);
      this.lookAtForks(step, job, name, need, context);
    }
  }

  private tellMissing(step: StepSource, job: JobSource, name: string, need: TokenNeed, missing: readonly (readonly string[])[], context: CheckContext): void {
    const wanted = missing.map((scopes) => `${scopes.join(' or ')}: write`).join(' and ');
    const fix = `Give job "${job.id}" "permissions:" with "${missing.map(([scope]) => `${scope}: write`).join('", "')}" and whatever else it needs.`;
    if (isUnspoken(job)) {
      context.report(step.uses!.at, `${name} needs ${wanted} to ${need.purpose}, and nobody grants it: a new repository's token only reads.`, fix, context.inBaseline('info') ?? 'warning');
    } else {
      context.report(step.uses!.at, `${name} needs ${wanted} to ${need.purpose}, which the permissions of job "${job.id}" lack.`, fix, need.forks && onlyPullRequests(job) ? 'info' : isStatusOnly(step.condition) ? 'error' : 'warning');
    }
  }

  // Any other condition may well keep forks out.
  private lookAtForks(step: StepSource, job: JobSource, name: string, need: TokenNeed, context: CheckContext): void {
    if (need.forks || !job.workflow.hasEvent('pull_request') || !isStatusOnly(step.condition) || ![job, ...job.ancestors].every(({ condition }) => isStatusOnly(condition))) return;
    const types = job.workflow.event('pull_request')?.value?.get('types')?.texts();
    if (types?.every((type) => type === 'closed')) return;
    context.report(step.uses!.at, `${name} needs a token that writes to ${need.purpose}; in a pull request of a fork the token only reads, and the job fails.`,
      'Ask "if: github.event.pull_request.head.repo.full_name == github.repository", or do it in a job that only runs on push.', 'warning');
  }
}

// There GitHub takes some uploads whose token may not write.
function onlyPullRequests(job: JobSource): boolean {
  return job.workflow.events.every(({ name }) => name === 'pull_request');
}

// Credentials of another identity: a key or token given to checkout, or a variable that the action reads.
function hasOtherToken(step: StepSource, job: JobSource, need: TokenNeed): boolean {
  const checkout = need.pushes && job.steps.some((other) => other.uses?.action === 'actions/checkout' && (other.inputs.has('ssh-key') || !usesOwnToken(other, ['token'])));
  const variables = [step.env, job.env, job.workflow.env].some((env) => ['GITHUB_TOKEN', 'GH_TOKEN'].some((name) => {
    const given = env.get(name)?.text;
    return given !== undefined && !/^\$\{\{\s*(secrets\.GITHUB_TOKEN|github\.token)\s*\}\}$/i.test(given.trim());
  }));
  return checkout === true || variables;
}
