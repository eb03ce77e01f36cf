import { checkNames } from './check-names';
import { isGate } from './order';
import { requiredChecks } from './required-checks';
import { same } from './same';
import type { Side } from './side';
import type { Pairs } from './similar';
import type { Telling } from './telling';
import { inline, list } from './words';
import type { JobSource } from '../read/job-source';

/** What the checks of pull requests are called before and after. */
export class Checks {
  private requiredNames?: ReadonlySet<string>;
  private reported?: ReadonlySet<string>;

  public constructor(private readonly before: Side, private readonly after: Side) {}

  /** Names of checks that came, went or are others, of the jobs of one workflow. */
  public tell({ pairs, removed, added }: Pairs<JobSource>, telling: Telling): void {
    for (const { before, after } of pairs) this.tellPair(before, after, telling.inJob(after.id, new Map()));
    for (const job of removed) this.tellGone(job, checkNames(job, this.before), telling.inJob(job.id, new Map()));
    for (const job of added) {
      const names = checkNames(job, this.after);
      telling.inJob(job.id, new Map()).tell('check', 'none', `new ${names.length === 1 ? 'check' : 'checks'}: ${list(names)}`, { after: job.value.get('name') ?? job.at, new: names.join(', ') });
    }
  }

  /** What rules and settings in the repository no longer require. */
  public tellRequired(telling: (path: string) => Telling): void {
    const [olds, news] = [requiredChecks(this.before), requiredChecks(this.after)];
    for (const [name, at] of olds) if (!news.has(name)) telling(at.path).tell('check', 'risk', `the check ${name} is no longer required`, { before: at, old: name });
    for (const [name, at] of news) if (!olds.has(name)) telling(at.path).tell('check', 'none', `the check ${name} is now required`, { after: at, new: name });
  }

  private tellPair(before: JobSource, after: JobSource, telling: Telling): void {
    const [olds, news] = [checkNames(before, this.before), checkNames(after, this.after)];
    const [gone, come] = [olds.filter((name) => !news.includes(name)), news.filter((name) => !olds.includes(name))];
    const sides = { before: before.value.get('name') ?? before.at, after: after.value.get('name') ?? after.at };
    if (gone.length === 0 && come.length === 0) {
      const [name, now] = [before.value.get('name'), after.value.get('name')];
      if (name && now && !same(name, now, telling.renames)) telling.tell('job', 'none', `name: ${inline(name)} → ${inline(now)}`, sides);
      return;
    }
    const missed = gone.filter((name) => this.isMissed(name));
    const why = missed.length > 0 ? `: ${list(missed)} is required, and nothing reports it` : isGate(before) ? ': where it is required, pull requests wait for it for ever' : '';
    const risk = why === '' ? come.length > 0 || gone.length > 0 ? 'notice' : 'none' : 'risk';
    const data = { ...sides, old: gone.join(', ') || undefined, new: come.join(', ') || undefined };
    if (gone.length === 1 && come.length === 1) telling.tell('check', risk, `its check is now called ${come[0]} instead of ${gone[0]}${why}`, data);
    else if (gone.length === 0) telling.tell('check', 'none', `new ${come.length === 1 ? 'check' : 'checks'}: ${list(come)}`, data);
    else telling.tell('check', risk, `${gone.length === 1 ? 'its check is' : 'its checks are'} gone: ${list(gone)}${come.length > 0 ? `; new: ${list(come)}` : ''}${why}`, data);
  }

  private tellGone(job: JobSource, names: readonly string[], telling: Telling): void {
    const missed = names.filter((name) => this.isMissed(name));
    const why = missed.length > 0 ? `: ${list(missed)} is required, and nothing reports it` : isGate(job) ? ': where it is required, pull requests wait for it for ever' : '';
    const still = names.filter((name) => !this.reports(name));
    if (still.length > 0 || why !== '') telling.tell('check', why === '' ? 'notice' : 'risk', `${names.length === 1 ? 'its check is' : 'its checks are'} gone: ${list(names)}${why}`, { before: job.value.get('name') ?? job.at, old: names.join(', ') });
  }

  private isMissed(name: string): boolean {
    this.requiredNames ??= new Set(requiredChecks(this.after).keys());
    return this.requiredNames.has(name) && !this.reports(name);
  }

  // Asked for only where a check is gone: it parses every workflow.
  private reports(name: string): boolean {
    this.reported ??= new Set([...this.after.paths].flatMap((path) => (this.after.workflow(path)?.jobs ?? []).flatMap((job) => checkNames(job, this.after))));
    return this.reported.has(name) || [...this.reported].some((each) => each.includes('*') && fits(each, name));
  }
}

// Parts of the pattern in their order: no backtracking over names that anybody wrote.
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  if (pattern.replace(/[*\s/()]/g, '') === '') return false;
  if (!name.startsWith(parts[0]) || !name.endsWith(parts[parts.length - 1])) return false;
  let at = 0;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
