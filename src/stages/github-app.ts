import { Expr } from '../model/expr';

/** A GitHub App that writes to a repository. */
export interface GitHubApp {
  /** Client id of the App. */
  readonly clientId: string | Expr;
  /** Secret with its private key. */
  readonly privateKey: Expr;
}
