import type { GraphLink } from './graph';
import type { StepSource } from '../read/step-source';
import type { WorkflowSource } from '../read/workflow-source';

/**
 * What workflows of one repository do to each other, as far as the files say it for certain.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run
 * @see https://cli.github.com/manual/gh_workflow_run
 */
export function linksOf(workflows: readonly WorkflowSource[]): GraphLink[] {
  const links = workflows.flatMap((workflow) => [...followed(workflow, workflows), ...called(workflow, workflows), ...dispatched(workflow, workflows)]);
  return [...new Map(links.map((link) => [JSON.stringify(link), link])).values()];
}

function followed(workflow: WorkflowSource, all: readonly WorkflowSource[]): GraphLink[] {
  const names = workflow.event('workflow_run')?.value?.get('workflows')?.texts() ?? [];
  return all.filter(({ name }) => names.includes(name)).map(({ path }) => ({ from: path, to: workflow.path, kind: 'workflow_run' }));
}

function called(workflow: WorkflowSource, all: readonly WorkflowSource[]): GraphLink[] {
  return workflow.jobs.flatMap((job) => {
    const target = calledBy(job.uses, all);
    return target ? [{ from: workflow.path, job: job.id, to: target.path, kind: 'call' as const }] : [];
  });
}

/** The workflow of this repository that a job calls. */
export function calledBy(uses: { readonly kind: string; readonly target: string } | undefined, all: readonly WorkflowSource[]): WorkflowSource | undefined {
  return uses?.kind === 'local' ? all.find(({ path }) => path === uses.target) : undefined;
}

function dispatched(workflow: WorkflowSource, all: readonly WorkflowSource[]): GraphLink[] {
  return workflow.jobs.flatMap((job) => job.steps.flatMap(asked).flatMap((name) => {
    const target = all.find((each) => each.hasEvent('workflow_dispatch') && (each.name === name || each.path === name || each.path.endsWith(`/${name}`)));
    return target ? [{ from: workflow.path, job: job.id, to: target.path, kind: 'dispatch' as const }] : [];
  }));
}

// Only what is written out: `gh workflow run NAME`, in this repository.
function asked(step: StepSource): string[] {
  if (!step.run?.text.includes('gh ')) return [];
  return step.run.commands.flatMap(({ name, args }) => {
    const words = args.map(({ text }) => text);
    const elsewhere = words.some((word) => word === '-R' || word?.startsWith('--repo'));
    return name === 'gh' && words[0] === 'workflow' && words[1] === 'run' && words[2] !== undefined && !words[2].startsWith('-') && !elsewhere ? [words[2]] : [];
  });
}
