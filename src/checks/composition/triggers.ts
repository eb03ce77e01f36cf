import { Workflow } from '../../model/workflow';
import { Check } from '../check';
import { IFindings } from '../finding';

/** A workflow without a trigger never runs. */
export class Triggers extends Check {
  public readonly id = 'triggers';
  public readonly description = 'Every workflow is started by something.';

  public visitWorkflow(workflow: Workflow, findings: IFindings): void {
    if (workflow.triggers.length > 0) return;
    findings.report({ place: workflow.path, problem: 'nothing starts it.', fix: 'Add a trigger with `workflow.addTrigger(Trigger.…)`.' });
  }
}
