import { NodeCiPipeline, NodeCiPipelineOptions, Severity } from 'projen-delivery';
import type { IConstruct } from 'constructs';
import { LicenceStage } from './licence-stage';

const LICENCES = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];

// #region pipeline
/** What differs between the company's Node repositories. */
export interface AcmeNodeCiOptions extends NodeCiPipelineOptions {
  /** Licences that dependencies may have, as SPDX identifiers. @default - the company's list */
  readonly licences?: string[];
}

/** CI of a Node repository of the company: its versions, its severity, and the stage `Licences`. */
export class AcmeNodeCi extends NodeCiPipeline {
  private readonly licences: string[];

  public constructor(scope: IConstruct, id: string, options: AcmeNodeCiOptions = {}) {
    super(scope, id, { nodeVersion: '24', testVersions: ['22', '24'], severity: Severity.MODERATE, ...options });
    this.licences = options.licences ?? LICENCES;
  }

  protected addStages(): void {
    super.addStages();
    new LicenceStage(this, 'Licences', { allowed: this.licences });
  }
}
// #endregion
