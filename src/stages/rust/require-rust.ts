import { RustToolchain } from './rust-toolchain';
import { Stage } from '../../ci/stage';
import { ownToolchain } from '../own-toolchain';

/** The Rust toolchain of a stage. @internal */
export function requireRust(stage: Stage): RustToolchain {
  return ownToolchain(stage, RustToolchain);
}
