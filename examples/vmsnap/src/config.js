import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from './errors.js';
import { PERIODS } from './period.js';

/** @typedef {'table' | 'json'} Format */

export const FORMATS = ['table', 'json'];

const DEFAULTS = Object.freeze({
  uri: 'qemu:///system',
  output: undefined,
  domains: [],
  exclude: [],
  period: 'month',
  keep: 6,
  compress: false,
  format: 'table',
});

const text = (value) => typeof value === 'string' && value !== '';
const names = (value) => Array.isArray(value) && value.every(text);

const RULES = {
  uri: [text, 'a connection URI'],
  output: [text, 'a folder'],
  domains: [names, 'a list of domain names'],
  exclude: [names, 'a list of domain names'],
  period: [(value) => PERIODS.includes(value), `one of ${PERIODS.join(', ')}`],
  keep: [(value) => Number.isInteger(value) && value >= 1, 'a whole number, 1 or more'],
  compress: [(value) => typeof value === 'boolean', 'true or false'],
  format: [(value) => FORMATS.includes(value), `one of ${FORMATS.join(', ')}`],
};

function check(values, source) {
  for (const [key, value] of Object.entries(values)) {
    const rule = RULES[key];
    if (!rule) {
      throw new UsageError(
        `${source}: unknown setting ${key}; known are ${Object.keys(RULES).join(', ')}`,
      );
    }
    const [holds, meaning] = rule;
    if (!holds(value)) {
      throw new UsageError(`${source}: ${key} must be ${meaning}, got ${JSON.stringify(value)}`);
    }
  }
  return values;
}

function defaultFile(env) {
  const base = env.XDG_CONFIG_HOME || (env.HOME && join(env.HOME, '.config'));
  return base && join(base, 'vmsnap', 'config.json');
}

async function readSettings(file, required) {
  let content;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' && !required) return {};
    throw new UsageError(`${file}: cannot be read (${error.code})`);
  }
  try {
    const settings = JSON.parse(content);
    if (settings === null || typeof settings !== 'object' || Array.isArray(settings)) {
      throw new SyntaxError('expected an object');
    }
    return settings;
  } catch (error) {
    throw new UsageError(`${file}: not a JSON object (${error.message})`);
  }
}

/**
 * Settings in order of strength: the command line, the file, the defaults. The file is the one of
 * `--config`, else of `VMSNAP_CONFIG`, else `vmsnap/config.json` in the user's configuration folder;
 * only the last may be missing.
 *
 * @param {Record<string, unknown>} options
 * @param {{ file?: string, env: NodeJS.ProcessEnv }} source
 */
export async function loadConfig(options, { file, env }) {
  const named = file ?? env.VMSNAP_CONFIG;
  const path = named || defaultFile(env);
  const settings = path ? check(await readSettings(path, Boolean(named)), path) : {};
  const config = { ...DEFAULTS, ...settings, ...check(options, 'command line') };
  if (config.output === undefined) {
    throw new UsageError('where backups go is not known: give --output, or set "output"');
  }
  return { ...config, output: resolve(config.output) };
}
