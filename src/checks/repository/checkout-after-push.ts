import type { JobSource } from '../../read/job-source';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { plainArguments } from './shell-words';
import { isOwnCheckout } from './workspace';

/**
 * Without `ref` every job checks out the commit that started the run: not the one that an earlier job has pushed since.
 *
 * @see https://github.com/actions/checkout#usage
 */
export class CheckoutAfterPush extends SourceCheck {
  public readonly id = 'checkout-after-push';
  public readonly description = 'A job that builds or publishes after a version was pushed in the same run checks out what was pushed.';
  public readonly covers = ['X17'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    const pushers = new Set(workflow.jobs.filter(pushesVersion));
    if (pushers.size === 0) return;
    for (const job of workflow.jobs) {
      const checkout = job.steps.find((step) => step.uses?.action === 'actions/checkout');
      if (!checkout || !isOwnCheckout(checkout) || job.steps.some(movesOn) || !job.steps.some(buildsOrPublishes)) continue;
      const pusher = job.ancestors.find((each) => pushers.has(each));
      if (!pusher) continue;
      context.report(checkout.uses!.at, `Job "${job.id}" checks out the commit that started the run, not the version that job "${pusher.id}" has pushed: it builds the old one.`,
        `Let job "${pusher.id}" give the tag or commit as an output, and check out "ref: \${{ needs.${pusher.id}.outputs.<name> }}".`);
    }
  }
}

const ACTIONS = new Set(['stefanzweifel/git-auto-commit-action', 'endbug/add-and-commit']);

/** Whether a job commits a version and pushes it to the branch or as a tag. */
function pushesVersion(job: JobSource): boolean {
  const runs = job.steps.flatMap(({ run }) => (run ? [run] : []));
  const bumps = runs.some(({ text }) => BUMPS.test(text));
  if (job.steps.some((step) => ACTIONS.has(step.uses?.action ?? ''))) return bumps;
  return bumps && runs.some((run) => hasCommand(run, 'git', /^commit( |$)/) || hasCommand(run, 'npm', /^version (?!.*--no-git-tag-version)/)) && runs.some((run) => hasCommand(run, 'git', /^push( |$)(?!.*gh-pages)/));
}

const BUMPS = /\b(npm version|yarn version|pnpm version|cargo set-version|cargo release|poetry version|bump[-_ ]?(my)?[-_ ]?version|mvn .*versions:set)\b|changeset version|chore(\(release\))?: (bump|release)/i;

function hasCommand(run: ShellSource, name: string, words: RegExp): boolean {
  return run.commands.some((command) => command.name === name && words.test(plainArguments(command, run).map((word) => word ?? '?').join(' ')));
}

// From there on it has another commit than the one it checked out.
function movesOn(step: StepSource): boolean {
  return /\bgit\s+(-\S+\s+)*(pull|checkout|switch|reset|fetch|merge|rebase)\b|gh pr checkout/.test(step.run?.text ?? '') || step.uses?.action === 'actions/download-artifact';
}

function buildsOrPublishes(step: StepSource): boolean {
  const action = step.uses?.action ?? '';
  return /\b(publish|build|pack|package|release|deploy|upload|push|generate-docs|docs)\b/.test(step.run?.text ?? '') || /^docker\/build-push-action$|gh-release$|publish|deploy/.test(action);
}
