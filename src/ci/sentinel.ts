import { Component, Project } from 'projen';
import type { Ci } from './ci';

/**
 * Runs the checks as the last component before projen removes or writes files.
 *
 * projen deletes orphans before components synthesize, so a check that throws later leaves a half-written tree.
 *
 * @internal
 */
export class Sentinel extends Component {
  public static readonly ID = 'projen-delivery-sentinel';
  private readonly ci: Ci;

  public constructor(project: Project, ci: Ci) {
    super(project, Sentinel.ID);
    this.ci = ci;
  }

  public preSynthesize(): void {
    this.ci._verify();
  }

  public postSynthesize(): void {
    this.ci._report();
  }
}
