import type { ExpressionSource } from '../../read/expression-source';
import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';

/** Actions that set no variable for later steps. */
const SILENT = ['actions/checkout', 'actions/cache', 'actions/upload-artifact', 'actions/download-artifact'];
/** A program that can write to the file behind GITHUB_ENV without its name standing here. */
const PROGRAM = /\.(?:sh|bash|py|js|mjs|cjs|ts|ps1|psm1|rb|pl|php|bat|cmd)\b|(?:^|[\s;&|(])(?:\.{0,2}\/|make|just|task|npm|npx|yarn|pnpm|bun|deno|node|python3?|ruby|cargo|go|gradle|mvn|dotnet|bazel|nix|source|\.)(?:[\s/]|$)/m;
const ENV_FILE = /GITHUB_ENV|github\.env|::set-env|add-?env/i;
/** One `NAME=value` that is written to the file, with nothing unknown in the name. */
const PLAIN_WRITE = /^\s*(?:echo|printf)\s+["']?[A-Za-z_]\w*(?:=|<<)[^\n]*$/;

/**
 * What GitHub sets for processes: it is not in the context, unless a step writes it to the file itself.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
const DEFAULTS = new Set([
  ...['ACTION', 'ACTIONS', 'ACTOR', 'API_URL', 'BASE_REF', 'ENV', 'EVENT_NAME', 'EVENT_PATH', 'GRAPHQL_URL', 'HEAD_REF', 'JOB', 'OUTPUT', 'PATH', 'REF', 'REF_NAME',
    'REF_TYPE', 'REPOSITORY', 'REPOSITORY_OWNER', 'RUN_ATTEMPT', 'RUN_ID', 'RUN_NUMBER', 'SERVER_URL', 'SHA', 'STEP_SUMMARY', 'WORKFLOW', 'WORKSPACE'].map((name) => `GITHUB_${name}`),
  ...['ARCH', 'NAME', 'OS', 'TEMP', 'TOOL_CACHE'].map((name) => `RUNNER_${name}`),
]);

const jobs = new WeakMap<JobSource, readonly (ReadonlySet<string> | 'any')[]>();

/** Whether a step before the expression may put a variable of that name into the environment. */
export function mayBeSet(name: string, at: ExpressionSource, job: JobSource | undefined): boolean {
  if (!job) return false;
  const last = at.keys[2] === 'steps' ? Number(at.keys[3]) : job.steps.length;
  if (DEFAULTS.has(name.toUpperCase())) return job.steps.slice(0, last).some((step) => isWrittenBy(step, name));
  return setters(job).slice(0, last).some((names) => names === 'any' || names.has(name.toUpperCase()));
}

function isWrittenBy(step: StepSource, name: string): boolean {
  const body = step.value.get('run')?.text ?? '';
  return ENV_FILE.test(body) && new RegExp(`\\b${name}(?:=|<<)`, 'i').test(body);
}

function setters(job: JobSource): readonly (ReadonlySet<string> | 'any')[] {
  let known = jobs.get(job);
  if (!known) {
    known = job.steps.map(setBy);
    jobs.set(job, known);
  }
  return known;
}

function setBy(step: StepSource): ReadonlySet<string> | 'any' {
  if (step.uses) return step.uses.is(...SILENT) ? new Set() : 'any';
  const body = step.value.get('run')?.text;
  if (body === undefined || PROGRAM.test(body)) return 'any';
  if (!ENV_FILE.test(body)) return new Set();
  const writes = body.split('\n').filter((line) => ENV_FILE.test(line));
  const isPlain = writes.every((line) => PLAIN_WRITE.test(line));
  return isPlain ? new Set([...body.matchAll(/[A-Za-z_]\w*/g)].map(([word]) => word.toUpperCase())) : 'any';
}
