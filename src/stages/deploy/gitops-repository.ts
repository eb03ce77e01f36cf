import { CreateGithubAppToken } from '../../catalog/actions/create-github-app-token';
import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';
import { Access, Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { GitHubApp } from '../github-app';

/** Where the desired state is, and who may write it. */
export interface GitOpsRepositoryOptions {
  /** Branch that the controller follows. @default 'main' */
  readonly branch?: string;
  /** App whose token writes; the token holds for one hour. @default - none */
  readonly app?: GitHubApp;
  /** Secret with a token that may write the contents of the repository. @default - none */
  readonly token?: Expr;
}

const APP_TOKEN = 'app-token';
const PLACE = 'GitOpsRepository';

/** The repository with the desired state that Argo CD or Flux follows. */
export class GitOpsRepository {
  /**
   * A repository of its own, as `owner/name`: what changes there needs no build, and its rules are about deployments.
   *
   * @throws when the name is none, or not exactly one of `app` and `token` is given
   */
  public static named(name: string, options: GitOpsRepositoryOptions): GitOpsRepository {
    if (!/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/.test(name)) throw refuse(`"${name}" is no repository.`, 'Write owner/name, such as acme/deployments.');
    if (!options.app && !options.token) throw refuse(`nobody may write to ${name}: the token of a job is for its own repository alone.`, 'Give `app`, a GitHub App that is installed there, or `token`.');
    return new GitOpsRepository(name, options);
  }

  /**
   * The repository that is built, which the token of the job may write, unless a rule of the branch forbids it.
   *
   * @throws when both `app` and `token` are given
   */
  public static same(options: GitOpsRepositoryOptions = {}): GitOpsRepository {
    return new GitOpsRepository(undefined, options);
  }

  /** Its name; undefined for the repository of the workflow. */
  public readonly name?: string;
  /** Branch that the controller follows. */
  public readonly branch: string;
  private readonly options: GitOpsRepositoryOptions;

  private constructor(name: string | undefined, options: GitOpsRepositoryOptions) {
    this.name = name;
    this.options = options;
    this.branch = options.branch ?? 'main';
    if (options.app && options.token) throw refuse('both `app` and `token` are given.', 'Keep one of the two.');
    if (!/^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(this.branch)) throw refuse(`"${this.branch}" is no branch.`, 'Give its name, such as main.');
    const secret = options.app?.privateKey ?? options.token;
    if (secret && secret.secrets.length === 0) throw refuse(`\`${options.app ? 'app.privateKey' : 'token'}\` is no secret.`, 'Use Expr.secret(…), best one of the environment.');
  }

  /** Its address on the server of the run. @internal */
  public get _url(): Expr {
    const server = Expr.github('server_url');
    if (this.name === undefined) return Expr.template('{server}/{repository}.git', { server, repository: Expr.github('repository') });
    return Expr.template(`{server}/${this.name}.git`, { server });
  }

  /** Steps that bring the token. @internal */
  public _steps(): Step[] {
    const { app } = this.options;
    if (!app) return [];
    const [owner, repositories] = this.name?.split('/') ?? [];
    return [Step.uses(CreateGithubAppToken.call({ clientId: app.clientId, privateKey: app.privateKey, owner, repositories, permissionContents: 'write' }), {
      id: APP_TOKEN, name: 'Get a token for the desired state',
    })];
  }

  /** The token, in jobs with those steps. @internal */
  public get _token(): Expr {
    return this.options.app ? Expr.step(APP_TOKEN, 'token') : this.options.token ?? Expr.token();
  }

  /** What the token of the job needs. @internal */
  public _permissions(): Permissions {
    return this.options.app || this.options.token ? Permissions.none() : Permissions.of({ contents: Access.WRITE }, 'write the desired state');
  }
}

function refuse(problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: PLACE, problem, fix });
}
