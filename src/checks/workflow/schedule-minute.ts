import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/**
 * Everybody's schedules start at the full hour; GitHub delays them then, and drops some.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 */
export class ScheduleMinute extends SourceCheck {
  public readonly id = 'schedule-minute';
  public readonly description = 'Schedules start at another minute than that of the full hour.';
  public readonly covers = ['X20'];
  public readonly severity = { baseline: 'info', hardened: 'warning' } as const;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    for (const entry of workflow.event('schedule')?.value?.items() ?? []) {
      const cron = entry.get('cron');
      const fields = cron?.text?.trim().split(/\s+/) ?? [];
      if (!cron || fields.length !== 5 || !/^0+$/.test(fields[0])) continue;
      const zone = entry.get('timezone')?.text;
      const other = ['17', ...fields.slice(1)].join(' ');
      context.report(cron, `"${cron.text}" starts at the full hour, when GitHub is busiest: runs are late or dropped.`, `Use another minute: "${other}"${zone === undefined ? ' (hours are UTC, unless `timezone` says otherwise)' : ''}.`);
    }
  }
}
