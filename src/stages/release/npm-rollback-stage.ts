import { IConstruct } from 'constructs';
import { PublishTarget } from './publish-target';
import { rollbackJob } from './rollback-job';
import { Stage, StageOptions } from '../../ci/stage';
import { Concurrency } from '../../model/concurrency';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Trigger } from '../../model/trigger';
import { WorkflowInput } from '../../model/workflow-input';
import { requireNode } from '../node/require-node';

/** Where versions are taken back. */
export interface NpmRollbackStageOptions extends StageOptions {
  /** Registries of the package. */
  readonly targets: PublishTarget[];
}

const EVERYWHERE = 'every registry';

/**
 * Takes a published version back by hand: dist-tags go to the version before it, or to a named one, and it is deprecated.
 * Nothing is unpublished, so whoever has it locked still gets it. The same workflow takes such a rollback back.
 */
export class NpmRollbackStage extends Stage {
  private readonly options: NpmRollbackStageOptions;

  /**
   * @throws when there is no registry
   */
  public constructor(scope: IConstruct, id: string, options: NpmRollbackStageOptions) {
    super(scope, id, options);
    this.options = options;
    if (options.targets.length === 0) throw this.error('`targets` is empty.', 'Name at least one, such as PublishTarget.npm().');
    if (options.workflow === undefined) this.addOwnWorkflow();
  }

  protected defaultWorkflow(): string {
    return this.slug;
  }

  protected buildJobs(): Job[] {
    return this.options.targets.map((target) => this.rollbackJob(target));
  }

  /** The job that takes it back at one registry. */
  protected rollbackJob(target: PublishTarget): Job {
    const node = requireNode(this);
    const { name } = node._packageJson.facts(this.path);
    if (name === undefined) throw this.error('package.json names no package.', 'Give it a `name`.');
    const chosen = Expr.input('registry');
    return rollbackJob(`roll-back-${target.label.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()}`, {
      target,
      programs: node.steps({ install: false }),
      package: name,
      version: Expr.input('version'),
      reason: Expr.input('reason'),
      to: Expr.input('to'),
      undo: Expr.input('undo'),
      condition: Expr.or(Expr.eq(chosen, EVERYWHERE), Expr.eq(chosen, target.label)),
    }, (id, options) => this.newJob(id, options));
  }

  private addOwnWorkflow(): void {
    const { targets } = this.options;
    this.pipeline.addWorkflow(this.slug, this.slug, {
      name: this.node.id.replace(/([a-z0-9])([A-Z])/g, '$1 $2'),
      runName: Expr.template('Take back {version} ({registry})', { version: Expr.input('version'), registry: Expr.input('registry') }),
      triggers: [Trigger.workflowDispatch({
        version: WorkflowInput.string({ description: 'Version that is taken back, such as 1.4.0', required: true }),
        reason: WorkflowInput.string({ description: 'Why; everybody who installs it reads this', required: true }),
        registry: WorkflowInput.choice({ description: 'Where', required: true }, [EVERYWHERE, ...targets.map(({ label }) => label)], EVERYWHERE),
        to: WorkflowInput.string({ description: 'Version that takes its place; empty takes the newest good one' }),
        undo: WorkflowInput.boolean({ description: 'Bring the version back that was taken back before' }, false),
      })],
      concurrency: Concurrency.queue(this.slug),
    });
  }
}
