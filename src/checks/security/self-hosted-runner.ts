import { Expression, references } from '../../read/expression';
import type { JobSource } from '../../read/job-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { conditionOf, overrides } from '../repository/job-conditions';
import { SourceCheck } from '../source-check';

/** Events that somebody without write access can start. */
const OPEN_EVENTS = ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment', 'issue_comment', 'issues', 'discussion', 'discussion_comment', 'fork', 'watch', 'workflow_run'];
/** What a condition asks to keep strangers out. */
const GUARDS = /^github\.(event_name|event\.pull_request\.head\.repo\.|event\.pull_request\.(author_association|user)|event\.comment\.(author_association|user)|event\.label|event\.pull_request\.labels|event\.workflow_run\.|actor|triggering_actor|ref$|ref_name|ref_type|head_ref|event\.pull_request\.head\.)/;
/** A condition that keeps strangers out. */
const GUARD: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment'].map((name) => [name, 'if: github.event.pull_request.head.repo.full_name == github.repository'])),
  issue_comment: 'if: contains(fromJSON(\'["OWNER", "MEMBER", "COLLABORATOR"]\'), github.event.comment.author_association)',
  workflow_run: 'if: github.event.workflow_run.head_repository.full_name == github.repository',
};

/**
 * What a stranger's pull request runs there can stay: the machine is used again by later jobs.
 *
 * @see https://docs.github.com/en/actions/reference/security/secure-use#hardening-for-self-hosted-runners
 */
export class SelfHostedRunner extends SourceCheck {
  public readonly id = 'self-hosted-runner';
  public readonly description = 'No job that a fork can start runs on a self-hosted runner.';
  public readonly covers = ['S31'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'self-hosted-runner';

  public visitJob(job: JobSource, context: CheckContext): void {
    const event = job.workflow.events.find(({ name }) => OPEN_EVENTS.includes(name));
    if (!event || job.value.has('environment') || isKept(job)) return;
    const label = selfHosted(job);
    if (!label) return;
    context.report(label, `Job ${job.id} runs on a self-hosted runner, and ${event.name} can be started from outside the repository.`,
      `Use a runner of GitHub for it, or start a fresh runner for each job (ephemeral) and keep others out with ${GUARD[event.name] ?? 'if: over who started it'}.`);
  }
}

const kept = new WeakMap<WorkflowSource, Map<string, boolean>>();

// A job below one that strangers cannot start is not started by them either, unless it runs all the same.
function isKept(job: JobSource): boolean {
  let known = kept.get(job.workflow);
  if (!known) kept.set(job.workflow, known = keptJobs(job.workflow));
  return known.get(job.id) ?? false;
}

function keptJobs(workflow: WorkflowSource): Map<string, boolean> {
  const conditions = new Map(workflow.jobs.map((job) => [job.id, { needs: job.needs.map(({ id }) => id), condition: conditionOf(job) }]));
  const found = new Map<string, boolean>();
  const visit = (id: string): boolean => {
    const node = conditions.get(id);
    if (!node || found.has(id)) return found.get(id) ?? false;
    // A cycle is refused by GitHub; here it only has to end.
    found.set(id, false);
    found.set(id, guards(node.condition) || (!overrides(node.condition) && node.needs.some(visit)));
    return found.get(id)!;
  };
  for (const id of conditions.keys()) visit(id);
  return found;
}

function guards(condition: Expression | 'none' | undefined): boolean {
  return typeof condition === 'object' && references(condition).some((each) => GUARDS.test(each));
}

function selfHosted(job: JobSource): YamlValue | undefined {
  const literal = job.runnerLabels.find((label) => /^self-hosted$/i.test(label.text ?? ''));
  if (literal) return literal;
  return job.runnerNames?.some((name) => /^self-hosted$/i.test(name)) ? job.runnerLabels[0] : undefined;
}
