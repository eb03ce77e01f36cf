import { IConstruct } from 'constructs';
import { fileNameFor, named, workflowNameFor } from './names';
import { Pipeline, PipelineOptions } from '../ci/pipeline';
import { Toolchain } from '../ci/toolchain';
import { Cron } from '../model/cron';
import { Trigger } from '../model/trigger';
import { CodecovConfig } from '../stages/config/codecov-config';
import { DenyConfig, DenyConfigOptions } from '../stages/config/deny-config';
import { DependabotConfig, Ecosystem } from '../stages/config/dependabot-config';
import { RustToolchainFile } from '../stages/config/rust-toolchain-file';
import { Coverage } from '../stages/coverage/coverage';
import { DependencyAlertStage } from '../stages/rust/dependency-alert-stage';
import { RustBuildStage } from '../stages/rust/rust-build-stage';
import { RustCoverageStage } from '../stages/rust/rust-coverage-stage';
import { RustLintStage } from '../stages/rust/rust-lint-stage';
import { RustSecurityStage } from '../stages/rust/rust-security-stage';
import { RustTarget } from '../stages/rust/rust-target';
import { RustTestStage, RustTestTargets } from '../stages/rust/rust-test-stage';
import { RustToolchain } from '../stages/rust/rust-toolchain';

/** What differs between Rust repositories. */
export interface RustCiPipelineOptions extends PipelineOptions {
  /** Exact version of Rust, written to `rust-toolchain.toml` and read by every job. @default - the repository's own file is read and left alone */
  readonly rustVersion?: string;
  /** Folder of `Cargo.toml`, in a repository with several. @default '.' */
  readonly directory?: string;
  /** Features of the unit tests. @default - the default features */
  readonly testFeatures?: string[];
  /** Integration tests. @default - none */
  readonly integrationTests?: RustTestTargets;
  /** Property tests. @default - none */
  readonly propertyTests?: RustTestTargets;
  /** Least line coverage in percent; less fails. @default 80 */
  readonly minimumCoverage?: number;
  /** Where coverage goes. @default - it is kept as an artifact alone */
  readonly coverage?: Coverage;
  /** Targets of the release build, each on a machine of its own kind. @default - x86_64 and aarch64 Linux */
  readonly targets?: RustTarget[];
  /** Policy for dependencies, written to `deny.toml`. @default - the repository's own `deny.toml` is read and left alone */
  readonly dependencies?: DenyConfigOptions;
  /** Rule sets of Semgrep; an empty list leaves the static analysis out. @default ['p/rust', 'p/secrets'] */
  readonly semgrepRules?: string[];
  /** Whether results go to code scanning; private repositories need a licence for it. @default true */
  readonly codeScanning?: boolean;
  /** When dependencies are asked for advisories. @default - every day */
  readonly alertSchedule?: Cron;
  /** Whether Dependabot keeps actions and crates up to date. @default true */
  readonly dependabot?: boolean;
}

/**
 * CI of a Rust repository: `ci.yml` lints, tests, measures, scans and builds; `dependency-alerts.yml` asks for
 * advisories on a schedule.
 *
 * Brings the stages `Lint`, `Tests`, `Coverage`, `Security`, `Build` and `Alerts`, and the files
 * `rust-toolchain.toml`, `deny.toml`, `codecov.yml` and `.github/dependabot.yml`.
 */
export class RustCiPipeline extends Pipeline {
  private readonly options: RustCiPipelineOptions;

  /**
   * @throws when the version of Rust floats
   */
  public constructor(scope: IConstruct, id: string, options: RustCiPipelineOptions = {}) {
    super(scope, id, named(id, options));
    this.options = options;
    const { rustVersion, directory, dependencies, coverage } = options;
    if (rustVersion) new RustToolchainFile(this, 'RustVersion', { version: rustVersion, directory });
    if (dependencies) new DenyConfig(this, 'Deny', { directory, ...dependencies });
    if (coverage) new CodecovConfig(this, 'Codecov', coverage.options);
    if (options.dependabot ?? true) DependabotConfig.of(this).addEcosystem(Ecosystem.CARGO, { directories: [directory && directory !== '.' ? `/${directory}` : '/'] });
  }

  protected createToolchain(): Toolchain {
    return new RustToolchain(this, { directory: this.options.directory });
  }

  protected addWorkflows(): void {
    super.addWorkflows();
    const { id } = this.node;
    this.addWorkflow('dependency-alerts', fileNameFor('dependency-alerts', id, this.options), {
      name: workflowNameFor('Dependency Alerts', id, this.options),
      triggers: [Trigger.schedule(this.options.alertSchedule ?? Cron.daily({ hour: 5, minute: 41 })), Trigger.workflowDispatch()],
    });
  }

  protected addStages(): void {
    const { testFeatures, integrationTests, propertyTests, minimumCoverage, coverage, targets, semgrepRules, codeScanning } = this.options;
    new RustLintStage(this, 'Lint');
    new RustTestStage(this, 'Tests', { features: testFeatures, integration: integrationTests, property: propertyTests });
    new RustCoverageStage(this, 'Coverage', {
      minimum: minimumCoverage,
      coverage,
      features: [...new Set([...(testFeatures ?? []), ...(integrationTests?.features ?? []), ...(propertyTests?.features ?? [])])],
      database: integrationTests?.database,
    });
    new RustSecurityStage(this, 'Security', { semgrepRules, codeScanning });
    new RustBuildStage(this, 'Build', { targets });
    new DependencyAlertStage(this, 'Alerts');
  }
}
