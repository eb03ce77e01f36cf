import { IConstruct } from 'constructs';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Job } from '../../model/job';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { requireNode } from '../node/require-node';

/** How the composition is run. */
export interface DriftStageOptions extends StageOptions {
  /** Command line that writes the files anew; what it needs comes with the installed packages. @default 'npx --no-install projen-delivery synth' */
  readonly command?: string;
}

/**
 * Runs the composition and fails where it writes other files than those that are committed. The summary of the job says in
 * words what the difference changes: triggers, permissions, secrets, checks, actions.
 *
 * On a pull request that raises projen-delivery or an action, that is what the upgrade does to the pipelines.
 */
export class DriftStage extends Stage {
  private readonly options: DriftStageOptions;

  /**
   * @throws when the command is empty
   */
  public constructor(scope: IConstruct, id: string, options: DriftStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
    if (options.command?.trim() === '') throw this.error('`command` is empty.', 'Leave it out, or give the command line that runs the composition, such as "npx projen --no-post".');
  }

  protected buildJobs(): Job[] {
    return [this.driftJob()];
  }

  /** The job that runs the composition. It may only read, since it runs code of the repository. */
  protected driftJob(): Job {
    const command = this.checkCommand('command', this.options.command ?? 'npx --no-install projen-delivery synth');
    const job = this.newJob(this.slug, { name: 'Generated Files', timeout: Timeout.minutes(10) });
    job.addStep(
      checkoutStep(),
      ...requireNode(this).steps(),
      Step.command(command, { id: 'synth', name: 'Run the composition' }),
      ScriptAsset._shipped('describe-drift').step({}, { id: 'describe', name: 'Compare with what is committed' }),
    );
    return job;
  }
}
