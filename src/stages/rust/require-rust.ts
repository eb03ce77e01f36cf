import { RustToolchain } from './rust-toolchain';
import { Stage } from '../../ci/stage';
import { Toolchain } from '../../ci/toolchain';

const known = new WeakMap<Stage, RustToolchain>();

/** The pipeline's Rust toolchain, or one with the defaults where a stage stands in somebody else's pipeline. @internal */
export function requireRust(stage: Stage): RustToolchain {
  const toolchain: Toolchain = stage.pipeline.toolchain;
  if (toolchain instanceof RustToolchain) return toolchain;
  const own = known.get(stage) ?? new RustToolchain(stage);
  known.set(stage, own);
  return own;
}
