import type { JobSource } from '../../read/job-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** Without its reason nobody dares to take a permission away. */
export class UndocumentedPermissions extends SourceCheck {
  public readonly id = 'undocumented-permissions';
  public readonly description = 'A comment says what each write permission is for.';
  public readonly covers = ['S06'];
  public readonly severity = { baseline: 'off', hardened: 'warning' } as const;
  public readonly zizmor = 'undocumented-permissions';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    look(workflow.value.get('permissions'), context);
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    look(job.value.get('permissions'), context);
  }
}

function look(permissions: YamlValue | undefined, context: CheckContext): void {
  if (!permissions || permissions.isAlias || isExplained(permissions.key.place.line, permissions)) return;
  for (const scope of permissions.entries()) {
    if (scope.text !== 'write' || isExplained(scope.key.place.line, scope)) continue;
    context.report(scope.key, `Nothing says what ${scope.name}: write is for.`, `Write it behind: ${scope.name}: write # what needs it`);
  }
}

/** Whether a comment stands behind a line, or alone in the line above. */
function isExplained(line: number, { file }: YamlValue): boolean {
  const own = lineOf(line, file);
  return /\s#\s*\S/.test(own) || /^\s*#\s*\S/.test(line > 1 ? lineOf(line - 1, file) : '');
}

function lineOf(line: number, file: YamlValue['file']): string {
  const start = file.offsetOfLine(line);
  const end = file.text.indexOf('\n', start);
  return file.text.slice(start, end < 0 ? undefined : end);
}
