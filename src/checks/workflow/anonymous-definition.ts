import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** Without a name GitHub shows the path of the file, in lists, in mails and in `workflow_run`. */
export class AnonymousDefinition extends SourceCheck {
  public readonly id = 'anonymous-definition';
  public readonly description = 'Every workflow has a name.';
  public readonly covers = ['R20'];
  public readonly severity = { baseline: 'off', hardened: 'info' } as const;
  public readonly zizmor = 'anonymous-definition';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    if (!workflow.value.isMap || workflow.value.get('name')?.text?.trim()) return;
    context.report(workflow.at, `The workflow has no name: GitHub shows it as ${workflow.path}.`, 'Give it one: `name: Continuous integration`.');
  }
}
