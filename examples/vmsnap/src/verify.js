import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkImage, restoreBackup } from './commands.js';
import { VmsnapError } from './errors.js';
import { Store } from './store.js';

const IMAGE = /\.(qcow2|img)$/;

/**
 * Restores the newest backup of a domain beside the backups and has its images checked. Reading the
 * backup is not enough: only a restore shows that each increment fits the one before.
 */
export async function verify(config, domain, { run }) {
  const store = new Store(config.output, domain);
  const newest = (await store.backups()).filter((backup) => backup.files > 0).at(-1);
  if (!newest) throw new VmsnapError(`no backup in ${store.root}`);
  const target = await mkdtemp(join(config.output, '.verify-'));
  try {
    await run(restoreBackup({ folder: store.folder(newest.period), target }));
    const images = (await readdir(target)).filter((name) => IMAGE.test(name)).sort();
    if (images.length === 0) throw new VmsnapError('the restore made no image');
    for (const image of images) await run(checkImage(join(target, image)));
    return { domain, period: newest.period, images };
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}
