import { IConstruct } from 'constructs';
import { Backup } from './backup';
import { cargoTests } from './cargo-tests';
import { ALL_PHASES, MigrationPhase } from './migration-phase';
import { MigrationResults } from './migration-results';
import { checkScript, hasFile, RepositoryScript, startScript } from './repository-script';
import { TestServices } from './test-services';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Step, StepOptions } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { Trigger } from '../../model/trigger';
import { WorkflowInput } from '../../model/workflow-input';
import { ScriptAsset } from '../../script/script-asset';
import { MetricGate, PrometheusOptions } from '../metrics/metric-gate';
import { NEXTEST_TOOL, nextestParameters } from '../rust/nextest';
import { requireRust } from '../rust/require-rust';

/** How the phases of a migration are tested. */
export interface MigrationStageOptions extends StageOptions {
  /** The phases, in their order. */
  readonly phases: MigrationPhase[];
  /** How the state before a phase is kept, and brought back after it. */
  readonly backup: Backup;
  /** Services that the tests use. @default - none */
  readonly services?: TestServices;
  /**
   * Command that brings the test data in, as it is before the phase that `MIGRATION_PHASE` names.
   *
   * @default - none: the services bring it themselves
   */
  readonly prepare?: string;
  /** Features that test targets are built with. @default - the default features */
  readonly features?: string[];
  /** Path of a script that validates the state after the backup was restored. @default - none */
  readonly validateRollback?: string;
  /** Server of the metrics that phases require something of. @default - none: no phase may require anything */
  readonly metrics?: PrometheusOptions;
  /** Branches whose pushes test every phase, as GitHub's patterns. @default ['migration/**'] */
  readonly branches?: string[];
  /** Environment variables of the tests and scripts. @default - none */
  readonly testEnv?: Record<string, string | number | boolean | Expr>;
}

/**
 * Tests a migration phase by phase: backup, tests, validation, metrics, restore, report. A job each, in their order; the
 * first that fails ends the run. By hand one phase or all of them; on pushes to migration branches all.
 */
export class MigrationStage extends Stage {
  private readonly options: MigrationStageOptions;
  private readonly gates: Map<string, MetricGate>;

  /**
   * @throws when there is no phase, two of one name, conditions without a server, or nothing that could be backed up
   */
  public constructor(scope: IConstruct, id: string, options: MigrationStageOptions) {
    super(scope, id, options);
    this.options = { ...options, phases: [...options.phases] };
    this.checkPhases();
    this.checkMetrics();
    this.checkData();
    this.gates = new Map(options.phases.flatMap(({ name, _options: { requires } }) => (
      requires && options.metrics ? [[name, MetricGate.prometheus({ ...options.metrics, require: requires })]] : []
    )));
    if (options.workflow === undefined) this.addOwnWorkflow();
  }

  protected defaultWorkflow(): string {
    return this.slug;
  }

  protected buildJobs(): Job[] {
    this.checkRepository();
    const jobs: Job[] = [];
    for (const phase of this.options.phases) jobs.push(this.phaseJob(phase, [...jobs]));
    return jobs;
  }

  /** The job of a phase; `earlier` are those of the phases before it. */
  protected phaseJob(phase: MigrationPhase, earlier: Job[]): Job {
    const { services } = this.options;
    const job = this.newJob(`${this.slug}-${phase.name}`, {
      name: `${this.node.id} (${phase.name})`,
      needs: earlier,
      condition: this.condition(phase, earlier),
      timeout: this.timeout,
      ...(services?._containers ? { services: services._containers } : {}),
    });
    const results = new MigrationResults(job.id);
    const work = [...(services?._startSteps ?? []), ...this.toolSteps(phase), ...this.phaseSteps(phase, results)];
    job.addStep(checkoutStep(), ...work, ...results.steps(phase.name, work), ...(services?._logSteps(results.path('services.log')) ?? []), results.uploadStep(), ...(services?._endSteps ?? []));
    return job;
  }

  // What is done with a phase, from the backup to its restore.
  private phaseSteps(phase: MigrationPhase, results: MigrationResults): Step[] {
    const { backup, prepare, services, validateRollback } = this.options;
    const { validate, rollback } = phase._options;
    const place = { folder: results.path('backup'), variable: services?.variable, url: services?.url, container: services?._container };
    const script = { env: this.testEnv(phase) };
    // Scripts of the repository see its variables; a shipped one has its own parameters.
    const own = backup._needsPostgres ? {} : script;
    const tested = rollback ?? phase !== this.options.phases[0];
    return [
      ...(prepare === undefined ? [] : [Step.command(this.checkCommand('prepare', prepare), { id: 'prepare', name: 'Prepare test data', ...script, workingDirectory: this.pipeline.toolchain.workingDirectory })]),
      backup._backupStep(place, { id: 'backup', name: 'Back up', ...own }),
      this.testStep(phase, results),
      ...(validate === undefined ? [] : [Step.command(startScript(validate), { id: 'validate', name: 'Validate migration', ...script })]),
      ...this.gateSteps(phase, results),
      // Also after a failure: a backup that helps only where nothing went wrong is none.
      backup._restoreStep(place, { id: 'restore', name: 'Restore the backup', ...own, condition: Expr.and(Expr.notCancelled(), Expr.eq(Expr.stepOutcome('backup'), 'success')) }),
      ...(validateRollback !== undefined && tested ? [Step.command(startScript(validateRollback), { id: 'validate-rollback', name: 'Validate rollback', ...script })] : []),
    ];
  }

  private testStep(phase: MigrationPhase, results: MigrationResults): Step {
    const { command } = phase._options;
    // Ends before the job does: a test that hangs is a failure then, and what is there is kept.
    const timeout = Timeout.minutes(Math.max(1, Math.floor(this.timeout.inMinutes * 0.75)));
    const options: StepOptions = { id: 'test', name: 'Test migration', timeout, env: this.testEnv(phase) };
    if (command !== undefined) return Step.command(this.checkCommand('command', command), { ...options, workingDirectory: this.pipeline.toolchain.workingDirectory });
    const features = phase._options.features ?? this.options.features ?? [];
    return ScriptAsset._shipped('cargo-test-targets').step({
      TARGETS: phase.testTarget!,
      ...(features.length > 0 ? { FEATURES: features.join(' ') } : {}),
      ...nextestParameters(this),
      JUNIT_DESTINATION: results.absolutePath('tests.xml'),
    }, {
      ...options,
      // The tests of a phase share one database, and a second try would find what the first one left.
      env: { NEXTEST_TEST_THREADS: 1, NEXTEST_RETRIES: 0, ...options.env },
      workingDirectory: requireRust(this).workingDirectory,
    });
  }

  private toolSteps(phase: MigrationPhase): Step[] {
    if (phase.testTarget === undefined) return this.pipeline.toolchain.steps();
    return requireRust(this).rustSteps({ tools: [NEXTEST_TOOL] });
  }

  private gateSteps(phase: MigrationPhase, results: MigrationResults): Step[] {
    const gate = this.gates.get(phase.name);
    return gate ? [gate.step(this, { file: `.github/delivery/${this.slug}-gate.json`, gate: phase.name, resultFile: results.path('metrics.json'), id: 'metrics' })] : [];
  }

  private testEnv(phase: MigrationPhase): Record<string, string | number | boolean | Expr> {
    const { services, testEnv } = this.options;
    return { ...(services?.variable !== undefined && services.url !== undefined ? { [services.variable]: services.url } : {}), MIGRATION_PHASE: phase.name, ...testEnv };
  }

  private get timeout(): Timeout {
    return this.options.timeout ?? this.pipeline.timeout ?? Timeout.minutes(45);
  }

  // Skipped phases before this one were not chosen; only one that failed stops it. Without a choice GitHub's own rule does.
  private condition(phase: MigrationPhase, earlier: Job[]): Expr | undefined {
    if (this.options.workflow !== undefined) return undefined;
    const chosen = Expr.or(
      Expr.ne(Expr.github('event_name'), 'workflow_dispatch'),
      Expr.eq(Expr.input('phase'), ALL_PHASES),
      Expr.eq(Expr.input('phase'), phase.name),
    );
    if (earlier.length === 0) return chosen;
    const others = (this.options.needs ?? []).flatMap((stage) => this.pipeline._current(stage).jobs);
    return Expr.and(
      Expr.notCancelled(),
      ...['failure', 'cancelled'].map((result) => Expr.not(Expr.contains(Expr.needsResults(), result))),
      ...others.map((job) => Expr.eq(Expr.needsResult(job.id), 'success')),
      chosen,
    );
  }

  private addOwnWorkflow(): void {
    const names = this.options.phases.map(({ name }) => name);
    const phase = WorkflowInput.choice({ description: `Phase to test; "${ALL_PHASES}" tests them in their order until one fails.`, required: true }, [ALL_PHASES, ...names], ALL_PHASES);
    this.pipeline.addWorkflow(this.slug, this.slug, {
      name: 'Migration',
      triggers: [Trigger.workflowDispatch({ phase }), Trigger.push({ branches: this.options.branches ?? ['migration/**'] })],
    });
  }

  private checkPhases(): void {
    const { phases, workflow, branches } = this.options;
    if (phases.length === 0) throw this.error('`phases` is empty.', 'Give at least one: MigrationPhase.named("foundation").');
    const names = phases.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw this.error(`the phase "${twice}" is there twice.`, 'Give each phase once.');
    if (workflow !== undefined && branches !== undefined) throw this.error('`branches` has no effect on another workflow.', `What starts the workflow "${workflow}" is said where it is added.`);
  }

  private checkMetrics(): void {
    const { phases, metrics } = this.options;
    const measured = phases.find((phase) => phase._options.requires);
    if (measured && !metrics) throw this.error(`the phase "${measured.name}" requires ${measured._options.requires![0]}, and no server is asked.`, 'Name it: metrics: { server: Expr.variable("PROMETHEUS_URL") }.');
    if (metrics && !measured) throw this.error('`metrics` names a server, and no phase requires anything of it.', 'Give a phase `requires`, or leave `metrics` out.');
  }

  private checkData(): void {
    const { backup, services, prepare } = this.options;
    if (!backup._needsPostgres) return;
    if (services?.url === undefined) throw this.error('there is no database for Backup.postgres.', 'Give `services`: TestServices.database(Database.postgres()), or use Backup.scripts.');
    if (services.composeFile === undefined && prepare === undefined) {
      throw this.error('the database of each job is new and empty, so there would be nothing to back up.', 'Give `prepare`, the command that brings the test data in.');
    }
  }

  private checkRepository(): void {
    const { phases, backup, services, validateRollback } = this.options;
    const { project } = this.pipeline.ci;
    const scripts: RepositoryScript[] = [
      ...backup._scripts,
      ...(validateRollback === undefined ? [] : [{ path: validateRollback, option: 'validateRollback' }]),
      ...phases.flatMap(({ name, _options: { validate } }) => (validate === undefined ? [] : [{ path: validate, option: `validate of "${name}"` }])),
    ];
    for (const script of scripts) checkScript(project, script, this.path, this.at);
    const composeFile = services?.composeFile;
    if (composeFile !== undefined && !hasFile(project, composeFile)) throw this.error(`there is no Compose file ${composeFile}.`, 'Write it, or correct the path; it starts at the root of the repository.');
    for (const phase of phases) this.checkTarget(phase);
  }

  private checkTarget(phase: MigrationPhase): void {
    const { testTarget } = phase;
    if (testTarget === undefined) return;
    const rust = requireRust(this);
    const found = cargoTests(`${this.pipeline.ci.project.outdir}/${rust.directory}`);
    if (!found) throw this.error(`there is no Cargo.toml in ${rust.directory}.`, 'Name its folder with the toolchain\'s `directory`, or give the phases a `command`.');
    const required = found.targets.get(testTarget);
    const known = [...found.targets.keys()].sort().join(', ');
    if (!required) throw this.error(`the phase "${phase.name}" has no test target ${testTarget}.`, `Write ${rust.inFolder(`tests/${testTarget}.rs`)}, or name another with \`testTarget\`; there are: ${known || 'none'}.`);
    const features = phase._options.features ?? this.options.features ?? [];
    const unknown = features.find((feature) => !feature.includes('/') && !found.features.has(feature));
    if (unknown !== undefined) throw this.error(`Cargo.toml has no feature "${unknown}".`, `Declare it in [features]; there are: ${[...found.features].sort().join(', ')}.`);
    const missing = required.find((feature) => !features.includes(feature));
    if (missing !== undefined) throw this.error(`the test target ${testTarget} is built only with the feature "${missing}".`, `Add it: features: ['${missing}'].`);
  }
}
