import { ApiRequest, Handlers, now, paged, Place } from './github-answers';

/** A check of a commit, as `wait-for-checks.sh` looks for it. */
export interface CheckRun {
  readonly name: string;
  readonly sha: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | null;
  /** @default - now */
  readonly started_at?: string;
}

/** Checks of commits; a commit is also found by a branch or tag where there is a repository. */
export class Checks {
  /** Oldest first. */
  public readonly all: CheckRun[] = [];

  public constructor(private readonly resolve: (ref: string) => string | undefined) {}

  /** Checks of a commit that have passed. */
  public pass(sha: string, ...names: string[]): void {
    for (const name of names) this.all.push({ name, sha, status: 'completed', conclusion: 'success', started_at: now() });
  }

  public get handlers(): Handlers {
    return { 'GET /commits/{ref}/check-runs': (request) => this.list(request) };
  }

  private list(request: ApiRequest): ReturnType<typeof paged> {
    const { query, place, parameters } = request;
    const sha = this.resolve(parameters.ref) ?? parameters.ref;
    let found = this.all.map((run, index): [CheckRun, number] => [run, index]).filter(([run]) => run.sha === sha).reverse();
    if (query.check_name !== undefined) found = found.filter(([run]) => run.name === query.check_name);
    if (query.status !== undefined) found = found.filter(([run]) => run.status === query.status);
    if (query.filter !== 'all') found = found.filter(([run], index) => found.findIndex(([other]) => other.name === run.name) === index);
    return paged(found.map(([run, index]) => shown(run, index, place)), request, (items) => ({ total_count: found.length, check_runs: items }));
  }
}

function shown(run: CheckRun, index: number, place: Place): object {
  const [id, started] = [4000 + index, run.started_at ?? now()];
  return {
    id,
    node_id: `CR_${id}`,
    head_sha: run.sha,
    name: run.name,
    external_id: '',
    url: `${place.api}/check-runs/${id}`,
    html_url: `${place.html}/runs/${id}`,
    details_url: `${place.html}/runs/${id}`,
    status: run.status,
    conclusion: run.status === 'completed' ? run.conclusion : null,
    started_at: started,
    completed_at: run.status === 'completed' ? started : null,
    output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: `${place.api}/check-runs/${id}/annotations` },
    check_suite: { id: 1 },
    app: null,
    pull_requests: [],
  };
}
