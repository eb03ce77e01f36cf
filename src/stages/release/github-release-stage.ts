import { IConstruct } from 'constructs';
import { RELEASE_FILES, ReleasePlanStage } from './release-plan-stage';
import { Attest } from '../../catalog/actions/attest';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Access, Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';
import { NpmPackageStage } from '../node/npm-package-stage';

/** What is released. */
export interface GitHubReleaseStageOptions extends StageOptions {
  /** The stage that decides the version. */
  readonly plan: ReleasePlanStage;
  /** The stage that packs. */
  readonly package: NpmPackageStage;
  /** Whether the tarball is attested; private repositories need GitHub Enterprise Cloud for it. @default true */
  readonly attest?: boolean;
}

/**
 * A release on GitHub with notes, the tarball that was published, its checksum and an attestation. It is made as a draft and
 * published whole, since an immutable release takes nothing later.
 *
 * @see https://docs.github.com/en/code-security/concepts/supply-chain-security/immutable-releases
 */
export class GitHubReleaseStage extends Stage {
  private readonly options: GitHubReleaseStageOptions;

  public constructor(scope: IConstruct, id: string, options: GitHubReleaseStageOptions) {
    super(scope, id, options);
    this.options = options;
  }

  protected buildJobs(): Job[] {
    return [this.releaseJob()];
  }

  /** The job that makes the release. It runs no code of the repository. */
  protected releaseJob(): Job {
    const { plan, package: packed, attest = true } = this.options;
    const release = ScriptAsset._shipped('github-release').step({
      REPOSITORY: Expr.github('repository'),
      TAG: plan.tag,
      VERSION: plan.version,
      PRERELEASE: plan.prerelease,
      LATEST: Expr.eq(plan.distTag, 'latest'),
      NOTES_FILE: `${RELEASE_FILES}/notes.md`,
      FILES: 'package',
      GH_TOKEN: Expr.token(),
    }, { id: 'release', name: 'Release on GitHub' });
    const write = Permissions.of({ contents: Access.WRITE }, 'make the release');
    const job = this.newJob(this.slug, {
      name: 'Release on GitHub',
      needs: [plan.versionJob, ...packed.jobs],
      timeout: Timeout.minutes(10),
      permissions: attest ? write.merge(Permissions.of({ idToken: Access.WRITE, attestations: Access.WRITE }, 'attest what was packed')) : write,
    });
    job.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), ...packed.downloadSteps(), ...plan.notesSteps());
    if (attest) job.addStep(Step.uses(Attest.call({ subjectChecksums: 'package/SHA256SUMS' }), { id: 'attest', name: 'Attest package' }));
    job.addStep(release);
    job.addOutput('url', release.output('url'));
    return job;
  }
}
