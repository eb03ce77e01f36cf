import type { Project } from 'projen';
import { environmentsOf, placesOf } from './composed';
import { synthesize } from './synthesize';
import { Synthesized } from './synthesized';
import type { Law } from '../prove/law';
import { prove as proveFiles, Prover } from '../prove/prove';
import { standingLaws as lawsOf } from '../prove/standing-laws';
import type { Event } from '../simulate/event';
import { NOTHING_GIVEN } from '../simulate/given';
import { repositoryOf, SimulationSource } from '../simulate/simulate';
import { Simulation, SimulationOptions } from '../simulate/simulation';

/** A composition, what it wrote, or workflows whoever wrote them: files by path, or the folder of a repository. */
export type SimulationSubject = ((outdir: string) => Project) | Synthesized | SimulationSource;

const written = new WeakMap<object, Synthesized>();

/**
 * What events start, and what comes of it: `simulate(compose, Event.push({ branch: 'main' })).run()`.
 *
 * Several events come one after the other, while the jobs that the earlier ones started are at work. A composition is
 * synthesized once, into a folder of its own; its environments have the reviewers and branches that it gives them.
 *
 * @throws what the composition throws
 */
export function simulate(source: SimulationSubject, ...events: readonly Event[]): Simulation {
  const synthesized = synthesizedOf(source);
  if (!synthesized) return new Simulation(repositoryOf(source as SimulationSource), events);
  return new Simulation(repositoryOf(synthesized.outdir), events, optionsOf(synthesized), { ...NOTHING_GIVEN, environments: environmentsOf(synthesized.project) });
}

/**
 * Whether laws hold in every way in which jobs can end: `prove(compose).that(Law.alwaysRuns('gate')).check()`.
 *
 * Without events, for events of every kind that the workflows ask for.
 *
 * @throws what the composition throws
 */
export function prove(source: SimulationSubject, ...events: readonly Event[]): Prover {
  const synthesized = synthesizedOf(source);
  if (!synthesized) return proveFiles(source as SimulationSource, ...events);
  return proveFiles(synthesized.outdir, ...events).within(optionsOf(synthesized));
}

/**
 * What should hold in every repository, whoever wrote its workflows: no job is dead, none is skipped although all that it
 * needs succeeded, none deploys beside another.
 *
 * @throws what the composition throws
 */
export function standingLaws(source: SimulationSubject): Law[] {
  return lawsOf(repositoryOf(synthesizedOf(source)?.outdir ?? (source as SimulationSource)));
}

function synthesizedOf(source: SimulationSubject): Synthesized | undefined {
  if (source instanceof Synthesized) return source;
  if (typeof source !== 'function') return undefined;
  const known = written.get(source) ?? synthesize(source);
  written.set(source, known);
  return known;
}

function optionsOf({ project }: Synthesized): SimulationOptions {
  const { repository } = project as { readonly repository?: unknown };
  return { places: placesOf(project), ...(typeof repository === 'string' && repository.includes('/') ? { repositoryName: repository } : {}) };
}
