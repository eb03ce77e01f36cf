import { PinResolver, referencedSteps, stepYaml } from './step-yaml';
import { rendered, renderedMap, unlessEmpty } from './values';
import { Commented } from './yaml-writer';
import { Concurrency } from '../model/concurrency';
import { Container } from '../model/container';
import { Job } from '../model/job';
import { JobEnvironment } from '../model/job-environment';
import { Matrix } from '../model/matrix';
import { Permissions } from '../model/permissions';
import { Runner } from '../model/runner';

/** One job, in the order a reader expects. @internal */
export function jobYaml(job: Job, pins: PinResolver, workflowFolder?: string): Record<string, unknown> {
  const { options } = job;
  const head = {
    name: rendered(job.name),
    needs: needsYaml(job),
    if: options.condition?.condition(),
  };
  return options.calls ? { ...head, ...callYaml(job) } : { ...head, ...bodyYaml(job, pins, workflowFolder) };
}

/** The value of `concurrency`. @internal */
export function concurrencyYaml(concurrency: Concurrency | undefined): Record<string, unknown> | undefined {
  if (!concurrency) return undefined;
  return {
    'group': rendered(concurrency.groupName),
    'cancel-in-progress': concurrency.cancelInProgress === false ? undefined : rendered(concurrency.cancelInProgress),
    'queue': concurrency.queueing === 'max' ? 'max' : undefined,
  };
}

/** The value of `permissions`: each scope with the reason beside it. @internal */
export function permissionsYaml(permissions: Permissions): Record<string, unknown> {
  const entries = Object.entries(permissions.scopes());
  const plain = (scope: string, access: string) => scope === 'contents' && access === 'read';
  return Object.fromEntries(entries.map(([scope, access]) => [scope, plain(scope, access) ? access : new Commented(access, permissions.reasonFor(scope))]));
}

function bodyYaml(job: Job, pins: PinResolver, workflowFolder?: string): Record<string, unknown> {
  const { options } = job;
  const folder = options.workingDirectory ?? workflowFolder;
  const referenced = referencedSteps(job.expressions().flatMap((expression) => expression.references));
  return {
    'runs-on': runnerYaml(job.runner),
    'timeout-minutes': job.timeout.inMinutes,
    'permissions': permissionsYaml(job.permissions),
    'environment': environmentYaml(options.environment),
    'concurrency': concurrencyYaml(options.concurrency),
    'strategy': strategyYaml(options.matrix),
    'continue-on-error': options.continueOnError === false ? undefined : rendered(options.continueOnError),
    'cache-mode': options.cacheMode,
    'snapshot': options.snapshot,
    'outputs': renderedMap(job.outputs),
    'env': renderedMap(options.env),
    'defaults': options.workingDirectory ? { run: { 'working-directory': options.workingDirectory } } : undefined,
    'container': options.container ? containerYaml(options.container) : undefined,
    'services': unlessEmpty(servicesYaml(options.services)),
    'steps': job.steps.map((step) => stepYaml(inFolder(step, folder), { pins, referenced })),
  };
}

// A script's path starts at the repository's root, wherever the job's commands run.
function inFolder(step: Job['steps'][number], folder: string | undefined): Job['steps'][number] {
  return folder && step.scriptFile && !step.options.workingDirectory ? step.with({ workingDirectory: folder }) : step;
}

function callYaml(job: Job): Record<string, unknown> {
  const call = job.options.calls!;
  return {
    permissions: permissionsYaml(job.permissions),
    concurrency: concurrencyYaml(job.options.concurrency),
    strategy: strategyYaml(job.options.matrix),
    uses: call.version ? new Commented(call.uses, call.version) : call.uses,
    with: renderedMap(call.options.inputs),
    secrets: renderedMap(call.options.secrets),
  };
}

function needsYaml(job: Job): string | string[] | undefined {
  const ids = job.needs.map((need) => need.id);
  if (ids.length === 0) return undefined;
  return ids.length === 1 ? ids[0] : ids;
}

function runnerYaml(runner: Runner): unknown {
  if (runner.computed) return runner.computed.render();
  if (runner.groupName) return { group: runner.groupName, labels: runner.labels.length > 0 ? runner.labels : undefined };
  return runner.labels.length === 1 ? runner.labels[0] : runner.labels;
}

function environmentYaml(environment: JobEnvironment | undefined): unknown {
  if (!environment) return undefined;
  const name = rendered(environment.name);
  if (environment.url === undefined && environment.deployment) return name;
  return { name, url: rendered(environment.url), deployment: environment.deployment ? undefined : false };
}

function strategyYaml(matrix: Matrix | undefined): Record<string, unknown> | undefined {
  if (!matrix) return undefined;
  const { include, exclude, failFast, maxParallel } = matrix.options;
  const axes = matrix.expression ? matrix.expression.render() : { ...matrix.axes, include, exclude };
  return { 'fail-fast': failFast ?? false, 'max-parallel': maxParallel, 'matrix': axes };
}

function servicesYaml(services: Record<string, Container> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(services ?? {}).map(([name, container]) => [name, containerYaml(container)]));
}

function containerYaml(container: Container): Record<string, unknown> {
  const { env, ports, volumes, options, command, username, password } = container.options;
  const credentials = username !== undefined ? { username: rendered(username), password: rendered(password) } : undefined;
  return { image: rendered(container.imageName), credentials, env: renderedMap(env), ports, volumes, options, command };
}
