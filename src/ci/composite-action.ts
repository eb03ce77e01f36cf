import { Construct, IConstruct } from 'constructs';
import { Ci } from './ci';
import { constructPath } from './construct-path';
import { actionsOf, checkActions, pinResolver, produceScript } from './produce-files';
import { actionYaml } from '../emit/action-yaml';
import { ActionCall } from '../model/action-call';
import { CompositeActionModel, CompositeActionOptions } from '../model/composite-action';
import { DeliveryError } from '../model/delivery-error';
import { Expr } from '../model/expr';

/**
 * A composite action of this repository, in `.github/actions/<id>`, with its scripts beside its `action.yml`.
 *
 * Every job that calls it runs provably the same steps.
 */
export class CompositeAction extends Construct {
  /** What it is made of. */
  public readonly model: CompositeActionModel;

  public constructor(scope: IConstruct, id: string, options: CompositeActionOptions) {
    super(scope, id);
    this.model = new CompositeActionModel(id, options);
    Ci.of(this).addSource({ produce: (ci: Ci) => this.produce(ci) });
  }

  /**
   * A call of it, for `Step.uses`.
   *
   * @throws when an input is unknown or a required one is missing
   */
  public call(inputs: Record<string, string | number | boolean | Expr> = {}): ActionCall {
    const declared = this.model.options.inputs ?? {};
    const unknown = Object.keys(inputs).find((name) => !declared[name]);
    if (unknown) throw this.error(`it has no input "${unknown}".`, `Its inputs are: ${Object.keys(declared).join(', ') || 'none'}.`);
    const missing = Object.keys(declared).find((name) => declared[name].required && inputs[name] === undefined);
    if (missing) throw this.error(`the input "${missing}" is missing.`, `${missing}: ${declared[missing].description}`);
    return ActionCall.local(this.model.folder, inputs);
  }

  private produce(ci: Ci): void {
    const { folder, steps } = this.model;
    const catalog = ci._pinnedCatalog;
    checkActions(catalog, steps.map((step) => ({ step, place: constructPath(this, step.id) })));
    ci._pin(...actionsOf(steps));
    const pins = pinResolver(catalog);
    ci._addFile(`${folder}/action.yml`, { render: (marker) => actionYaml(this.model, pins, marker) });
    ci._addComposed({ path: `${folder}/action.yml`, place: constructPath(this), steps });
    for (const step of steps) produceScript(ci, step, folder);
  }

  private error(problem: string, fix: string): DeliveryError {
    return new DeliveryError({ place: constructPath(this), problem, fix });
  }
}
