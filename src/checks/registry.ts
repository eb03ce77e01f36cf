import { UnpinnedUses } from './security/unpinned-uses';
import type { SourceCheck } from './source-check';

/** Every check of files, by folder and name. */
export function sourceChecks(): SourceCheck[] {
  return [
    new UnpinnedUses(),
  ];
}
