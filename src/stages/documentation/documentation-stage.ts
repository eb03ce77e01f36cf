import { IConstruct } from 'constructs';
import { DeployPages } from '../../catalog/actions/deploy-pages';
import { UploadPagesArtifact } from '../../catalog/actions/upload-pages-artifact';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Concurrency } from '../../model/concurrency';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { JobEnvironment } from '../../model/job-environment';
import { Access, Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';

/** What is generated, and from what. */
export interface DocumentationStageOptions extends StageOptions {
  /** Command line that generates the site. */
  readonly command: string;
  /** Folder that it writes, as seen from the root of the repository. */
  readonly directory: string;
  /** Commit it is generated from; the stage that knows it is named in `needs`. @default - the commit of the run */
  readonly ref?: Expr;
  /** Whether this run publishes it. @default - every run does */
  readonly condition?: Expr;
  /** Whether dependencies may come from a cache, which a release must not trust. @default true */
  readonly cache?: boolean;
}

/** Environment that GitHub Pages deploys to. @see https://docs.github.com/en/pages/getting-started-with-github-pages/configuring-a-publishing-source-for-your-github-pages-site */
const ENVIRONMENT = 'github-pages';

/**
 * Generates documentation and publishes it to GitHub Pages as an artifact: no branch is written, so nothing that another job
 * keeps on one can be wiped.
 *
 * The repository's source of Pages must be "GitHub Actions".
 */
export class DocumentationStage extends Stage {
  private readonly options: DocumentationStageOptions;

  /**
   * @throws when the folder is no plain path inside the repository
   */
  public constructor(scope: IConstruct, id: string, options: DocumentationStageOptions) {
    super(scope, id, options);
    this.options = options;
    if (!/^[\w.-]+(\/[\w.-]+)*$/.test(options.directory) || options.directory.split('/').some((part) => part === '..' || part === '.')) {
      throw this.error(`\`directory\` "${options.directory}" is no folder inside the repository.`, 'Give the one that the command writes, such as docs/generated.');
    }
  }

  protected buildJobs(): Job[] {
    const build = this.buildJob();
    return [build, this.deployJob(build)];
  }

  /** The job that generates. It runs code of the repository, so it may not deploy. */
  protected buildJob(): Job {
    const { ref, condition, cache } = this.options;
    // Its action cannot replace what an earlier attempt kept. @see https://github.com/actions/upload-pages-artifact/issues/110
    const site = Expr.template('github-pages-{attempt}', { attempt: Expr.github('run_attempt') });
    const job = this.newJob(`build-${this.slug}`, { name: 'Generate Documentation', timeout: Timeout.minutes(15), condition });
    job.addStep(
      checkoutStep({ ref }),
      ...this.pipeline.toolchain.steps({ cache }),
      Step.command(this.checkCommand('command', this.options.command), { id: 'generate', name: 'Generate documentation' }),
      Step.uses(UploadPagesArtifact.call({ name: site, path: this.options.directory }), { id: 'keep', name: 'Keep site' }),
    );
    job.addOutput('site', site);
    return job;
  }

  /** The job that publishes the site. */
  protected deployJob(build: Job): Job {
    const job = this.newJob(`deploy-${this.slug}`, {
      name: 'Publish Documentation',
      needs: [build],
      timeout: Timeout.minutes(15),
      permissions: Permissions.of({ pages: Access.WRITE, idToken: Access.WRITE }, 'deploy to GitHub Pages'),
      environment: JobEnvironment.named(ENVIRONMENT, { url: Expr.step('deploy', DeployPages.OUTPUT_PAGE_URL) }),
      concurrency: Concurrency.queue('pages'),
    });
    job.addStep(Step.uses(DeployPages.call({ artifactName: build.output('site') }), { id: 'deploy', name: 'Deploy to GitHub Pages' }));
    return job;
  }
}
