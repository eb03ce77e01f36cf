import type { ActionSource } from '../../read/action-source';
import type { JobSource } from '../../read/job-source';
import type { ScriptSource } from '../../read/script-source';
import type { ShellSource } from '../../read/shell-source';
import { entriesByName, StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const UNSECURE = 'ACTIONS_ALLOW_UNSECURE_COMMANDS';
const DEBUG = ['ACTIONS_STEP_DEBUG', 'ACTIONS_RUNNER_DEBUG'];

/**
 * With this switch every line that any program prints can set variables and paths for later steps.
 *
 * @see https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/
 */
export class InsecureCommands extends SourceCheck {
  public readonly id = 'insecure-commands';
  public readonly description = 'The commands set-env and add-path stay off, and debugging is not left on.';
  public readonly covers = ['S23'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'insecure-commands';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    look(workflow.env, context);
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    look(job.env, context);
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    look(entriesByName(action.value.get('runs', 'env')), context);
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    look(step.env, context);
  }

  public visitShell(shell: ShellSource, _owner: StepSource | ScriptSource, context: CheckContext): void {
    if (!shell.text.includes(UNSECURE)) return;
    for (const { name, args, statement } of shell.commands) {
      const writes = statement && (name === 'echo' || name === 'printf') && args.some(({ raw }) => new RegExp(`^["']?${UNSECURE}=(?:true|1)`, 'i').test(raw)) && /GITHUB_ENV/.test(shell.textOf(statement));
      if (writes) context.report(shell.at(statement), `This sets ${UNSECURE} for the later steps.`, REPAIR);
    }
  }
}

const REPAIR = 'Take it out, and write NAME=value to $GITHUB_ENV and folders to $GITHUB_PATH in place of ::set-env and ::add-path.';

function look(env: ReadonlyMap<string, YamlValue>, context: CheckContext): void {
  for (const [name, value] of env) {
    const upper = name.toUpperCase();
    const text = value.text?.trim().toLowerCase();
    const on = text === 'true' || text === '1';
    if (upper === UNSECURE && on) context.report(value, `${name} lets every printed line set variables and paths of later steps.`, REPAIR);
    if (DEBUG.includes(upper) && on) {
      context.report(value, `${name} is left on, in a place where the runner does not read it.`, 'Take it out, and tick "Enable debug logging" when a run is started again; a repository secret or variable of that name turns it on for all runs.', 'warning');
    }
  }
}
