import { IConstruct } from 'constructs';
import { Severity } from './severity';
import { uploadSarifStep } from './upload-sarif-step';
import { AnchoreScan } from '../../catalog/actions/anchore-scan';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Access, Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { NodeToolchain } from '../node/node-toolchain';
import { GRYPE_VERSION } from '../tool-versions';

/** How the repository is scanned. */
export interface SecurityScanStageOptions extends StageOptions {
  /** Least severity that fails the job. @default Severity.HIGH */
  readonly severity?: Severity;
  /** Whether vulnerabilities without a fix count. @default false */
  readonly unfixed?: boolean;
  /** Whether results go to code scanning; private repositories need a licence for it. @default true */
  readonly codeScanning?: boolean;
  /** Whether the package manager's audit of production dependencies runs as well, in a Node repository. @default true */
  readonly audit?: boolean;
}

const REPORT = 'grype.sarif';

/** Scans files and dependencies for known vulnerabilities. A finding at or above the severity fails the job. */
export class SecurityScanStage extends Stage {
  private readonly options: SecurityScanStageOptions;

  public constructor(scope: IConstruct, id: string, options: SecurityScanStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
  }

  protected buildJobs(): Job[] {
    return [this.scanJob()];
  }

  /** The job that scans. It runs no code of the repository, so its token may write results. */
  protected scanJob(): Job {
    const job = this.newJob('security', { name: 'Security Scan', timeout: Timeout.minutes(10) });
    job.addStep(checkoutStep(), this.scanStep());
    if (this.options.codeScanning ?? true) {
      job.addPermissions(Permissions.of({ securityEvents: Access.WRITE }, 'upload the scan to code scanning'));
      job.addStep(uploadSarifStep(REPORT, 'grype', 'Upload scan results'));
    }
    const { toolchain } = this.pipeline;
    if (toolchain instanceof NodeToolchain && (this.options.audit ?? true)) job.addStep(...this.auditSteps(toolchain));
    return job;
  }

  private scanStep(): Step {
    return Step.uses(AnchoreScan.call({
      path: '.',
      failBuild: true,
      severityCutoff: this.severity === Severity.MODERATE ? 'medium' : this.severity,
      onlyFixed: !(this.options.unfixed ?? false),
      outputFormat: 'sarif',
      outputFile: REPORT,
      grypeVersion: GRYPE_VERSION,
    }), { id: 'scan', name: 'Scan files' });
  }

  private auditSteps(node: NodeToolchain): Step[] {
    const audit = ScriptAsset._shipped('npm-audit').step(
      { PACKAGE_MANAGER: node.packageManager.program, SEVERITY: this.severity },
      { id: 'audit', name: 'Audit production dependencies', condition: Expr.notCancelled(), workingDirectory: node.workingDirectory },
    );
    return [...node.programSteps().map((step) => step.with({ condition: Expr.notCancelled() })), audit];
  }

  private get severity(): Severity {
    return this.options.severity ?? Severity.HIGH;
  }
}
