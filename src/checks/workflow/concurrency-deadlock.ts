import { expressionsIn } from '../../read/find-expressions';
import type { JobSource } from '../../read/job-source';
import type { Diagnostic } from '../../read/language-services';
import type { YamlFile } from '../../read/yaml-file';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { Told, ValidatorCheck } from '../validator-check';

const OWN_FIX = 'Give the job a group of its own, or remove one of the two.';

/** A run that waits for its own group is cancelled at once: "a deadlock was detected". */
export class ConcurrencyDeadlock extends ValidatorCheck {
  public readonly id = 'concurrency-deadlock';
  public readonly description = 'No job waits for a concurrency group that its own run holds, and a queue is not cancelled.';
  public readonly covers = ['R28'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly messages = [/^Concurrency group '.*' is also (?:used by job|defined at the workflow level)/, /^'queue: max' cannot be combined/];

  public visitJob(job: JobSource, context: CheckContext): void {
    const own = group(job.concurrency);
    const outer = group(job.workflow.value.get('concurrency'));
    // What a workflow's group can read is the same in its jobs. Plain names are told by the validator.
    if (own?.text?.includes('${{') && outer && plain(own) === plain(outer)) context.report(own, `The job waits for the concurrency group "${own.text}", which its own workflow holds.`, OWN_FIX);
    this.lookAtCall(job, context);
  }

  /** A called workflow runs inside its caller, and sees the caller's `github` context. */
  private lookAtCall(job: JobSource, context: CheckContext): void {
    const called = job.uses?.kind === 'local' ? context.repository.workflow(job.uses.target) : undefined;
    const inner = group(called?.value.get('concurrency'));
    if (!called || !inner || !readsGithubOnly(inner.text ?? '')) return;
    for (const outer of [group(job.concurrency), group(job.workflow.value.get('concurrency'))]) {
      if (!outer || plain(outer) !== plain(inner)) continue;
      const fix = `Give one of them another group, such as "${called.path.split('/').pop()?.replace(/\.ya?ml$/, '')}-…"; github.workflow is the caller's name in both.`;
      context.report(job.uses!.at, `${called.path} waits for the concurrency group "${outer.text}", which this workflow holds while it calls it.`, fix);
    }
  }

  protected explain({ message }: Diagnostic, _file: YamlFile): Told | undefined {
    const group_ = /^Concurrency group '([\s\S]*)' is also/.exec(message)?.[1];
    if (group_ === undefined) return { problem: '`queue: max` keeps every run waiting, `cancel-in-progress: true` cancels them.', fix: 'Keep one of the two.' };
    // Told once, at the job.
    const job = /is also used by job/.test(message);
    return job ? undefined : { problem: `The job waits for the concurrency group "${group_}", which its own workflow holds.`, fix: OWN_FIX };
  }
}

function group(value: YamlValue | undefined): YamlValue | undefined {
  const named = value?.isMap ? value.get('group') : value;
  return named?.text === undefined ? undefined : named;
}

function plain(value: YamlValue): string {
  return (value.text ?? '').trim().replace(/\$\{\{\s*/g, '${{').replace(/\s*\}\}/g, '}}');
}

/** What else it reads can differ between the two. */
function readsGithubOnly(text: string): boolean {
  return expressionsIn(text).every((each) => !/\b(?:inputs|vars|matrix|strategy|needs|env|job)\b/.test(each.text.replace(/github\.[\w.-]+/g, '')));
}
