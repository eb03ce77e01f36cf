import { IConstruct } from 'constructs';
import { requireNode } from './require-node';
import { DownloadArtifact } from '../../catalog/actions/download-artifact';
import { checkoutStep } from '../../ci/checkout';
import { keepArtifact } from '../../ci/keep-artifact';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** How the package is made. */
export interface NpmPackageStageOptions extends StageOptions {
  /** Command of the build. @default - the script `build` */
  readonly buildCommand?: string;
  /** Folder of the package to pack. @default - the folder of `package.json` */
  readonly packageDirectory?: string;
  /** Name of the artifact that carries the tarball. @default 'package' */
  readonly artifactName?: string;
  /** Days the artifact is kept. @default 7 */
  readonly retentionDays?: number;
  /** Commit that is packed; the jobs that know it are named in `needs`. @default - the commit of the run */
  readonly ref?: Expr;
  /** Whether dependencies may come from a cache, which a release must not trust. @default true */
  readonly cache?: boolean;
}

/** Folder the tarball is packed into and downloaded to. */
const FOLDER = 'package';

/** Builds and packs once; every later job uses that same tarball. */
export class NpmPackageStage extends Stage {
  private readonly options: NpmPackageStageOptions;

  public constructor(scope: IConstruct, id: string, options: NpmPackageStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
  }

  /** Steps by which another job gets the tarball; that job must need this stage. */
  public downloadSteps(): Step[] {
    return [Step.uses(DownloadArtifact.call({ name: this.artifactName, path: FOLDER }), { id: 'download-package', name: 'Download package' })];
  }

  /** Steps by which another job gets the tarball, verifies it and installs it globally. */
  public installSteps(): Step[] {
    const install = ScriptAsset._shipped('npm-install-package').step({ PACKAGE_DIR: FOLDER }, { id: 'install-package', name: 'Install package' });
    return [...this.downloadSteps(), install];
  }

  protected buildJobs(): Job[] {
    return [this.packageJob()];
  }

  /** The job that builds and packs. */
  protected packageJob(): Job {
    const node = requireNode(this);
    const build = this.checkCommand('buildCommand', this.options.buildCommand ?? node.packageManager.run('build'));
    const pack = ScriptAsset._shipped('npm-pack').step(
      { PACKAGE_DIR: this.options.packageDirectory ?? node.packageDirectory, PACKAGE_MANAGER: node.packageManager.program, DESTINATION: FOLDER },
      { id: 'pack', name: 'Pack once' },
    );
    const artifact = { name: this.artifactName, path: `${FOLDER}/`, retentionDays: this.options.retentionDays ?? 7 };
    const job = this.newJob('package', { name: 'Build and Package', timeout: Timeout.minutes(10) });
    job.addStep(
      checkoutStep({ ref: this.options.ref }),
      ...node.steps({ cache: this.options.cache }),
      Step.command(build, { id: 'build', name: 'Build', workingDirectory: node.workingDirectory }),
      pack,
      keepArtifact(artifact, { id: 'upload-package', name: 'Keep package' }),
    );
    for (const output of ['tarball', 'package', 'version', 'sha256']) job.addOutput(output, pack.output(output));
    return job;
  }

  private get artifactName(): string {
    return this.options.artifactName ?? 'package';
  }
}
