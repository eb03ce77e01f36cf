import * as fs from 'node:fs';
import * as path from 'node:path';
import { Action, ActionHost, Inputs, known, linesOf } from './action-host';
import { glob } from '../glob';

const NAMES = ['path', 'key', 'restore-keys', 'fail-on-cache-miss', 'lookup-only', 'enablecrossosarchive', 'upload-chunk-size', 'save-always'];

/**
 * `actions/cache`: restores now, and keeps at the end of a job that went well where the key was not there yet.
 *
 * @see https://github.com/actions/cache
 */
export const cache: Action = async (inputs, host) => {
  const given = known(inputs, ...NAMES);
  const outputs = restore(given, host);
  if (outputs['cache-hit'] !== 'true') host.atEnd(async () => save(given, host));
  return outputs;
};

/** `actions/cache/restore`. */
export const restoreCache: Action = async (inputs, host) => restore(known(inputs, ...NAMES), host);

/** `actions/cache/save`. */
export const saveCache: Action = async (inputs, host) => save(known(inputs, ...NAMES), host);

function restore(given: Inputs, host: ActionHost): Record<string, string> {
  required(given);
  const found = host.cache?.find(given.path, given.key, linesOf(given['restore-keys']));
  const outputs: Record<string, string> = { 'cache-primary-key': given.key };
  if (!found) {
    if (given['fail-on-cache-miss'] === 'true') throw new Error(`Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: ${given.key}`);
    host.say(host.cache ? `Nothing is kept under ${given.key}.` : 'Nothing is kept between runs without --cache DIR.');
    return outputs;
  }
  if (given['lookup-only'] !== 'true') {
    linesOf(given.path).forEach((_, index) => {
      const from = path.join(found.folder, String(index));
      if (fs.existsSync(from)) putBack(from, host);
    });
  }
  host.say(`Restored from ${found.key}.`);
  return { ...outputs, 'cache-hit': String(found.key === given.key), 'cache-matched-key': found.key };
}

// Each pattern of `path` has a folder, with the files by their way from the workspace or from the root.
function putBack(from: string, { workspace }: ActionHost): void {
  for (const [place, root] of [['workspace', workspace], ['root', '/']] as const) {
    const kept = path.join(from, place);
    if (fs.existsSync(kept)) fs.cpSync(kept, root, { recursive: true, force: true, verbatimSymlinks: true });
  }
}

async function save(given: Inputs, host: ActionHost): Promise<void> {
  required(given);
  if (!host.cache) return;
  const isNew = await host.cache.save(given.path, given.key, async (folder) => {
    linesOf(given.path).forEach((pattern, index) => keep(pattern, path.join(folder, String(index)), host));
  });
  host.say(isNew ? `Kept under ${given.key}.` : `Something is kept under ${given.key} already.`);
}

function keep(pattern: string, folder: string, { workspace }: ActionHost): void {
  if (pattern.startsWith('!')) return;
  const { files } = glob(pattern, workspace);
  for (const file of files) {
    const isInside = file.startsWith(`${workspace}/`);
    const target = path.join(folder, isInside ? 'workspace' : 'root', isInside ? path.relative(workspace, file) : file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(file, target);
  }
}

function required(given: Inputs): void {
  for (const name of ['path', 'key']) if (!given[name]) throw new Error(`Input required and not supplied: ${name}`);
}
