// What holds for every repository that this library writes. A rule gives the places that break it.
import { calls, jobsOf, needsOf, Repository, stepsOf, textsIn } from './repository';
import { RUNNER_LABELS } from '../../src/model/runner-labels.const';

export type Rule = (repository: Repository) => string[];

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const PINNED_LINE = /uses: (\S+@[0-9a-f]{40} # v\d\S*|\$\/\S+)$/;

export const everyJobHasATimeout: Rule = (repository) => jobsOf(repository)
  // A deployment takes as long as its steps may, so that its end does not cut off the way back.
  .filter(({ job }) => !Number.isInteger(job['timeout-minutes']) || job['timeout-minutes'] > (job.environment ? 360 : 60))
  .map(({ place }) => place);

export const everyJobSaysItsPermissions: Rule = (repository) => jobsOf(repository)
  .filter(({ job }) => job.permissions === undefined || typeof job.permissions === 'string')
  .map(({ place }) => place);

export const everyWorkflowGrantsNothing: Rule = ({ workflows }) => Object.entries(workflows)
  .filter(([, { permissions }]) => JSON.stringify(permissions) !== '{}')
  .map(([path]) => path);

/** The labels a job may run on, with a matrix expanded. */
export function labelsOf(job: Record<string, any>): string[] {
  const axis = /^\$\{\{ matrix\.(\w+) \}\}$/.exec(job['runs-on'])?.[1];
  if (!axis) return [job['runs-on']].flat();
  const { include, [axis]: values } = job.strategy.matrix;
  return [...(values ?? []), ...(include ?? []).map((leg: Record<string, string>) => leg[axis])];
}

export const everyRunnerIsAPinnedImage: Rule = (repository) => jobsOf(repository)
  .filter(({ job }) => labelsOf(job).length === 0 || labelsOf(job).some((label) => !RUNNER_LABELS[label] || RUNNER_LABELS[label].status === 'retired'))
  .map(({ place }) => place);

export const nothingIsLatest: Rule = ({ files, workflows }) => Object.keys(workflows)
  .filter((path) => /-latest\b|:latest\b|@(latest|stable|master|main)\b/.test(files[path]) || textsIn(workflows[path]).some((text) => text.endsWith('-latest')));

export const everythingHasAName: Rule = (repository) => [
  ...Object.entries(repository.workflows).filter(([, workflow]) => !workflow.name).map(([path]) => path),
  ...jobsOf(repository).filter(({ job }) => !job.name || job.steps.some((step: Record<string, any>) => !step.name)).map(({ place }) => place),
];

export const everyWorkflowHasAConcurrencyRule: Rule = ({ workflows }) => Object.entries(workflows)
  .filter(([, { concurrency }]) => !(concurrency?.group?.includes('github.ref') && concurrency['cancel-in-progress'] !== undefined)
    // What changes an environment waits for its turn.
    && !(/^[\w-]+(-\$\{\{ inputs\.environment \}\})?$/.test(concurrency?.group ?? '') && concurrency.queue === 'max'))
  .map(([path]) => path);

export const everyCheckoutDropsItsCredentials: Rule = (repository) => stepsOf(repository)
  .filter(({ step }) => calls(step, 'actions/checkout') && step.with?.['persist-credentials'] !== false)
  .map(({ place }) => place);

export const everyActionIsPinned: Rule = (repository) => [
  ...stepsOf(repository).filter(({ step }) => step.uses && !PINNED.test(step.uses) && !step.uses.startsWith('$/')).map(({ place }) => place),
  ...Object.entries(repository.files)
    .filter(([path]) => path.startsWith('.github/') && path.endsWith('.yml'))
    .flatMap(([path, text]) => text.split('\n').filter((line) => /\buses: /.test(line) && !PINNED_LINE.test(line)).map((line) => `${path}: ${line.trim()}`)),
];

export const noExpressionInShell: Rule = (repository) => [
  ...stepsOf(repository).filter(({ step }) => String(step.run ?? '').includes('${{')).map(({ place }) => place),
  ...Object.entries(repository.files).filter(([path, text]) => path.endsWith('.sh') && text.includes('${{')).map(([path]) => path),
];

interface Artifact {
  readonly path: string;
  readonly id: string;
  readonly name: string;
}

function artifacts(repository: Repository, action: string): Artifact[] {
  return jobsOf(repository).flatMap(({ path, id, job }) => job.steps
    .filter((step: Record<string, any>) => calls(step, action))
    .map((step: Record<string, any>) => ({ path, id, name: step.with.name ?? step.with.pattern })));
}

function isNamed(name: string, wanted: string): boolean {
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

/** By the same name, in a job that is waited for. */
export const everyDownloadIsUploadedBefore: Rule = (repository) => {
  const uploads = artifacts(repository, 'actions/upload-artifact');
  return artifacts(repository, 'actions/download-artifact')
    .filter(({ path, id, name }) => !uploads.some((upload) => upload.path === path && isNamed(upload.name, name) && needsOf(repository.workflows[path], id).has(upload.id)))
    .map(({ path, id, name }) => `${path}/${id}: ${name}`);
};

export const everyArtifactHasItsOwnName: Rule = (repository) => {
  const names = artifacts(repository, 'actions/upload-artifact').map(({ path, name }) => `${path}: ${name}`);
  const inMatrix = jobsOf(repository).filter(({ job }) => job.strategy && job.steps.some((step: Record<string, any>) => calls(step, 'actions/upload-artifact') && !step.with.name.includes('matrix.')));
  return [...names.filter((name, index) => names.indexOf(name) !== index), ...inMatrix.map(({ place }) => place)];
};

function scriptsIn(command: string): string[] {
  return [...command.matchAll(/[\w./-]*\b[\w-]+\.sh\b/g)].map(([path]) => path.replace('GITHUB_WORKSPACE/', ''));
}

function referencedScripts(repository: Repository): string[] {
  const inJobs = jobsOf(repository).flatMap(({ job }) => job.steps.flatMap((step: Record<string, any>) => scriptsIn(step.run ?? '')));
  const inActions = Object.entries(repository.actions).flatMap(([path, action]) => action.runs.steps
    .flatMap((step: Record<string, any>) => scriptsIn(step.run ?? '').map((file) => path.replace(/action\.yml$/, '') + file.replace(/^.*\//, ''))));
  return [...new Set([...inJobs, ...inActions, ...inJobs.flatMap((path) => scriptsBeside(repository, path))])].sort();
}

/** What a script says that it calls lies beside it. */
function scriptsBeside({ files }: Repository, path: string): string[] {
  const called = /^# @calls (.*)$/m.exec(files[path] ?? '')?.[1].split(' ') ?? [];
  return called.map((name) => path.replace(/[^/]*$/, name));
}

/** No script is missing, and none lies about unused. */
export const scriptsAreThoseThatRun: Rule = (repository) => {
  const referenced = referencedScripts(repository);
  const written = Object.keys(repository.files).filter((path) => path.endsWith('.sh'));
  return [
    // Others are the repository's own: what starts them refuses one that is not there.
    ...referenced.filter((path) => /^(scripts\/ci|\.github)\//.test(path) && !written.includes(path)).map((path) => `${path} is missing`),
    ...written.filter((path) => !referenced.includes(path)).map((path) => `${path} is not run`),
  ];
};

/** Local actions exist, and every one but the pins is used. */
export const actionsAreThoseThatAreUsed: Rule = (repository) => {
  const used = stepsOf(repository).filter(({ step }) => String(step.uses ?? '').startsWith('$/')).map(({ step }) => `${step.uses.slice(2)}/action.yml`);
  const written = Object.keys(repository.actions).filter((path) => !path.includes('/pins/'));
  return [...used.filter((path) => !written.includes(path)), ...written.filter((path) => !used.includes(path))];
};

/** A branch rule knows a check by its name alone. */
export const checkNamesAreUnique: Rule = (repository) => {
  const inWorkflow = jobsOf(repository).map(({ path, job }) => `${path}: ${job.name}`);
  const gates = jobsOf(repository).filter(({ id }) => id === 'gate').map(({ job }) => job.name);
  const workflows = Object.values(repository.workflows).map(({ name }) => name);
  return [inWorkflow, gates, workflows].flatMap((names) => names.filter((name, index) => names.indexOf(name) !== index));
};

/** The gate waits for all but itself and what reports afterwards. */
export const theGateNeedsEveryOtherJob: Rule = (repository) => Object.entries(repository.workflows).flatMap(([path, workflow]) => {
  const onPullRequests = 'pull_request' in workflow.on;
  const others = Object.keys(workflow.jobs).filter((id) => id !== 'gate' && id !== 'schedule-issue');
  const { gate } = workflow.jobs;
  if (!gate) return onPullRequests ? [`${path} has no gate`] : [];
  return others.filter((id) => ![gate.needs].flat().includes(id)).map((id) => `${path}/${id}`);
});

/** A fork's token is read-only and cannot sign in. */
export const whatForksLackIsGuarded: Rule = (repository) => jobsOf(repository)
  .filter(({ workflow, job }) => 'pull_request' in workflow.on && Object.values(job.permissions).includes('write'))
  .filter(({ job }) => !/^github\.event_name == '(push|schedule|workflow_dispatch)'( \|\| github\.event_name == '(push|schedule|workflow_dispatch)')*$/.test(`${job.if}`))
  // The build is all that others wait for, so what waits for it never runs without it.
  .filter(({ job, workflow }) => ![job.needs ?? []].flat().some((need: string) => /^github\.event_name == 'push'/.test(`${workflow.jobs[need]?.if}`)))
  // A pull request has a ref of its own.
  .filter(({ job }) => !/(^|&& )github\.ref == 'refs\/heads\/\w+'( &&|$)/.test(`${job.if}`) || `${job.if}`.replace("|| '[]')", '').includes('||'))
  .filter(({ job }) => !`${job.if}`.includes("github.event_name == 'schedule'") && !`${job.if}`.includes('head.repo.full_name == github.repository')
    && !job.steps.some((step: Record<string, any>) => `${step.if}`.includes('head.repo.full_name == github.repository')))
  .map(({ place }) => place);

export const everyUploadMissesNothing: Rule = (repository) => stepsOf(repository)
  .filter(({ step, job }) => job && calls(step, 'actions/upload-artifact') && step.with['if-no-files-found'] !== 'error')
  .map(({ place }) => place);
