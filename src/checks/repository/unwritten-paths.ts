import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { StepSource } from '../../read/step-source';

/** Programs whose outputs are known, so that a folder none of them writes stays empty. */
const KNOWN = new Set(['', 'cargo', 'rustup', 'sudo', 'apt-get', 'echo', 'set', 'export', 'cd', 'true', 'rustc']);
/** Actions that write nothing below `target`. */
const ACTIONS = /^(actions\/(checkout|upload-artifact)|dtolnay\/rust-toolchain|actions-rs\/toolchain|codecov\/codecov-action)$/;
/** What Cargo and its usual subcommands write below `target`. */
const CARGO = /^(debug|release|doc|package|criterion|nextest|llvm-cov|llvm-cov-target|tarpaulin|coverage|wheels|miri|tmp|semver-checks|deb|generate-rpm|dist|distrib|[\w]+-[\w]+-[\w-]+|\*+|.*[*$].*)$/;

/** Whether a folder below `target` is written by nothing: all that runs is Cargo, and no file of the repository names it. */
export function isUnwrittenCargoFolder(path: string, upload: StepSource, job: JobSource, repository: RepositorySource): boolean {
  const folder = /^(?:\.\/)?target\/([^/]+)\/?$/.exec(path)?.[1];
  if (folder === undefined || CARGO.test(folder)) return false;
  for (const step of job.steps.slice(0, upload.index)) {
    if (step.uses && !ACTIONS.test(step.uses.action)) return false;
    const { run } = step;
    if (!run) continue;
    if (!run.tree || run.text.includes(folder)) return false;
    for (const command of run.commands) if (!KNOWN.has(command.name) || /^(nextest|xtask|run|make|tarpaulin|llvm-cov)$/.test(command.args[0]?.text ?? '')) return false;
  }
  return !['Cargo.toml', '.cargo/config.toml', '.config/nextest.toml', 'build.rs'].some((file) => repository.tree.read(file)?.includes(folder));
}
