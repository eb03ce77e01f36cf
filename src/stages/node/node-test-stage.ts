import { IConstruct } from 'constructs';
import { requireNode } from './require-node';
import { NodeLine } from '../../catalog/node-lines';
import { checkoutStep } from '../../ci/checkout';
import { keepArtifact } from '../../ci/keep-artifact';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Matrix } from '../../model/matrix';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { Coverage } from '../coverage/coverage';

/** How the unit tests run. */
export interface NodeTestStageOptions extends StageOptions {
  /** Node versions to test with. @default - the repository's own version alone */
  readonly versions?: string[];
  /** Command that runs the tests once, with coverage where coverage is wanted. @default - the script `test:coverage`, or `test:unit` without coverage */
  readonly command?: string;
  /** Where coverage goes. @default - nowhere */
  readonly coverage?: Coverage;
  /** How many versions are tested at a time. @default - all */
  readonly maxParallel?: number;
}

/** Unit tests over a matrix of Node versions. Each suite runs once; coverage is uploaded per version. */
export class NodeTestStage extends Stage {
  private readonly options: NodeTestStageOptions;

  public constructor(scope: IConstruct, id: string, options: NodeTestStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
    const { versions } = options;
    if (versions?.length === 0) throw this.error('`versions` is empty.', 'Name at least one, such as "24", or leave it out for the repository\'s own version.');
    const twice = versions?.find((version, index) => versions.indexOf(version) !== index);
    if (twice !== undefined) throw this.error(`the version "${twice}" is there twice.`, 'Give each version once.');
    for (const version of versions ?? []) this.checkVersion(version);
  }

  protected buildJobs(): Job[] {
    const tests = this.testJob();
    const { coverage } = this.options;
    if (!coverage) return [tests];
    this.addCoverageArtifact(tests, coverage);
    return [tests, this.coverageJob(tests, coverage)];
  }

  /** The job that runs the tests. */
  protected testJob(): Job {
    const { versions } = this.options;
    const node = requireNode(this);
    const job = this.newJob('unit-tests', {
      name: versions ? Expr.template('Unit Tests (Node {node})', { node: Expr.matrix('node') }) : 'Unit Tests',
      timeout: Timeout.minutes(15),
      matrix: this.matrix(),
    });
    job.addStep(
      checkoutStep(),
      ...node.steps({ version: versions ? Expr.matrix('node') : undefined }),
      // Only here: elsewhere NODE_ENV would change what is built.
      Step.command(this.testCommand(), { id: 'test', name: 'Run unit tests', env: { NODE_ENV: 'test' }, workingDirectory: node.workingDirectory }),
    );
    return job;
  }

  /** The job that uploads coverage. It runs no code of the repository, so it may sign in. */
  protected coverageJob(tests: Job, coverage: Coverage): Job {
    const name = this.options.versions ? Expr.template('Upload Coverage (Node {node})', { node: Expr.matrix('node') }) : 'Upload Coverage';
    const job = this.newJob('coverage', {
      name,
      needs: [tests],
      // A fork's token cannot sign in.
      condition: Expr.notFromFork(),
      timeout: Timeout.minutes(10),
      matrix: this.matrix(),
      permissions: coverage.permissions,
    });
    job.addStep(checkoutStep(), ...coverage.uploadSteps(this.artifactName(), this.flag()));
    return job;
  }

  private addCoverageArtifact(job: Job, coverage: Coverage): void {
    const path = requireNode(this).inFolder(coverage.file);
    const artifact = { name: this.artifactName(), path, retentionDays: 7 };
    job.addStep(keepArtifact(artifact, { id: 'upload-coverage', name: 'Keep coverage' }));
  }

  private testCommand(): string {
    const script = this.options.coverage ? 'test:coverage' : 'test:unit';
    return this.checkCommand('command', this.options.command ?? requireNode(this).packageManager.run(script));
  }

  private matrix(): Matrix | undefined {
    const { versions, maxParallel } = this.options;
    return versions ? Matrix.of({ node: versions }, { maxParallel }) : undefined;
  }

  private artifactName(): string | Expr {
    return this.options.versions ? Expr.template('coverage-node-{node}', { node: Expr.matrix('node') }) : 'coverage';
  }

  private flag(): string | Expr {
    const { workingDirectory } = requireNode(this);
    const prefix = workingDirectory ? `${workingDirectory.replace(/[^\w]+/g, '-')}-` : '';
    return this.options.versions ? Expr.template(`${prefix}node-{node}`, { node: Expr.matrix('node') }) : `${prefix}unit`;
  }

  private checkVersion(version: string): void {
    const line = NodeLine.of(version, this.path);
    if (line.isEndOfLife(new Date())) this.pipeline.ci.note(`${this.path}: Node ${version} is tested but reached its end of life on ${line.eol}; it gets no security fixes.`);
  }
}
