import { Condition } from './condition';
import { Comparison, MetricParts } from './parts';
import { checkMetricName, checkQuery, checkWindow, selector } from './promql';
import { DeliveryError } from '../../model/delivery-error';

/**
 * A value that Prometheus knows, to be held against a threshold.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export class Metric {
  /**
   * The current value of every series of a metric. Each must meet the condition, so the worst one decides; one without
   * a number fails.
   *
   * @throws when the name is not one of a metric
   */
  public static value(name: string): Metric {
    checkMetricName('Metric.value', name);
    return new Metric({ place: 'Metric.value', title: (labels) => name + labels, query: (labels) => name + labels, series: 'every' });
  }

  /**
   * The current values of all series of a metric, added up.
   *
   * @throws when the name is not one of a metric
   */
  public static sum(name: string): Metric {
    checkMetricName('Metric.sum', name);
    return new Metric({ place: 'Metric.sum', title: (labels) => `sum of ${name}${labels}`, query: (labels) => `sum(${name}${labels})`, series: 'one' });
  }

  /**
   * How fast a counter grew over the last window (5 minutes if not given), per second and over all its series.
   *
   * @throws when the name or the window is malformed
   */
  public static rate(counter: string, window: string = '5m'): Metric {
    checkMetricName('Metric.rate', counter);
    checkWindow('Metric.rate', window);
    return new Metric({ place: 'Metric.rate', title: (labels) => `${counter}${labels} per second over ${window}`, query: (labels) => rate(counter, labels, window), series: 'one' });
  }

  /**
   * The share that one counter has of another, over the last window (5 minutes if not given): 0.01 is one in a hundred.
   *
   * A counter that the program has not exported yet has no data, which fails: let it export 0 from the start.
   *
   * @throws when a name or the window is malformed
   */
  public static ratio(part: string, total: string, window: string = '5m'): Metric {
    for (const name of [part, total]) checkMetricName('Metric.ratio', name);
    checkWindow('Metric.ratio', window);
    if (part === total) throw new DeliveryError({ place: 'Metric.ratio', problem: `"${part}" is held against itself.`, fix: 'Give two counters: what went wrong, and everything.' });
    return new Metric({
      place: 'Metric.ratio',
      title: (labels) => `${part}${labels} / ${total}${labels} over ${window}`,
      query: (labels) => `${rate(part, labels, window)} / ${rate(total, labels, window)}`,
      traffic: (labels) => rate(total, labels, window),
      series: 'one',
      share: true,
    });
  }

  /**
   * A quantile of a histogram over the last window (5 minutes if not given), such as 0.99 of request durations.
   *
   * @throws when the quantile is not between 0 and 1, the name is not that of buckets, or the window is malformed
   */
  public static quantile(quantile: number, buckets: string, window: string = '5m'): Metric {
    const place = 'Metric.quantile';
    if (!(quantile > 0 && quantile < 1)) throw new DeliveryError({ place, problem: `${quantile} is not a quantile.`, fix: 'Give a number between 0 and 1: 0.99 for the 99th percentile.' });
    checkMetricName(place, buckets);
    checkWindow(place, window);
    if (!buckets.endsWith('_bucket')) throw new DeliveryError({ place, problem: `"${buckets}" is not the buckets of a histogram.`, fix: `Give the counters of its buckets, mostly "${buckets}_bucket".` });
    const percent = Number((quantile * 100).toFixed(6));
    return new Metric({
      place,
      title: (labels) => `p${percent} of ${buckets.replace(/_bucket$/, '')}${labels} over ${window}`,
      query: (labels) => `histogram_quantile(${quantile}, sum by (le) (rate(${buckets}${labels}[${window}])))`,
      traffic: (labels) => rate(buckets, labels, window),
      series: 'one',
    });
  }

  /**
   * Any PromQL that has one value. `{environment}` and `{version}` inside double quotes are filled in.
   *
   * @throws when the name or the query is empty, or the query can only fail
   */
  public static query(name: string, promql: string): Metric {
    checkQuery('Metric.query', promql);
    return new Metric({ place: 'Metric.query', title: () => name, query: () => promql.trim(), series: 'one', written: true, name: checkedName('Metric.query', name) });
  }

  private readonly parts: MetricParts;

  private constructor(parts: MetricParts) {
    this.parts = parts;
  }

  /** Name, as tables show it. */
  public get name(): string {
    return this.parts.name ?? this.parts.title(this.labels);
  }

  /**
   * The same metric under another name in tables.
   *
   * @throws when the name is empty or has a line break
   */
  public named(name: string): Metric {
    return new Metric({ ...this.parts, name: checkedName(this.parts.place, name) });
  }

  /**
   * Only the series with these labels. `{environment}` and `{version}` in a value are filled in when it is asked.
   *
   * @throws when a label is malformed or empty, or the metric is a query of your own
   */
  public where(labels: Record<string, string>): Metric {
    const { place, written } = this.parts;
    if (written) throw new DeliveryError({ place, problem: '`where` has no effect on a query of your own.', fix: `Write the labels in the query: ${selector(place, labels) || '{job="…"}'}.` });
    const all = { ...this.parts.labels, ...labels };
    selector(place, all);
    return new Metric({ ...this.parts, labels: all });
  }

  /** The value must be below. */
  public below(threshold: number): Condition {
    return this.condition('<', threshold);
  }

  /** The value must be that or less. */
  public atMost(threshold: number): Condition {
    return this.condition('<=', threshold);
  }

  /** The value must be above. */
  public above(threshold: number): Condition {
    return this.condition('>', threshold);
  }

  /** The value must be that or more. */
  public atLeast(threshold: number): Condition {
    return this.condition('>=', threshold);
  }

  /** The value must be exactly that. */
  public equalTo(threshold: number): Condition {
    return this.condition('==', threshold);
  }

  private get labels(): string {
    return selector(this.parts.place, this.parts.labels ?? {});
  }

  private condition(comparison: Comparison, threshold: number): Condition {
    const { place, query, traffic, series, share } = this.parts;
    if (share && !(threshold >= 0 && threshold <= 1)) {
      throw new DeliveryError({ place, problem: `${threshold} is no share: a ratio is 0 to 1.`, fix: 'One percent is 0.01. For a quotient that may be larger use Metric.query.' });
    }
    return Condition._of({ name: this.name, query: query(this.labels), trafficQuery: traffic?.(this.labels), series, comparison, threshold });
  }
}

function rate(counter: string, labels: string, window: string): string {
  return `sum(rate(${counter}${labels}[${window}]))`;
}

function checkedName(place: string, name: string): string {
  // eslint-disable-next-line no-control-regex
  if (name.trim() !== '' && !/[\u0000-\u001f\u007f]/.test(name)) return name.trim();
  throw new DeliveryError({ place, problem: name.trim() === '' ? 'the name is empty.' : 'the name has a line break or another control character.', fix: 'Give the words that tables show, such as "Error ratio".' });
}
