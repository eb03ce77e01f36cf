import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';
import { Access, Permissions } from '../../model/permissions';
import { Environment } from '../environment';

/** Who may install a scoped package. @see https://docs.npmjs.com/cli/commands/npm-publish */
export enum PackageAccess {
  /** Everybody. */
  PUBLIC = 'public',
  /** Those who have access to it. */
  RESTRICTED = 'restricted',
}

/** What differs between registries. */
export interface PublishTargetOptions {
  /** Environment whose rules a publication obeys. @default - `staging` for GitHub Packages, `production` elsewhere */
  readonly environment?: Environment;
  /** Who may install a scoped package. @default PackageAccess.PUBLIC */
  readonly access?: PackageAccess;
  /** Token that publishes. @default - trusted publishing for npm, the token of the job for GitHub Packages */
  readonly token?: Expr;
  /**
   * Token that moves dist-tags and deprecates versions, for a release that is taken back: trusted publishing cannot.
   *
   * @default - the secret NPM_ROLLBACK_TOKEN for npm, else the token that publishes
   * @see https://docs.npmjs.com/trusted-publishers
   */
  readonly rollbackToken?: Expr;
  /** Environment that keeps the token that takes back; one without reviewers, or nothing is taken back by itself. @default - `rollback` */
  readonly rollbackEnvironment?: Environment;
}

/**
 * A registry that a package is published to, and who may do so.
 */
export class PublishTarget {
  /**
   * The registry of npm, by trusted publishing: no token, and provenance.
   *
   * A package must exist before npm lets it have a trusted publisher; publish the first version by hand or give a `token`.
   *
   * @see https://docs.npmjs.com/trusted-publishers
   * @throws when a token is no secret
   */
  public static npm(options: PublishTargetOptions = {}): PublishTarget {
    return new PublishTarget('npm', 'https://registry.npmjs.org', { rollbackToken: Expr.secret('NPM_ROLLBACK_TOKEN'), ...options }, 'production');
  }

  /**
   * GitHub's own registry, by the token of the job. It takes packages of the scope of the repository's owner alone.
   *
   * @see https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-npm-registry
   * @throws when a token is no secret
   */
  public static githubPackages(options: PublishTargetOptions = {}): PublishTarget {
    return new PublishTarget('GitHub Packages', 'https://npm.pkg.github.com', options, 'staging');
  }

  /**
   * Any other registry that speaks npm's protocol.
   *
   * @throws when the address is none, there is no token, or it is no secret
   */
  public static registry(url: string, options: PublishTargetOptions): PublishTarget {
    const place = `PublishTarget.registry("${url}")`;
    if (!isAddress(url)) throw new DeliveryError({ place, problem: 'it is no address of a registry.', fix: 'Write it in full and without credentials, such as https://npm.example.com.' });
    if (!options.token) throw new DeliveryError({ place, problem: 'nobody may publish to it: there is no `token`.', fix: 'Give one: { token: Expr.secret(\'REGISTRY_TOKEN\') }.' });
    return new PublishTarget(new URL(url).host, url.replace(/\/+$/, ''), options, 'production');
  }

  /** Name for people. */
  public readonly label: string;
  /** Address of the registry. */
  public readonly url: string;
  /** Environment whose rules a publication obeys. */
  public readonly environment: Environment;
  /** Environment of what takes a release back. */
  public readonly rollbackEnvironment: Environment;
  /** Who may install a scoped package. */
  public readonly access: PackageAccess;
  private readonly options: PublishTargetOptions;

  private constructor(label: string, url: string, options: PublishTargetOptions, environment: string) {
    this.label = label;
    this.url = url;
    this.options = options;
    this.environment = options.environment ?? Environment.named(environment);
    this.rollbackEnvironment = options.rollbackEnvironment ?? Environment.named('rollback');
    this.access = options.access ?? PackageAccess.PUBLIC;
    for (const name of ['token', 'rollbackToken'] as const) this.checkToken(name, options[name]);
    if (this.rollbackEnvironment.reviewers.length > 0) {
      throw this.error(`what takes a release back waits for the consent of ${this.rollbackEnvironment.reviewers.join(', ')}.`, 'Give `rollbackEnvironment` one without reviewers; its token can move dist-tags and deprecate, and should not be able to publish.');
    }
  }

  /** Whether npm knows the workflow itself as the publisher. */
  public get isTrusted(): boolean {
    return this.label === 'npm' && this.options.token === undefined;
  }

  /** Whether it takes packages of the repository's owner alone. @internal */
  public get _isOfOwner(): boolean {
    return this.label === 'GitHub Packages';
  }

  /** The token that publishes; none for a trusted publisher. @internal */
  public get _token(): Expr | undefined {
    if (this.isTrusted) return undefined;
    return this.options.token ?? Expr.token();
  }

  /** The token that reads, where reading needs one. @internal */
  public get _readToken(): Expr | undefined {
    if (this._isOfOwner) return this._token;
    return this.access === PackageAccess.RESTRICTED ? this.options.token : undefined;
  }

  /** The token that takes back. @internal */
  public get _rollbackToken(): Expr {
    return this.options.rollbackToken ?? this.options.token ?? Expr.token();
  }

  /** What the token of a job that publishes needs. @internal */
  public get _publishPermissions(): Permissions {
    const contents = Permissions.readContents();
    if (this.isTrusted) return contents.merge(Permissions.of({ idToken: Access.WRITE }, 'publish as the trusted publisher, with provenance'));
    return this.usesJobToken ? contents.merge(Permissions.of({ packages: Access.WRITE }, 'publish the package')) : contents;
  }

  /** What the token of a job that installs needs. @internal */
  public get _readPermissions(): Permissions {
    const contents = Permissions.readContents();
    return this.usesJobToken ? contents.merge(Permissions.of({ packages: Access.READ }, 'install the package')) : contents;
  }

  /** What the token of a job that takes back needs. @internal */
  public get _rollbackPermissions(): Permissions {
    const issues = Permissions.readContents().merge(Permissions.of({ issues: Access.WRITE }, 'tell about the release that is taken back'));
    const usesJobToken = this.usesJobToken && this.options.rollbackToken === undefined;
    return usesJobToken ? issues.merge(Permissions.of({ packages: Access.WRITE }, 'move dist-tags and deprecate')) : issues;
  }

  private get usesJobToken(): boolean {
    return this._isOfOwner && this.options.token === undefined;
  }

  private checkToken(name: string, token: Expr | undefined): void {
    if (token === undefined || token.secrets.length > 0) return;
    throw this.error(`\`${name}\` is no secret.`, 'Use Expr.secret(…), best one of the environment.');
  }

  private error(problem: string, fix: string): DeliveryError {
    return new DeliveryError({ place: `PublishTarget of ${this.label}`, problem, fix });
  }
}

function isAddress(url: string): boolean {
  if (!/^https:\/\/[^\s$?#]+$/.test(url) || !URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}
