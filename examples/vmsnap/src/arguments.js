import { parseArgs } from 'node:util';
import { UsageError } from './errors.js';

export const COMMANDS = ['backup', 'status', 'verify', 'prune', 'scrub'];

const OPTIONS = {
  domain: { type: 'string', short: 'd', multiple: true },
  output: { type: 'string', short: 'o' },
  config: { type: 'string', short: 'c' },
  uri: { type: 'string', short: 'u' },
  period: { type: 'string' },
  keep: { type: 'string', short: 'k' },
  format: { type: 'string', short: 'f' },
  compress: { type: 'boolean', short: 'z' },
  verbose: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
};

export const HELP = `Usage: vmsnap <command> [options]

Commands:
  backup   back up each domain, then delete the periods that are due
  status   show what is kept of each domain
  verify   restore the newest backup of each domain aside and check its images
  prune    delete the periods that are due, without a backup
  scrub    delete the checkpoints that virtnbdbackup left in each domain

Options:
  -d, --domain NAME    a domain; repeat for more (default: all domains)
  -o, --output DIR     folder that holds the backups
  -c, --config FILE    settings as JSON
  -u, --uri URI        libvirt connection (default: qemu:///system)
      --period PERIOD  day, week or month: how often a full backup is made (default: month)
  -k, --keep N         periods to keep (default: 6)
  -f, --format FORMAT  table or json (default: table)
  -z, --compress       compress the backups
  -v, --verbose        print each command before it runs
  -h, --help           print this text
  -V, --version        print the version

Exit status: 0 done, 1 something failed, 2 wrong usage, 3 a program is missing.`;

/** Options that say where settings are or what to print, and are no settings themselves. */
const OWN = ['config', 'verbose', 'help', 'version'];

function settings({ domain, keep, ...rest }) {
  const given = Object.fromEntries(Object.entries(rest).filter(([key]) => !OWN.includes(key)));
  if (domain !== undefined) given.domains = domain;
  if (keep !== undefined) given.keep = /^\d+$/.test(keep) ? Number(keep) : keep;
  return given;
}

/**
 * @param {string[]} argv
 * @returns {{ command?: string, settings: Record<string, unknown>, file?: string, verbose: boolean,
 *   help: boolean, version: boolean }}
 */
export function parseArguments(argv) {
  let parsed;
  try {
    parsed = parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
  const { values, positionals } = parsed;
  const { help = false, version = false, verbose = false } = values;
  const [command, ...extra] = positionals;
  if (!help && !version) {
    if (!COMMANDS.includes(command)) {
      const got = command === undefined ? 'got none' : `got ${command}`;
      throw new UsageError(`command must be one of ${COMMANDS.join(', ')}, ${got}`);
    }
    if (extra.length > 0) throw new UsageError(`unexpected argument: ${extra.join(' ')}`);
  }
  return { command, settings: settings(values), file: values.config, verbose, help, version };
}
