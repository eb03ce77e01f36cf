import { tokenReachesNoStep } from './token-reach';
import type { JobSource } from '../../read/job-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const LEAST = 'Write `permissions: {}` on the workflow, and for each job what it needs, such as `contents: read`.';

/**
 * Whoever gets code into a job has what its token may do.
 *
 * Where nobody says, the repository's or organization's setting holds, which can be write access to everything.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
export class ExcessivePermissions extends SourceCheck {
  public readonly id = 'excessive-permissions';
  public readonly description = 'Every job says what its token may do, and that is no more than it needs.';
  public readonly covers = ['S05'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'excessive-permissions';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    const given = workflow.value.get('permissions');
    if (given) return lookAtWhole(workflow, given, context);
    if (isCalledOnly(workflow)) return;
    const silent = workflow.jobs.filter((job) => !job.value.has('permissions') && !isOff(job) && !limitsItself(job, context));
    if (silent.length === 0) return;
    if (silent.length === workflow.jobs.length) {
      const names = silent.map(({ id }) => id);
      context.report(workflow.at, `Nobody says what the token of ${listed(names)} may do, so the repository's setting decides, which can be write access to everything.`, LEAST);
      return;
    }
    for (const job of silent) context.report(job.at, `Nobody says what the token of ${job.id} may do, so the repository's setting decides, which can be write access to everything.`, 'Give the job `permissions` with what it needs, such as `contents: read`, or `permissions: {}`.');
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    const given = job.value.get('permissions');
    if (!given) return;
    if (/^(read|write)-all$/.test(given.text ?? '')) return all(given, `${job.id} gets`, context);
    const writes = writesOf(given).filter(({ name }) => name !== 'id-token');
    if (writes.length === 0 || !tokenReachesNoStep(job)) return;
    for (const scope of writes) context.report(scope.key, `${scope.name}: write is given to ${job.id}, and none of its steps gets the token.`, `Remove it, or write ${scope.name}: read.`, 'warning');
  }
}

function lookAtWhole(workflow: WorkflowSource, given: YamlValue, context: CheckContext): void {
  const heirs = workflow.jobs.filter((job) => !job.value.has('permissions'));
  if (heirs.length === 0) return;
  if (/^(read|write)-all$/.test(given.text ?? '')) return all(given, listed(heirs.map(({ id }) => id)) + (heirs.length === 1 ? ' gets' : ' get'), context);
  if (heirs.length === 1) return;
  for (const scope of writesOf(given)) {
    context.report(scope.key, `${scope.name}: write is given to ${heirs.length} jobs: ${heirs.map(({ id }) => id).join(', ')}.`, 'Give it to the job that needs it: `permissions` stands below a job too.');
  }
}

function all(given: YamlValue, whose: string, context: CheckContext): void {
  const write = given.text === 'write-all';
  context.report(given, `${whose} ${write ? 'write' : 'read'} access to everything by ${given.text}.`, `Name what is needed, such as \`contents: read\`. ${LEAST}`, write ? undefined : context.inBaseline('info') ?? 'warning');
}

function writesOf(given: YamlValue): YamlValue[] {
  return given.entries().filter((scope) => scope.text === 'write');
}

// The caller's token is used then, and the caller is looked at where it stands.
function isCalledOnly({ events }: WorkflowSource): boolean {
  return events.length > 0 && events.every(({ name }) => name === 'workflow_call');
}

function isOff({ condition }: JobSource): boolean {
  return /^(\$\{\{\s*)?false(\s*\}\})?$/i.test(condition?.text?.trim() ?? '');
}

/** Whether it calls a workflow of this repository whose every job says what it needs. */
function limitsItself(job: JobSource, context: CheckContext): boolean {
  if (job.uses?.kind !== 'local') return false;
  const called = context.repository.workflow(job.uses.target);
  return called === undefined || called.value.has('permissions') || called.jobs.every((each) => each.value.has('permissions'));
}

function listed(names: readonly string[]): string {
  return names.length > 6 ? `${names.length} jobs` : names.join(', ');
}
