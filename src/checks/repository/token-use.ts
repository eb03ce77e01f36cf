import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';

/** Whether an action works with the job's own token: by default, or because its input says so. */
export function usesOwnToken(step: StepSource, inputs: readonly string[]): boolean {
  return inputs.every((name) => {
    const given = step.input(name);
    return given === undefined || /^\s*\$\{\{\s*(secrets\.GITHUB_TOKEN|github\.token)\s*\}\}\s*$/i.test(given);
  });
}

/** Whether nobody in the file decides what the token may do: the caller of a reusable workflow does. */
export function isDecidedElsewhere(job: JobSource): boolean {
  return job.workflow.hasEvent('workflow_call') && isUnspoken(job);
}

/** Whether neither the job nor its workflow says what the token may do. */
export function isUnspoken(job: JobSource): boolean {
  return job.permission('contents') === undefined;
}

/** Whether every runner of the job is one of GitHub's. */
export function isHosted(job: JobSource): boolean {
  const names = job.runnerNames;
  return names !== undefined && names.length > 0 && names.every((name) => /^(ubuntu|windows|macos)-/i.test(name));
}
