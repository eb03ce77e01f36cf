import { conjuncts, treeOf } from './expression-text';
import { NO_RENAMES } from './same';
import type { Pair } from './similar';
import type { Telling } from './telling';
import { list } from './words';
import { walk } from '../read/expression';
import type { JobSource } from '../read/job-source';

/** What jobs wait for, by id: those named, and those before them. */
class Graph {
  private readonly direct: Map<string, ReadonlySet<string>>;
  private readonly known = new Map<string, ReadonlySet<string>>();

  public constructor(jobs: readonly JobSource[], name: (id: string) => string = (id) => id) {
    this.direct = new Map(jobs.map((job) => [name(job.id), new Set(job.needs.map(({ id }) => name(id)))]));
  }

  public needs(id: string): ReadonlySet<string> {
    return this.direct.get(id) ?? new Set();
  }

  public has(id: string): boolean {
    return this.direct.has(id);
  }

  public ancestors(id: string): ReadonlySet<string> {
    let found = this.known.get(id) as Set<string> | undefined;
    if (!found) {
      found = new Set<string>();
      const open = [...this.needs(id)];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (found.has(next)) continue;
        found.add(next);
        open.push(...this.needs(next));
      }
      this.known.set(id, found);
    }
    return found;
  }
}

/** In which order the jobs of a workflow run, and what its gate looks at. */
export function orderChanges(pairs: readonly Pair<JobSource>[], olds: readonly JobSource[], news: readonly JobSource[], telling: Telling): void {
  const { jobs: renames } = telling.renames;
  const [before, after] = [new Graph(olds, (id) => renames.get(id) ?? id), new Graph(news)];
  if (news.every(({ id }) => equal(before.needs(id), after.needs(id))) && olds.length === news.length) return;
  for (const pair of pairs) {
    const inJob = telling.inJob(pair.after.id, new Map());
    if (isGate(pair.after)) gateChanges(pair, before, after, inJob);
    else jobOrderChanges(pair, before, after, inJob);
  }
}

/** Whether a job runs whatever happens and looks at the results of all that it needs: what branch rules require. */
export function isGate(job: JobSource): boolean {
  const condition = conjuncts(job.condition?.text, NO_RENAMES);
  if (condition.length !== 1 || !/^(always\(\)|!cancelled\(\))$/.test(condition[0])) return false;
  return job.expressions.some((expression) => {
    const tree = treeOf(expression.text);
    return tree !== undefined && [...walk(tree)].some((each) => each.kind === 'reference' && each.parts[0] === 'needs' && (each.parts.length === 1 || each.parts[1] === '*'));
  });
}

function gateChanges({ before: old, after: now }: Pair<JobSource>, before: Graph, after: Graph, telling: Telling): void {
  const [lost, gained] = [minus(before.needs(now.id), after.needs(now.id)), minus(after.needs(now.id), before.needs(now.id))];
  const sides = { before: old.value.get('needs') ?? old.at, after: now.value.get('needs') ?? now.at };
  if (lost.length > 0) {
    const gone = lost.filter((id) => !after.has(id));
    const why = gone.length === lost.length ? ', gone from the workflow' : '';
    telling.tell('gate', 'risk', `the gate no longer needs ${list(lost)}${why}: it passes without`, { ...sides, old: lost.join(', ') });
  }
  if (gained.length > 0) telling.tell('gate', 'none', `the gate now also needs ${list(gained)}`, { ...sides, new: gained.join(', ') });
}

function jobOrderChanges({ before: old, after: now }: Pair<JobSource>, before: Graph, after: Graph, telling: Telling): void {
  const { id } = now;
  const sides = { before: old.value.get('needs') ?? old.at, after: now.value.get('needs') ?? now.at };
  const lost = minus(before.needs(id), after.needs(id));
  const gained = minus(after.needs(id), before.needs(id));
  const deploys = now.value.has('environment') || old.value.has('environment');
  if (lost.length === 0 && gained.length === 0 && !deploys) return;
  const noLonger = minus(before.ancestors(id), after.ancestors(id));
  const through = lost.filter((each) => after.ancestors(id).has(each));
  const newly = minus(after.ancestors(id), before.ancestors(id));
  const already = gained.filter((each) => before.ancestors(id).has(each));
  if (noLonger.length > 0) {
    const gone = noLonger.every((each) => !after.has(each));
    telling.tell('order', deploys && !gone ? 'risk' : 'notice', `no longer waits for ${list(noLonger)}${gone ? ', gone from the workflow' : ''}`, { ...sides, old: noLonger.join(', ') });
  }
  if (lost.length === 0 && gained.length === 0) return;
  if (through.length > 0) telling.tell('order', 'none', `no longer names ${list(through)} in needs, and waits for it through others`, { ...sides, old: through.join(', ') });
  if (newly.length > 0) telling.tell('order', 'notice', `now waits for ${list(newly)}`, { ...sides, new: newly.join(', ') });
  if (already.length > 0) telling.tell('order', 'none', `now names ${list(already)} in needs, for which it waited through others`, { ...sides, new: already.join(', ') });
}

function minus(left: ReadonlySet<string>, right: ReadonlySet<string>): string[] {
  return [...left].filter((each) => !right.has(each));
}

function equal(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((each) => right.has(each));
}
