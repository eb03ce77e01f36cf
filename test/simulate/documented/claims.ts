import type { Expected } from './case';
import type { SimulatedRun } from '../../../src/simulate/simulated';

/** One thing that a case says: `job2` is `skipped`, `job1.version` is `1.2.3`. */
export interface Claim {
  readonly kind: Exclude<keyof Expected, 'refused'>;
  /** A job, `job/step`, or `job.output`; empty for the run itself. */
  readonly about: string;
  readonly value: unknown;
}

/** All that a case says of a run, one by one. */
export function claimsOf(expected: Expected): Claim[] {
  const { refused, conclusion, keys, order, outputs = {}, ...byName } = expected;
  const claims: Claim[] = [];
  if (conclusion !== undefined) claims.push({ kind: 'conclusion', about: '', value: conclusion });
  if (keys) claims.push({ kind: 'keys', about: '', value: keys });
  if (order) claims.push({ kind: 'order', about: '', value: order });
  for (const [holder, values] of Object.entries(outputs)) {
    for (const [name, value] of Object.entries(values)) claims.push({ kind: 'outputs', about: `${holder}.${name}`, value });
  }
  for (const [kind, values] of Object.entries(byName)) {
    for (const [about, value] of Object.entries(values ?? {})) claims.push({ kind: kind as Claim['kind'], about, value });
  }
  return claims;
}

/** What the simulator says to a claim. */
export function answerOf(run: SimulatedRun, { kind, about }: Claim): unknown {
  switch (kind) {
    case 'conclusion': return run.conclusion;
    case 'keys': return run.jobs.map(({ key }) => key);
    case 'order': return run.order.filter((key) => run.job(key).source.uses === undefined);
    case 'legs': return run.jobsOf(about).map(({ leg }) => leg);
    case 'jobs': return run.job(about).result;
    case 'jobOutcomes': return run.job(about).outcome;
    case 'names': return run.job(about).name;
    case 'permissions': return run.job(about).permissions;
    case 'approvals': return run.job(about).environment?.approval;
    case 'urls': return run.job(about).environment?.url;
    case 'groups': return (about === '' ? run : run.job(about)).concurrency?.group;
    case 'steps': return stepOf(run, about).conclusion;
    case 'outcomes': return stepOf(run, about).outcome;
    case 'outputs': return outputsOf(run, about);
  }
}

function stepOf(run: SimulatedRun, about: string): ReturnType<SimulatedRun['jobs'][number]['step']> {
  const [job, step] = parts(about);
  return run.job(job).step(step);
}

function outputsOf(run: SimulatedRun, about: string): string {
  const dot = about.lastIndexOf('.');
  const [holder, name] = [about.slice(0, dot), about.slice(dot + 1)];
  const isJob = run.jobs.some(({ key, id }) => key === holder || id === holder);
  return (isJob ? run.job(holder) : stepOf(run, holder)).outputs[name] ?? '';
}

/** `call / build/one` as the job `call / build` and its step `one`. */
export function parts(about: string): [job: string, step: string] {
  const slash = about.lastIndexOf('/');
  return [about.slice(0, slash), about.slice(slash + 1)];
}
