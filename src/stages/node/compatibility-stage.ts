import { IConstruct } from 'constructs';
import { NpmPackageStage } from './npm-package-stage';
import { requireNode } from './require-node';
import { requirePackage } from './require-package';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Matrix } from '../../model/matrix';
import { Runner } from '../../model/runner';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** Where the package must work. */
export interface CompatibilityStageOptions extends StageOptions {
  /** Machines to install the package on. */
  readonly runners: Runner[];
  /** Command line that proves it works; its program must come from the installed package. */
  readonly command: string;
  /** The stage that packs. @default - the pipeline's own */
  readonly package?: NpmPackageStage;
  /** How many machines at a time. @default - all */
  readonly maxParallel?: number;
}

/** Installs the packed tarball on each machine and runs its command line. */
export class CompatibilityStage extends Stage {
  private readonly options: CompatibilityStageOptions;

  /**
   * @throws when the command is empty or no runner, or one without a single label, is given
   */
  public constructor(scope: IConstruct, id: string, options: CompatibilityStageOptions) {
    super(scope, id, options);
    this.options = options;
    if (options.runner) throw this.error('`runner` has no effect here.', 'Name every machine in `runners`.');
    if (options.command.trim() === '') throw this.error('`command` is empty.', 'Give the command line that proves the package works, such as "vmsnap --help".');
    if (options.runners.length === 0) throw this.error('`runners` is empty.', 'Name at least one, such as Runner.UBUNTU_24_04.');
    for (const runner of options.runners) this.checkRunner(runner);
    const labels = options.runners.map((runner) => runner.labels[0]);
    const twice = labels.find((label, index) => labels.indexOf(label) !== index);
    if (twice) throw this.error(`the runner "${twice}" is there twice.`, 'Give each runner once.');
  }

  protected buildJobs(): Job[] {
    return [this.compatibilityJob()];
  }

  /** The job that installs and runs the package. */
  protected compatibilityJob(): Job {
    const { runners, maxParallel } = this.options;
    const command = this.checkCommand('command', this.options.command);
    const packages = requirePackage(this, this.options.package);
    const job = this.newJob(this.slug, {
      name: Expr.template('Compatibility ({os})', { os: Expr.matrix('os') }),
      needs: packages.jobs,
      runner: Runner.expression(Expr.matrix('os')),
      matrix: Matrix.of({ os: runners.map((runner) => runner.labels[0]) }, { maxParallel }),
      timeout: Timeout.minutes(20),
    });
    const install = packages.installSteps();
    job.addStep(
      checkoutStep({ sparseCheckout: 'scripts/ci' }),
      ...requireNode(this).steps({ install: false }),
      ...install,
      ScriptAsset._shipped('check-command').step({ COMMAND: command, PREFIX: install[install.length - 1].output('bin') }, { id: 'run', name: 'Run the installed command' }),
    );
    return job;
  }

  private checkRunner(runner: Runner): void {
    if (runner.labels.length !== 1) throw this.error(`the runner "${runner}" has no single label.`, 'Use hosted runners or scale sets here.');
    if (runner.retires) this.pipeline.ci.note(`${this.path}: the runner ${runner} is removed on ${runner.retires}.`);
  }
}
