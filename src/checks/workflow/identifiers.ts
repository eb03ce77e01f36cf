import { keysOf } from './diagnostic-place';
import type { ActionSource } from '../../read/action-source';
import type { JobSource } from '../../read/job-source';
import type { Diagnostic } from '../../read/language-services';
import type { StepHolder } from '../../read/step-source';
import type { YamlFile } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { Told, ValidatorCheck } from '../validator-check';

const FORMAT = 'An id starts with a letter or _, holds letters, digits, - and _ only, and has less than 100 characters.';

/** GitHub refuses a file with an id it cannot use in an expression, or that stands twice. */
export class Identifiers extends ValidatorCheck {
  public readonly id = 'identifiers';
  public readonly description = 'Ids of jobs and steps have the form that GitHub allows and stand once.';
  public readonly covers = ['R02'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'id';
  public readonly messages = [/^The identifier '/];

  public claims(diagnostic: Diagnostic, file: YamlFile): boolean {
    return super.claims(diagnostic, file) || (/ is already defined$/.test(diagnostic.message) && /^jobs,[^,]+$/.test(keysOf(diagnostic, file).join()));
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    this.sameLetters(job, context, true);
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    super.visitAction(action, context);
    this.sameLetters(action, context, false);
    for (const { value } of action.steps) {
      const id = value.get('id');
      // The validator does not look at the ids of an action.
      if (id?.text !== undefined && !/^[A-Za-z_][\w-]{0,98}$/.test(id.text)) context.report(id, `"${id.text}" is no id that GitHub allows.`, FORMAT, 'warning');
    }
  }

  protected explain({ message }: Diagnostic): Told | undefined {
    const id = /'([\s\S]*)'/.exec(message.split(' is invalid.')[0])?.[1] ?? '';
    if (/more than once|already defined/.test(message)) return { problem: `The id "${id}" stands twice.`, fix: 'Rename one of them; GitHub takes "A" and "a" for one id of a job.' };
    if (/are reserved/.test(message)) return { problem: `The id "${id}" begins with __, which GitHub keeps for itself.`, fix: 'Begin it with a letter or with one _.' };
    if (id.includes('${{')) return { problem: 'An id holds an expression, which GitHub does not evaluate there.', fix: FORMAT };
    return { problem: `"${id}" is no id that GitHub allows.`, fix: FORMAT };
  }

  // Expressions ignore case; ids of the same letters are told by the validator in workflows only.
  private sameLetters(holder: StepHolder, context: CheckContext, isJob: boolean): void {
    const seen = new Map<string, string>();
    for (const { id, value } of holder.steps) {
      if (id === undefined) continue;
      const other = seen.get(id.toLowerCase());
      if (other !== undefined && (!isJob || other !== id)) context.report(value.get('id')!, `The id "${id}" stands twice: expressions take it for "${other}".`, 'Rename one of them.', 'warning');
      seen.set(id.toLowerCase(), id);
    }
  }
}
