import { Timeout } from '../../model/timeout';

/** A measure that Flagger takes of a new version, and what it must be. */
export interface FlaggerMetric {
  /** Its name: `request-success-rate` and `request-duration` are Flagger's own, others need a template. */
  readonly name: string;
  /** The least it may be. @default - any */
  readonly min?: number;
  /** The most it may be. @default - any */
  readonly max?: number;
  /** MetricTemplate in the release's namespace that says how it is measured. @default - Flagger's own measure of that name */
  readonly template?: string;
}

/** How Flagger looks at a new version. */
export interface FlaggerOptions {
  /** Time between two looks. @default - 1 minute */
  readonly interval?: Timeout;
  /** Failed looks after which it goes back. @default 5 */
  readonly threshold?: number;
  /** Share of the traffic, in percent, that each good look adds. @default 10 */
  readonly stepWeight?: number;
  /** Share of the traffic at which a version that was good so far is promoted. @default 50 */
  readonly maxWeight?: number;
  /** Number of good looks that promote, instead of growing shares: for a cluster where nothing can share the traffic. @default - growing shares */
  readonly iterations?: number;
  /** What routes the traffic, such as `istio`, `nginx` or `kubernetes`. @default - what Flagger was installed for */
  readonly provider?: string;
  /** What is measured. @default - 99 % of the requests succeed */
  readonly metrics?: FlaggerMetric[];
}
