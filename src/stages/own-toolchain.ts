import { Stage } from '../ci/stage';
import { Toolchain } from '../ci/toolchain';

const known = new WeakMap<Stage, Toolchain>();

/**
 * The pipeline's toolchain where it is of that kind; else one of the stage's own, made once, for a stage that stands in
 * somebody else's pipeline.
 *
 * @internal
 */
export function ownToolchain<T extends Toolchain>(stage: Stage, kind: new (scope: Stage) => T): T {
  const { toolchain } = stage.pipeline;
  if (toolchain instanceof kind) return toolchain;
  const own = (known.get(stage) as T | undefined) ?? new kind(stage);
  known.set(stage, own);
  return own;
}
