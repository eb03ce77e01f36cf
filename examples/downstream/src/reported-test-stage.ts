import { Expr, Job, NodeTestStage, Step, UploadArtifact } from 'projen-delivery';

// #region hook
/** Unit tests whose report is kept, also and most of all after a failure. */
export class ReportedTestStage extends NodeTestStage {
  /** Folder that the test runner leaves its report in. */
  protected readonly report: string = 'test-report';

  protected testJob(): Job {
    const job = super.testJob();
    const upload = UploadArtifact.call({ name: this.reportName(job), path: `${this.report}/`, ifNoFilesFound: 'error', retentionDays: 14 });
    job.addStep(Step.uses(upload, { id: 'keep-report', name: 'Keep test report', condition: Expr.notCancelled() }));
    return job;
  }

  // Legs of a matrix may not share the name of an artifact.
  private reportName(job: Job): string | Expr {
    return job.options.matrix ? Expr.template('test-report-node-{node}', { node: Expr.matrix('node') }) : 'test-report';
  }
}
// #endregion
