import { IConstruct } from 'constructs';
import { Database } from './database';
import { NEXTEST_TOOL, nextestParameters } from './nextest';
import { requireRust } from './require-rust';
import { checkoutStep } from '../../ci/checkout';
import { keepArtifact } from '../../ci/keep-artifact';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { Coverage } from '../coverage/coverage';
import { LLVM_COV_VERSION } from '../tool-versions';

/** How coverage of Rust code is measured. */
export interface RustCoverageStageOptions extends StageOptions {
  /** Least line coverage in percent; less fails the job. @default 80 */
  readonly minimum?: number;
  /** Where coverage goes. @default - it is kept as an artifact alone */
  readonly coverage?: Coverage;
  /** Features to build with. @default - the default features */
  readonly features?: string[];
  /** Database for the tests that need one. @default - none */
  readonly database?: Database;
}

const FILE = 'coverage/lcov.info';

/** Coverage, measured once; the tool's own exit code enforces the minimum. */
export class RustCoverageStage extends Stage {
  private readonly options: RustCoverageStageOptions;

  /**
   * @throws when the minimum is not a percentage
   */
  public constructor(scope: IConstruct, id: string, options: RustCoverageStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
    const { minimum } = options;
    if (minimum !== undefined && !(minimum >= 0 && minimum <= 100)) throw this.error(`\`minimum\` is ${minimum}.`, 'Give percent, 0 to 100.');
  }

  protected buildJobs(): Job[] {
    const measure = this.coverageJob();
    const { coverage } = this.options;
    return coverage ? [measure, this.uploadJob(measure, coverage)] : [measure];
  }

  /** The job that measures. */
  protected coverageJob(): Job {
    const rust = requireRust(this);
    const { database, features, minimum } = this.options;
    const job = this.newJob('coverage', {
      name: 'Code Coverage',
      timeout: Timeout.minutes(30),
      ...(database ? { services: { [database.service]: database.container } } : {}),
    });
    const measure = ScriptAsset._shipped('cargo-coverage').step(
      { MINIMUM: minimum ?? 80, OUTPUT: FILE, ...(features?.length ? { FEATURES: features.join(' ') } : {}), ...nextestParameters(this) },
      { id: 'measure', name: 'Measure coverage', env: database ? { [database.variable]: database.url } : {}, workingDirectory: rust.workingDirectory },
    );
    const path = rust.inFolder(FILE);
    const artifact = { name: 'coverage', path, retentionDays: 7 };
    job.addStep(
      checkoutStep(),
      ...rust.rustSteps({ components: ['llvm-tools'], tools: [NEXTEST_TOOL, `cargo-llvm-cov@${LLVM_COV_VERSION}`] }),
      measure,
      keepArtifact(artifact, { id: 'upload-coverage', name: 'Keep coverage', condition: Expr.notCancelled() }),
    );
    return job;
  }

  /** The job that uploads. It runs no code of the repository, so it may sign in. */
  protected uploadJob(measure: Job, coverage: Coverage): Job {
    const job = this.newJob('coverage-upload', {
      name: 'Upload Coverage',
      needs: [measure],
      // A fork's token cannot sign in.
      condition: Expr.notFromFork(),
      timeout: Timeout.minutes(10),
      permissions: coverage.permissions,
    });
    job.addStep(checkoutStep(), ...coverage.uploadSteps('coverage', 'rust'));
    return job;
  }
}
