import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { isStatusOnly } from './conditions';
import { deliveryOf, isTestJob, runsTests } from './delivery';

/** Jobs without `needs` run side by side: what is handed out then may be what the tests are about to refuse. */
export class UngatedDelivery extends SourceCheck {
  public readonly id = 'ungated-delivery';
  public readonly description = 'What is published, deployed or packaged has passed the tests that run beside it.';
  public readonly covers = ['X01'];
  public readonly severity = { baseline: 'warning', hardened: 'warning', release: 'error' } as const;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    const { jobs } = workflow;
    const tests = jobs.filter((job) => isCheckJob(job) && isStatusOnly(job.condition));
    if (tests.length === 0) return;
    const ancestors = new Map(jobs.map((job) => [job, new Set(job.ancestors)]));
    const waited = new Set(jobs.flatMap((job) => job.neededJobs));
    for (const job of jobs) {
      const before = ancestors.get(job)!;
      const beside = tests.filter((test) => test !== job && !before.has(test) && !ancestors.get(test)!.has(job));
      if (deliveryOf(job)) this.lookAtDelivery(job, beside.filter(isTestJob), context);
      else if (isBuildJob(job)) this.lookAtBuild(job, beside.filter((test) => !waited.has(test)), tests.filter((test) => before.has(test)), context);
    }
  }

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    const gates = repository.workflows.filter((workflow) => pushed(workflow).length > 0 && workflow.jobs.some((job) => isTestJob(job) && isStatusOnly(job.condition)));
    for (const workflow of repository.workflows) {
      if (workflow.jobs.some((job) => isCheckJob(job) || runsTests(job) || job.uses)) continue;
      const branches = pushed(workflow).filter((branch) => gates.some((gate) => gate !== workflow && pushed(gate).includes(branch)));
      const job = workflow.jobs.find((each) => deliveryOf(each) && isStatusOnly(each.condition));
      const gate = gates.find((each) => pushed(each).includes(branches[0]));
      if (branches.length === 0 || !job || !gate || job.environment) continue;
      context.report(workflow.event('push')!.at, `A push to ${branches.join(' or ')} starts job "${job.id}", which ${deliveryOf(job)!.what}, whether or not ${gate.path} passes for that commit.`,
        `Start it by "workflow_run" once "${gate.name}" has succeeded, or call it from there as a job that needs the tests.`, 'info');
    }
  }

  private lookAtDelivery(job: JobSource, beside: readonly JobSource[], context: CheckContext): void {
    if (beside.length === 0 || runsTests(job)) return;
    context.report(job.at, `Job "${job.id}" ${deliveryOf(job)!.what} and does not wait for ${listed(beside)} of the same workflow.`, `Add ${listed(beside)} to its needs.`);
  }

  // It was meant to be gated: it waits for some of them, and nothing waits for the rest.
  private lookAtBuild(job: JobSource, beside: readonly JobSource[], before: readonly JobSource[], context: CheckContext): void {
    if (beside.length === 0 || before.length === 0) return;
    context.report(job.at, `Job "${job.id}" waits for ${listed(before)}, but neither it nor any other job waits for ${listed(beside)}.`, `Add ${listed(beside)} to its needs, or to those of a job that every pull request requires.`, 'info');
  }
}

/** Whether a job says yes or no: tests, lint, scans, coverage. */
function isCheckJob(job: JobSource): boolean {
  return isTestJob(job) || (!deliveryOf(job) && CHECKS.test(`${job.id} ${job.value.get('name')?.text ?? ''}`));
}

function isBuildJob(job: JobSource): boolean {
  return BUILDS.test(job.id) && !isCheckJob(job) && job.steps.length > 0;
}

const CHECKS = /\b(lint|coverage|security|scan(ning)?|audit)\b/i;
const BUILDS = /^(build|package|image|docker)([-_]|$)/i;

/** The branches, by plain name, whose pushes start a workflow. */
function pushed(workflow: WorkflowSource): string[] {
  return (workflow.event('push')?.value?.get('branches')?.texts() ?? []).filter((name) => /^[\w./-]+$/.test(name));
}

function listed(jobs: readonly JobSource[]): string {
  const names = jobs.map(({ id }) => `"${id}"`);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
