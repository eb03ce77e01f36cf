/** Severity of a vulnerability, from the least. */
export enum Severity {
  /** Low and worse. */
  LOW = 'low',
  /** Moderate and worse. */
  MODERATE = 'moderate',
  /** High and worse. */
  HIGH = 'high',
  /** Critical only. */
  CRITICAL = 'critical',
}
