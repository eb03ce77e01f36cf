import { requireRust } from './require-rust';
import { checkoutStep } from '../../ci/checkout';
import { issueStep } from '../../ci/schedule-issue-job';
import { Stage } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Access, Permissions } from '../../model/permissions';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { CARGO_DENY_VERSION } from '../tool-versions';

/** On a schedule: keeps one issue open while a dependency has a security advisory, and closes it afterwards. */
export class DependencyAlertStage extends Stage {
  protected defaultWorkflow(): string {
    return 'dependency-alerts';
  }

  protected buildJobs(): Job[] {
    return [this.alertJob()];
  }

  /** The job that asks and tells. */
  protected alertJob(): Job {
    const rust = requireRust(this);
    const job = this.newJob('advisories', {
      name: 'Dependency Advisories',
      timeout: Timeout.minutes(15),
      permissions: Permissions.of({ contents: Access.READ, issues: Access.WRITE }, 'open, update and close the issue of advisories'),
    });
    // The issue is the alert, so the step may fail without the job.
    const ask = ScriptAsset._shipped('dependency-advisories').step({}, {
      id: 'advisories',
      name: 'Ask for advisories',
      continueOnError: true,
      workingDirectory: rust.workingDirectory,
    });
    job.addStep(
      checkoutStep(),
      ...rust.rustSteps({ cache: false, tools: [`cargo-deny@${CARGO_DENY_VERSION}`] }),
      ask,
      issueStep('Dependencies with security advisories', Expr.stepOutcome('advisories'), ask.output('report')),
    );
    return job;
  }
}
