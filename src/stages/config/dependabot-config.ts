import { Construct, IConstruct } from 'constructs';
import { Project } from 'projen';
import { Ci } from '../../ci/ci';
import { writeYaml } from '../../emit/yaml-writer';
import { DeliveryError } from '../../model/delivery-error';

/** A kind of dependency that Dependabot updates. */
export enum Ecosystem {
  /** Node packages: npm, pnpm and Yarn. */
  NPM = 'npm',
  /** Bun packages. */
  BUN = 'bun',
  /** Rust crates. */
  CARGO = 'cargo',
  /** Actions of workflows and composite actions. */
  GITHUB_ACTIONS = 'github-actions',
  /** Base images of Dockerfiles. */
  DOCKER = 'docker',
}

/** How one ecosystem is updated. */
export interface EcosystemOptions {
  /** Folders to look in, as Dependabot's globs. @default ['/'] */
  readonly directories?: string[];
  /** Days a version must be public before it is taken. @default 7 */
  readonly cooldownDays?: number;
}

const ID = 'Dependabot';
const MINIMUM_COOLDOWN = 7;

/**
 * `.github/dependabot.yml`: every ecosystem present, grouped, weekly, with a cooldown. One per project.
 *
 * Bad versions of actions and packages were public for hours, not weeks: the cooldown keeps them out.
 *
 * @see https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference
 */
export class DependabotConfig extends Construct {
  /** The configuration of the project that a construct belongs to; created on first use. */
  public static of(scope: IConstruct): DependabotConfig {
    const { root } = Project.of(scope);
    return (root.node.tryFindChild(ID) as DependabotConfig | undefined) ?? new DependabotConfig(root, ID);
  }

  private readonly ecosystems = new Map<Ecosystem, Required<EcosystemOptions>>();

  private constructor(scope: IConstruct, id: string) {
    super(scope, id);
    // The pins and every composite action lie in folders of their own, which "/" does not cover.
    this.addEcosystem(Ecosystem.GITHUB_ACTIONS, { directories: ['/', '/.github/actions/*'] });
    const ci = Ci.of(this);
    ci.addSource({ produce: () => ci._addFile('.github/dependabot.yml', { render: (marker) => this.render(marker) }) });
  }

  /**
   * Adds an ecosystem, or folders to one that is there.
   *
   * @throws when the cooldown is shorter than 7 days
   */
  public addEcosystem(ecosystem: Ecosystem, options: EcosystemOptions = {}): void {
    const cooldownDays = options.cooldownDays ?? MINIMUM_COOLDOWN;
    if (!Number.isInteger(cooldownDays) || cooldownDays < MINIMUM_COOLDOWN || cooldownDays > 90) {
      throw new DeliveryError({ place: ID, problem: `a cooldown of ${cooldownDays} days is not allowed.`, fix: `Give ${MINIMUM_COOLDOWN} to 90 days; fewer let in versions that are withdrawn again.` });
    }
    const known = this.ecosystems.get(ecosystem);
    const directories = [...new Set([...(known?.directories ?? []), ...(options.directories ?? ['/'])])];
    this.ecosystems.set(ecosystem, { directories, cooldownDays: Math.max(cooldownDays, known?.cooldownDays ?? 0) });
  }

  private render(marker: string | undefined): string {
    const updates = [...this.ecosystems].map(([ecosystem, { directories, cooldownDays }]) => ({
      'package-ecosystem': ecosystem,
      ...(directories.length === 1 ? { directory: directories[0] } : { directories }),
      'schedule': { interval: 'weekly' },
      'cooldown': { 'default-days': cooldownDays },
      'groups': groups(ecosystem),
      'open-pull-requests-limit': 5,
    }));
    return writeYaml({ version: 2, updates }, marker);
  }
}

// Actions change together; a major version of a library deserves a pull request of its own.
function groups(ecosystem: Ecosystem): Record<string, unknown> {
  if (ecosystem === Ecosystem.GITHUB_ACTIONS) return { actions: { patterns: ['*'] } };
  return { 'minor-and-patch': { 'patterns': ['*'], 'update-types': ['minor', 'patch'] } };
}
