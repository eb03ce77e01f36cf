import { unnamedScripts } from './named-files';
import type { RepositorySource } from '../../read/repository-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** A gate that nothing calls keeps nothing out: the pipeline is green without it. */
export class UncalledScripts extends SourceCheck {
  public readonly id = 'uncalled-scripts';
  public readonly description = 'Every script that stands beside the pipeline is called by something.';
  public readonly covers = ['X04'];
  public readonly severity = { baseline: 'info' } as const;

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    if (!repository.isWhole) return;
    const scripts = repository.scripts.filter(({ path }) => PLACES.test(path));
    const unnamed = new Set(unnamedScripts(scripts.map(({ path }) => path), repository));
    for (const { path, file } of scripts) {
      if (!unnamed.has(path)) continue;
      context.report(file.at(0), `Nothing in this repository calls ${path}: no workflow, action, script or build file names it.`,
        'Call it in a step, or delete it.');
    }
  }
}

// `ci/` and `.ci/` are called by services that are set up elsewhere; scripts in other folders by people.
const PLACES = /^(\.github|scripts\/ci)\//;
