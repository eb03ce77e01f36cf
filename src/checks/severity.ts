/** How bad a finding is: an error keeps files from being written, a warning is told. */
export type Severity = 'error' | 'warning' | 'info';

/** The lesser of two. */
export function lesser(left: Severity, right: Severity): Severity {
  const order: Severity[] = ['info', 'warning', 'error'];
  return order[Math.min(order.indexOf(left), order.indexOf(right))];
}
