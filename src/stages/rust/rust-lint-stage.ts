import { IConstruct } from 'constructs';
import { requireRust } from './require-rust';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Job } from '../../model/job';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';

/** How Rust sources are linted. */
export interface RustLintStageOptions extends StageOptions {
  /** Features to lint with; an empty list takes the default features. @default - all features */
  readonly features?: string[];
  /** Clippy lints to deny beyond warnings, such as `clippy::pedantic`. @default - none */
  readonly deny?: string[];
}

/** Format, Clippy and documentation, each with warnings denied. */
export class RustLintStage extends Stage {
  private readonly options: RustLintStageOptions;

  public constructor(scope: IConstruct, id: string, options: RustLintStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
  }

  protected buildJobs(): Job[] {
    return [this.lintJob()];
  }

  /** The job that lints. */
  protected lintJob(): Job {
    const rust = requireRust(this);
    const { workingDirectory } = rust;
    const features = this.featureFlags();
    const denied = ['warnings', ...(this.options.deny ?? [])].map((lint) => `-D ${lint}`).join(' ');
    const job = this.newJob('lint', { name: 'Lint', timeout: Timeout.minutes(20) });
    job.addStep(
      checkoutStep(),
      ...rust.rustSteps({ components: ['rustfmt', 'clippy'] }),
      Step.command('cargo fmt --all -- --check', { id: 'format', name: 'Check formatting', workingDirectory }),
      Step.command(`cargo clippy --workspace --all-targets ${features}--locked -- ${denied}`, { id: 'clippy', name: 'Run Clippy', workingDirectory }),
      // RUSTFLAGS does not reach rustdoc.
      Step.command(`cargo doc --workspace --no-deps --document-private-items ${features}--locked`, {
        id: 'doc',
        name: 'Check documentation',
        env: { RUSTDOCFLAGS: '-D warnings' },
        workingDirectory,
      }),
    );
    return job;
  }

  private featureFlags(): string {
    const { features } = this.options;
    if (features === undefined) return '--all-features ';
    return features.length > 0 ? `--features ${features.join(',')} ` : '';
  }
}
