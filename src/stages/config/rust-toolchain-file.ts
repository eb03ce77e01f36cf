import { Construct, IConstruct } from 'constructs';
import { Ci } from '../../ci/ci';
import { constructPath } from '../../ci/construct-path';
import { marked } from '../../files/marked';
import { DeliveryError } from '../../model/delivery-error';

/** What `rust-toolchain.toml` says. */
export interface RustToolchainFileOptions {
  /** Exact version of Rust, such as `1.95.0`. */
  readonly version: string;
  /** Components every checkout gets. @default ['rustfmt', 'clippy'] */
  readonly components?: string[];
  /** Folder of the file. @default '.' */
  readonly directory?: string;
}

/**
 * `rust-toolchain.toml`: the one place that names the Rust version. rustup reads it on laptops and in CI alike.
 *
 * @see https://rust-lang.github.io/rustup/overrides.html#the-toolchain-file
 */
export class RustToolchainFile extends Construct {
  /**
   * @throws when the version floats, such as `stable`
   */
  public constructor(scope: IConstruct, id: string, options: RustToolchainFileOptions) {
    super(scope, id);
    if (!/^1\.\d+\.\d+$|^nightly-\d{4}-\d{2}-\d{2}$/.test(options.version)) {
      throw new DeliveryError({
        place: constructPath(this),
        problem: `"${options.version}" is not an exact version of Rust.`,
        fix: 'Write 1.95.0 or nightly-2026-11-01: a floating channel turns a new lint into a red pipeline overnight.',
      });
    }
    const components = (options.components ?? ['rustfmt', 'clippy']).map((name) => `"${name}"`).join(', ');
    const text = `[toolchain]\nchannel = "${options.version}"\nprofile = "minimal"\ncomponents = [${components}]\n`;
    const folder = options.directory && options.directory !== '.' ? `${options.directory}/` : '';
    const ci = Ci.of(this);
    ci.addSource({ produce: () => ci._addFile(`${folder}rust-toolchain.toml`, { render: (marker) => marked(text, marker) }) });
  }
}
