import { checkoutStep } from './checkout';
import { Expr } from '../model/expr';
import { Job } from '../model/job';
import { Permissions } from '../model/permissions';
import { Timeout } from '../model/timeout';
import { ScriptAsset } from '../script/script-asset';

/** Id of the job that tells which files a pull request changes. @internal */
export const CHANGES_JOB = 'changes';

/** Tells, once per run, which named groups of files a pull request changes. @internal */
export class ChangesJob {
  private readonly filters = new Map<string, string[]>();
  public readonly job: Job;

  public constructor(origin: string) {
    this.job = new Job(CHANGES_JOB, { name: 'Detect Changes', timeout: Timeout.minutes(5), permissions: Permissions.readContents(), origin });
    this.job.addOutput('changed', Expr.step('detect-changes', 'changed'));
  }

  /** True when one of the files changed, or when that cannot be told. */
  public condition(wanted: string, paths: string[]): Expr {
    const same = (name: string) => JSON.stringify(this.filters.get(name) ?? paths) === JSON.stringify(paths);
    let name = wanted;
    for (let count = 2; !same(name); count++) name = `${wanted}-${count}`;
    this.filters.set(name, paths);
    // Where that job failed there is nothing to read, and GitHub would stop at a condition that cannot be evaluated.
    return Expr.contains(Expr.fromJson(Expr.or(Expr.needs(CHANGES_JOB, 'changed'), Expr.literal('[]'))), name);
  }

  /** Adds the steps, once every filter is known. */
  public finish(): void {
    if (this.job.steps.length > 0) return;
    const lines = [...this.filters].map(([name, paths]) => `${name} ${paths.map(pathspec).join(' ')}\n`);
    this.job.addStep(
      // The merge commit and its first parent: what the pull request changes.
      checkoutStep({ fetchDepth: 2 }),
      ScriptAsset._shipped('detect-changes').step(
        { EVENT_NAME: Expr.github('event_name'), FILTERS: lines.join('') },
        { id: 'detect-changes', name: 'Detect changed files' },
      ),
    );
  }
}

function pathspec(path: string): string {
  if (path.startsWith(':')) return path;
  // Blanks separate the patterns of a group; in a glob, ? stands for one.
  const glob = path.replace(/\s/g, '?');
  return glob.startsWith('!') ? `:(exclude,glob)${glob.slice(1)}` : `:(glob)${glob}`;
}
