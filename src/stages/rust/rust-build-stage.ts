import { IConstruct } from 'constructs';
import { requireRust } from './require-rust';
import { RustTarget } from './rust-target';
import { checkoutStep } from '../../ci/checkout';
import { keepArtifact } from '../../ci/keep-artifact';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Matrix } from '../../model/matrix';
import { Runner } from '../../model/runner';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** What is built. */
export interface RustBuildStageOptions extends StageOptions {
  /** Targets, each built on a machine of its own kind. @default - x86_64 and aarch64 Linux */
  readonly targets?: RustTarget[];
  /** Programs to build. @default - all of the workspace */
  readonly binaries?: string[];
  /** Features to build with. @default - the default features */
  readonly features?: string[];
  /** Name of the artifacts, which the target follows. @default - the project's name */
  readonly artifactName?: string;
}

const FOLDER = 'dist';

/** Release builds on native machines, with checksums. Nothing from a cache goes into them. */
export class RustBuildStage extends Stage {
  private readonly options: RustBuildStageOptions;

  /**
   * @throws when there is no target, or two of one triple
   */
  public constructor(scope: IConstruct, id: string, options: RustBuildStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
    if (options.runner) throw this.error('`runner` has no effect here.', 'Each target names its machine: RustTarget.of(triple, runner).');
    const triples = this.targets.map((target) => target.triple);
    if (triples.length === 0) throw this.error('`targets` is empty.', 'Name at least one, such as RustTarget.X86_64_LINUX.');
    const twice = triples.find((triple, index) => triples.indexOf(triple) !== index);
    if (twice) throw this.error(`the target ${twice} is there twice.`, 'Give each target once.');
  }

  protected buildJobs(): Job[] {
    return [this.buildJob()];
  }

  /** The job that builds. */
  protected buildJob(): Job {
    const rust = requireRust(this);
    const { binaries, features } = this.options;
    const target = Expr.matrix('target');
    const job = this.newJob('build', {
      name: Expr.template('Build ({target})', { target }),
      runner: Runner.expression(Expr.matrix('runner')),
      matrix: Matrix.of({}, { include: this.targets.map(({ triple, runner }) => ({ target: triple, runner: runner.labels[0] })) }),
      timeout: Timeout.minutes(45),
    });
    const build = ScriptAsset._shipped('cargo-release-build').step({
      TARGET: target,
      DESTINATION: FOLDER,
      ...(binaries?.length ? { BINARIES: binaries.join(' ') } : {}),
      ...(features?.length ? { FEATURES: features.join(' ') } : {}),
    }, { id: 'build', name: 'Build release', workingDirectory: rust.workingDirectory });
    const path = rust.inFolder(`${FOLDER}/`);
    const name = Expr.template(`${this.artifactName}-{target}`, { target });
    job.addStep(
      checkoutStep(),
      ...rust.rustSteps({ cache: false }),
      build,
      keepArtifact({ name, path, retentionDays: 14 }, { id: 'upload-build', name: 'Keep programs and checksums' }),
    );
    return job;
  }

  private get targets(): RustTarget[] {
    return this.options.targets ?? [RustTarget.X86_64_LINUX, RustTarget.AARCH64_LINUX];
  }

  private get artifactName(): string {
    return this.options.artifactName ?? this.pipeline.ci.project.name.replace(/[^\w.-]+/g, '-');
  }
}
