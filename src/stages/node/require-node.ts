import { NodeToolchain } from './node-toolchain';
import { Stage } from '../../ci/stage';
import { ownToolchain } from '../own-toolchain';

/** The Node toolchain of a stage. @internal */
export function requireNode(stage: Stage): NodeToolchain {
  return ownToolchain(stage, NodeToolchain);
}
