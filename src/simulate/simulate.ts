import type { Event } from './event';
import { Simulation } from './simulation';
import { DiskTree } from '../read/disk-tree';
import { RepositorySource } from '../read/repository-source';
import { MemoryTree } from '../read/tree';

/** What can be simulated: files by path, the folder of a repository, or one that is read already. */
export type SimulationSource = RepositorySource | string | Readonly<Record<string, string>>;

/** The repository behind files by path, a folder, or itself. */
export function repositoryOf(source: SimulationSource): RepositorySource {
  if (source instanceof RepositorySource) return source;
  return new RepositorySource(typeof source === 'string' ? new DiskTree(source) : new MemoryTree(source));
}

/**
 * Events in a repository, and what comes of them: `simulate(files, Event.push()).run()`. Several events come one after
 * the other, while the jobs that the earlier ones started are at work.
 */
export function simulate(source: SimulationSource, ...events: readonly Event[]): Simulation {
  return new Simulation(repositoryOf(source), events);
}
