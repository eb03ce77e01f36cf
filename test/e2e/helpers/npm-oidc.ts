// Trusted publishing, as npm does it: a job proves which workflow it is, and gets a token for one package.
// https://docs.npmjs.com/trusted-publishers
import * as crypto from 'node:crypto';
import { json, NpmAnswer } from './npm-forward';

/** Who may publish a package. */
export interface TrustedPublisher {
  /** Repository as owner/name. */
  readonly repository: string;
  /** File below .github/workflows. */
  readonly workflow: string;
  /** @default - any environment, or none */
  readonly environment?: string;
}

/** What GitHub vouches for in a job. */
export interface JobIdentity {
  readonly repository: string;
  readonly workflow: string;
  readonly environment?: string;
  /** @default refs/heads/main */
  readonly ref?: string;
  /** @default public */
  readonly visibility?: 'public' | 'private';
}

/** GitHub's side, which gives identities to jobs, and npm's side, which gives tokens for them. */
export class Oidc {
  private readonly secret = crypto.randomBytes(32);
  private readonly identities = new Map<string, JobIdentity>();
  private readonly packages = new Map<string, string>();

  public constructor(private readonly trusted: Readonly<Record<string, TrustedPublisher>>) {}

  /** A token with which a job may ask who it is. */
  public admit(identity: JobIdentity): string {
    const token = `id-request-${crypto.randomBytes(12).toString('hex')}`;
    this.identities.set(token, identity);
    return token;
  }

  /** What ACTIONS_ID_TOKEN_REQUEST_URL answers. */
  public identify(requestToken: string | undefined, audience: string | null): NpmAnswer {
    const identity = requestToken === undefined ? undefined : this.identities.get(requestToken);
    if (!identity || audience === null) return json(401, { message: 'Unauthorized' });
    const { repository, workflow, environment, ref = 'refs/heads/main', visibility = 'public' } = identity;
    const claims = {
      iss: 'https://token.actions.githubusercontent.com',
      aud: audience,
      exp: Math.floor(Date.now() / 1000) + 300,
      sub: `repo:${repository}:${environment ? `environment:${environment}` : `ref:${ref}`}`,
      repository,
      repository_visibility: visibility,
      ref,
      environment,
      workflow_ref: `${repository}/.github/workflows/${workflow}@${ref}`,
    };
    const unsigned = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return json(200, { count: 1, value: `${unsigned}.${this.sign(unsigned)}` });
  }

  /** Exchanges an identity for a token of a package, which has to be there already. */
  public exchange(name: string, idToken: string | undefined, audience: string, exists: boolean): NpmAnswer {
    const claims = this.claims(idToken);
    const trusted = this.trusted[name];
    if (!claims || claims.aud !== audience || claims.exp * 1000 < Date.now()) return json(401, { message: 'OIDC token is not valid' });
    if (!exists) return json(404, { message: 'OIDC token exchange error - package not found' });
    const fits = trusted && claims.repository === trusted.repository && claims.workflow_ref.startsWith(`${trusted.repository}/.github/workflows/${trusted.workflow}@`)
      && (trusted.environment === undefined || claims.environment === trusted.environment);
    if (!fits) return json(404, { message: 'OIDC token exchange error - no trusted publisher fits' });
    const token = `npm_oidc_${crypto.randomBytes(18).toString('hex')}`;
    this.packages.set(token, name);
    return json(201, { token_type: 'oidc', token, created: new Date().toISOString(), expires: new Date(claims.exp * 1000).toISOString() });
  }

  /** The one package that a token may publish; undefined if it is not from here. */
  public packageOf(token: string): string | undefined {
    return this.packages.get(token);
  }

  private claims(idToken: string | undefined): Record<string, any> | undefined {
    const [header, claims, signature] = idToken?.split('.') ?? [];
    if (!signature || this.sign(`${header}.${claims}`) !== signature) return undefined;
    return JSON.parse(Buffer.from(claims, 'base64url').toString());
  }

  private sign(text: string): string {
    return crypto.createHmac('sha256', this.secret).update(text).digest('base64url');
  }
}
