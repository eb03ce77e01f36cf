import { ConditionDocument, ConditionParts } from './parts';
import { DeliveryError } from '../../model/delivery-error';

/** What the value of a metric must be. Made by the comparisons of `Metric`. */
export class Condition {
  /** @internal */
  public static _of(parts: ConditionParts): Condition {
    return new Condition(parts);
  }

  /** Name of the metric, as tables show it. */
  public readonly name: string;
  /** The query, as PromQL; `{environment}` and `{version}` are filled in when it is asked. */
  public readonly query: string;
  /** What the value must be, such as `< 0.01`. */
  public readonly required: string;
  private readonly parts: ConditionParts;

  private constructor(parts: ConditionParts) {
    this.parts = parts;
    this.name = parts.name;
    this.query = parts.query;
    this.required = `${parts.comparison === '==' ? '=' : parts.comparison} ${parts.threshold}`;
    if (!Number.isFinite(parts.threshold)) {
      throw new DeliveryError({ place: `Metric ${this.name}`, problem: `the threshold is ${parts.threshold}.`, fix: 'Nothing can be held against it. Give a number.' });
    }
  }

  /**
   * The same condition, met as well when there was no traffic at all. Without it, no traffic is a failure.
   *
   * A second query has to prove that there was none: a counter that is missing still fails.
   *
   * @throws when the metric is no ratio and no quantile
   */
  public orNoTraffic(): Condition {
    const { trafficQuery } = this.parts;
    if (trafficQuery === undefined) {
      throw new DeliveryError({ place: `Metric ${this.name}`, problem: 'it does not tell whether there was traffic.', fix: 'Leave `orNoTraffic` out. Only ratios and quantiles have no value without traffic.' });
    }
    return new Condition({ ...this.parts, traffic: trafficQuery });
  }

  /** The condition as text. */
  public toString(): string {
    return `${this.name} ${this.required}`;
  }

  /** As the file of a gate has it. @internal */
  public _document(): ConditionDocument {
    const { name, query, traffic, series, comparison, threshold } = this.parts;
    return { name, query, ...(traffic === undefined ? {} : { traffic }), series, comparison, threshold };
  }
}
