import { Action, known, linesOf } from './action-host';
import { expectVersion } from './setup-tool';

const OF_CACHE = ['save-if', 'workspaces', 'key', 'shared-key', 'prefix-key', 'cache-all-crates', 'cache-targets', 'cache-on-failure', 'cache-directories', 'env-vars', 'cache-bin', 'lookup-only', 'cache-provider'];

/** `taiki-e/install-action`: the tools have to be on this machine, in the versions that were asked for. */
export const installTools: Action = async (inputs, host) => {
  const given = known(inputs, 'tool', 'fallback', 'checksum');
  // `taiki-e/install-action@nextest` names the tool behind `@`.
  const tools = given.tool ?? (/^(v?\d|[0-9a-f]{40}$)/.test(host.ref) ? '' : host.ref);
  for (const tool of tools.split(/[,\n]/).map((each) => each.trim()).filter(Boolean)) {
    const [name, version] = tool.split('@');
    const program = ['nextest', 'llvm-cov', 'hack', 'deny', 'audit', 'machete'].includes(name) ? `cargo-${name}` : name;
    const told = await host.run(program, [...(program.startsWith('cargo-') ? [program.slice('cargo-'.length)] : []), '--version']);
    expectVersion(program, version, /(\d+(?:\.\d+)+\S*)/.exec(told)?.[1] ?? '', host);
  }
};

/** `dtolnay/rust-toolchain`: the toolchain has to be there; rustup is asked for it. */
export const rustToolchain: Action = async (inputs, host) => {
  const given = known(inputs, 'toolchain', 'components', 'targets', 'target');
  const toolchain = given.toolchain || host.ref;
  const told = await host.run('rustc', [`+${toolchain}`, '--version']);
  const installed = (await host.run('rustup', ['component', 'list', '--installed', '--toolchain', toolchain])).split('\n');
  for (const component of linesOf((given.components ?? '').replaceAll(',', '\n'))) {
    if (!installed.some((line) => line.startsWith(component))) throw new Error(`the toolchain ${toolchain} has no ${component}. Add it: rustup component add --toolchain ${toolchain} ${component}`);
  }
  return { name: toolchain, cachekey: told.trim().replace(/\W+/g, '') };
};

/** `Swatinem/rust-cache`: build results are kept in a folder that `target` is a link to. */
export const rustCache: Action = async (inputs, host) => {
  const given = known(inputs, ...OF_CACHE);
  const folder = host.sharedFolder(`rust ${given['shared-key'] || `${given.key ?? ''} ${host.environment.GITHUB_JOB}`}`);
  if (!folder) return host.say('No cache: nothing is kept between runs without --cache DIR.');
  await host.run('mkdir', ['-p', folder]);
  await host.run('ln', ['-sfn', folder, 'target']);
  return { 'cache-hit': 'false' };
};
