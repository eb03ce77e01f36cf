/** How a value is held against its threshold. @internal */
export type Comparison = '<' | '<=' | '>' | '>=' | '==';

/** A condition as the file of a gate has it. @internal */
export interface ConditionDocument {
  readonly name: string;
  readonly query: string;
  readonly traffic?: string;
  readonly series: 'one' | 'every';
  readonly comparison: Comparison;
  readonly threshold: number;
}

/** What a condition is made of. @internal */
export interface ConditionParts extends ConditionDocument {
  /** The query that is 0 without traffic, where there is one. */
  readonly trafficQuery?: string;
}

/** What a metric is made of. @internal */
export interface MetricParts {
  /** The factory, for messages. */
  readonly place: string;
  readonly title: (labels: string) => string;
  readonly query: (labels: string) => string;
  /** The query that is 0 without traffic. */
  readonly traffic?: (labels: string) => string;
  /** Whether each series is judged, or one value is expected. */
  readonly series: 'one' | 'every';
  /** Whether the value is a share, 0 to 1. */
  readonly share?: boolean;
  /** Whether the query is the user's own text. */
  readonly written?: boolean;
  readonly name?: string;
  readonly labels?: Record<string, string>;
}
