import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';

/** Actions that do nothing in the repository with the job's token, lower case. */
const HARMLESS = new Set([
  'actions/cache', 'actions/cache/restore', 'actions/cache/save', 'actions/download-artifact', 'actions/setup-dotnet', 'actions/setup-go',
  'actions/setup-java', 'actions/setup-node', 'actions/setup-python', 'actions/upload-artifact', 'actions-rust-lang/setup-rust-toolchain',
  'astral-sh/setup-uv', 'docker/setup-buildx-action', 'docker/setup-qemu-action', 'dtolnay/rust-toolchain', 'oven-sh/setup-bun', 'pnpm/action-setup',
  'ruby/setup-ruby', 'swatinem/rust-cache', 'taiki-e/install-action',
]);

const TOKEN = /^(github\.token|secrets\.github_token)(\.|$)/i;
// The whole of a context, or a part of it that is computed.
const WHOLE = /^(github|secrets)(\.(\[\]|\*).*)?$/i;

/**
 * Whether surely no step of a job can use its token: nothing names it, no action is called that takes it by itself,
 * and no checkout leaves it behind.
 */
export function tokenReachesNoStep(job: JobSource): boolean {
  if (job.uses || job.steps.length === 0 || !job.steps.every(isHarmless)) return false;
  const env = job.workflow.value.get('env');
  const shared = env ? env.file.expressionsBetween(env.offset, env.end) : [];
  return [...job.expressions, ...shared].every((each) => each.tree !== undefined && !each.references.some((name) => TOKEN.test(name) || WHOLE.test(name)));
}

function isHarmless(step: StepSource): boolean {
  const { uses } = step;
  if (!uses) return step.run !== undefined;
  if (uses.action === 'actions/checkout') return step.input('persist-credentials')?.toLowerCase() === 'false';
  return HARMLESS.has(uses.action);
}
