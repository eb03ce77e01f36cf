import type { GraphEdge, GraphJob } from './graph';

/** The keys that a job waits for, directly or through others, by its key. */
export function ancestorsOf(edges: readonly GraphEdge[]): Map<string, Set<string>> {
  const before = byTarget(edges);
  const found = new Map<string, Set<string>>();
  const of = (key: string): Set<string> => {
    const known = found.get(key);
    if (known) return known;
    const all = new Set<string>();
    // Set before it is filled, so that a circle ends here.
    found.set(key, all);
    for (const each of before.get(key) ?? []) {
      all.add(each);
      for (const further of of(each)) all.add(further);
    }
    return all;
  };
  for (const { to } of edges) of(to);
  return found;
}

/** The edges without those that a longer way says already: what a job waits for through a third is not drawn twice. */
export function reduced(edges: readonly GraphEdge[]): GraphEdge[] {
  const ancestors = ancestorsOf(edges);
  const before = byTarget(edges);
  return edges.filter(({ from, to }) => !(before.get(to) ?? []).some((other) => other !== from && ancestors.get(other)?.has(from)));
}

/** The jobs in columns: each stands one behind the last that it waits for. */
export function stagesOf(jobs: readonly GraphJob[], edges: readonly GraphEdge[]): GraphJob[][] {
  const before = byTarget(edges.filter(({ kind }) => kind !== 'artifact'));
  const depths = new Map<string, number>();
  const depth = (key: string): number => {
    const known = depths.get(key);
    if (known !== undefined) return known;
    depths.set(key, 0);
    const own = Math.max(-1, ...(before.get(key) ?? []).map(depth)) + 1;
    depths.set(key, own);
    return own;
  };
  const stages: GraphJob[][] = [];
  for (const job of jobs) (stages[depth(job.key)] ??= []).push(job);
  return stages.filter((stage) => stage !== undefined);
}

function byTarget(edges: readonly GraphEdge[]): Map<string, string[]> {
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = before.get(to);
    if (known) known.push(from);
    else before.set(to, [from]);
  }
  return before;
}
