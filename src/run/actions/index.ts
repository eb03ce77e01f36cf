import type { Action } from './action-host';
import { downloadArtifact, uploadArtifact } from './artifacts';
import { cache, restoreCache, saveCache } from './cache';
import { checkout } from './checkout';
import { uploadPages } from './pages';
import { installTools, rustCache, rustToolchain } from './rust';
import { setupNode } from './setup-node';
import { setupTool, Tool } from './setup-tool';

const TOOLS: Record<string, Tool> = {
  'actions/setup-python': {
    name: 'Python',
    ask: ['python3', '--version'],
    version: 'python-version',
    file: 'python-version-file',
    output: 'python-version',
    also: ['cache', 'cache-dependency-path', 'architecture', 'check-latest', 'update-environment', 'allow-prereleases'],
  },
  'actions/setup-go': { name: 'Go', ask: ['go', 'version'], version: 'go-version', file: 'go-version-file', output: 'go-version', also: ['cache', 'cache-dependency-path', 'check-latest', 'architecture'] },
  'actions/setup-java': { name: 'Java', ask: ['java', '-version'], version: 'java-version', file: 'java-version-file', output: 'version', also: ['distribution', 'java-package', 'cache', 'cache-dependency-path', 'check-latest', 'architecture'] },
  'actions/setup-dotnet': { name: '.NET', ask: ['dotnet', '--version'], version: 'dotnet-version', file: 'global-json-file', output: 'dotnet-version', also: ['cache', 'cache-dependency-path', 'dotnet-quality'] },
  'ruby/setup-ruby': { name: 'Ruby', ask: ['ruby', '--version'], version: 'ruby-version', output: 'ruby-version', also: ['rubygems', 'bundler'] },
  'denoland/setup-deno': { name: 'Deno', ask: ['deno', '--version'], version: 'deno-version', file: 'deno-version-file', output: 'deno-version', also: ['cache', 'cache-hash'] },
  'oven-sh/setup-bun': { name: 'Bun', ask: ['bun', '--version'], version: 'bun-version', file: 'bun-version-file', output: 'bun-version', also: ['no-cache'] },
  'pnpm/action-setup': { name: 'pnpm', ask: ['pnpm', '--version'], version: 'version', also: ['cache', 'dest', 'standalone', 'package_json_file'] },
  'astral-sh/setup-uv': { name: 'uv', ask: ['uv', '--version'], version: 'version', also: ['enable-cache', 'cache-dependency-glob', 'python-version', 'activate-environment'] },
  'azure/setup-helm': { name: 'Helm', ask: ['helm', 'version', '--short'], version: 'version' },
  'azure/setup-kubectl': { name: 'kubectl', ask: ['kubectl', 'version', '--client'], version: 'version' },
  'hashicorp/setup-terraform': { name: 'Terraform', ask: ['terraform', '--version'], version: 'terraform_version' },
};

/** Actions of others that are done for real on this machine, by their name in lower case. */
export const STAND_INS: Readonly<Record<string, Action>> = {
  'actions/checkout': checkout,
  'actions/setup-node': setupNode,
  'actions/upload-artifact': uploadArtifact,
  'actions/download-artifact': downloadArtifact,
  'actions/upload-pages-artifact': uploadPages,
  'actions/cache': cache,
  'actions/cache/restore': restoreCache,
  'actions/cache/save': saveCache,
  'dtolnay/rust-toolchain': rustToolchain,
  'swatinem/rust-cache': rustCache,
  'taiki-e/install-action': installTools,
  ...Object.fromEntries(Object.entries(TOOLS).map(([name, tool]) => [name, setupTool(tool)])),
};
