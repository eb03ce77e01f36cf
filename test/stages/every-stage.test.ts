// The options that every stage takes have the same effect in each; and a hook that is overridden sees its subclass whole.
import { InPipeline, written } from './in-pipeline';
import {
  Backup, BenchmarkResults, BenchmarkStage, Cluster, CompatibilityStage, ContainerImage, ContainerImageStage, Coverage, Database, DependencyAlertStage, DocumentationStage,
  DriftStage,
  Environment, GitHubReleaseStage, HelmDeployStage, Job, KvmIntegrationStage, MigrationPhase, MigrationStage, NodeTestStage, NpmPackageStage, NpmPublishStage,
  NpmRollbackStage, NpmSnapshotStage, Pipeline, PublishTarget, PullRequestValidationStage, ReleasePlanStage, ReleaseRecoveryStage, ReleaseTagStage, ReleaseTestStage,
  RollbackStage, Runner, RustBuildStage, RustCoverageStage, RustLintStage, RustSecurityStage, RustTestStage, SecurityScanStage, Stage, StageOptions, Step, TestServices,
  Timeout, Trigger, WorkflowInput,
} from '../../src';

const KVM = { command: 'make' };
const coverage = () => Coverage.codecov({ project: 80 });

class Before extends Stage {
  protected buildJobs(): Job[] { return [marked(this.newJob('before', { name: 'Before' }), 'Mine')]; }
}

interface Row {
  readonly create: (pipeline: Pipeline, options: StageOptions) => Stage;
  readonly jobs: string[];
  /** File name of the workflow that it brings. @default - none: it joins `ci` */
  readonly own?: string;
  /** Inputs that the workflow must have where it joins another one. */
  readonly inputs?: Record<string, WorkflowInput>;
  /** Machines of its own: a matrix of them. */
  readonly ownRunners?: string[];
  /** Whether it joins workflows that releases start. */
  readonly release?: boolean;
  /** Jobs that wait for what is needed by waiting for another one of the stage. */
  readonly waitsFor?: Record<string, string>;
}

const CHART = { 'helm/tool/Chart.yaml': 'name: tool\n' };
const INPUTS = { environment: WorkflowInput.choice({ description: 'Where', required: true }, ['staging']), version: WorkflowInput.string({ description: 'Version' }) };
const image = () => ContainerImage.of('ghcr.io/acme/tool');
const deploy = (pipeline: Pipeline, id: string, options: StageOptions = {}) => new HelmDeployStage(pipeline, id, {
  image: image(), chart: 'helm/tool', namespace: 'tool', cluster: Cluster.kubeconfig(), environments: [Environment.named('staging')], ...options,
});
const migration = {
  phases: [MigrationPhase.named('foundation', { command: 'make' })], backup: Backup.postgres(), services: TestServices.database(Database.postgres({ database: 'tool_test' })), prepare: 'make',
};

const text = (description: string) => WorkflowInput.string({ description });
const BUMP = { bump: text('How') };

type InRelease = StageOptions & { readonly workflow: string };
/** A stage of releases, in a workflow that knows them, with what decides and what packs. */
function inRelease(pipeline: Pipeline, given: StageOptions, make: (options: InRelease, more: { plan: ReleasePlanStage; package: NpmPackageStage }) => Stage): Stage {
  const { workflow = 'one' } = given;
  if (given.workflow === undefined) pipeline.addWorkflow('one', 'one', { name: 'One', triggers: [Trigger.release('published'), Trigger.workflowDispatch(BUMP)] });
  const plan = new ReleasePlanStage(pipeline, 'Plan', { workflow });
  return make({ ...given, workflow }, { plan, package: new NpmPackageStage(pipeline, 'Pack', { workflow, cache: false }) });
}
const published = (pipeline: Pipeline, options: InRelease, { plan, package: packed }: { plan: ReleasePlanStage; package: NpmPackageStage }, id = 'One') =>
  new NpmPublishStage(pipeline, id, { target: PublishTarget.npm(), version: plan, package: packed, ...options });

/** Each stage, and the jobs it makes. */
const STAGES: Record<string, Row> = {
  KvmIntegrationStage: { create: (pipeline, options) => new KvmIntegrationStage(pipeline, 'One', { ...KVM, ...options }), jobs: ['one'] },
  NodeTestStage: { create: (pipeline, options) => new NodeTestStage(pipeline, 'One', { coverage: coverage(), ...options }), jobs: ['unit-tests', 'coverage'] },
  NpmPackageStage: { create: (pipeline, options) => new NpmPackageStage(pipeline, 'One', options), jobs: ['package'] },
  PullRequestValidationStage: { create: (pipeline, options) => new PullRequestValidationStage(pipeline, 'One', { workflow: 'ci', ...options }), jobs: ['lint', 'build', 'dependency-review'] },
  SecurityScanStage: { create: (pipeline, options) => new SecurityScanStage(pipeline, 'One', options), jobs: ['security'] },
  RustLintStage: { create: (pipeline, options) => new RustLintStage(pipeline, 'One', options), jobs: ['lint'] },
  RustTestStage: { create: (pipeline, options) => new RustTestStage(pipeline, 'One', { integration: { targets: ['a'] }, ...options }), jobs: ['unit-tests', 'integration-tests'] },
  RustCoverageStage: { create: (pipeline, options) => new RustCoverageStage(pipeline, 'One', { coverage: coverage(), ...options }), jobs: ['coverage', 'coverage-upload'] },
  RustSecurityStage: { create: (pipeline, options) => new RustSecurityStage(pipeline, 'One', options), jobs: ['deny', 'sast'] },
  RustBuildStage: { create: (pipeline, options) => new RustBuildStage(pipeline, 'One', options), jobs: ['build'], ownRunners: ['build'] },
  CompatibilityStage: {
    ownRunners: ['one'],
    create: (pipeline, options) => new CompatibilityStage(pipeline, 'One', { package: new NpmPackageStage(pipeline, 'Pack'), runners: [Runner.UBUNTU_24_04], command: 'tool', ...options }),
    jobs: ['one'],
  },
  DriftStage: { create: (pipeline, options) => new DriftStage(pipeline, 'One', options), jobs: ['one'] },
  DependencyAlertStage: { create: (pipeline, options) => new DependencyAlertStage(pipeline, 'One', { workflow: 'ci', ...options }), jobs: ['advisories'] },
  ContainerImageStage: { create: (pipeline, options) => new ContainerImageStage(pipeline, 'One', options), jobs: ['validate', 'build', 'scan', 'publish'], own: 'one', ownRunners: ['validate', 'build'] },
  // Its comment needs a workflow that knows pull requests; its own test is about it.
  BenchmarkStage: {
    create: (pipeline, options) => new BenchmarkStage(pipeline, 'One', { command: 'make', results: BenchmarkResults.duration(), comment: false, ...options }),
    jobs: ['compare', 'store'],
    own: 'one',
  },
  ReleasePlanStage: {
    create: (pipeline, options) => {
      if (options.workflow === undefined) pipeline.addWorkflow('one', 'one', { name: 'One', triggers: [Trigger.release('published'), Trigger.workflowDispatch(BUMP)] });
      return new ReleasePlanStage(pipeline, 'One', { workflow: 'one', ...options });
    },
    jobs: ['plan'],
    own: 'one',
    inputs: BUMP,
    release: true,
  },
  ReleaseTagStage: { create: (pipeline, options) => inRelease(pipeline, options, (own, { plan }) => new ReleaseTagStage(pipeline, 'One', { plan, ...own })), jobs: ['tag'], own: 'one', inputs: BUMP, release: true },
  ReleaseTestStage: { create: (pipeline, options) => new ReleaseTestStage(pipeline, 'One', options), jobs: ['test'] },
  NpmSnapshotStage: { create: (pipeline, options) => new NpmSnapshotStage(pipeline, 'One', options), jobs: ['package'] },
  NpmPublishStage: {
    create: (pipeline, options) => inRelease(pipeline, options, (own, more) => published(pipeline, own, more)),
    jobs: ['publish-one', 'verify-one'],
    own: 'one',
    inputs: BUMP,
    release: true,
    waitsFor: { 'verify-one': 'publish-one' },
  },
  ReleaseRecoveryStage: {
    create: (pipeline, options) => inRelease(pipeline, options, (own, more) => new ReleaseRecoveryStage(pipeline, 'One', { of: [published(pipeline, { workflow: own.workflow }, more, 'Npm')], ...own })),
    jobs: ['roll-back-npm'],
    own: 'one',
    inputs: BUMP,
    release: true,
  },
  GitHubReleaseStage: { create: (pipeline, options) => inRelease(pipeline, options, (own, more) => new GitHubReleaseStage(pipeline, 'One', { ...more, ...own })), jobs: ['one'], own: 'one', inputs: BUMP, release: true },
  NpmRollbackStage: {
    create: (pipeline, options) => new NpmRollbackStage(pipeline, 'One', { targets: [PublishTarget.npm()], ...options }),
    jobs: ['roll-back-npm'],
    own: 'one',
    inputs: { version: text('Version'), reason: text('Why'), registry: text('Where'), to: text('To'), undo: WorkflowInput.boolean({ description: 'Undo' }, false) },
  },
  DocumentationStage: {
    create: (pipeline, options) => inRelease(pipeline, options, (own) => new DocumentationStage(pipeline, 'One', { command: 'make', directory: 'docs', cache: false, ...own })), jobs: ['build-one', 'deploy-one'], own: 'one', inputs: BUMP, release: true,
  },
  MigrationStage: { create: (pipeline, options) => new MigrationStage(pipeline, 'One', { ...migration, ...options }), jobs: ['one-foundation'], own: 'one' },
  HelmDeployStage: {
    create: (pipeline, options) => deploy(pipeline, 'One', options), jobs: ['pre-deployment', 'deploy'], own: 'one', inputs: { ...INPUTS, force: WorkflowInput.boolean({ description: 'By force' }, false) },
  },
  RollbackStage: {
    create: (pipeline, options) => new RollbackStage(pipeline, 'One', { of: deploy(pipeline, 'Deploy'), automatic: false, ...options }),
    jobs: ['rollback'],
    own: 'one',
    inputs: { ...INPUTS, emergency: WorkflowInput.boolean({ description: 'At once' }, false) },
  },
};

describe.each(Object.entries(STAGES))('%s', (name, { create, jobs, own, inputs, release, ownRunners = [], waitsFor = {} }) => {
  const file = own ?? 'ci';
  const make = (stages: (pipeline: Pipeline) => unknown, options: InPipeline = {}) =>
    written(stages, { ...options, files: { ...CHART, Dockerfile: 'FROM scratch\n' }, rust: own ? {} : undefined });
  const documents = (options: StageOptions, more: (pipeline: Pipeline) => StageOptions = () => ({})) => {
    const workflow = make((pipeline) => create(pipeline, { ...options, ...more(pipeline) })).workflow(file);
    return jobs.map((id) => workflow.job(id).document);
  };
  const onOne = jobs.filter((id) => !ownRunners.includes(id));

  test('makes its jobs', () => {
    const workflow = make((pipeline) => create(pipeline, {})).workflow(file);
    // What people start by hand alone has nothing to wait for all of it.
    const gate = Object.keys(workflow.document.on).includes('pull_request') ? ['gate'] : [];
    expect(workflow.jobs.map((job) => job.id)).toEqual(expect.arrayContaining([...jobs, ...gate]));
  });

  test('timeout is that of each of its jobs', () => {
    expect(documents({ timeout: Timeout.minutes(7) }).map((job) => job['timeout-minutes'])).toEqual(jobs.map(() => 7));
  });

  test('a timeout of the pipeline is that of each of its jobs as well', () => {
    const workflow = make((pipeline) => create(pipeline, {}), { pipeline: { timeout: Timeout.minutes(8) } }).workflow(file);
    expect(jobs.map((id) => workflow.job(id).document['timeout-minutes'])).toEqual(jobs.map(() => 8));
  });

  test('runner is the machine of its jobs', () => {
    const all = documents(onOne.length > 0 ? { runner: Runner.UBUNTU_22_04 } : {});
    const machines = Object.fromEntries(jobs.map((id, index) => [id, all[index]['runs-on']]));
    expect(onOne.map((id) => machines[id])).toEqual(onOne.map(() => 'ubuntu-22.04'));
    expect(ownRunners.map((id) => machines[id])).toEqual(ownRunners.map(() => expect.stringMatching(/^\$\{\{ matrix\.\w+ \}\}$/)));
  });

  test('env is that of each of its jobs', () => {
    const before = documents({}).map((job) => job.env);
    expect(documents({ env: { MODE: 'ci' } }).map((job) => job.env)).toEqual(before.map((env) => ({ ...env, MODE: 'ci' })));
  });

  test('needs are waited for by each of its jobs', () => {
    const waits = documents({}, (pipeline) => ({ needs: [new Before(pipeline, 'Before', { workflow: own })] })).map((job) => [job.needs].flat());
    expect(waits).toEqual(jobs.map((id) => expect.arrayContaining([waitsFor[id] ?? 'before'])));
  });

  test('paths skip each of its jobs where nothing of them changed', () => {
    for (const job of documents({ paths: ['src/**'] })) {
      expect([job.needs].flat()).toContain('changes');
      expect(job.if).toContain("contains(fromJSON(needs.changes.outputs.changed || '[]'), 'one')");
    }
  });

  test('workflow is the one that it joins', () => {
    const synthesized = make((pipeline) => {
      pipeline.addWorkflow('nightly', 'nightly', { name: 'Nightly', triggers: [Trigger.workflowDispatch(inputs), ...(release ? [Trigger.release('published')] : [])] });
      create(pipeline, { workflow: 'nightly', ...(name === 'CompatibilityStage' ? { package: new NpmPackageStage(pipeline, 'Packed', { workflow: 'nightly' }) } : {}) });
    });
    const joined = ['BenchmarkStage', 'ContainerImageStage'].includes(name) ? jobs.map((id) => `one-${id}`) : jobs;
    expect(synthesized.workflow('nightly').jobs.map((job) => job.id)).toEqual(expect.arrayContaining(joined));
    expect(synthesized.has('.github/workflows/one.yml')).toBe(false);
  });

  test('a slot before and after each of its steps takes steps', () => {
    const first = make((pipeline) => create(pipeline, {})).workflow(file).job(jobs[0]);
    expect(first.steps[0].name).toBe('Check out');
    const job = make((pipeline) => {
      const stage = create(pipeline, {});
      stage.slot('before:checkout').add(Step.command('true', { name: 'First' }));
      stage.slot('after:checkout').add(Step.command('true', { name: 'Second' }), Step.command('true', { name: 'Third' }));
    }).workflow(file).job(jobs[0]);
    expect(job.steps.slice(0, 4).map((step) => step.name)).toEqual(['First', 'Check out', 'Second', 'Third']);
  });
});

/** A subclass of each stage, whose hook reads a field of its own. */
const HOOKS: Record<string, (pipeline: Pipeline) => Stage> = {
  'KvmIntegrationStage.integrationJob': (pipeline) => new (class extends KvmIntegrationStage {
    private readonly label = 'Mine';
    protected integrationJob(): Job { return marked(super.integrationJob(), this.label); }
  })(pipeline, 'One', KVM),
  'KvmIntegrationStage.setupStep': (pipeline) => new (class extends KvmIntegrationStage {
    private readonly label = 'Mine';
    protected setupStep(): Step { return Step.command('true', { name: this.label }); }
  })(pipeline, 'One', KVM),
  'KvmIntegrationStage.resultSteps': (pipeline) => new (class extends KvmIntegrationStage {
    private readonly label = 'Mine';
    protected resultSteps(): Step[] { return [...super.resultSteps(), Step.command('true', { name: this.label })]; }
  })(pipeline, 'One', KVM),
  'NodeTestStage.testJob': (pipeline) => new (class extends NodeTestStage {
    private readonly label = 'Mine';
    protected testJob(): Job { return marked(super.testJob(), this.label); }
  })(pipeline, 'One'),
  'NodeTestStage.coverageJob': (pipeline) => new (class extends NodeTestStage {
    private readonly label = 'Mine';
    protected coverageJob(tests: Job, where: Coverage): Job { return marked(super.coverageJob(tests, where), this.label); }
  })(pipeline, 'One', { coverage: coverage() }),
  'NpmPackageStage.packageJob': (pipeline) => new (class extends NpmPackageStage {
    private readonly label = 'Mine';
    protected packageJob(): Job { return marked(super.packageJob(), this.label); }
  })(pipeline, 'One'),
  'PullRequestValidationStage.lintJob': (pipeline) => new (class extends PullRequestValidationStage {
    private readonly label = 'Mine';
    protected lintJob(): Job { return marked(super.lintJob(), this.label); }
  })(pipeline, 'One', { workflow: 'ci' }),
  'PullRequestValidationStage.buildJob': (pipeline) => new (class extends PullRequestValidationStage {
    private readonly label = 'Mine';
    protected buildJob(): Job { return marked(super.buildJob(), this.label); }
  })(pipeline, 'One', { workflow: 'ci' }),
  'PullRequestValidationStage.dependencyReviewJob': (pipeline) => new (class extends PullRequestValidationStage {
    private readonly label = 'Mine';
    protected dependencyReviewJob(): Job { return marked(super.dependencyReviewJob(), this.label); }
  })(pipeline, 'One', { workflow: 'ci' }),
  'SecurityScanStage.scanJob': (pipeline) => new (class extends SecurityScanStage {
    private readonly label = 'Mine';
    protected scanJob(): Job { return marked(super.scanJob(), this.label); }
  })(pipeline, 'One'),
  'RustLintStage.lintJob': (pipeline) => new (class extends RustLintStage {
    private readonly label = 'Mine';
    protected lintJob(): Job { return marked(super.lintJob(), this.label); }
  })(pipeline, 'One'),
  'RustTestStage.unitJob': (pipeline) => new (class extends RustTestStage {
    private readonly label = 'Mine';
    protected unitJob(): Job { return marked(super.unitJob(), this.label); }
  })(pipeline, 'One'),
  'RustTestStage.targetJob': (pipeline) => new (class extends RustTestStage {
    private readonly label = 'Mine';
    protected targetJob(id: string, name: string, tests: { readonly targets: string[] }): Job { return marked(super.targetJob(id, name, tests), this.label); }
  })(pipeline, 'One', { unit: false, property: { targets: ['p'] } }),
  'RustCoverageStage.coverageJob': (pipeline) => new (class extends RustCoverageStage {
    private readonly label = 'Mine';
    protected coverageJob(): Job { return marked(super.coverageJob(), this.label); }
  })(pipeline, 'One'),
  'RustCoverageStage.uploadJob': (pipeline) => new (class extends RustCoverageStage {
    private readonly label = 'Mine';
    protected uploadJob(measure: Job, where: Coverage): Job { return marked(super.uploadJob(measure, where), this.label); }
  })(pipeline, 'One', { coverage: coverage() }),
  'RustSecurityStage.denyJob': (pipeline) => new (class extends RustSecurityStage {
    private readonly label = 'Mine';
    protected denyJob(): Job { return marked(super.denyJob(), this.label); }
  })(pipeline, 'One'),
  'RustSecurityStage.analysisJob': (pipeline) => new (class extends RustSecurityStage {
    private readonly label = 'Mine';
    protected analysisJob(): Job { return marked(super.analysisJob(), this.label); }
  })(pipeline, 'One'),
  'RustBuildStage.buildJob': (pipeline) => new (class extends RustBuildStage {
    private readonly label = 'Mine';
    protected buildJob(): Job { return marked(super.buildJob(), this.label); }
  })(pipeline, 'One'),
  'BenchmarkStage.compareJob': (pipeline) => new (class extends BenchmarkStage {
    private readonly label = 'Mine';
    protected compareJob(): Job { return marked(super.compareJob(), this.label); }
  })(pipeline, 'One', { command: 'make', results: BenchmarkResults.duration(), workflow: 'ci' }),
  'BenchmarkStage.commentJob': (pipeline) => new (class extends BenchmarkStage {
    private readonly label = 'Mine';
    protected commentJob(compare: Job): Job { return marked(super.commentJob(compare), this.label); }
  })(pipeline, 'One', { command: 'make', results: BenchmarkResults.duration(), workflow: 'ci' }),
  'BenchmarkStage.storeJob': (pipeline) => new (class extends BenchmarkStage {
    private readonly label = 'Mine';
    protected storeJob(compare: Job): Job { return marked(super.storeJob(compare), this.label); }
  })(pipeline, 'One', { command: 'make', results: BenchmarkResults.duration(), workflow: 'ci' }),
  'CompatibilityStage.compatibilityJob': (pipeline) => new (class extends CompatibilityStage {
    private readonly label = 'Mine';
    protected compatibilityJob(): Job { return marked(super.compatibilityJob(), this.label); }
  })(pipeline, 'One', { package: new NpmPackageStage(pipeline, 'Pack'), runners: [Runner.UBUNTU_24_04], command: 'tool' }),
  'DriftStage.driftJob': (pipeline) => new (class extends DriftStage {
    private readonly label = 'Mine';
    protected driftJob(): Job { return marked(super.driftJob(), this.label); }
  })(pipeline, 'One'),
  'DependencyAlertStage.alertJob': (pipeline) => new (class extends DependencyAlertStage {
    private readonly label = 'Mine';
    protected alertJob(): Job { return marked(super.alertJob(), this.label); }
  })(pipeline, 'One', { workflow: 'ci' }),
};

function marked(job: Job, label: string): Job {
  job.addStep(Step.command('true', { name: label }));
  return job;
}

describe('a hook that a subclass overrides', () => {
  test.each(Object.entries(HOOKS))('%s sees the fields of its subclass, and is called once', (_, create) => {
    const steps = written(create).workflow('ci').jobs.flatMap((job) => job.steps);
    expect(steps.filter((step) => step.name === 'Mine')).toHaveLength(1);
  });

  test('buildJobs, defaultWorkflow and slug of a stage of one\'s own', () => {
    class Nightly extends Stage {
      private readonly role = 'nightly';
      protected defaultWorkflow(): string { return this.role; }
      protected buildJobs(): Job[] { return [marked(this.newJob(this.slug, { name: 'Nightly' }), 'Mine')]; }
    }
    const synthesized = written((pipeline) => {
      pipeline.addWorkflow('nightly', 'nightly', { name: 'Nightly', triggers: [Trigger.workflowDispatch()] });
      new Nightly(pipeline, 'LongRunning Tests');
    });
    expect(synthesized.workflow('nightly').jobs.map((job) => job.id)).toEqual(['long-running-tests']);
  });
});

