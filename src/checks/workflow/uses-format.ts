import type { JobSource } from '../../read/job-source';
import type { Diagnostic } from '../../read/language-services';
import type { StepSource } from '../../read/step-source';
import type { UsesSource } from '../../read/uses-source';
import type { YamlFile } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { keysOf } from './diagnostic-place';
import { Told, ValidatorCheck } from '../validator-check';

const OF_STEP = 'Write owner/repository@commit, owner/repository/path@commit, ./path of this repository, or docker://image.';
const OF_JOB = 'Write owner/repository/.github/workflows/file.yml@commit, or ./.github/workflows/file.yml of this repository.';

/** A job whose `uses` GitHub cannot read or find fails before its first step. */
export class UsesFormat extends ValidatorCheck {
  public readonly id = 'uses-format';
  public readonly description = 'What `uses` names has the form of an action or of a workflow, with a ref that GitHub can find.';
  public readonly covers = ['R15'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'action';
  public readonly messages = [
    /^Expected format \{owner\}/, /^'uses' value in action cannot be blank/, /^Reusable workflows should be referenced/, /^Invalid workflow reference/,
    /^The provided ref '.*' may be a shortened/, /^Unable to resolve action/, /encountered while reading 'steps item uses'/,
  ];

  public claims(diagnostic: Diagnostic, file: YamlFile): boolean {
    return super.claims(diagnostic, file) || (/^Unexpected value ''/.test(diagnostic.message) && keysOf(diagnostic, file).slice(-1)[0] === 'uses');
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    if (job.uses) this.look(job.uses, OF_JOB, context);
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    const { uses } = step;
    if (!uses) return;
    this.look(uses, OF_STEP, context);
    if (uses.kind === 'local' && /^[.$]\/\.github\/workflows\/[^/]+\.ya?ml$/.test(uses.text)) context.report(uses.at, `${uses.text} is a workflow, and a step runs actions.`, 'Call it from a job: `jobs.<id>.uses`.');
  }

  protected explain(diagnostic: Diagnostic, file: YamlFile): Told | undefined {
    const { message } = diagnostic;
    const keys = keysOf(diagnostic, file);
    const value = file.root.get(...keys);
    const text = value?.text ?? '';
    if (/may be a shortened|^Unable to resolve|reading 'steps item uses'/.test(message)) return undefined;
    // Told by what stands there, whatever the rest looks like.
    if (text.includes('${{')) return undefined;
    const isStep = keys.includes('steps');
    if (/cannot be blank/.test(message) || text === '') return isStep && /cannot be blank/.test(message) && value?.isNull ? undefined : { problem: '`uses` is empty.', fix: isStep ? OF_STEP : OF_JOB };
    if (/^Reusable workflows/.test(message)) return { problem: `${text} is a workflow, and a step runs actions.`, fix: 'Call it from a job: `jobs.<id>.uses`.' };
    const reason = /^Invalid workflow reference '[\s\S]*': (.*)$/.exec(message)?.[1];
    if (reason) return { problem: `"${text}" names no workflow: ${reason}.`, fix: OF_JOB };
    if (!text.includes('@') && /^(?!\.)[\w.-]+\/[\w.-]+/.test(text)) return { problem: `"${text}" has no ref.`, fix: `Say which version: ${text}@<commit>.` };
    return { problem: `"${text}" names no action.`, fix: OF_STEP };
  }

  // The validator looks at 7 and 8 digits only, and takes dates for commits.
  private look(uses: UsesSource, form: string, context: CheckContext): void {
    if (uses.kind === 'expression') context.report(uses.at, `"${uses.text}" holds an expression, and GitHub evaluates none in \`uses\`.`, `Write the name itself. ${form}`);
    if (uses.kind !== 'repository' || !/^(?=.*\d)(?=.*[a-f])[0-9a-f]{7,39}$/.test(uses.ref)) return;
    context.report(uses.at, `The ref "${uses.ref}" looks like a part of a commit, which GitHub does not find.`, `Write all 40 digits: ${uses.text.split('@')[0]}@<commit>.`, 'warning');
  }
}
