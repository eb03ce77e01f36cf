import { IConstruct } from 'constructs';
import { SetupKvmAction } from './setup-kvm-action';
import { checkoutStep } from '../../ci/checkout';
import { keepArtifact } from '../../ci/keep-artifact';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Architecture, Runner } from '../../model/runner';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { NpmPackageStage } from '../node/npm-package-stage';
import { tryPackage } from '../node/require-package';

/** What runs with KVM. */
export interface KvmIntegrationStageOptions extends StageOptions {
  /** Command that runs the tests. */
  readonly command: string;
  /** Debian packages beyond QEMU and libvirt. @default - none */
  readonly packages?: string[];
  /** Programs that must be there before the tests start. @default - the packages whose name is that of their program: none */
  readonly commands?: string[];
  /** Whether libvirt is set up as well. @default true */
  readonly libvirt?: boolean;
  /** Folder where the tests leave their results, as they see it; it is kept. @default 'test-results' */
  readonly results?: string;
  /** Stage whose package is installed before the tests, so that they test the packed bits. @default - the pipeline's own, where it has one */
  readonly package?: NpmPackageStage;
  /** Environment variables of the tests alone. @default - none */
  readonly testEnv?: Record<string, string | number | boolean | Expr>;
}

/**
 * Integration tests on a machine with KVM: set up and proved before anything runs; results and logs kept on failure.
 *
 * @see https://github.blog/changelog/2024-04-02-github-actions-hardware-accelerated-android-virtualization-now-available/
 */
export class KvmIntegrationStage extends Stage {
  private readonly options: KvmIntegrationStageOptions;

  /**
   * @throws when the command is empty, or the runner is Arm, macOS or Windows, where hosted machines have no KVM
   */
  public constructor(scope: IConstruct, id: string, options: KvmIntegrationStageOptions) {
    super(scope, id, options);
    this.options = options;
    if (options.command.trim() === '') throw this.error('`command` is empty.', 'Give the command that runs the tests, such as "npm run test:integration".');
    this.checkRunner(options.runner ?? this.pipeline.runner);
    for (const name of [...(options.packages ?? []), ...(options.commands ?? [])]) this.checkName(name);
  }

  protected buildJobs(): Job[] {
    return [this.integrationJob()];
  }

  /** The job that runs the tests. */
  protected integrationJob(): Job {
    const command = this.checkCommand('command', this.options.command);
    const packages = tryPackage(this, this.options.package);
    const job = this.newJob(this.slug, {
      name: 'Integration Tests (KVM)',
      needs: packages?.jobs ?? [],
      timeout: Timeout.minutes(30),
    });
    job.addStep(
      checkoutStep(),
      this.setupStep(),
      ...this.pipeline.toolchain.steps(),
      ...(packages?.installSteps() ?? []),
      Step.command(command, { id: 'test', name: 'Run integration tests', env: { ...this.connection(), ...this.options.testEnv }, workingDirectory: this.pipeline.toolchain.workingDirectory }),
      ...this.resultSteps(),
    );
    return job;
  }

  /** Everything the tests need of the machine. */
  protected setupStep(): Step {
    const { packages, commands, libvirt } = this.options;
    const action = SetupKvmAction.of(this).call({
      ...(packages?.length ? { packages: packages.join(' ') } : {}),
      ...(commands?.length ? { commands: commands.join(' ') } : {}),
      ...(libvirt === false ? { libvirt: 'false' } : {}),
    });
    return Step.uses(action, { id: 'setup-kvm', name: 'Set up KVM and libvirt' });
  }

  /** What is kept of a run: logs after a failure, results always. */
  protected resultSteps(): Step[] {
    const folder = this.pipeline.toolchain.inFolder(this.options.results ?? 'test-results');
    const collect = ScriptAsset._shipped('collect-kvm-logs').step({ DESTINATION: `${folder}/kvm` }, { id: 'collect-logs', name: 'Collect libvirt and QEMU logs', condition: Expr.failure() });
    const artifact = { name: `${this.slug}-results`, path: `${folder}/`, retentionDays: 14 };
    return [
      ...(this.options.libvirt === false ? [] : [collect]),
      keepArtifact(artifact, { id: 'upload-results', name: 'Keep results and logs', condition: Expr.notCancelled() }),
    ];
  }

  private connection(): Record<string, string> {
    return this.options.libvirt === false ? {} : { LIBVIRT_DEFAULT_URI: 'qemu:///system' };
  }

  private checkRunner(runner: Runner): void {
    const label = runner.labels[0] ?? '';
    const wrongSystem = runner.isHosted && !label.startsWith('ubuntu-');
    if (runner.architecture !== Architecture.ARM64 && !wrongSystem && label !== 'ubuntu-slim') return;
    throw this.error(
      `the runner "${runner}" has no KVM.`,
      'Hosted machines have /dev/kvm on x64 Linux only: use Runner.UBUNTU_24_04 or Runner.UBUNTU_22_04,\nor a self-hosted x64 runner with KVM.',
    );
  }

  private checkName(name: string): void {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9.+:_-]*$/.test(name)) throw this.error(`"${name}" is not the name of one package or program.`, 'Give each as its own entry of the list.');
  }
}
