import { JobSource } from '../../read/job-source';
import { ScriptSource } from '../../read/script-source';
import type { ShellSource } from '../../read/shell-source';
import { StepSource } from '../../read/step-source';

const HOSTED = /^(?:ubuntu|macos|windows)-[\w.-]+$/;
const UNIX = /^(?:ubuntu|macos)-/;

/** Whether a body is run by bash or sh for sure: a runner that is not known may have another default. */
export function isKnownShell(shell: ShellSource, owner: StepSource | ScriptSource): boolean {
  if (!shell.isShell) return false;
  if (owner instanceof ScriptSource || shell.shell.given !== undefined) return true;
  const { holder } = owner;
  // Its shell is that of Windows, on a runner that has it.
  if (/windows/i.test(owner.condition?.text ?? '')) return false;
  if (!(holder instanceof JobSource)) return false;
  const names = holder.runnerNames;
  return names !== undefined && names.length > 0 && names.every((name) => UNIX.test(name));
}

/** The names of a job's runners where all are GitHub's own and no container stands between. */
export function hostedRunners(job: JobSource): string[] | undefined {
  const names = job.runnerNames;
  if (!names || names.length === 0 || job.value.has('container')) return undefined;
  return names.every((name) => HOSTED.test(name)) ? names : undefined;
}
