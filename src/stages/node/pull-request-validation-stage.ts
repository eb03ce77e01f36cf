import { IConstruct } from 'constructs';
import { requireNode } from './require-node';
import { DependencyReview } from '../../catalog/actions/dependency-review';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { Severity } from '../security/severity';
import { PUBLINT_VERSION } from '../tool-versions';

/** A part of the pull request validation that can be left out. */
export enum ValidationPart {
  /** The linter. */
  LINT = 'lint',
  /** The format check. */
  FORMAT = 'format',
  /** The build. */
  BUILD = 'build',
  /** The check of the package that would be published. */
  PACKAGE = 'package',
  /** The review of dependencies that the pull request adds. */
  DEPENDENCIES = 'dependencies',
}

/** How pull requests are validated. */
export interface PullRequestValidationStageOptions extends StageOptions {
  /** Command of the linter. @default - the script `lint` */
  readonly lintCommand?: string;
  /** Command of the format check. @default - the script `check-format` */
  readonly formatCommand?: string;
  /** Command of the build. @default - the script `build` */
  readonly buildCommand?: string;
  /** Command that validates the package. @default - publint and the facts every package needs */
  readonly packageCommand?: string;
  /** Parts to leave out. @default - none */
  readonly without?: ValidationPart[];
  /** Least severity of a vulnerability that a new dependency may not have. @default Severity.HIGH */
  readonly severity?: Severity;
}

/** Fast answer on a pull request: lint, format, build, package, new dependencies. Within 10 minutes. */
export class PullRequestValidationStage extends Stage {
  private readonly options: PullRequestValidationStageOptions;

  public constructor(scope: IConstruct, id: string, options: PullRequestValidationStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
  }

  protected defaultWorkflow(): string {
    return 'pr-validation';
  }

  protected buildJobs(): Job[] {
    const jobs: Job[] = [];
    if (this.has(ValidationPart.LINT) || this.has(ValidationPart.FORMAT)) jobs.push(this.lintJob());
    if (this.has(ValidationPart.BUILD) || this.has(ValidationPart.PACKAGE)) jobs.push(this.buildJob());
    if (this.has(ValidationPart.DEPENDENCIES)) jobs.push(this.dependencyReviewJob());
    if (jobs.length === 0) throw this.error('`without` leaves nothing to validate.', 'Leave the stage out instead.');
    return jobs;
  }

  /** Lint and format check, in one job: both read the sources only. */
  protected lintJob(): Job {
    const node = requireNode(this);
    const job = this.newJob('lint', { name: 'Lint and Format', timeout: Timeout.minutes(10) });
    job.addStep(checkoutStep(), ...node.steps());
    if (this.has(ValidationPart.LINT)) {
      job.addStep(this.command('lint', 'Lint', this.checkCommand('lintCommand', this.options.lintCommand ?? node.packageManager.run('lint'))));
    }
    if (this.has(ValidationPart.FORMAT)) {
      job.addStep(this.command('check-format', 'Check formatting', this.checkCommand('formatCommand', this.options.formatCommand ?? node.packageManager.run('check-format'))));
    }
    return job;
  }

  /** Build, and check of the package that would be published. */
  protected buildJob(): Job {
    const node = requireNode(this);
    const job = this.newJob('build', { name: 'Build and Validate Package', timeout: Timeout.minutes(10) });
    job.addStep(checkoutStep(), ...node.steps());
    if (this.has(ValidationPart.BUILD)) {
      job.addStep(this.command('build', 'Build', this.checkCommand('buildCommand', this.options.buildCommand ?? node.packageManager.run('build'))));
    }
    if (this.has(ValidationPart.PACKAGE)) job.addStep(this.validatePackageStep());
    return job;
  }

  /** Review of the dependencies that a pull request adds, against GitHub's advisory database. */
  protected dependencyReviewJob(): Job {
    const job = this.newJob('dependency-review', {
      name: 'Dependency Review',
      condition: Expr.eq(Expr.github('event_name'), 'pull_request'),
      timeout: Timeout.minutes(10),
    });
    const review = DependencyReview.call({ failOnSeverity: this.options.severity ?? Severity.HIGH });
    job.addStep(checkoutStep(), Step.uses(review, { id: 'dependency-review', name: 'Review new dependencies' }));
    return job;
  }

  private validatePackageStep(): Step {
    const { packageCommand } = this.options;
    if (packageCommand !== undefined) return this.command('validate-package', 'Validate package', this.checkCommand('packageCommand', packageCommand));
    return ScriptAsset._shipped('validate-package').step(
      { VERSION: PUBLINT_VERSION, PACKAGE_DIR: requireNode(this).packageDirectory },
      { id: 'validate-package', name: 'Validate package' },
    );
  }

  private command(id: string, name: string, command: string): Step {
    return Step.command(command, { id, name, workingDirectory: requireNode(this).workingDirectory });
  }

  private has(part: ValidationPart): boolean {
    return !(this.options.without ?? []).includes(part);
  }
}
