import { readFileSync } from 'node:fs';
import { HELP, parseArguments } from './arguments.js';
import { backup, prune } from './backup.js';
import { loadConfig } from './config.js';
import { selectDomains } from './domains.js';
import { ExitCode } from './errors.js';
import { runner } from './run.js';
import { scrub } from './scrub.js';
import { status, statusRows } from './status.js';
import { table } from './table.js';
import { verify } from './verify.js';

const list = (names) => names.join(' ') || 'none';

const ACTIONS = {
  backup: {
    act: backup,
    rows: (results) =>
      results.map(({ domain, level, folder, pruned }) => ({
        domain,
        level,
        folder: folder ?? '-',
        pruned: list(pruned),
      })),
    columns: ['domain', 'level', 'folder', 'pruned'],
  },
  status: {
    act: status,
    rows: statusRows,
    columns: ['domain', 'state', 'checkpoints', 'periods', 'size', 'latest'],
  },
  verify: {
    act: verify,
    rows: (results) => results.map((result) => ({ ...result, images: list(result.images) })),
    columns: ['domain', 'period', 'images'],
  },
  prune: {
    act: async (config, domain, { now }) => ({ domain, pruned: await prune(config, domain, now) }),
    rows: (results) => results.map(({ domain, pruned }) => ({ domain, pruned: list(pruned) })),
    columns: ['domain', 'pruned'],
  },
  scrub: {
    act: scrub,
    rows: (results) => results.map(({ domain, deleted }) => ({ domain, deleted: list(deleted) })),
    columns: ['domain', 'deleted'],
  },
};

function version() {
  // One folder up from src/ and from dist/ alike.
  const manifest = new URL('../package.json', import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

/** One domain after the other: backups share a disk. A failure is told and does not stop the rest. */
async function actOnEach(domains, act, err) {
  const results = [];
  let exitCode = ExitCode.OK;
  for (const domain of domains) {
    try {
      results.push(await act(domain));
    } catch (error) {
      if (error.exitCode === undefined || error.exitCode === ExitCode.MISSING_TOOL) throw error;
      err(`vmsnap: ${domain}: ${error.message}`);
      exitCode = error.exitCode;
    }
  }
  return { results, exitCode };
}

async function perform({ command, settings, file, verbose }, { env, out, err, now }) {
  const config = await loadConfig(settings, { file, env });
  const run = runner(env, verbose ? (line) => err(`+ ${line}`) : undefined);
  const { act, rows, columns } = ACTIONS[command];
  const time = now();
  const domains = await selectDomains(config, run);
  const { results, exitCode } = await actOnEach(
    domains,
    (domain) => act(config, domain, { run, now: time }),
    err,
  );
  out(config.format === 'json' ? JSON.stringify(results, null, 2) : table(rows(results), columns));
  return exitCode;
}

/**
 * The command line, without a process around it.
 *
 * @returns {Promise<number>} the exit code
 */
export async function vmsnap(argv, host) {
  try {
    const request = parseArguments(argv);
    if (request.help || request.version) {
      host.out(request.help ? HELP : version());
      return ExitCode.OK;
    }
    return await perform(request, host);
  } catch (error) {
    if (error.exitCode === undefined) throw error;
    host.err(`vmsnap: ${error.message}`);
    if (error.exitCode === ExitCode.USAGE) host.err('Try `vmsnap --help`.');
    return error.exitCode;
  }
}
