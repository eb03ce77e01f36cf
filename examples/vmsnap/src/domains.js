import { domainState, listCheckpoints, listDomains } from './commands.js';
import { VmsnapError } from './errors.js';
import { lines } from './lines.js';

/** Prefix of the checkpoints that virtnbdbackup makes; others belong to somebody else. */
const OWN_CHECKPOINT = /^virtnbdbackup\.\d+$/;

/** The domains that a command is about: those asked for, else all, without the excluded. */
export async function selectDomains(config, run) {
  const known = lines(await run(listDomains(config.uri)));
  const unknown = config.domains.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new VmsnapError(
      `no such domain: ${unknown.join(', ')}; ${config.uri} knows ${known.join(', ') || 'none'}`,
    );
  }
  const wanted = config.domains.length > 0 ? config.domains : known;
  return [...new Set(wanted)].filter((name) => !config.exclude.includes(name)).sort();
}

export async function stateOf(config, domain, run) {
  return (await run(domainState(config.uri, domain))).trim();
}

/** Checkpoints of a domain that virtnbdbackup made, oldest first. */
export async function checkpointsOf(config, domain, run) {
  const names = lines(await run(listCheckpoints(config.uri, domain)));
  return names
    .filter((name) => OWN_CHECKPOINT.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
