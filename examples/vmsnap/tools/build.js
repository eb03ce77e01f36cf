// Bundles the command line into one file, so an installed vmsnap starts without reading a source tree.
import { chmod, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const { engines } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const outfile = 'dist/vmsnap.js';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.js'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: `node${engines.node.replace('>=', '')}`,
  legalComments: 'none',
  logLevel: 'info',
});
await chmod(outfile, 0o755);
