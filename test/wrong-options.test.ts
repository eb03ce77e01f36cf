/**
 * Invariant: a composition that cannot work is refused before a file is touched, by one error that names the construct,
 * the value, the line it was written on, what is allowed and how to repair it.
 */
import { readFileSync } from 'node:fs';
import {
  ActionCall, ActionCatalog, Backup, Channel, Check, checkoutStep, Ci, Cluster, CompatibilityStage, CompositeAction, Container, ContainerImage, ContainerImageStage, Coverage,
  Cron, Database, DeliveryProject, DenyConfig, DependabotConfig, DocumentationStage,
  DriftStage, Ecosystem, Environment, Expr, HelmDeployStage, HelmDeployStageOptions, IFindings, Job,
  KubernetesTools, KvmIntegrationStage, Matrix, Metric, MetricGate, MigrationPhase, MigrationStage, NodeCiPipeline, NodeTestStage, NodeVersionFile, NpmPackageStage,
  NpmPublishStage, NpmReleasePipeline, NpmRollbackStage, NpmSnapshotStage, PackageManager, Permissions, Pipeline, PublishTarget, PullRequestValidationStage, ReleasePlanStage,
  ReleaseRecoveryStage, ReleaseTestStage, RollbackStage, Rollout, Runner, RustBuildStage, RustCiPipeline, RustCoverageStage, RustTarget, RustTestStage, RustToolchain,
  ScriptAsset, SmokeTest, Stage, StarterChart, Step, Timeout, Trigger, ValidationPart, Workflow,
} from '../src';
import { attempt } from '../src/testing';
import { NODE_FILES, packageJson, RUST_FILES } from './variants/repositories';

const FILES = { ...NODE_FILES, ...RUST_FILES, '.nvmrc': '24\n' };
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

interface Wrong {
  /** Construct path or factory that the error names. */
  readonly place: string;
  /** The value, or what is wrong with it. */
  readonly value: string;
  /** What is allowed, and how to repair it. */
  readonly says: string[];
  readonly files?: Record<string, string>;
  readonly compose: (project: DeliveryProject) => void;
}

/** A stage of the user's own with the steps given. */
class OwnStage extends Stage {
  public constructor(scope: Pipeline, id: string, private readonly own: () => Step[], private readonly condition?: Expr) {
    super(scope, id);
  }

  protected buildJobs(): Job[] {
    const job = this.newJob(this.slug, { name: 'Own', condition: this.condition });
    job.addStep(...this.own());
    return [job];
  }
}

class ShortNames extends Check {
  public readonly id = 'short-names';
  public readonly description = 'Names of jobs are short.';

  public visitJob(job: Job, _workflow: Workflow, findings: IFindings): void {
    if (job.id.length > 5) findings.report({ place: job.origin, problem: `"${job.id}" is long.`, fix: 'Shorten it.' });
  }
}

const node = (project: DeliveryProject) => new NodeCiPipeline(project, 'Ci');
const plain = (project: DeliveryProject) => new Pipeline(project, 'Ci');
const RELEASABLE = { 'package.json': packageJson({ name: '@acme/tool', repository: 'acme/tool' }) };
const CHART = { 'helm/tool/Chart.yaml': 'name: tool\n' };
/** A deployment to staging and production, but for what is wrong with it. */
const deployment = (): HelmDeployStageOptions => ({
  image: ContainerImage.of('ghcr.io/acme/tool'), chart: 'helm/tool', namespace: 'tool', cluster: Cluster.kubeconfig(), environments: [Environment.named('staging')],
});

const WRONG: Record<string, Wrong> = {
  'a version of Node that is unknown': {
    place: 'Ci/Tests',
    value: 'Node.js 19',
    says: ['Known lines: 18', '24 (until 2028-04-30)'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { testVersions: ['19'] }),
  },
  'a version of Node that floats': {
    place: 'Ci/NodeVersion',
    value: '"lts/*"',
    says: ['Give a line or a version of one', 'Known lines'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { nodeVersion: 'lts/*' }),
  },
  'a version of Node in a file of its own that is unknown': {
    place: 'Version',
    value: 'Node.js 99',
    says: ['Known lines'],
    compose: (project) => new NodeVersionFile(project, 'Version', { version: '99' }),
  },
  'a package manager that is none': {
    place: 'Ci',
    value: '"pnpm"',
    says: ['PackageManager.PNPM', 'PackageManager.NPM'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { packageManager: 'pnpm' as any }),
  },
  'an empty command of the tests': {
    place: 'Ci/Tests',
    value: '`command` is empty',
    says: ['leave the option out'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { testCommand: '' }),
  },
  'an empty command of the linter': {
    place: 'Ci/Validation',
    value: '`lintCommand` is empty',
    says: ['leave the option out'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { lintCommand: ' ' }),
  },
  'an empty command of integration tests': {
    place: 'Ci/Integration',
    value: '`command` is empty',
    says: ['npm run test:integration'],
    compose: (project) => new KvmIntegrationStage(node(project), 'Integration', { command: '' }),
  },
  'an expression in a command': {
    place: 'Ci/Tests',
    value: 'npm test -- ${{ github.head_ref }}',
    says: ['Pass the value through `env`', '"$NAME"'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { testCommand: 'npm test -- ${{ github.head_ref }}' }),
  },
  'an expression in the command of compatibility': {
    place: 'Ci/Compatibility',
    value: 'tool ${{ github.head_ref }}',
    says: ['Pass the value through `env`'],
    compose: (project) => new CompatibilityStage(node(project), 'Compatibility', { runners: [Runner.UBUNTU_24_04], command: 'tool ${{ github.head_ref }}' }),
  },
  'an empty command of a drift stage': {
    place: 'Ci/Drift',
    value: '`command` is empty',
    says: ['npx projen --no-post'],
    compose: (project) => new DriftStage(node(project), 'Drift', { command: ' ' }),
  },
  'two stages of one id': {
    place: 'Ci/Integration',
    value: '"Integration"',
    says: ['Give it another id', 'Integration', 'replaceStage'],
    compose: (project) => {
      const ci = node(project);
      new KvmIntegrationStage(ci, 'Integration', { command: 'make' });
      new KvmIntegrationStage(ci, 'Integration', { command: 'make' });
    },
  },
  'a stage with the id of the pipeline\'s own': {
    place: 'Ci/Tests',
    value: '"Tests"',
    says: ['Give it another id', 'replaceStage'],
    compose: (project) => new NodeTestStage(node(project), 'Tests'),
  },
  'two pipelines of one id': {
    place: 'Ci',
    value: '"Ci"',
    says: ['Give the pipeline another id'],
    compose: (project) => void [node(project), node(project)],
  },
  'two pipelines with one file': {
    place: '.github/workflows/ci.yml',
    value: 'two constructs',
    says: ['another name'],
    compose: (project) => void [new Pipeline(project, 'One', { fileName: 'ci' }), new Pipeline(project, 'Two', { fileName: 'ci', workflowName: 'Two' })]
      .map((pipeline) => new KvmIntegrationStage(pipeline, 'Integration', { command: 'make' })),
  },
  'a stage outside of a pipeline': {
    place: 'Tests',
    value: 'a stage belongs to a pipeline',
    says: ['new Pipeline(project, \'Ci\', …)'],
    compose: (project) => new NodeTestStage(project, 'Tests'),
  },
  'KVM on an Arm machine': {
    place: 'Ci/Integration',
    value: '"ubuntu-24.04-arm" has no KVM',
    says: ['Runner.UBUNTU_24_04', 'self-hosted'],
    compose: (project) => new KvmIntegrationStage(node(project), 'Integration', { command: 'make', runner: Runner.UBUNTU_24_04_ARM }),
  },
  'KVM on macOS': {
    place: 'Ci/Integration',
    value: '"macos-26" has no KVM',
    says: ['Runner.UBUNTU_24_04'],
    compose: (project) => new KvmIntegrationStage(node(project), 'Integration', { command: 'make', runner: Runner.MACOS_26 }),
  },
  'KVM in a pipeline of Arm machines': {
    place: 'Ci/Integration',
    value: '"ubuntu-24.04-arm" has no KVM',
    says: ['Runner.UBUNTU_24_04'],
    compose: (project) => new KvmIntegrationStage(new Pipeline(project, 'Ci', { runner: Runner.UBUNTU_24_04_ARM }), 'Integration', { command: 'make' }),
  },
  'two packages in one text': {
    place: 'Ci/Integration',
    value: '"virtinst virtnbdbackup"',
    says: ['own entry of the list'],
    compose: (project) => new KvmIntegrationStage(node(project), 'Integration', { command: 'make', packages: ['virtinst virtnbdbackup'] }),
  },
  'a script file that does not exist': {
    place: 'Script',
    value: 'no-such.sh',
    says: ['does not exist', 'Create it, or correct the path'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [ScriptAsset.fromFile('no-such.sh').step({})]),
  },
  'a script of package.json that does not exist': {
    place: 'Ci/Validation',
    value: 'npm run lint',
    says: ['package.json lacks', 'Its scripts are: build, test', 'Add "lint"'],
    files: { 'package.json': '{"scripts":{"build":"b","test":"t"}}' },
    compose: node,
  },
  'a script of package.json that does not exist, in a chain': {
    place: 'Ci/Integration',
    value: '"npm run intgration"',
    says: ['Its scripts are: ', 'test:integration'],
    compose: (project) => new KvmIntegrationStage(node(project), 'Integration', { command: 'npm run build && npm run intgration' }),
  },
  'a package.json that is not there': {
    place: 'Ci/Validation',
    value: 'no package.json',
    says: ['packageDirectory'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { packageDirectory: 'packages/none', installCommand: 'true' }),
  },
  'a lock file that is not there': {
    place: 'Ci',
    value: 'pnpm install --frozen-lockfile',
    says: ['pnpm-lock.yaml', 'commit the lock file', '`packageManager`'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { packageManager: PackageManager.PNPM }),
  },
  'a package manager without a version': {
    place: 'Ci',
    value: 'which version of pnpm',
    says: ['"packageManager": "pnpm@<version>"', '`packageManagerVersion`'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { packageManager: PackageManager.PNPM, installCommand: 'pnpm install' }),
  },
  'a runner for a stage that has one for each leg': {
    place: 'Ci/Compatibility',
    value: '`runner` has no effect',
    says: ['`runners`'],
    compose: (project) => new CompatibilityStage(new NodeCiPipeline(project, 'Ci'), 'Compatibility', { runners: [Runner.UBUNTU_24_04], runner: Runner.UBUNTU_22_04, command: 'tool --help' }),
  },
  'a secret where pull requests of forks start': {
    place: 'Ci/Own/use',
    value: 'the secret DEPLOY_KEY',
    says: ['Forks get no secrets', 'Expr.notFromFork()'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [Step.command('true', { id: 'use', env: { KEY: Expr.secret('DEPLOY_KEY') } })]),
  },
  'a secret in a condition': {
    place: 'Ci/Own',
    value: 'the secret DEPLOY_KEY',
    says: ['Expr.variable'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [Step.command('true')], Expr.ne(Expr.secret('DEPLOY_KEY'), '')),
  },
  'an action by a tag': {
    place: 'ActionCall.of',
    value: '"actions/checkout@v4"',
    says: ['without @ref', 'the commit comes from the pins'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [Step.uses(ActionCall.of('actions/checkout@v4'))]),
  },
  'an action by a short commit': {
    place: 'ActionCall.of',
    value: '"0123456"',
    says: ['all 40 hex digits'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [Step.uses(ActionCall.of('acme/act', {}, { commit: '0123456', version: 'v1' }))]),
  },
  'an action nobody has pinned': {
    place: 'Ci/Own/act',
    value: 'acme/act',
    says: ['is not in the catalogue and has no pin', '<40 hex digits>'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [Step.uses(ActionCall.of('acme/act'), { id: 'act' })]),
  },
  'an action with a slip in its name': {
    place: 'Ci/Own/act',
    value: 'actions/check-out',
    says: ['Did you mean "actions/checkout"?'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [Step.uses(ActionCall.of('actions/check-out'), { id: 'act' })]),
  },
  'an input that an action does not have': {
    place: 'Ci/Own/act',
    value: 'has no input "persist-credential"',
    says: ['Did you mean "persist-credentials"?', 'It has: '],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [Step.uses(ActionCall.of('actions/checkout', { 'persist-credential': false }), { id: 'act' })]),
  },
  'an input that an action needs': {
    place: 'Ci/Own/act',
    value: 'lacks the required input "path"',
    says: ['Give "path"'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [Step.uses(ActionCall.of('actions/upload-artifact'), { id: 'act' })]),
  },
  'an action that is refused': {
    place: 'Ci/Own/act',
    value: 'actions-rs/audit-check',
    says: ['is refused', 'archived', 'cargo-deny'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [Step.uses(ActionCall.of('actions-rs/audit-check', {}, { commit: COMMIT, version: 'v1.2.0' }), { id: 'act' })]),
  },
  'a pin in the catalogue that is none': {
    place: 'ActionCatalog.with',
    value: '"main"',
    says: ['all 40 hex digits'],
    compose: (project) => Ci.of(project).useCatalog(ActionCatalog.standard().with('acme/act', { commit: 'main', version: 'v1' })),
  },
  'a cron with a wrong field': {
    place: 'Cron',
    value: '61',
    says: ['59'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { schedule: Cron.of('61 3 * * 1') }),
  },
  'a cron that runs every minute': {
    place: 'Cron',
    value: '* * * * *',
    says: ['5 minutes'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { schedule: Cron.of('* * * * *') }),
  },
  'a runner that is unknown': {
    place: 'Runner.hosted',
    value: '"ubuntu-25.04"',
    says: ['Use one of: ', 'ubuntu-24.04'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { runner: Runner.hosted('ubuntu-25.04') }),
  },
  'a runner that floats': {
    place: 'Runner.hosted',
    value: '"ubuntu-latest"',
    says: ['moves to another image', 'ubuntu-24.04'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { runner: Runner.hosted('ubuntu-latest') }),
  },
  'a runner that was removed': {
    place: 'Runner.hosted',
    value: '"ubuntu-20.04"',
    says: ['was removed', 'ubuntu-24.04'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { runner: Runner.hosted('ubuntu-20.04') }),
  },
  'no branch': {
    place: 'Ci',
    value: '`branches` is empty',
    says: ['Name the branch'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { branches: [] }),
  },
  'a branch that is excluded before any is included': {
    place: 'Trigger',
    value: '!wip/**',
    says: ['A pattern without ! must come first'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { branches: ['!wip/**'] }),
  },
  'an empty name of a branch': {
    place: 'Trigger',
    value: '""',
    says: ['Patterns are names or globs'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { branches: ['main', ''] }),
  },
  'a version of Rust that floats': {
    place: 'Ci/RustVersion',
    value: '"stable"',
    says: ['1.95.0', 'red pipeline overnight'],
    compose: (project) => new RustCiPipeline(project, 'Ci', { rustVersion: 'stable' }),
  },
  'a service by a tag': {
    place: 'Container',
    value: '"postgres:18"',
    says: ['name:tag@sha256:<64 hex>', 'docker buildx imagetools inspect'],
    compose: (project) => new RustCiPipeline(project, 'Ci', { integrationTests: { targets: ['integration'], database: Database.postgres({ image: 'postgres:18' }) } }),
  },
  'a database with a name that is none': {
    place: 'Database.postgres',
    value: '"Test DB"',
    says: ['lower-case letters'],
    compose: (project) => new RustCiPipeline(project, 'Ci', { integrationTests: { targets: ['integration'], database: Database.postgres({ database: 'Test DB' }) } }),
  },
  'a target on a machine of another kind': {
    place: 'RustTarget.of',
    value: 'aarch64-unknown-linux-gnu cannot be built natively on "ubuntu-24.04"',
    says: ['Runner.UBUNTU_24_04_ARM'],
    compose: (project) => new RustCiPipeline(project, 'Ci', { targets: [RustTarget.of('aarch64-unknown-linux-gnu', Runner.UBUNTU_24_04)] }),
  },
  'a target that is none': {
    place: 'RustTarget.of',
    value: '"linux"',
    says: ['rustc --print target-list'],
    compose: (project) => new RustCiPipeline(project, 'Ci', { targets: [RustTarget.of('linux', Runner.UBUNTU_24_04)] }),
  },
  'no target': {
    place: 'Ci/Build',
    value: '`targets` is empty',
    says: ['RustTarget.X86_64_LINUX'],
    compose: (project) => new RustCiPipeline(project, 'Ci', { targets: [] }),
  },
  'a target twice': {
    place: 'Ci/Build',
    value: 'x86_64-unknown-linux-gnu',
    says: ['Give each target once'],
    compose: (project) => new RustBuildStage(plain(project), 'Build', { targets: [RustTarget.X86_64_LINUX, RustTarget.X86_64_LINUX] }),
  },
  'a percentage above 100': {
    place: 'Coverage.codecov',
    value: 'project is 850',
    says: ['0 to 100'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { coverage: Coverage.codecov({ project: 850 }) }),
  },
  'a minimum of coverage below 0': {
    place: 'Ci/Coverage',
    value: '-1',
    says: ['0 to 100'],
    compose: (project) => new RustCoverageStage(plain(project), 'Coverage', { minimum: -1 }),
  },
  'a tool without its version': {
    place: 'Ci',
    value: '"cargo-nextest"',
    says: ['name@1.2.3'],
    compose: (project) => {
      const ci = plain(project);
      const toolchain = new RustToolchain(ci);
      new OwnStage(ci, 'Own', () => toolchain.rustSteps({ tools: ['cargo-nextest'] }));
    },
  },
  'tests without a target': {
    place: 'Ci/Tests',
    value: '`integration.targets` is empty',
    says: ['tests/integration.rs'],
    compose: (project) => new RustCiPipeline(project, 'Ci', { integrationTests: { targets: [] } }),
  },
  'no tests at all': {
    place: 'Ci/Tests',
    value: 'nothing is left to test',
    says: ['`unit`'],
    compose: (project) => new RustTestStage(plain(project), 'Tests', { unit: false }),
  },
  'a number of cases that is none': {
    place: 'Ci/Tests',
    value: 'propertyCases is 0.5',
    says: ['whole number'],
    compose: (project) => new RustTestStage(plain(project), 'Tests', { propertyCases: 0.5 }),
  },
  'a licence that is no identifier': {
    place: 'Ci/Deny',
    value: '"Apache License 2.0"',
    says: ['Apache-2.0', 'spdx.org'],
    compose: (project) => new RustCiPipeline(project, 'Ci', { dependencies: { licenses: ['Apache License 2.0'] } }),
  },
  'an exception without a reason': {
    place: 'Deny',
    value: '"RUSTSEC-2026-0001"',
    says: ['Say why'],
    compose: (project) => new DenyConfig(project, 'Deny', { ignoredAdvisories: [{ id: 'RUSTSEC-2026-0001', reason: '' }] }),
  },
  'a workflow written by hand in the way': {
    place: '.github/workflows/ci.yml',
    value: 'written by hand',
    says: ['delete the file', 'another name', 'run once with the environment variable PROJEN_DELIVERY_OVERWRITE=1'],
    files: { '.github/workflows/ci.yml': 'on: push\n' },
    compose: node,
  },
  'a cooldown of a day': {
    place: 'Dependabot',
    value: '1 days',
    says: ['7 to 90 days'],
    compose: (project) => DependabotConfig.of(project).addEcosystem(Ecosystem.NPM, { cooldownDays: 1 }),
  },
  'an output that a script does not declare': {
    place: 'Step pack',
    value: 'no output "tarbal"',
    says: ['It declares: tarball'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => {
      const pack = ScriptAsset.fromFile('assets/scripts/npm-pack.sh').step({}, { id: 'pack' });
      return [pack, Step.command('true', { env: { FILE: pack.output('tarbal') } })];
    }),
  },
  'a parameter that a script does not declare': {
    place: 'Script',
    value: 'no parameter "FOLDER"',
    says: ['Its parameters are: PACKAGE_DIR'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [ScriptAsset.fromFile('assets/scripts/npm-pack.sh').step({ FOLDER: '.' })]),
  },
  'a slot that does not exist': {
    place: 'Ci/Tests',
    value: '"before:tests"',
    says: ['Its slots are before: and after: checkout, setup-node, install, test'],
    compose: (project) => node(project).stage('Tests').slot('before:tests').add(Step.command('true')),
  },
  'a slot that is none': {
    place: 'Ci/Tests',
    value: '"test"',
    says: ['before:<step id>'],
    compose: (project) => node(project).stage('Tests').slot('test'),
  },
  'a stage that does not exist': {
    place: 'Ci',
    value: '"Test"',
    says: ['Its stages are: Validation, Tests, Security, Package'],
    compose: (project) => node(project).stage('Test'),
  },
  'a workflow that does not exist': {
    place: 'Ci',
    value: '"nightly"',
    says: ['Its workflows are: pr-validation, ci', 'addWorkflow'],
    compose: (project) => new KvmIntegrationStage(node(project), 'Integration', { command: 'make', workflow: 'nightly' }),
  },
  'stages that need each other': {
    place: 'Ci/One',
    value: 'needs itself',
    says: ['Remove one of the needs'],
    compose: (project) => {
      const ci = plain(project);
      const needs: Stage[] = [];
      const one = new KvmIntegrationStage(ci, 'One', { command: 'make', needs });
      needs.push(new KvmIntegrationStage(ci, 'Two', { command: 'make', needs: [one] }));
    },
  },
  'a need in another workflow': {
    place: 'Ci/Integration',
    value: 'needs "lint"',
    says: ['Its jobs are: '],
    compose: (project) => {
      const ci = node(project);
      new KvmIntegrationStage(ci, 'Integration', { command: 'make', needs: [ci.stage('Validation')] });
    },
  },
  'a package that nothing packs': {
    place: 'Ci/Compatibility',
    value: 'nothing in its pipeline packs',
    says: ['new NpmPackageStage(pipeline, \'Package\')'],
    compose: (project) => new CompatibilityStage(new NodeCiPipeline(project, 'Ci', { package: false }), 'Compatibility', { runners: [Runner.UBUNTU_24_04], command: 'tool' }),
  },
  'no machine to be compatible with': {
    place: 'Ci/Compatibility',
    value: '`runners` is empty',
    says: ['Runner.UBUNTU_24_04'],
    compose: (project) => new CompatibilityStage(node(project), 'Compatibility', { runners: [], command: 'tool' }),
  },
  'a machine without one label': {
    place: 'Ci/Compatibility',
    value: '"self-hosted, kvm"',
    says: ['hosted runners or scale sets'],
    compose: (project) => new CompatibilityStage(node(project), 'Compatibility', { runners: [Runner.selfHosted(['kvm'])], command: 'tool' }),
  },
  'a machine twice': {
    place: 'Ci/Compatibility',
    value: 'ubuntu-24.04',
    says: ['once'],
    compose: (project) => new CompatibilityStage(node(project), 'Compatibility', { runners: [Runner.UBUNTU_24_04, Runner.UBUNTU_24_04], command: 'tool' }),
  },
  'a version of Node twice': {
    place: 'Ci/Tests',
    value: '"24"',
    says: ['once'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { testVersions: ['24', '24'] }),
  },
  'no version of Node to test with': {
    place: 'Ci/Tests',
    value: '`versions` is empty',
    says: ['leave it out'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { testVersions: [] }),
  },
  'a limit of legs that is none': {
    place: 'Matrix',
    value: 'maxParallel 0',
    says: ['whole number'],
    compose: (project) => new NodeTestStage(plain(project), 'Tests', { versions: ['24'], maxParallel: 0 }),
  },
  'a validation of nothing': {
    place: 'Ci/More',
    value: '`without` leaves nothing',
    says: ['Leave the stage out'],
    compose: (project) => new PullRequestValidationStage(node(project), 'More', { without: Object.values(ValidationPart) }),
  },
  'a stage that replaces one of another pipeline': {
    place: 'Ci',
    value: 'Other/Tests belongs to Other',
    says: ['Create it with this pipeline as its scope'],
    compose: (project) => node(project).replaceStage('Tests', new NodeTestStage(new Pipeline(project, 'Other'), 'Tests')),
  },
  'a timeout that GitHub does not take': {
    place: 'Timeout',
    value: '0',
    says: ['360'],
    compose: (project) => new NodeCiPipeline(project, 'Ci', { timeout: Timeout.minutes(0) }),
  },
  'a variable that GitHub sets': {
    place: 'Step env',
    value: '"GITHUB_TOKEN"',
    says: ['prefixes GITHUB_ and RUNNER_'],
    compose: (project) => new KvmIntegrationStage(node(project), 'Integration', { command: 'make', testEnv: { GITHUB_TOKEN: 'x' } }),
  },
  'an input that a composite action does not declare': {
    place: 'notify',
    value: 'no input "txt"',
    says: ['Its inputs are: text'],
    compose: (project) => {
      const step = Step.command('true', { id: 'say' });
      new CompositeAction(project, 'notify', { name: 'Notify', description: 'Notifies.', inputs: { text: { description: 'Text.' } }, steps: [step] }).call({ txt: 'x' });
    },
  },
  'an axis that a matrix lacks': {
    place: 'Ci/Own',
    value: 'matrix.os',
    says: ['Its axes are: node'],
    compose: (project) => plain(project) && new (class extends Stage {
      protected buildJobs(): Job[] {
        const job = this.newJob('own', { name: Expr.template('Own ({os})', { os: Expr.matrix('os') }), matrix: Matrix.of({ node: ['24'] }) });
        job.addStep(checkoutStep());
        return [job];
      }
    })(Ci.of(project).pipelines[0], 'Own'),
  },
  'a step that runs later': {
    place: 'Ci/Own/read',
    value: 'reads the step "late"',
    says: ['Earlier steps are: checkout'],
    compose: (project) => new OwnStage(plain(project), 'Own', () => [checkoutStep(), Step.command('true', { id: 'read', env: { X: Expr.step('late', 'x') } }), Step.command('true', { id: 'late' })]),
  },
  'a workflow that nothing starts': {
    place: '.github/workflows/idle.yml',
    value: 'nothing starts it',
    says: ['Trigger.'],
    compose: (project) => {
      const idle = Ci.of(project).addWorkflow(new Workflow('idle', { name: 'Idle', triggers: [] }));
      idle.addJob(new Job('idle', { name: 'Idle', permissions: Permissions.readContents() })).addStep(checkoutStep());
    },
  },
  'what a check of one\'s own forbids': {
    place: 'Ci/Integration',
    value: '"integration" is long. [short-names]',
    says: ['Shorten it'],
    compose: (project) => {
      Ci.of(project).addCheck(new ShortNames());
      new KvmIntegrationStage(new Pipeline(project, 'Ci', { gate: false }), 'Integration', { command: 'make' });
    },
  },
  'an image whose password is plain text': {
    place: 'Container',
    value: 'the password',
    says: ['Expr.secret'],
    compose: () => Container.image(`a@sha256:${'0'.repeat(64)}`, { username: 'u', password: Expr.literal('x') }),
  },
  'a trigger on no branch': {
    place: 'Trigger',
    value: 'has no branches',
    says: ['at least one pattern'],
    compose: (project) => void Ci.of(project).addWorkflow(new Workflow('w', { name: 'W', triggers: [Trigger.push({ branches: [] })] })),
  },
  'rollout steps that do not rise to 100': {
    place: 'Rollout.steps',
    value: 'must rise to 100, got 50, 10',
    says: ['End with 100', 'leave `rollout` out'],
    compose: (project) => new HelmDeployStage(plain(project), 'Deploy', { ...deployment(), rollout: Rollout.steps(50, 10) }),
  },
  'a share that takes a fleet': {
    place: 'Rollout.steps',
    value: '95 % needs 19 times the pods',
    says: ['at most 80'],
    compose: () => void Rollout.steps(10, 95, 100),
  },
  'a threshold without a query': {
    place: 'Metric.query',
    value: 'there is no query',
    says: ['A threshold needs a query', 'PromQL'],
    compose: () => void Metric.query('Errors', '').below(0.01),
  },
  'a gate without conditions': {
    place: 'MetricGate.prometheus',
    value: 'it requires nothing',
    says: ['lets everything pass', 'Metric.value'],
    compose: () => void Rollout.rolling().gatedBy(MetricGate.prometheus({ server: 'https://prometheus.example.com', require: [] })),
  },
  'an image with capitals': {
    place: 'ContainerImage.of',
    value: '"ghcr.io/Acme/Tool" has capitals',
    says: ['lower case', 'ghcr.io/acme/tool'],
    compose: () => void ContainerImage.of('ghcr.io/Acme/Tool'),
  },
  'a part of an image\'s name with capitals': {
    place: 'Ci/Image',
    value: '`name` has capitals: "SmokeTest"',
    says: ['Write "smoketest"'],
    files: { Dockerfile: 'FROM scratch\n' },
    compose: (project) => new ContainerImageStage(plain(project), 'Image', { name: 'SmokeTest' }),
  },
  'an environment after one that is not declared': {
    place: 'Ci/Deploy',
    value: '"production" comes after "testnet", which is not declared',
    says: ['Declared are: staging, production'],
    files: CHART,
    compose: (project) => new HelmDeployStage(plain(project), 'Deploy', { ...deployment(), environments: [Environment.named('staging'), Environment.named('production').after('testnet')] }),
  },
  'an environment with a name that clusters do not take': {
    place: 'Environment.named',
    value: '"Production" is not a name',
    says: ['lower-case letters'],
    compose: () => void Environment.named('Production'),
  },
  'a deployment to nowhere': {
    place: 'Ci/Deploy',
    value: 'there is no environment',
    says: ['Environment.named'],
    files: CHART,
    compose: (project) => new HelmDeployStage(plain(project), 'Deploy', { ...deployment(), environments: [] }),
  },
  'a chart that is not there': {
    place: 'Ci/Deploy',
    value: 'helm/tool/Chart.yaml is missing',
    says: ['new StarterChart(project', 'Correct `chart`'],
    compose: (project) => new HelmDeployStage(plain(project), 'Deploy', deployment()),
  },
  'feature flags that an environment lacks': {
    place: 'Ci/Deploy',
    value: 'config/features-staging.toml is not in this repository',
    says: ['Add the file'],
    files: CHART,
    compose: (project) => new HelmDeployStage(plain(project), 'Deploy', { ...deployment(), featureFlags: 'config/features-{environment}.toml' }),
  },
  'a chart with a name that is none': {
    place: 'Chart',
    value: '"My_Chart" is no name of a chart',
    says: ['lower-case letters'],
    compose: (project) => new StarterChart(project, 'Chart', { path: 'helm/My_Chart' }),
  },
  'a smoke test of nothing': {
    place: 'SmokeTest.job',
    value: 'the command is empty',
    says: ['Give its words'],
    compose: () => void SmokeTest.job([]),
  },
  'a rollback without its deployment': {
    place: 'Ci/Rollback',
    value: 'no deployment to take back',
    says: ['{ of: deploy }'],
    compose: (project) => new RollbackStage(plain(project), 'Rollback', {} as any),
  },
  'two rollbacks of one deployment': {
    place: 'Ci/Again',
    value: 'Ci/Deploy has a rollback already: Ci/Rollback',
    says: ['Keep one'],
    files: CHART,
    compose: (project) => {
      const ci = plain(project);
      const of = new HelmDeployStage(ci, 'Deploy', deployment());
      new RollbackStage(ci, 'Rollback', { of });
      new RollbackStage(ci, 'Again', { of });
    },
  },
  'a rollback of another pipeline\'s deployment': {
    place: 'Other/Rollback',
    value: 'Ci/Deploy belongs to another pipeline',
    says: ['Create both in one pipeline'],
    files: CHART,
    compose: (project) => {
      const of = new HelmDeployStage(plain(project), 'Deploy', deployment());
      new RollbackStage(new Pipeline(project, 'Other'), 'Rollback', { of });
    },
  },
  'a kubectl that floats': {
    place: 'KubernetesTools.of',
    value: '"latest" is not a version of kubectl',
    says: ['all three numbers'],
    compose: () => void KubernetesTools.of({ kubectl: 'latest' }),
  },
  'a channel whose address anybody can read': {
    place: 'Channel.slack',
    value: 'is not a secret',
    says: ['Expr.secret'],
    compose: () => void Channel.slack({ webhook: Expr.variable('SLACK') }),
  },
  'a migration of no phase': {
    place: 'Ci/Migration',
    value: '`phases` is empty',
    says: ['MigrationPhase.named'],
    compose: (project) => new MigrationStage(plain(project), 'Migration', { phases: [], backup: Backup.postgres() }),
  },
  'a phase with a name that is none': {
    place: 'MigrationPhase Actor Core',
    value: '"Actor Core" is not the name of a phase',
    says: ['lower-case words joined by hyphens'],
    compose: () => void MigrationPhase.named('Actor Core'),
  },
  'two targets of one registry': {
    place: 'Release',
    value: 'the same registry: https://registry.npmjs.org',
    says: ['Leave `canary` out'],
    files: RELEASABLE,
    compose: (project) => new NpmReleasePipeline(project, 'Release', { canary: PublishTarget.npm() }),
  },
  'a release of a private package': {
    place: 'Release',
    value: 'says `private`',
    says: ['npm refuses to publish it', 'Remove `private`'],
    files: { 'package.json': packageJson({ private: true }) },
    compose: (project) => new NpmReleasePipeline(project, 'Release'),
  },
  'a release of a package whose repository npm cannot compare': {
    place: 'Release',
    value: 'it names none',
    says: ['Set "repository"'],
    compose: (project) => new NpmReleasePipeline(project, 'Release'),
  },
  'a release from a machine that npm does not trust': {
    place: 'Release',
    value: 'npm trusts hosted runners alone',
    says: ['Give `runner` a hosted one'],
    files: RELEASABLE,
    compose: (project) => new NpmReleasePipeline(project, 'Release', { runner: Runner.selfHosted(['linux']) }),
  },
  'a release that waits for tests which pushes do not run': {
    place: 'Release/Plan',
    value: 'pushes of "next"',
    says: ['do not run Ci, which is waited for', '`pushBranches`'],
    files: RELEASABLE,
    compose: (project) => new NpmReleasePipeline(project, 'Release', { tested: node(project), branches: ['next'] }),
  },
  'a Git tag that is none': {
    place: 'Ci/Plan',
    value: '`tagPrefix` "v..1"',
    says: ['such as v or tool-v'],
    compose: (project) => new ReleasePlanStage(plain(project), 'Plan', { tagPrefix: 'v..1' }),
  },
  'a name of prereleases that no version can have': {
    place: 'Ci/Plan',
    value: '`preid` "rc.1"',
    says: ['such as rc or beta'],
    compose: (project) => new ReleasePlanStage(plain(project), 'Plan', { preid: 'rc.1' }),
  },
  'prereleases for everybody': {
    place: 'Ci/Plan',
    value: '`prereleaseTag` "latest"',
    says: ['such as next or beta'],
    compose: (project) => new ReleasePlanStage(plain(project), 'Plan', { prereleaseTag: 'latest' }),
  },
  'changes outside of the package': {
    place: 'Ci/Plan',
    value: '`changelog` "../CHANGELOG.md"',
    says: ['Give a path such as CHANGELOG.md'],
    compose: (project) => new ReleasePlanStage(plain(project), 'Plan', { changelog: '../CHANGELOG.md' }),
  },
  'snapshots for everybody': {
    place: 'Ci/Snapshot',
    value: '`distTag` "latest"',
    says: ['such as dev or nightly'],
    compose: (project) => new NpmSnapshotStage(plain(project), 'Snapshot', { distTag: 'latest' }),
  },
  'a release without tests': {
    place: 'Ci/Test',
    value: '`commands` is empty',
    says: ['leave it out for the usual scripts'],
    compose: (project) => new ReleaseTestStage(plain(project), 'Test', { commands: [] }),
  },
  'an empty command for what is published': {
    place: 'Ci/Npm',
    value: '`command` is empty',
    says: ['leave the option out'],
    compose: (project) => {
      const ci = plain(project);
      return new NpmPublishStage(ci, 'Npm', { target: PublishTarget.npm(), version: new ReleasePlanStage(ci, 'Plan'), package: new NpmPackageStage(ci, 'Package'), command: '' });
    },
  },
  'a recovery of nothing': {
    place: 'Ci/Recovery',
    value: '`of` is empty',
    says: ['Name the stages that publish'],
    compose: (project) => new ReleaseRecoveryStage(plain(project), 'Recovery', { of: [] }),
  },
  'a rollback at no registry': {
    place: 'Ci/Rollback',
    value: '`targets` is empty',
    says: ['PublishTarget.npm()'],
    compose: (project) => new NpmRollbackStage(plain(project), 'Rollback', { targets: [] }),
  },
  'a registry that is none': {
    place: 'PublishTarget.registry("npm.example.com")',
    value: 'it is no address of a registry',
    says: ['Write it in full', 'https://npm.example.com'],
    compose: () => void PublishTarget.registry('npm.example.com', { token: Expr.secret('TOKEN') }),
  },
  'a registry that nobody may publish to': {
    place: 'PublishTarget.registry("https://npm.example.com")',
    value: 'there is no `token`',
    says: ['Expr.secret(\'REGISTRY_TOKEN\')'],
    compose: () => void PublishTarget.registry('https://npm.example.com', {}),
  },
  'a token of a registry that anybody can read': {
    place: 'PublishTarget of npm',
    value: '`token` is no secret',
    says: ['Use Expr.secret(…)'],
    compose: () => void PublishTarget.npm({ token: Expr.variable('NPM_TOKEN') }),
  },
  'a way back that waits for consent': {
    place: 'PublishTarget of npm',
    value: 'waits for the consent of ann',
    says: ['one without reviewers'],
    compose: () => void PublishTarget.npm({ rollbackEnvironment: Environment.named('rollback').approvedBy('ann') }),
  },
  'documentation outside of the repository': {
    place: 'Ci/Docs',
    value: '`directory` "../docs"',
    says: ['such as docs/generated'],
    compose: (project) => new DocumentationStage(plain(project), 'Docs', { command: 'make docs', directory: '../docs' }),
  },
  'two stages with one job': {
    place: 'Ci/Again',
    value: 'a job "package" already, from Ci/Package',
    says: ['another id'],
    compose: (project) => new NpmPackageStage(node(project), 'Again'),
  },
};

// A line of the table is a line of the user's; what comes after it stands for the end of the composition.
const END = readFileSync(__filename, 'utf8').split('\n').findIndex((line) => line.startsWith('// A line of the table')) + 1;

/** The problem that names the place, of an error that may tell several. */
function problemAt(message: string, place: string): string[] {
  const body = message.replace(/^\d+ problems:\n\n/, '').replace(/\nNothing was written\.$/, '');
  return body.split('\n\n').map((problem) => problem.split('\n')).find(([first]) => first.startsWith(place)) ?? [];
}

test.each(Object.entries(WRONG))('%s is refused', (_, { place, value, says, files, compose }) => {
  const { error, changed } = attempt((outdir) => {
    const project = new DeliveryProject({ name: 'tool', outdir });
    compose(project);
    return project;
  }, { files: { ...FILES, ...files } });
  expect(error?.name).toBe('DeliveryError');
  expect(error!.message).toMatch(/\nNothing was written\.$/);
  const [first, ...rest] = problemAt(error!.message, place);
  // A file is written from several lines; what is said about it names the file.
  const isFile = place.startsWith('.github/');
  const fix = isFile ? rest : rest.slice(1);
  expect(`${first}`).toMatch(/^.+: .+\.( \[[\w-]+\])?$/);
  expect(first).toContain(value);
  expect(says.filter((words) => !fix.join('\n').includes(words) && !first.includes(words))).toEqual([]);
  const line = isFile ? 0 : Number(/^ {2}at test\/wrong-options\.test\.ts:(\d+)$/.exec(rest[0])?.[1] ?? Infinity);
  expect(line).toBeLessThan(END);
  expect(fix.length).toBeGreaterThan(0);
  expect(fix.every((words) => /^ {2}(?!at )/.test(words))).toBe(true);
  expect(changed).toEqual([]);
});

test('the line is that of the call, not that of what it is called on', () => {
  const { error } = attempt((outdir) => {
    const ci = node(new DeliveryProject({ name: 'tool', outdir }));
    ci.stage('Tests').slot('around:test');
    return new DeliveryProject({ name: 'tool', outdir });
  }, { files: FILES });
  const line = Number(/test\/wrong-options\.test\.ts:(\d+)/.exec(error!.message)?.[1]);
  expect(readFileSync(__filename, 'utf8').split('\n')[line - 1]).toContain("slot('around:test')");
});
