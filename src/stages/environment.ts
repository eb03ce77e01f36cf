import { Rollout } from './deploy/rollout';
import { DeliveryError } from '../model/delivery-error';

/** What differs between environments. */
export interface EnvironmentOptions {
  /** Address of the application there, shown with its deployments. @default - none */
  readonly url?: string;
  /** How versions come into service there. @default - as the stage says */
  readonly rollout?: Rollout;
}

interface Rules {
  readonly options: EnvironmentOptions;
  readonly previous?: string;
  readonly reviewers: string[];
  readonly refs?: DeploymentRefs;
}

/** Branches and Git tags, as GitHub's patterns: `*` stops at `/`. */
export interface DeploymentRefs {
  /** Branches whose runs may use it. @default - none */
  readonly branches?: string[];
  /** Git tags whose runs may use it. @default - none */
  readonly tags?: string[];
}

/**
 * A deployment environment of the repository: where versions go, in which order and with whose consent.
 *
 * Immutable: `after`, `approvedBy` and `onlyFrom` give another one.
 *
 * @see https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments
 */
export class Environment {
  /**
   * The environment of that name.
   *
   * @throws when the name cannot be part of names in the cloud and in Kubernetes, or the address is none
   */
  public static named(name: string, options: EnvironmentOptions = {}): Environment {
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
      throw new DeliveryError({ place: 'Environment.named', problem: `"${name}" is not a name.`, fix: 'Use lower-case letters, digits and hyphens, 63 at most: names of clusters, files and namespaces are made from it.' });
    }
    if (options.url !== undefined && !/^https?:\/\/[^\s$]+$/.test(options.url)) {
      throw new DeliveryError({ place: `Environment.named("${name}")`, problem: `"${options.url}" is no address.`, fix: 'Write it in full, such as https://alys.network.' });
    }
    return new Environment(name, { options, reviewers: [] });
  }

  /** Its name. */
  public readonly name: string;
  /** What differs from the others. */
  public readonly options: EnvironmentOptions;
  /** Environment that a version must have passed first, where there is one. */
  public readonly previous?: string;
  /** Who must consent to a deployment: users, or teams as `owner/team`. */
  public readonly reviewers: string[];

  /** Branches and tags whose runs may use it; undefined where nothing is said. */
  public readonly refs?: DeploymentRefs;

  private constructor(name: string, rules: Rules) {
    this.name = name;
    this.options = rules.options;
    this.previous = rules.previous;
    this.reviewers = rules.reviewers;
    this.refs = rules.refs;
  }

  /**
   * Takes only versions that are in service in another environment.
   *
   * @throws when it is the environment itself
   */
  public after(environment: string): Environment {
    if (environment === this.name) throw this.error('it comes after itself.', 'Name the environment before it.');
    return this.with({ previous: environment });
  }

  /**
   * Waits for the consent of one of these: users, or teams as `owner/team`.
   *
   * @throws when nobody is named, more than GitHub's six, or a name is none
   */
  public approvedBy(...reviewers: string[]): Environment {
    const all = [...new Set([...this.reviewers, ...reviewers])];
    if (reviewers.length === 0) throw this.error('nobody is to approve.', 'Name users, or teams as owner/team.');
    if (all.length > 6) throw this.error(`${all.length} reviewers are named.`, 'GitHub takes six at most: name a team.');
    const wrong = all.find((name) => !/^[A-Za-z0-9-]+(\/[A-Za-z0-9._-]+)?$/.test(name));
    if (wrong !== undefined) throw this.error(`"${wrong}" is no reviewer.`, 'Name users, or teams as owner/team.');
    return this.with({ reviewers: all });
  }

  /**
   * Only runs of these branches and tags may use it.
   *
   * @throws when neither is named, or a name is none
   */
  public onlyFrom(refs: DeploymentRefs): Environment {
    const all = [...refs.branches ?? [], ...refs.tags ?? []];
    if (all.length === 0) throw this.error('neither a branch nor a tag may use it.', 'Name at least one: onlyFrom({ branches: [\'main\'] }).');
    const wrong = all.find((name) => !/^[^\s~^:\\]+$/.test(name) || name.startsWith('refs/'));
    if (wrong !== undefined) throw this.error(`"${wrong}" is neither a branch nor a tag.`, 'Give names or patterns without refs/, such as main, releases/* or v*.');
    return this.with({ refs });
  }

  private with(changed: Partial<Rules>): Environment {
    const { options, previous, reviewers, refs } = this;
    return new Environment(this.name, { options, previous, reviewers, refs, ...changed });
  }

  private error(problem: string, fix: string): DeliveryError {
    return new DeliveryError({ place: `Environment.named("${this.name}")`, problem, fix });
  }
}
