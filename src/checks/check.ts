import { IFindings } from './finding';
import { Job } from '../model/job';
import { Step } from '../model/step';
import { Workflow } from '../model/workflow';

/**
 * A rule that every workflow keeps. Override the most specific visit; each does nothing by default.
 *
 * Add your own with `Ci.of(project).addCheck(…)`.
 */
export abstract class Check {
  /** Name of the rule, kebab-case. */
  public abstract readonly id: string;
  /** What it keeps from happening, one sentence. */
  public abstract readonly description: string;

  /** Looks at a whole workflow. */
  public visitWorkflow(_workflow: Workflow, _findings: IFindings): void {}

  /** Looks at a job. */
  public visitJob(_job: Job, _workflow: Workflow, _findings: IFindings): void {}

  /** Looks at a step. */
  public visitStep(_step: Step, _job: Job, _workflow: Workflow, _findings: IFindings): void {}
}
