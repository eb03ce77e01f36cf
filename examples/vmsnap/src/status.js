import { checkpointsOf, stateOf } from './domains.js';
import { periodName } from './period.js';
import { Store } from './store.js';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** State, checkpoints and kept backups of one domain. */
export async function status(config, domain, { run }) {
  const [state, checkpoints, backups] = await Promise.all([
    stateOf(config, domain, run),
    checkpointsOf(config, domain, run),
    new Store(config.output, domain).backups(),
  ]);
  return { domain, state, checkpoints, backups };
}

/** A number of bytes as people read it, such as `1.5 GiB`. */
export function size(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** Rows of the status table, one for each domain. */
export function statusRows(reports) {
  return reports.map(({ domain, state, checkpoints, backups }) => {
    const times = backups.map(({ latest }) => latest).filter((time) => time !== null);
    const latest = times.sort((a, b) => a - b).at(-1);
    return {
      domain,
      state,
      checkpoints: String(checkpoints.length),
      periods: String(new Set(backups.map(({ period }) => periodName(period))).size),
      size: size(backups.reduce((sum, { bytes }) => sum + bytes, 0)),
      latest: latest ? latest.toISOString().replace('T', ' ').slice(0, 16) : 'never',
    };
  });
}
