import { plainArguments } from './shell-words';
import { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import { hasOwnRegistry } from '../security/publication';

/** What a job does to the outside, in words, and the step that does it. */
export interface Delivery {
  readonly what: string;
  readonly step: StepSource;
}

/** Actions that hand something to users, and what they do. */
const ACTIONS: Readonly<Record<string, string>> = {
  'softprops/action-gh-release': 'creates a release',
  'ncipollo/release-action': 'creates a release',
  'pypa/gh-action-pypi-publish': 'publishes to PyPI',
  'js-devtools/npm-publish': 'publishes to npm',
  'azure/webapps-deploy': 'deploys',
  'azure/k8s-deploy': 'deploys',
  'google-github-actions/deploy-cloudrun': 'deploys',
  'aws-actions/amazon-ecs-deploy-task-definition': 'deploys',
};

/** Commands that do, by program and the words behind it. */
const COMMANDS: readonly (readonly [string, RegExp, string])[] = [
  ['npm', /^publish( |$)/, 'publishes a package'],
  ['yarn', /^(npm )?publish( |$)/, 'publishes a package'],
  ['pnpm', /^publish( |$)/, 'publishes a package'],
  ['cargo', /^publish( |$)/, 'publishes a crate'],
  ['twine', /^upload( |$)/, 'publishes to PyPI'],
  ['docker', /^(push|image push)( |$)/, 'pushes an image'],
  ['helm', /^upgrade( |$)/, 'deploys'],
  ['kubectl', /^(apply|set image|rollout restart)( |$)/, 'deploys'],
  ['gh', /^release create( |$)/, 'creates a release'],
];

const cache = new WeakMap<JobSource, Delivery | null>();

/** How a job delivers, or undefined where it does not, only tries (`--dry-run`), or an expression decides. */
export function deliveryOf(job: JobSource): Delivery | undefined {
  let known = cache.get(job);
  if (known === undefined) cache.set(job, known = job.steps.map(stepDelivery).find((each) => each) ?? null);
  return known ?? undefined;
}

/** Whether a job tests, by its id and name; `lint` and scans are none. */
export function isTestJob(job: JobSource): boolean {
  const name = `${job.id} ${job.value.get('name')?.text ?? ''}`;
  return TEST.test(name) && !NO_TEST.test(name) && !deliveryOf(job);
}

const TEST = /\b(unit|integration|e2e|end-to-end|tests?|testing|spec)\b/i;
const NO_TEST = /\b(perf|performance|bench|benchmarks?|nightly|optional|flaky|publish|deploy|release|setup|prepare|report|results?|image|docs?|pypi|testnet)\b|testpypi/i;

/** Whether a step of the job runs tests itself, by its commands or its name. */
export function runsTests(job: JobSource): boolean {
  return job.steps.some((step) => /\btest(s|ing)?\b/i.test(step.value.get('name')?.text ?? '') || /\b(test|tests|pytest|jest|vitest|tox|nox|ctest|nextest|verify|check|ci)\b/.test(step.run?.masked ?? ''));
}

function stepDelivery(step: StepSource): Delivery | undefined {
  const what = actionDelivery(step) ?? commandDelivery(step);
  const isLocal = what === 'pushes an image' && step.holder instanceof JobSource && hasOwnRegistry(step.holder);
  return what === undefined || isLocal ? undefined : { what, step };
}

function actionDelivery(step: StepSource): string | undefined {
  const action = step.uses?.action;
  if (action === undefined) return undefined;
  if (action === 'docker/build-push-action' || action === 'docker/bake-action') return step.input('push') === 'true' ? 'pushes an image' : undefined;
  return ACTIONS[action];
}

function commandDelivery(step: StepSource): string | undefined {
  const { run } = step;
  if (!run) return undefined;
  for (const command of run.commands) {
    const known = COMMANDS.filter(([name]) => name === command.name);
    if (known.length === 0) continue;
    const words = plainArguments(command, run).map((word) => word ?? '').join(' ');
    if (/--dry-run|--template/.test(words)) continue;
    const match = known.find(([, pattern]) => pattern.test(words));
    if (match) return match[2];
  }
  return undefined;
}
