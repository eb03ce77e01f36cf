import { IConstruct } from 'constructs';
import { Database } from './database';
import { NEXTEST_TOOL, nextestParameters } from './nextest';
import { requireRust } from './require-rust';
import { checkoutStep } from '../../ci/checkout';
import { keepArtifact } from '../../ci/keep-artifact';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job, JobOptions } from '../../model/job';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** Test targets that run in a job of their own. */
export interface RustTestTargets {
  /** Names of the test targets, as files in `tests/` are named. */
  readonly targets: string[];
  /** Features to build them with. @default - the default features */
  readonly features?: string[];
  /** Database beside the job; its address reaches the tests. @default - none */
  readonly database?: Database;
  /** Environment variables of the tests. @default - none */
  readonly env?: Record<string, string | number | boolean | Expr>;
}

/** How Rust tests run. */
export interface RustTestStageOptions extends StageOptions {
  /** Whether libraries, programs and documentation are tested. @default true */
  readonly unit?: boolean;
  /** Features of the unit tests. @default - the default features */
  readonly features?: string[];
  /** Integration tests. @default - none */
  readonly integration?: RustTestTargets;
  /** Property tests. @default - none */
  readonly property?: RustTestTargets;
  /** How many cases each property is tried with (`PROPTEST_CASES`). @default 1000 */
  readonly propertyCases?: number;
}

const RESULTS = 'test-results';

/** Unit tests with documentation tests, integration tests and property tests: a job each, JUnit results kept. */
export class RustTestStage extends Stage {
  private readonly options: RustTestStageOptions;

  /**
   * @throws when nothing is tested, or a list of targets is empty
   */
  public constructor(scope: IConstruct, id: string, options: RustTestStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
    const { unit, integration, property, propertyCases } = options;
    if (unit === false && !integration && !property) throw this.error('nothing is left to test.', 'Give `integration` or `property`, or leave `unit` out.');
    for (const [name, tests] of Object.entries({ integration, property })) {
      if (tests && tests.targets.length === 0) throw this.error(`\`${name}.targets\` is empty.`, 'Name the test targets, such as "integration" for tests/integration.rs.');
    }
    if (propertyCases !== undefined && (!Number.isInteger(propertyCases) || propertyCases < 1)) throw this.error(`propertyCases is ${propertyCases}.`, 'Give a whole number from 1.');
  }

  protected buildJobs(): Job[] {
    const { unit, integration, property } = this.options;
    return [
      ...(unit ?? true ? [this.unitJob()] : []),
      ...(integration ? [this.targetJob('integration-tests', 'Integration Tests', integration)] : []),
      ...(property ? [this.targetJob('property-tests', 'Property Tests', property, { PROPTEST_CASES: this.options.propertyCases ?? 1000 })] : []),
    ];
  }

  /** The job of the unit and documentation tests. */
  protected unitJob(): Job {
    const job = this.testJob('unit-tests', 'Unit Tests');
    const test = ScriptAsset._shipped('cargo-unit-tests').step(
      { ...this.features(this.options.features), ...nextestParameters(this), JUNIT_DESTINATION: `${RESULTS}/unit-tests.xml` },
      { id: 'test', name: 'Run unit and documentation tests', workingDirectory: requireRust(this).workingDirectory },
    );
    job.addStep(test, this.keepResults(job.id));
    return job;
  }

  /** A job of named test targets. */
  protected targetJob(id: string, name: string, tests: RustTestTargets, env: Record<string, string | number | boolean | Expr> = {}): Job {
    const { database } = tests;
    const job = this.testJob(id, name, database ? { services: { [database.service]: database.container } } : {});
    const test = ScriptAsset._shipped('cargo-test-targets').step(
      { TARGETS: tests.targets.join(' '), ...this.features(tests.features), ...nextestParameters(this), JUNIT_DESTINATION: `${RESULTS}/${id}.xml` },
      {
        id: 'test',
        name: `Run ${name.toLowerCase()}`,
        env: { ...(database ? { [database.variable]: database.url } : {}), ...env, ...tests.env },
        workingDirectory: requireRust(this).workingDirectory,
      },
    );
    job.addStep(test, this.keepResults(id));
    return job;
  }

  private testJob(id: string, name: string, options: JobOptions = {}): Job {
    const job = this.newJob(id, { name, timeout: Timeout.minutes(30), ...options });
    job.addStep(checkoutStep(), ...requireRust(this).rustSteps({ tools: [NEXTEST_TOOL] }));
    return job;
  }

  private keepResults(id: string): Step {
    const path = requireRust(this).inFolder(`${RESULTS}/`);
    const artifact = { name: `${id}-results`, path, retentionDays: 14 };
    return keepArtifact(artifact, { id: 'upload-results', name: 'Keep test results', condition: Expr.notCancelled() });
  }

  private features(features: string[] | undefined): Record<string, string> {
    return features && features.length > 0 ? { FEATURES: features.join(' ') } : {};
  }
}
