import { mkdir } from 'node:fs/promises';
import { backupDomain } from './commands.js';
import { stateOf } from './domains.js';
import { copyOf, periodOf } from './period.js';
import { dueFolders } from './rotation.js';
import { Store } from './store.js';

/**
 * Where the next backup goes and of what kind it is, or undefined when there is nothing to do.
 *
 * A running domain starts a period with a full backup and goes on with increments. One that is shut
 * off has no dirty bitmap to start from: with a full backup in the period virtnbdbackup saves what
 * changed since, without one it makes a copy, which is made once.
 */
export async function planBackup(store, state, period) {
  if (await store.has(period, 'full')) return { folder: period, level: 'inc' };
  if (state === 'running' || state === 'paused') return { folder: period, level: 'full' };
  const folder = copyOf(period);
  return (await store.has(folder, 'copy')) ? undefined : { folder, level: 'copy' };
}

/** Deletes the periods of a domain that are due and tells which. */
export async function prune(config, domain, now) {
  const store = new Store(config.output, domain);
  const current = periodOf(now, config.period);
  const due = dueFolders(await store.folders(), { keep: config.keep, current });
  for (const name of due) await store.remove(name);
  return due;
}

/** Backs up one domain, then prunes it: old backups go only after a new one is there. */
export async function backup(config, domain, { run, now }) {
  const store = new Store(config.output, domain);
  const period = periodOf(now, config.period);
  const plan = await planBackup(store, await stateOf(config, domain, run), period);
  if (plan) {
    const folder = store.folder(plan.folder);
    await mkdir(folder, { recursive: true });
    await run(
      backupDomain({
        uri: config.uri,
        domain,
        level: plan.level,
        folder,
        compress: config.compress,
      }),
    );
  }
  const pruned = await prune(config, domain, now);
  return { domain, level: plan?.level ?? 'unchanged', folder: plan?.folder ?? null, pruned };
}
