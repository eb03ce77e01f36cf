import { IConstruct } from 'constructs';
import { checkoutStep } from '../../ci/checkout';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { requireNode } from '../node/require-node';

/** What is tested, and how. */
export interface ReleaseTestStageOptions extends StageOptions {
  /** Commit that is tested; the stage that knows it is named in `needs`. @default - the commit of the run */
  readonly ref?: Expr;
  /** Command lines that must pass, in their order. @default - those of the scripts `lint`, `check-format` and `test:unit`, else `test`, that package.json has */
  readonly commands?: string[];
}

/** Tests the commit of the Git tag: what is published is what was tested, not what it was made from. */
export class ReleaseTestStage extends Stage {
  private readonly options: ReleaseTestStageOptions;

  /**
   * @throws when `commands` is empty
   */
  public constructor(scope: IConstruct, id: string, options: ReleaseTestStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
    if (options.commands?.length === 0) throw this.error('`commands` is empty.', 'Name what must pass before a version is published, or leave it out for the usual scripts.');
  }

  protected buildJobs(): Job[] {
    return [this.testJob()];
  }

  /** The job that tests. Nothing comes from a cache. */
  protected testJob(): Job {
    const node = requireNode(this);
    const job = this.newJob('test', { name: 'Test Release', timeout: Timeout.minutes(20) });
    job.addStep(checkoutStep({ ref: this.options.ref }), ...node.steps({ cache: false }));
    for (const command of this.commands()) {
      const words = command.replace(/^(npm|pnpm|yarn|bun) run /, '');
      job.addStep(Step.command(command, { id: words.replace(/[^\w-]+/g, '-'), name: `Run ${words}`, workingDirectory: node.workingDirectory }));
    }
    return job;
  }

  private commands(): string[] {
    if (this.options.commands) return this.options.commands.map((command) => this.checkCommand('commands', command));
    const node = requireNode(this);
    const scripts = node._packageJson.existing(['lint', 'check-format', 'test:unit', 'test'], this.path);
    const tests = scripts.includes('test:unit') ? scripts.filter((name) => name !== 'test') : scripts;
    if (!tests.some((name) => name.startsWith('test'))) throw this.error('package.json has neither a script `test:unit` nor `test`.', 'Add one, or name the commands that test a version in `commands`.');
    return tests.map((script) => node.packageManager.run(script));
  }
}
