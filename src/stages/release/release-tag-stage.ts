import { IConstruct } from 'constructs';
import { RELEASE_FILES, ReleasePlanStage } from './release-plan-stage';
import { CreateGithubAppToken } from '../../catalog/actions/create-github-app-token';
import { DownloadArtifact } from '../../catalog/actions/download-artifact';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Access, Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { GitHubApp } from '../github-app';

/** What is tagged, and who commits. */
export interface ReleaseTagStageOptions extends StageOptions {
  /** The stage that decides the version. */
  readonly plan: ReleasePlanStage;
  /** App that commits to a branch whose rules keep the token of the job away. @default - the token of the job commits */
  readonly app?: GitHubApp;
}

/**
 * Commits the version and tags the commit through GitHub's API, which signs both; a tag that is there is found again.
 *
 * @see https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
 */
export class ReleaseTagStage extends Stage {
  private readonly options: ReleaseTagStageOptions;

  public constructor(scope: IConstruct, id: string, options: ReleaseTagStageOptions) {
    super(scope, id, options);
    this.options = options;
  }

  /** Commit of the Git tag: what is tested, packed and published. */
  public get revision(): Expr {
    return this.job('tag').output('revision');
  }

  protected buildJobs(): Job[] {
    return [this.tagJob()];
  }

  /** The job that makes the commit and the Git tag. It runs no code of the repository. */
  protected tagJob(): Job {
    const { app, plan } = this.options;
    const planned = (output: string) => plan.versionJob.output(output);
    const token = app && Step.uses(CreateGithubAppToken.call({ clientId: app.clientId, privateKey: app.privateKey, permissionContents: 'write' }), { id: 'app-token', name: 'Get a token that may commit' });
    const commit = ScriptAsset._shipped('release-commit').step({
      REPOSITORY: Expr.github('repository'),
      BRANCH: this.pipeline.branches[0],
      BASE: planned('base'),
      VERSION: planned('version'),
      TAG: planned('tag'),
      BUMP: planned('bump'),
      RUN_ID: Expr.github('run_id'),
      FILES: `${RELEASE_FILES}/files`,
      GH_TOKEN: token ? token.output(CreateGithubAppToken.OUTPUT_TOKEN) : Expr.token(),
    }, { id: 'commit', name: 'Commit and tag the version' });
    const job = this.newJob('tag', {
      name: 'Tag Release',
      needs: plan.jobs,
      timeout: Timeout.minutes(10),
      permissions: app ? Permissions.readContents() : Permissions.of({ contents: Access.WRITE }, 'commit the version and tag it'),
    });
    job.addStep(
      checkoutStep({ sparseCheckout: 'scripts/ci' }),
      Step.uses(DownloadArtifact.call({ name: RELEASE_FILES, path: RELEASE_FILES }), { id: 'download-files', name: 'Download version, changes and notes' }),
      ...(token ? [token] : []),
      commit,
    );
    job.addOutput('revision', commit.output('revision'));
    return job;
  }
}
