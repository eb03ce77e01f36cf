import type { ActionSource } from '../../read/action-source';
import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/**
 * Variables that the runner sets itself for every step, after `env`.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
const OWN = new Set([
  'GITHUB_ACTION', 'GITHUB_ACTIONS', 'GITHUB_ACTION_PATH', 'GITHUB_ACTION_REPOSITORY', 'GITHUB_ACTOR', 'GITHUB_ACTOR_ID', 'GITHUB_API_URL', 'GITHUB_BASE_REF', 'GITHUB_ENV',
  'GITHUB_EVENT_NAME', 'GITHUB_EVENT_PATH', 'GITHUB_GRAPHQL_URL', 'GITHUB_HEAD_REF', 'GITHUB_JOB', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_REF', 'GITHUB_REF_NAME', 'GITHUB_REF_PROTECTED',
  'GITHUB_REF_TYPE', 'GITHUB_REPOSITORY', 'GITHUB_REPOSITORY_ID', 'GITHUB_REPOSITORY_OWNER', 'GITHUB_REPOSITORY_OWNER_ID', 'GITHUB_RETENTION_DAYS', 'GITHUB_RUN_ATTEMPT', 'GITHUB_RUN_ID',
  'GITHUB_RUN_NUMBER', 'GITHUB_SERVER_URL', 'GITHUB_SHA', 'GITHUB_STEP_SUMMARY', 'GITHUB_TRIGGERING_ACTOR', 'GITHUB_WORKFLOW', 'GITHUB_WORKFLOW_REF', 'GITHUB_WORKFLOW_SHA', 'GITHUB_WORKSPACE',
  'RUNNER_ARCH', 'RUNNER_ENVIRONMENT', 'RUNNER_NAME', 'RUNNER_OS', 'RUNNER_TEMP', 'RUNNER_TOOL_CACHE',
]);

/** A name that shells cannot read is lost; one of the runner's own is overwritten by the runner. */
export class EnvironmentVariableNames extends SourceCheck {
  public readonly id = 'environment-variable-names';
  public readonly description = 'Names of variables can be read by a shell, and are not those the runner sets itself.';
  public readonly covers = ['R20'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'env-var';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    this.look(workflow.value.get('env'), context);
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    this.look(job.value.get('env'), context);
    // What a container is started with comes before the runner's own variables, too.
    this.look(job.value.get('container', 'env'), context);
    for (const service of job.value.get('services')?.entries() ?? []) this.lookNames(service.get('env'), context);
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    this.look(step.value.get('env'), context);
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    this.look(action.value.get('runs', 'env'), context);
  }

  private look(env: YamlValue | undefined, context: CheckContext): void {
    this.lookNames(env, context);
    for (const entry of env?.entries() ?? []) {
      if (!OWN.has(entry.name.toUpperCase()) || isItself(entry)) continue;
      context.report(entry.key, `The runner sets ${entry.name} itself: the value given here is overwritten.`, 'Choose another name for the variable.', 'warning');
    }
  }

  private lookNames(env: YamlValue | undefined, context: CheckContext): void {
    for (const entry of env?.entries() ?? []) {
      const { name } = entry;
      if (name.includes('${{') || name === '<<' || /^[^\s=&]+$/.test(name)) continue;
      context.report(entry.key, `"${name}" is no name of a variable: no shell can read it.`, 'Use letters, digits and _ only, and no digit first.');
    }
  }
}

/** `GITHUB_SHA: ${{ github.sha }}` says what is so anyway. */
function isItself({ name, text }: YamlValue): boolean {
  const inner = /^\$\{\{\s*([\w.]+)\s*\}\}$/.exec(text ?? '')?.[1].toLowerCase();
  const own = name.toLowerCase();
  return inner === `env.${own}` || inner === own.replace('_', '.');
}
