import { IConstruct } from 'constructs';
import { isOwnDistTag } from './dist-tag';
import { environmentSteps } from './environment-steps';
import { IReleaseVersion } from './release-version';
import { DownloadArtifact } from '../../catalog/actions/download-artifact';
import { checkoutStep } from '../../ci/checkout';
import { keepArtifact } from '../../ci/keep-artifact';
import { Pipeline } from '../../ci/pipeline';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Access, Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { Environment } from '../environment';
import { requireNode } from '../node/require-node';
import { checkTested, testedJob } from '../tested-job';
import { GIT_CLIFF_VERSION } from '../tool-versions';

/** How a version is decided and made. */
export interface ReleasePlanStageOptions extends StageOptions {
  /** Pipeline whose gates must have passed for the commit. @default - none */
  readonly tested?: Pipeline;
  /** Environments that must be declared, with their rules, before anything happens. @default - none */
  readonly environments?: Environment[];
  /** What stands before the version in a Git tag. @default 'v' */
  readonly tagPrefix?: string;
  /** Name of the prereleases, as in `1.3.0-rc.0`. @default 'rc' */
  readonly preid?: string;
  /** dist-tag of prereleases. @default 'next' */
  readonly prereleaseTag?: string;
  /** File that the changes of each version are written to. @default 'CHANGELOG.md' */
  readonly changelog?: string;
}

/** Artifact with the files of a version, and the folder it is downloaded to. @internal */
export const RELEASE_FILES = 'release-files';

/**
 * Decides version, dist-tag and commit once, for a run by hand and for a published release alike. Every later job follows
 * its outputs.
 */
export class ReleasePlanStage extends Stage implements IReleaseVersion {
  private readonly options: ReleasePlanStageOptions;

  /**
   * @throws when a name cannot be part of a version, a Git tag or a dist-tag, or pushes of the branch do not run the tests
   */
  public constructor(scope: IConstruct, id: string, options: ReleasePlanStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
    this.checkNames(options);
    if (options.tested) checkTested(this.path, options.tested, [this.pipeline.branches[0]], 'are what versions are made from');
  }

  /** Number of the version, in jobs that need the plan. */
  public get version(): Expr {
    return this.planned('version');
  }

  /** The Git tag. */
  public get tag(): Expr {
    return this.planned('tag');
  }

  /** dist-tag of the version: `latest` for the highest stable one alone. */
  public get distTag(): Expr {
    return this.planned('dist-tag');
  }

  /** Whether it is a prerelease: the text `true` or `false`. */
  public get prerelease(): Expr {
    return this.planned('prerelease');
  }

  /** The job that decides. */
  public get versionJob(): Job {
    return this.job('plan');
  }

  /** Steps by which a job that needs the plan gets the notes, as `release-files/notes.md`. */
  public notesSteps(): Step[] {
    return [Step.uses(DownloadArtifact.call({ name: RELEASE_FILES, path: RELEASE_FILES }), { id: 'download-notes', name: 'Download notes' })];
  }

  protected buildJobs(): Job[] {
    const plan = this.newVersionJob();
    const { tested } = this.options;
    if (!tested) return [plan];
    return [plan, testedJob('tested', { place: this.path, tested, revision: plan.output('revision'), needs: [plan] }, (id, options) => this.newJob(id, options))];
  }

  /** Makes the job that decides. It reads alone, and runs no code of the repository. */
  protected newVersionJob(): Job {
    const node = requireNode(this);
    const { tagPrefix = 'v', preid = 'rc', prereleaseTag = 'next', changelog = 'CHANGELOG.md', environments = [] } = this.options;
    const places = environmentSteps(environments, { branch: this.pipeline.branches[0], tagPrefix });
    const plan = ScriptAsset._shipped('npm-release-plan').step({
      EVENT: Expr.github('event_name'),
      BUMP: Expr.input('bump'),
      RELEASE_TAG: Expr.github('event.release.tag_name'),
      RELEASE_PRERELEASE: Expr.or(Expr.github('event.release.prerelease'), Expr.literal(false)),
      REF_NAME: Expr.github('ref_name'),
      RELEASE_BRANCH: this.pipeline.branches[0],
      REVISION: Expr.github('sha'),
      RUN_ID: Expr.github('run_id'),
      PREID: preid,
      PRERELEASE_DIST_TAG: prereleaseTag,
      TAG_PREFIX: tagPrefix,
      PACKAGE_DIRECTORY: node.packageDirectory,
    }, { id: 'plan', name: 'Decide the version' });
    const files = ScriptAsset._shipped('npm-release-files').step({
      VERSION: plan.output('version'),
      TAG: plan.output('tag'),
      BUMP: plan.output('bump'),
      TAG_PREFIX: tagPrefix,
      PACKAGE_DIRECTORY: node.packageDirectory,
      CHANGELOG: changelog,
      GIT_CLIFF_VERSION,
      DESTINATION: RELEASE_FILES,
    }, { id: 'files', name: 'Write version, changes and notes' });
    const artifact = { name: RELEASE_FILES, path: `${RELEASE_FILES}/`, retentionDays: 30 };
    const job = this.newJob('plan', {
      name: 'Plan Release',
      timeout: Timeout.minutes(10),
      permissions: places.length > 0 ? Permissions.readContents().merge(Permissions.of({ actions: Access.READ }, 'read the rules of environments')) : Permissions.readContents(),
    });
    job.addStep(checkoutStep({ fetchDepth: 0 }), ...node.steps({ install: false }), ...places, plan, files, keepArtifact(artifact, { id: 'keep-files', name: 'Keep them' }));
    for (const output of ['package', 'version', 'tag', 'dist-tag', 'prerelease', 'bump', 'revision', 'base']) job.addOutput(output, plan.output(output));
    return job;
  }

  private checkNames({ tagPrefix = 'v', preid = 'rc', prereleaseTag = 'next', changelog = 'CHANGELOG.md' }: ReleasePlanStageOptions): void {
    if (!/^[A-Za-z][\w./@-]*$/.test(tagPrefix) || /\.\.|\/[./]|\.lock\//.test(tagPrefix)) throw this.error(`\`tagPrefix\` "${tagPrefix}" cannot begin a Git tag.`, 'Use letters, digits, ".", "/", "@", "_" and "-", such as v or tool-v.');
    if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(preid)) throw this.error(`\`preid\` "${preid}" cannot be part of a version.`, 'Use letters, digits and "-", such as rc or beta.');
    // npm takes `x` and `v1` for ranges of versions.
    if (!isOwnDistTag(prereleaseTag)) {
      throw this.error(`\`prereleaseTag\` "${prereleaseTag}" cannot be the dist-tag of prereleases.`, 'Use a word that is no version and not "latest", such as next or beta.');
    }
    if (!/^[A-Za-z0-9_@][\w@.-]*(\/[A-Za-z0-9_@][\w@.-]*)*$/.test(changelog)) throw this.error(`\`changelog\` "${changelog}" is no file in the folder of the package.`, 'Give a path such as CHANGELOG.md.');
  }

  private planned(output: string): Expr {
    return this.versionJob.output(output);
  }
}
