import { join } from 'node:path';
import { checkoutStep, Job, ScriptAsset, Stage, StageOptions, Timeout } from 'projen-delivery';
import type { IConstruct } from 'constructs';

// #region script
/** The same relative path from `src/` and from `lib/`. */
const CHECK_LICENCES = join(__dirname, '..', 'scripts', 'check-licences.sh');
// #endregion

// #region stage
/** Which licences dependencies may have. */
export interface LicenceStageOptions extends StageOptions {
  /** SPDX identifiers of the licences. */
  readonly allowed: string[];
}

/** Refuses production dependencies with a licence that is not on the list. */
export class LicenceStage extends Stage {
  private readonly options: LicenceStageOptions;

  /**
   * @throws when no licence is allowed
   */
  public constructor(scope: IConstruct, id: string, options: LicenceStageOptions) {
    super(scope, id, options);
    this.options = options;
    if (options.allowed.length === 0) throw this.error('`allowed` is empty.', 'Name at least one licence, such as "MIT".');
  }

  protected buildJobs(): Job[] {
    const job = this.newJob(this.slug, { name: 'Licences of Dependencies', timeout: Timeout.minutes(5) });
    const check = ScriptAsset.fromFile(CHECK_LICENCES).step(
      { ALLOWED: this.options.allowed.join(' ') },
      { id: 'check-licences', name: 'Check licences' },
    );
    job.addStep(checkoutStep(), check);
    job.addOutput('checked', check.output('checked'));
    return [job];
  }
}
// #endregion
