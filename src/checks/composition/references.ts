import { Check } from '../check';
import { IFindings } from '../finding';
import { ownExpressions } from './own-expressions';
import { Job } from '../../model/job';
import { Step } from '../../model/step';
import { Workflow } from '../../model/workflow';

/** An expression that refers to nothing is empty at run time, and a condition on it quietly false. */
export class References extends Check {
  public readonly id = 'references';
  public readonly description = 'Every step, job and matrix axis that an expression names exists where it is read.';

  public visitJob(job: Job, workflow: Workflow, findings: IFindings): void {
    for (const need of job.needs) {
      if (workflow.tryFindJob(need.id) !== need) {
        findings.report({ place: job.origin, problem: `the job "${job.id}" needs "${need.id}", which is not in ${workflow.path}.`, fix: `Its jobs are: ${workflow.jobs.map((other) => other.id).join(', ')}.` });
      }
    }
    const own = new Set(ownExpressions(job));
    for (const expression of job.expressions()) {
      // The steps that a step reads are looked at with the step.
      const references = expression.references.filter((reference) => own.has(expression) || !reference.startsWith('step:'));
      for (const reference of references) this.checkReference(reference, job, findings);
      for (const [, axis] of expression.text.matchAll(/\bmatrix\.([A-Za-z_][\w-]*)/g)) this.checkAxis(axis, job, findings);
    }
    if (job.steps.length === 0 && !job.options.calls) {
      findings.report({ place: job.origin, problem: `the job "${job.id}" has no steps.`, fix: 'Add a step, or remove the job.' });
    }
  }

  public visitStep(step: Step, job: Job, _workflow: Workflow, findings: IFindings): void {
    const earlier = job.steps.slice(0, job.steps.indexOf(step)).map((other) => other.id);
    for (const reference of step.expressions().flatMap((expression) => expression.references)) {
      const [kind, id] = reference.split(':');
      if (kind === 'step' && !earlier.includes(id)) {
        findings.report({ place: `${job.origin}/${step.id}`, problem: `it reads the step "${id}", which does not run before it.`, fix: `Earlier steps are: ${earlier.join(', ') || 'none'}.`, at: step.at });
      }
    }
  }

  private checkReference(reference: string, job: Job, findings: IFindings): void {
    const [kind, id, output] = reference.split(':');
    if (kind === 'step' && !job.steps.some((step) => step.id === id)) {
      findings.report({ place: job.origin, problem: `the job "${job.id}" reads the step "${id}", which it does not have.`, fix: `Its steps are: ${job.steps.map((step) => step.id).join(', ')}.` });
    }
    if (kind !== 'job') return;
    const need = job.needs.find((other) => other.id === id);
    if (!need) {
      findings.report({ place: job.origin, problem: `the job "${job.id}" reads needs.${id} without needing it, so the value is always empty.`, fix: `Add it with \`needs\`; it needs: ${job.needs.map((other) => other.id).join(', ') || 'nothing'}.` });
    } else if (output && !need.options.calls && !need.outputs[output]) {
      findings.report({ place: job.origin, problem: `the job "${id}" has no output "${output}".`, fix: `Its outputs are: ${Object.keys(need.outputs).join(', ') || 'none'}.` });
    }
  }

  private checkAxis(axis: string, job: Job, findings: IFindings): void {
    const { matrix } = job.options;
    if (matrix?.expression || matrix?.keys().includes(axis)) return;
    findings.report({ place: job.origin, problem: `the job "${job.id}" reads matrix.${axis}, which its matrix does not have.`, fix: matrix ? `Its axes are: ${matrix.keys().join(', ')}.` : 'Give the job a matrix.' });
  }
}
