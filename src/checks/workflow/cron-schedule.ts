import type { Diagnostic } from '../../read/language-services';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlFile } from '../../read/yaml-file';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { keysOf } from './diagnostic-place';
import { Told, ValidatorCheck } from '../validator-check';

const FIELDS = 'Write five fields: minute 0-59, hour 0-23, day of month 1-31, month 1-12 or JAN-DEC, day of week 0-6 or SUN-SAT; each *, a value, a list a,b, a range a-b or a step */n.';

/** A schedule that GitHub cannot read never starts anything, and nobody sees what does not run. */
export class CronSchedule extends ValidatorCheck {
  public readonly id = 'cron-schedule';
  public readonly description = 'Schedules are POSIX cron of five fields, at least 5 minutes apart, in a time zone that exists.';
  public readonly covers = ['R13'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'events';
  public readonly messages = [/^Invalid cron expression/, /^Invalid schedule key/, /^Missing required key 'cron'/, /^Actions schedules run at most/];

  public claims(diagnostic: Diagnostic, file: YamlFile): boolean {
    if (super.claims(diagnostic, file)) return true;
    const keys = keysOf(diagnostic, file);
    return keys[0] === 'on' && keys[1] === 'schedule';
  }

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    super.visitWorkflow(workflow, context);
    for (const entry of workflow.event('schedule')?.value?.items() ?? []) {
      const zone = entry.get('timezone');
      if (zone?.text !== undefined && !isZone(zone.text)) this.wrongZone(zone, context);
    }
  }

  protected explain(diagnostic: Diagnostic, file: YamlFile): Told | undefined {
    const { message } = diagnostic;
    const keys = keysOf(diagnostic, file);
    const entry = file.root.get(...keys.slice(0, 3));
    const cron = entry?.get('cron')?.text ?? '';
    if (/^Actions schedules/.test(message)) return { problem: `"${cron}" asks for runs less than 5 minutes apart; GitHub starts one every 5 minutes at most.`, fix: 'Write */5 or a longer step.' };
    if (/^Invalid cron/.test(message)) return wrongCron(cron);
    const key = /^Unexpected value '([^']+)'/.exec(message)?.[1];
    if (key !== undefined && key === String(keys[keys.length - 1])) return { problem: `A schedule has no key "${key}".`, fix: 'It has cron and timezone.' };
    if (/^(?:Required property is missing: cron|Unexpected value '')$/.test(message)) return { problem: 'A schedule has no cron expression.', fix: `Add \`cron\`. ${FIELDS}` };
    if (/^A (?:mapping|sequence) was not expected/.test(message)) return { problem: 'The schedules are no list.', fix: "Write a list: `- cron: '17 3 * * *'`." };
    if (/^Unexpected value/.test(message)) return { problem: `The schedule has the value "${key}".`, fix: "Write a list: `- cron: '17 3 * * *'`." };
    return undefined;
  }

  private wrongZone(zone: YamlValue, context: CheckContext): void {
    context.report(zone, `There is no time zone "${zone.text}".`, 'Use a name of the IANA list, such as Europe/Berlin or UTC.');
  }
}

function wrongCron(cron: string): Told | undefined {
  const problem = `"${cron}" is no cron expression that GitHub reads.`;
  if (/^@/.test(cron)) return { problem, fix: `GitHub knows no names such as @daily. ${FIELDS}` };
  const fields = cron.trim().split(/\s+/);
  // Blanks around and between the fields are read over; the validator counts them.
  if (fields.length === 5 && fields.join(' ') !== cron) return undefined;
  if (fields.length !== 5) return { problem: `"${cron}" has ${fields.length === 1 && fields[0] === '' ? 'no' : fields.length} fields, not 5.`, fix: FIELDS };
  // Other readers of cron take these, so that it is less sure that GitHub does not.
  const isDialect = fields.some((field) => /[?LW#]/.test(field)) || /7/.test(fields[4]);
  if (isDialect) return { problem: `GitHub's own validator refuses "${cron}", which other readers of cron take.`, fix: FIELDS, atMost: 'warning' };
  return { problem, fix: FIELDS };
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
