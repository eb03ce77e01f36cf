import { NodeToolchain } from './node-toolchain';
import { Stage } from '../../ci/stage';
import { Toolchain } from '../../ci/toolchain';

const known = new WeakMap<Stage, NodeToolchain>();

/** The pipeline's Node toolchain, or one with the defaults where a stage stands in somebody else's pipeline. @internal */
export function requireNode(stage: Stage): NodeToolchain {
  const toolchain: Toolchain = stage.pipeline.toolchain;
  if (toolchain instanceof NodeToolchain) return toolchain;
  const own = known.get(stage) ?? new NodeToolchain(stage);
  known.set(stage, own);
  return own;
}
