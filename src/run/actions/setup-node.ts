import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ActionHost, Inputs } from './action-host';
import { setupTool } from './setup-tool';

const LOCKS: Record<string, readonly string[]> = {
  npm: ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock'], yarn: ['yarn.lock'], pnpm: ['pnpm-lock.yaml'],
};
const TOOL = setupTool({
  name: 'Node.js',
  ask: ['node', '--version'],
  version: 'node-version',
  file: 'node-version-file',
  output: 'node-version',
  also: ['cache', 'package-manager-cache', 'cache-dependency-path', 'check-latest', 'registry-url', 'scope', 'always-auth', 'architecture'],
});

/**
 * `actions/setup-node`: the Node.js on PATH, and the file of npm that a registry needs.
 *
 * @see https://github.com/actions/setup-node
 */
export async function setupNode(inputs: Inputs, host: ActionHost): Promise<Record<string, string>> {
  const locks = LOCKS[inputs.cache] ?? [];
  const isLocked = Boolean(inputs['cache-dependency-path']) || locks.some((name) => fs.existsSync(path.join(host.workspace, name)));
  if (inputs.cache && !isLocked) throw new Error(`Dependencies lock file is not found in ${host.workspace}. Supported file patterns: ${locks.join(',')}`);
  if (inputs['registry-url']) throw new Error('a registry is not set up here: its token would be needed. Leave the job out with --job, or give the action with --action actions/setup-node=DIR');
  const outputs = await TOOL(inputs, host) ?? {};
  return { ...outputs, 'node-version': `v${outputs['node-version'].replace(/^v/, '')}` };
}
