import { Construct, IConstruct } from 'constructs';
import { Ci } from '../../ci/ci';
import { constructPath } from '../../ci/construct-path';
import { marked } from '../../files/marked';
import { DeliveryError } from '../../model/delivery-error';

/** An exception, and why it is one. */
export interface DenyException {
  /** Advisory id, or crate as `name` or `name@version`. */
  readonly id: string;
  /** Why. */
  readonly reason: string;
}

/** Policy for dependencies. */
export interface DenyConfigOptions {
  /** Licences that dependencies may have, as SPDX identifiers. @default - MIT, Apache-2.0, Unicode-3.0 */
  readonly licenses?: string[];
  /** Crates that may not be used. @default - none */
  readonly bannedCrates?: DenyException[];
  /** Advisories that do not count. @default - none */
  readonly ignoredAdvisories?: DenyException[];
  /** Whether two versions of one crate fail. @default false - they are warned about */
  readonly denyMultipleVersions?: boolean;
  /** Git repositories that dependencies may come from. @default - none: crates.io only */
  readonly allowedGit?: string[];
  /** Folder of the file. @default '.' */
  readonly directory?: string;
}

/**
 * `deny.toml`: which advisories, licences, crates and sources a dependency may have.
 *
 * @see https://embarkstudios.github.io/cargo-deny/checks/cfg.html
 */
export class DenyConfig extends Construct {
  private readonly options: DenyConfigOptions;

  /**
   * @throws when the licence list is empty, or an exception has no reason
   */
  public constructor(scope: IConstruct, id: string, options: DenyConfigOptions = {}) {
    super(scope, id);
    this.options = options;
    this.check();
    const folder = options.directory && options.directory !== '.' ? `${options.directory}/` : '';
    const ci = Ci.of(this);
    ci.addSource({ produce: () => ci._addFile(`${folder}deny.toml`, { render: (marker) => marked(this.render(), marker) }) });
  }

  private check(): void {
    const place = constructPath(this);
    if (this.options.licenses?.length === 0) throw new DeliveryError({ place, problem: '`licenses` is empty.', fix: 'Name the licences that dependencies may have, such as MIT.' });
    const wrong = (this.options.licenses ?? []).find((license) => !/^[A-Za-z0-9.+-]+$/.test(license));
    if (wrong !== undefined) throw new DeliveryError({ place, problem: `"${wrong}" is not an SPDX identifier.`, fix: 'Give identifiers such as Apache-2.0, one each; https://spdx.org/licenses lists them.' });
    for (const exception of [...(this.options.bannedCrates ?? []), ...(this.options.ignoredAdvisories ?? [])]) {
      if (exception.reason.trim() === '') throw new DeliveryError({ place, problem: `"${exception.id}" has no reason.`, fix: 'Say why; whoever meets it in a year will ask.' });
    }
  }

  private render(): string {
    const { stringify } = require('smol-toml') as typeof import('smol-toml', { with: { 'resolution-mode': 'import' } });
    const { licenses, bannedCrates, ignoredAdvisories, denyMultipleVersions, allowedGit } = this.options;
    return `${stringify({
      graph: { 'all-features': true },
      advisories: { yanked: 'deny', ignore: (ignoredAdvisories ?? []).map(({ id, reason }) => ({ id, reason })) },
      licenses: { 'allow': licenses ?? ['MIT', 'Apache-2.0', 'Unicode-3.0'], 'confidence-threshold': 0.9 },
      bans: {
        'multiple-versions': denyMultipleVersions ? 'deny' : 'warn',
        'wildcards': 'deny',
        'allow-wildcard-paths': true,
        'deny': (bannedCrates ?? []).map(({ id, reason }) => ({ crate: id, reason })),
      },
      sources: { 'unknown-registry': 'deny', 'unknown-git': 'deny', 'allow-git': allowedGit ?? [] },
    })}`.trimEnd() + '\n';
  }
}
