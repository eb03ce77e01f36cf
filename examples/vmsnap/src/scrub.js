import { deleteCheckpoint } from './commands.js';
import { checkpointsOf } from './domains.js';

/** Deletes the checkpoints that virtnbdbackup made, newest first, since each is the parent of the next. */
export async function scrub(config, domain, { run }) {
  const checkpoints = (await checkpointsOf(config, domain, run)).reverse();
  for (const checkpoint of checkpoints) {
    await run(deleteCheckpoint(config.uri, domain, checkpoint));
  }
  return { domain, deleted: checkpoints };
}
