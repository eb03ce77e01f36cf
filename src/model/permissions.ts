import { DeliveryError } from './delivery-error';

/** What the job's token may do with one kind of resource. */
export enum Access {
  /** Nothing. */
  NONE = 'none',
  /** Read. */
  READ = 'read',
  /** Read and write. */
  WRITE = 'write',
}

/**
 * The scopes of the job's token; what is not named is not granted.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
export interface PermissionScopes {
  /** Workflow runs and their artifacts. @default Access.NONE */
  readonly actions?: Access;
  /** Storage records of attested artifacts. @default Access.NONE */
  readonly artifactMetadata?: Access;
  /** Artifact attestations. @default Access.NONE */
  readonly attestations?: Access;
  /** Check runs and suites. @default Access.NONE */
  readonly checks?: Access;
  /** The repository's files, commits, branches and releases. @default Access.NONE */
  readonly contents?: Access;
  /** Deployments and their statuses. @default Access.NONE */
  readonly deployments?: Access;
  /** Discussions. @default Access.NONE */
  readonly discussions?: Access;
  /** An OpenID Connect token of the job; only WRITE has a meaning. @default Access.NONE */
  readonly idToken?: Access;
  /** Issues. @default Access.NONE */
  readonly issues?: Access;
  /** GitHub Models; at most READ. @default Access.NONE */
  readonly models?: Access;
  /** GitHub Packages. @default Access.NONE */
  readonly packages?: Access;
  /** GitHub Pages. @default Access.NONE */
  readonly pages?: Access;
  /** Pull requests. @default Access.NONE */
  readonly pullRequests?: Access;
  /** Code scanning results. @default Access.NONE */
  readonly securityEvents?: Access;
  /** Commit statuses. @default Access.NONE */
  readonly statuses?: Access;
}

/** Why jobs mostly write to a scope. */
const USUAL_REASONS: Record<string, string> = {
  'attestations': 'attest what was built',
  'checks': 'report check runs',
  'contents': 'write to the repository',
  'id-token': 'sign in with OpenID Connect, no stored token',
  'issues': 'open, update and close one issue',
  'packages': 'publish to GitHub Packages',
  'pages': 'publish to GitHub Pages',
  'pull-requests': 'comment on the pull request',
  'security-events': 'upload results to code scanning',
};
const ORDER = [Access.NONE, Access.READ, Access.WRITE];

/** Least permissions of a job or workflow, merged from what its steps need. */
export class Permissions {
  /** No permission at all. */
  public static none(): Permissions {
    return new Permissions({});
  }

  /** Read the repository's files: what a checkout needs. */
  public static readContents(): Permissions {
    return Permissions.of({ contents: Access.READ });
  }

  /**
   * The named scopes and why the job needs them; the reason stands beside each in the file.
   *
   * @throws when `idToken` is READ or `models` is WRITE, which GitHub refuses
   */
  public static of(scopes: PermissionScopes, reason?: string): Permissions {
    if (scopes.idToken === Access.READ) throw refuse('idToken', Access.READ, 'Access.WRITE or Access.NONE');
    if (scopes.models === Access.WRITE) throw refuse('models', Access.WRITE, 'Access.READ or Access.NONE');
    return new Permissions({ ...scopes }, reason);
  }

  private readonly granted: Record<string, Access>;
  private readonly reasons: Record<string, string> = {};

  private constructor(scopes: PermissionScopes, reason?: string) {
    const entries = Object.entries(scopes).filter(([, access]) => access !== undefined && access !== Access.NONE);
    this.granted = Object.fromEntries(entries.map(([scope, access]) => [kebab(scope), access]));
    if (reason) for (const scope of Object.keys(this.granted)) this.reasons[scope] = reason;
  }

  /** Both together; the higher access of each scope wins. */
  public merge(other: Permissions): Permissions {
    const merged = new Permissions({});
    for (const [scope, access] of [...Object.entries(this.granted), ...Object.entries(other.granted)]) {
      const before = merged.granted[scope] ?? Access.NONE;
      merged.granted[scope] = ORDER.indexOf(access) > ORDER.indexOf(before) ? access : before;
    }
    // A reason explains one access: that of a lower one says nothing about the higher.
    for (const part of [this, other]) {
      for (const [scope, reason] of Object.entries(part.reasons)) if (part.granted[scope] === merged.granted[scope]) merged.reasons[scope] = reason;
    }
    return merged;
  }

  /** The access to a scope in GitHub's spelling, such as `id-token`. */
  public accessTo(scope: string): Access {
    return this.granted[scope] ?? Access.NONE;
  }

  /** Why a scope in GitHub's spelling is granted. */
  public reasonFor(scope: string): string {
    if (this.reasons[scope]) return this.reasons[scope];
    if (this.accessTo(scope) === Access.READ) return scope === 'contents' ? 'read the repository' : `read ${scope.replace(/-/g, ' ')}`;
    return USUAL_REASONS[scope] ?? 'needed by a step of this job';
  }

  /** GitHub's spelling of the scopes granted, sorted. */
  public scopes(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.granted).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function refuse(scope: string, access: Access, allowed: string): DeliveryError {
  return new DeliveryError({
    place: 'Permissions.of',
    problem: `${scope} cannot be "${access}".`,
    fix: `GitHub allows ${allowed} for this scope.`,
  });
}
