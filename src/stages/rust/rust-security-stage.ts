import { IConstruct } from 'constructs';
import { requireRust } from './require-rust';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Job } from '../../model/job';
import { Access, Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { uploadSarifStep } from '../security/upload-sarif-step';
import { CARGO_DENY_VERSION, SEMGREP_VERSION } from '../tool-versions';

/** What is scanned. */
export interface RustSecurityStageOptions extends StageOptions {
  /** Rule sets of Semgrep; an empty list leaves the static analysis out. @default ['p/rust', 'p/secrets'] */
  readonly semgrepRules?: string[];
  /** Whether results go to code scanning; private repositories need a licence for it. @default true */
  readonly codeScanning?: boolean;
}

const REPORT = 'semgrep.sarif';

/** Advisories, licences, bans and sources of dependencies by cargo-deny; static analysis by Semgrep. */
export class RustSecurityStage extends Stage {
  private readonly options: RustSecurityStageOptions;

  public constructor(scope: IConstruct, id: string, options: RustSecurityStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
  }

  protected buildJobs(): Job[] {
    return this.rules.length > 0 ? [this.denyJob(), this.analysisJob()] : [this.denyJob()];
  }

  /** The job that judges the dependencies by `deny.toml`. */
  protected denyJob(): Job {
    const rust = requireRust(this);
    const job = this.newJob('deny', { name: 'Advisories, Licences and Bans', timeout: Timeout.minutes(15) });
    job.addStep(
      checkoutStep(),
      ...rust.rustSteps({ cache: false, tools: [`cargo-deny@${CARGO_DENY_VERSION}`] }),
      Step.command('cargo deny --all-features --locked check', { id: 'deny', name: 'Check dependencies', workingDirectory: rust.workingDirectory }),
    );
    return job;
  }

  /** The job that analyses the sources. It runs no code of the repository, so its token may write results. */
  protected analysisJob(): Job {
    const job = this.newJob('sast', { name: 'Static Analysis (Semgrep)', timeout: Timeout.minutes(15) });
    job.addStep(
      checkoutStep(),
      ScriptAsset._shipped('semgrep-scan').step({ VERSION: SEMGREP_VERSION, CONFIG: this.rules.join(' '), OUTPUT: REPORT }, { id: 'scan', name: 'Scan sources' }),
    );
    if (this.options.codeScanning ?? true) {
      job.addPermissions(Permissions.of({ securityEvents: Access.WRITE }, 'upload the analysis to code scanning'));
      job.addStep(uploadSarifStep(REPORT, 'semgrep', 'Upload analysis'));
    }
    return job;
  }

  private get rules(): string[] {
    return this.options.semgrepRules ?? ['p/rust', 'p/secrets'];
  }
}
