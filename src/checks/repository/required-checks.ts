import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { globExpression } from './glob';
import { checkNames } from './job-check-names';
import { RequiredContext, requiredContexts } from './required-contexts';

/**
 * A required check that no job reports keeps every pull request waiting: "Expected — Waiting for status to be reported".
 *
 * @see https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks
 */
export class RequiredChecks extends SourceCheck {
  public readonly id = 'required-checks';
  public readonly description = 'Every check that a branch requires is the name of a job that pull requests start.';
  public readonly covers = ['X01'];
  public readonly severity = { baseline: 'error' } as const;

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    const required = requiredContexts(repository);
    if (required.length === 0 || repository.workflows.length === 0) return;
    const reported = reportedChecks(repository);
    for (const each of required) {
      if (each.isActions === false) continue;
      const found = reported.filter(({ pattern }) => pattern.test(each.name));
      if (found.length === 0) this.tellUnknown(each, reported, context);
      else this.lookAtTriggers(each, found, context);
    }
  }

  private tellUnknown({ name, at, isActions }: RequiredContext, reported: readonly Reported[], context: CheckContext): void {
    const near = [...new Set(reported.map((each) => each.name))].filter((other) => isNear(name, other));
    // Another app may report it: a name like that of a job speaks against that, a path-like one for it.
    const certainty = isActions ? 'error' : near.length > 0 ? 'warning' : 'info';
    if (!isActions && near.length === 0 && /^[a-z]|[/:]/.test(name)) return;
    context.report(at, `Required check "${name}" is the name of no job: pull requests wait for it for ever.`,
      near.length > 0 ? `Did you mean ${near.slice(0, 6).map((other) => `"${other}"`).join(', ')}?` : `Jobs report ${listed(reported)}. Where another app reports it, name that app.`, certainty);
  }

  private lookAtTriggers(required: RequiredContext, found: readonly Reported[], context: CheckContext): void {
    const { name, at, branches, hasQueue } = required;
    const started = found.filter(({ workflow }) => workflow.hasEvent('pull_request', 'pull_request_target', 'push') || workflow.hasEvent('workflow_run', 'check_run'));
    if (started.length === 0) {
      context.report(at, `Required check "${name}" is reported by ${found[0].workflow.path}, which no pull request starts: they wait for it for ever.`, 'Add "pull_request" to its events, or require another check.');
      return;
    }
    const filtered = started.map(({ workflow }) => pathFilter(workflow));
    if (filtered.every((key) => key !== undefined)) {
      context.report(at, `Required check "${name}" is reported by ${started[0].workflow.path}, which "${filtered[0]}" keeps from running for some pull requests: those wait for it for ever.`,
        'Leave the filter out and decide in a job, or require a job that always runs and waits for the others.');
    }
    const other = branches.find((branch) => started.every(({ workflow }) => isKeptOut(workflow, branch)));
    if (other !== undefined) context.report(at, `Required check "${name}" is never reported for pull requests into ${other}: ${started[0].workflow.path} does not run for them.`, `Add ${other} to the branches of "pull_request" there.`);
    if (hasQueue && !found.some(({ workflow }) => workflow.hasEvent('merge_group'))) {
      context.report(at, `Required check "${name}" is never reported in the merge queue: ${started[0].workflow.path} does not run on "merge_group".`, 'Add "merge_group" to its events.');
    }
  }
}

interface Reported {
  readonly name: string;
  readonly pattern: RegExp;
  readonly workflow: WorkflowSource;
  readonly job: JobSource;
}

function reportedChecks(repository: RepositorySource): Reported[] {
  return repository.workflows.flatMap((workflow) => workflow.events.every(({ name }) => name === 'workflow_call') ? []
    : workflow.jobs.flatMap((job) => checkNames(job, repository).map((name) => ({ name, pattern: globExpression(name), workflow, job }))));
}

// Words of one begin the other, or it is the workflow's name before the job's.
function isNear(name: string, other: string): boolean {
  const [left, right] = [name, other].map((text) => text.toLowerCase().replace(/\(.*\)|\*/g, '').replace(/[^a-z0-9]+/g, ' ').trim());
  if (left === '' || right === '') return false;
  return left.startsWith(right) || right.startsWith(left) || left.endsWith(` ${right}`);
}

function pathFilter(workflow: WorkflowSource): string | undefined {
  const pull = workflow.event('pull_request') ?? workflow.event('pull_request_target');
  if (!pull || workflow.hasEvent('push') && !['paths', 'paths-ignore', 'branches', 'branches-ignore', 'tags', 'tags-ignore'].some((key) => workflow.event('push')?.value?.has(key))) return undefined;
  return ['paths', 'paths-ignore'].find((key) => pull.value?.has(key));
}

function isKeptOut(workflow: WorkflowSource, branch: string): boolean {
  const pull = workflow.event('pull_request');
  if (!pull || workflow.hasEvent('push', 'pull_request_target')) return false;
  const branches = pull.value?.get('branches')?.texts() ?? [];
  return branches.length > 0 && branches.every((pattern) => /^[\w./-]+$/.test(pattern) && pattern !== branch);
}

function listed(reported: readonly Reported[]): string {
  const names = [...new Set(reported.map(({ name }) => `"${name}"`))];
  return names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} others` : names.join(', ');
}
