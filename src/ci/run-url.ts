import { Expr } from '../model/expr';

/** Address of the run, for whoever reads about it elsewhere. @internal */
export function runUrl(): Expr {
  return Expr.template('{server}/{repository}/actions/runs/{run}', {
    server: Expr.github('server_url'),
    repository: Expr.github('repository'),
    run: Expr.github('run_id'),
  });
}
