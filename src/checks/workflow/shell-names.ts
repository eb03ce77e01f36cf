import type { ActionSource } from '../../read/action-source';
import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const NAMES = ['bash', 'sh', 'pwsh', 'powershell', 'cmd', 'python'];
const FIX = `Use one of ${NAMES.join(', ')}, or a command with {0} where the file of the script goes, such as \`perl {0}\`.`;

/**
 * The runner knows six shells; everything else has to say where the script goes, or the step fails.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
export class ShellNames extends SourceCheck {
  public readonly id = 'shell-names';
  public readonly description = 'A shell is one that the runner knows and has, or a command with {0}.';
  public readonly covers = ['R19'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'shell-name';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    this.look(workflow.value.get('defaults', 'run', 'shell'), undefined, context);
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    for (const step of action.steps) this.look(step.value.get('shell'), undefined, context);
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    this.look(job.value.get('defaults', 'run', 'shell'), job, context);
    for (const step of job.steps) this.lookStep(step, job, context);
  }

  private lookStep(step: StepSource, job: JobSource, context: CheckContext): void {
    // A condition on the system can keep the step from running where the shell is not.
    const guarded = /runner\.os|matrix\./i.test(step.condition?.text ?? '');
    this.look(step.value.get('shell'), guarded ? undefined : job, context);
  }

  private look(shell: YamlValue | undefined, job: JobSource | undefined, context: CheckContext): void {
    const text = shell?.text;
    if (!shell || text === undefined || text.includes('${{') || text.includes('{0}')) return;
    if (!NAMES.includes(text)) {
      // A runner on Windows finds names without regard to case.
      const isCase = NAMES.includes(text.trim().toLowerCase());
      context.report(shell, `The runner knows no shell "${text}".`, FIX, isCase ? 'warning' : undefined);
    } else if ((text === 'cmd' || text === 'powershell') && job && hasNoWindows(job)) {
      context.report(shell, `"${text}" is on Windows only; the job runs on ${job.runnerNames?.join(', ')}.`, 'Use pwsh, which every runner has, or bash.');
    }
  }
}

function hasNoWindows(job: JobSource): boolean {
  const names = job.runnerNames;
  return names !== undefined && names.length > 0 && names.every((name) => /^(?:ubuntu|macos)-/i.test(name)) && !job.value.has('container');
}
