/** Milliseconds that something takes. */
export function time(act: () => unknown): number {
  const start = process.hrtime.bigint();
  act();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Samples as a person reads them. */
export function text(values: number[]): string {
  return `${median(values).toFixed(0)} ms median (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`;
}
