import { periodName, periodStart } from './period.js';

/**
 * Folders that are due for deletion: those of all but the newest `keep` periods. A folder whose name
 * is not a period is somebody else's and is never chosen, nor is the current period.
 *
 * @param {string[]} folders names of the folders of one domain
 * @param {{ keep: number, current: string }} options
 */
export function dueFolders(folders, { keep, current }) {
  const ours = folders.filter((folder) => periodStart(folder) !== undefined);
  const periods = [...new Set([...ours.map(periodName), current])];
  periods.sort((a, b) => periodStart(b) - periodStart(a));
  const kept = new Set([...periods.slice(0, keep), current]);
  return ours.filter((folder) => !kept.has(periodName(folder))).sort();
}
