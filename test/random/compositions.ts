// Random compositions of everything a person can write in `.projenrc.ts`: which pipelines, which stages, which values
// of their options, right ones and wrong ones.
import * as fc from 'fast-check';
import { Project } from 'projen';
import { addDelivery, delivery, DELIVERY_FILES } from './delivery';
import { addBenchmark, addNodeVersion, addRelease, benchmark, release } from './release';
import {
  Access, CacheMode, Ci, CompatibilityStage, Concurrency, Coverage, Cron, Database, DeliveryProject, Expr, Job, JobEnvironment, KvmIntegrationStage, Matrix,
  NodeCiPipeline, Permissions, Pipeline, Runner, RustBuildStage, RustCiPipeline, RustTarget, SecurityScanStage, Severity, Stage, Step, Timeout, Trigger,
  ValidationPart, Workflow,
} from '../../src';
import { NODE_FILES, packageJson, RUST_FILES, SCRIPTS } from '../variants/repositories';

/** Mostly right values, now and then a wrong one: a composition has dozens of them. */
const mostly = <T>(right: readonly T[], wrong: readonly T[]) => fc.oneof({ weight: 60, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
const hosted = [Runner.UBUNTU_24_04, Runner.UBUNTU_22_04, Runner.UBUNTU_24_04_ARM, Runner.UBUNTU_26_04, Runner.MACOS_15, Runner.WINDOWS_2025];
const runners = mostly(hosted, [Runner.selfHosted(['linux', 'x64']), Runner.group('builders')]);
const words = fc.constantFrom('lint', 'test', 'unit tests', 'Größe', 'a: b', 'x #y', '{curly}', "it's", '"quoted"', 'über *all*');
const commands = mostly(['npm run lint', 'make test', 'echo "$HOME"', 'npm test -- --ci', 'npx vitest run', "printf '%s\\n' ready", 'npm run lint && npm run build'], ['']);
const branches = fc.uniqueArray(mostly(['main', 'dev', 'release/**', 'v*', 'feature/**'], ['', 'feature/x y']), { minLength: 1, maxLength: 3 });
const minutes = mostly([1, 10, 45, 360], [0, 4000]);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const coverage = fc.record({ project: maybe(mostly([0, 80, 100], [120])), patch: maybe(fc.constantFrom(50, 90)), allowedDrop: maybe(mostly([0, 2], [-1])) });
const crons = mostly(['17 4 * * 1', '23 5 1 * *'], ['0 0 * * *', '*/3 * * * *', 'not a cron']);

const shared = {
  branches: maybe(branches),
  pushBranches: maybe(branches),
  runner: maybe(runners),
  minutes: maybe(minutes),
  gate: maybe(fc.boolean()),
  scheduleIssues: maybe(fc.boolean()),
  workflowName: maybe(words),
};

const node = fc.record({
  ...shared,
  kind: fc.constant('node' as const),
  nodeVersion: mostly(['24', '22'], ['20', '26', '8', 'latest']),
  testVersions: maybe(fc.uniqueArray(mostly(['22', '24'], ['20', '18', '26']), { minLength: 1, maxLength: 3 })),
  lintCommand: maybe(commands),
  formatCommand: maybe(commands),
  buildCommand: maybe(commands),
  testCommand: maybe(commands),
  installCommand: maybe(commands),
  without: fc.uniqueArray(fc.constantFrom(...Object.values(ValidationPart)), { maxLength: 3 }),
  coverage: maybe(coverage),
  package: maybe(fc.boolean()),
  severity: maybe(fc.constantFrom(...Object.values(Severity))),
  codeScanning: maybe(fc.boolean()),
  dependabot: maybe(fc.boolean()),
  schedule: maybe(crons),
});
const rust = fc.record({
  ...shared,
  kind: fc.constant('rust' as const),
  rustVersion: maybe(mostly(['1.95.0'], ['1.90', 'stable', '0.1'])),
  testFeatures: maybe(fc.uniqueArray(mostly(['std', 'serde'], ['not a feature']), { maxLength: 2 })),
  integration: maybe(fc.boolean()),
  property: maybe(fc.boolean()),
  database: fc.boolean(),
  minimumCoverage: maybe(mostly([0, 70, 100], [101])),
  coverage: maybe(coverage),
  targets: maybe(fc.uniqueArray(fc.constantFrom(RustTarget.X86_64_LINUX, RustTarget.AARCH64_LINUX), { minLength: 1, maxLength: 2 })),
  semgrepRules: maybe(mostly<string[]>([['p/rust'], ['p/rust', 'p/secrets']], [[]])),
  codeScanning: maybe(fc.boolean()),
  dependabot: maybe(fc.boolean()),
  alertSchedule: maybe(crons),
});
const plain = fc.record({
  ...shared,
  kind: fc.constant('plain' as const),
  jobs: fc.array(fc.record({
    name: words,
    command: commands,
    env: maybe(fc.dictionary(mostly(['A', 'PATH_TO', 'b'], ['GITHUB_X', '1X']), fc.oneof(words, fc.integer()), { maxKeys: 2 })),
    expression: maybe(fc.constantFrom('sha', 'head_ref', 'event.pull_request.title', 'ref_name')),
    secret: fc.option(fc.constantFrom('TOKEN', 'NPM_TOKEN'), { nil: undefined, freq: 1 }),
    guarded: mostly([true], [false]),
    minutes: maybe(minutes),
    runner: maybe(runners),
    matrix: maybe(fc.uniqueArray(fc.constantFrom('a', 'b', 'c d'), { minLength: 1, maxLength: 3 })),
    write: maybe(fc.constantFrom('contents', 'issues', 'idToken', 'pullRequests')),
    usesToken: mostly([true], [false]),
    needsFirst: fc.boolean(),
    environment: maybe(mostly(['production'], [''])),
    cacheMode: maybe(fc.constantFrom(...Object.values(CacheMode))),
    condition: maybe(fc.constantFrom('success', 'always', 'fork', 'failure')),
  }), { minLength: 1, maxLength: 4 }),
});
const extras = fc.record({
  kvm: maybe(fc.record({ command: commands, packages: maybe(mostly<string[]>([['virtinst'], ['virtinst', 'virtnbdbackup']], [['not ok']])), libvirt: maybe(fc.boolean()), minutes: maybe(minutes) })),
  compatibility: maybe(fc.record({ runners: fc.uniqueArray(runners, { minLength: 1, maxLength: 3 }), command: commands })),
  scan: fc.boolean(),
  /** Whether stages are added that do not fit their pipeline. */
  misfit: mostly([false], [true]),
  standalone: maybe(fc.record({ trigger: mostly(['push', 'schedule', 'dispatch', 'release', 'pull_request'], ['none']), command: commands, concurrency: fc.boolean() })),
});

/** A composition as data, so that a failure can be read and shrunk. */
export const composition = fc.record({
  pipelines: fc.array(fc.oneof({ weight: 3, arbitrary: node }, { weight: 2, arbitrary: rust }, { weight: 2, arbitrary: plain }), { minLength: 1, maxLength: 2 }),
  extras,
  delivery: maybe(delivery),
  release: maybe(release),
  benchmark: maybe(benchmark),
});

export type Composition = typeof composition extends fc.Arbitrary<infer C> ? C : never;
type Shared = Composition['pipelines'][number];

/** What lies in its folder. */
export const FILES = { ...DELIVERY_FILES, ...NODE_FILES, ...RUST_FILES, 'package.json': packageJson({ name: '@acme/tool', repository: 'acme/tool', bin: { tool: 'cli.js' }, scripts: { ...SCRIPTS, test: 'node --test' } }) };

/** Builds what the data says. */
export function compose(given: Composition, outdir: string): Project {
  const project = new DeliveryProject({ name: 'tool', repository: 'acme/tool', outdir });
  const pipelines = given.pipelines.map((each, index) => {
    const id = index === 0 ? 'Ci' : `Ci${index}`;
    const pipeline = each.kind === 'node' ? nodePipeline(project, id, each) : each.kind === 'rust' ? rustPipeline(project, id, each) : plainPipeline(project, id, each);
    if (index === 0) addExtras(pipeline, each, given.extras);
    return pipeline;
  });
  if (given.delivery) addDelivery(project, given.delivery);
  const kinds = given.pipelines.map(({ kind }) => kind);
  if (given.release && !kinds.includes('node')) addNodeVersion(project);
  if (given.release) addRelease(project, given.release, isTestable(given.pipelines[0]) ? pipelines[0] : undefined);
  if (given.benchmark) addBenchmark(project, given.benchmark, given.release ? [...kinds, 'node'] : kinds);
  const { standalone } = given.extras;
  if (standalone) Ci.of(project).addWorkflow(ownWorkflow(standalone));
  return project;
}

// A gate on pushes of the branch of releases.
function isTestable({ kind, gate, branches: names = ['main'], pushBranches = names }: Shared): boolean {
  return kind === 'node' && gate !== false && pushBranches.includes(names[0]);
}

function options(given: Shared): object {
  const { branches: names, pushBranches, runner, minutes: limit, gate, scheduleIssues, workflowName } = given;
  return { branches: names, pushBranches, runner, timeout: limit === undefined ? undefined : Timeout.minutes(limit), gate, scheduleIssues, workflowName };
}

function nodePipeline(project: Project, id: string, given: Shared & { kind: 'node' }): Pipeline {
  const { nodeVersion, testVersions, lintCommand, formatCommand, buildCommand, testCommand, installCommand, without, severity, codeScanning, dependabot } = given;
  return new NodeCiPipeline(project, id, {
    ...options(given),
    nodeVersion,
    testVersions,
    lintCommand,
    formatCommand,
    buildCommand,
    testCommand,
    installCommand,
    without,
    severity,
    codeScanning,
    dependabot,
    package: given.package,
    coverage: given.coverage && Coverage.codecov(given.coverage),
    schedule: given.schedule === undefined ? undefined : Cron.of(given.schedule),
  });
}

function rustPipeline(project: Project, id: string, given: Shared & { kind: 'rust' }): Pipeline {
  const { rustVersion, testFeatures, minimumCoverage, targets, semgrepRules, codeScanning, dependabot } = given;
  const database = given.database ? Database.postgres() : undefined;
  return new RustCiPipeline(project, id, {
    ...options(given),
    rustVersion,
    testFeatures,
    minimumCoverage,
    targets,
    semgrepRules,
    codeScanning,
    dependabot,
    coverage: given.coverage && Coverage.codecov(given.coverage),
    integrationTests: given.integration ? { targets: ['integration_*'], database } : undefined,
    propertyTests: given.property ? { targets: ['property_tests'] } : undefined,
    alertSchedule: given.alertSchedule === undefined ? undefined : Cron.of(given.alertSchedule),
  });
}

function plainPipeline(project: Project, id: string, given: Shared & { kind: 'plain' }): Pipeline {
  const pipeline = new Pipeline(project, id, options(given));
  new (class Jobs extends Stage {
    protected buildJobs(): Job[] {
      const made: Job[] = [];
      given.jobs.forEach((each, index) => made.push(plainJob(`job-${index}`, each, made[0])));
      return made;
    }
  })(pipeline, 'Jobs');
  return pipeline;
}

type PlainJob = (Shared & { kind: 'plain' })['jobs'][number];

function plainJob(id: string, given: PlainJob, first: Job | undefined): Job {
  const job = new Job(id, {
    name: given.name,
    runner: given.runner,
    timeout: given.minutes === undefined ? undefined : Timeout.minutes(given.minutes),
    matrix: given.matrix && Matrix.of({ part: given.matrix }),
    needs: given.needsFirst && first ? [first] : [],
    permissions: given.write === undefined ? undefined : Permissions.of({ [given.write]: Access.WRITE }, 'the test wants it'),
    environment: given.environment === undefined ? undefined : JobEnvironment.named(given.environment),
    cacheMode: given.cacheMode,
    condition: conditionOf(given.condition),
  });
  const env = {
    ...given.env,
    ...(given.expression && { VALUE: Expr.github(given.expression) }),
    ...(given.secret && { SECRET: Expr.secret(given.secret) }),
    ...(given.write && given.usesToken && { GH_TOKEN: Expr.token() }),
  };
  job.addStep(Step.command(given.command, { name: given.name, env, condition: given.guarded ? Expr.notFromFork() : undefined }));
  return job;
}

function conditionOf(name: string | undefined): Expr | undefined {
  if (name === 'always') return Expr.always();
  if (name === 'failure') return Expr.failure();
  if (name === 'fork') return Expr.notFromFork();
  return name === 'success' ? Expr.success() : undefined;
}

function addExtras(pipeline: Pipeline, given: Shared, { kvm, compatibility, scan, misfit }: Composition['extras']): void {
  const packs = given.kind === 'node' && given.package !== false;
  const hasKvm = given.runner === undefined || given.runner.toString().startsWith('ubuntu') && !given.runner.toString().endsWith('arm');
  if (kvm && (hasKvm || misfit)) new KvmIntegrationStage(pipeline, 'Kvm', { command: kvm.command, packages: kvm.packages, libvirt: kvm.libvirt, timeout: kvm.minutes === undefined ? undefined : Timeout.minutes(kvm.minutes) });
  if (compatibility && (packs || misfit)) new CompatibilityStage(pipeline, 'Compatibility', compatibility);
  if (scan && (given.kind === 'plain' || misfit)) new SecurityScanStage(pipeline, 'MoreScan', { audit: false });
  if (given.kind === 'rust' && misfit) new RustBuildStage(pipeline, 'MoreBuild', { targets: [RustTarget.X86_64_LINUX] });
}

function ownWorkflow(given: { trigger: string; command: string; concurrency: boolean }): Workflow {
  const triggers: Record<string, Trigger[]> = {
    push: [Trigger.push({ branches: ['main'] })],
    schedule: [Trigger.schedule(Cron.daily())],
    dispatch: [Trigger.workflowDispatch()],
    release: [Trigger.release('published')],
    none: [],
    pull_request: [Trigger.pullRequest()],
  };
  const workflow = new Workflow('own', { triggers: triggers[given.trigger], concurrency: given.concurrency ? Concurrency.queue('own') : undefined });
  const job = new Job('own', {});
  job.addStep(Step.command(given.command));
  workflow.addJob(job);
  return workflow;
}
