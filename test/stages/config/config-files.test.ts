// Configuration files, option by option.
import { parse } from 'yaml';
import {
  Ci, CodecovConfig, CodecovOptions, DeliveryProject, DenyConfig, DenyConfigOptions, DependabotConfig, Ecosystem, NodeVersionFile, RustToolchainFile, RustToolchainFileOptions,
} from '../../../src';
import { synthesize } from '../../../src/testing';

// An ECMAScript module, which Node 20 requires all the same.
const { parse: parseToml } = require('smol-toml') as typeof import('smol-toml', { with: { 'resolution-mode': 'import' } });

const written = (compose: (project: DeliveryProject) => unknown) => synthesize((outdir) => {
  const project = new DeliveryProject({ name: 'tool', outdir });
  compose(project);
  return project;
});

describe('codecov.yml', () => {
  const status = (options: CodecovOptions) => parse(written((project) => new CodecovConfig(project, 'Codecov', options)).text('codecov.yml')).coverage.status;

  test('project and patch are thresholds, and what is not given is no status', () => {
    expect(status({})).toEqual({ project: false, patch: false });
    expect(status({ project: 85 }).project.default).toEqual({ target: '85%', threshold: '0%', if_ci_failed: 'error' });
    expect(status({ patch: 90 })).toEqual({ project: false, patch: { default: { target: '90%', if_ci_failed: 'error' } } });
  });

  test('allowedDrop is that of the project', () => {
    expect(status({ project: 85, allowedDrop: 2 }).project.default.threshold).toBe('2%');
  });
});

describe('deny.toml', () => {
  const config = (options: DenyConfigOptions = {}) => parseToml(written((project) => new DenyConfig(project, 'Deny', options)).text('deny.toml')) as any;

  test('licenses are those allowed', () => {
    expect(config().licenses.allow).toEqual(['MIT', 'Apache-2.0', 'Unicode-3.0']);
    expect(config({ licenses: ['ISC'] }).licenses.allow).toEqual(['ISC']);
  });

  test('exceptions carry their reasons, quotes and all', () => {
    expect(config({ bannedCrates: [{ id: 'openssl', reason: 'says "no"\\' }] }).bans.deny).toEqual([{ crate: 'openssl', reason: 'says "no"\\' }]);
    expect(config({ ignoredAdvisories: [{ id: 'RUSTSEC-2026-0001', reason: 'not reachable' }] }).advisories.ignore).toEqual([{ id: 'RUSTSEC-2026-0001', reason: 'not reachable' }]);
  });

  test('two versions of one crate are warned about or denied', () => {
    expect([config().bans['multiple-versions'], config({ denyMultipleVersions: true }).bans['multiple-versions']]).toEqual(['warn', 'deny']);
  });

  test('allowedGit are the only repositories', () => {
    expect(config({ allowedGit: ['https://github.com/acme/lib'] }).sources).toMatchObject({ 'unknown-git': 'deny', 'allow-git': ['https://github.com/acme/lib'] });
  });

  test('directory is where it lies', () => {
    expect(written((project) => new DenyConfig(project, 'Deny', { directory: 'server' })).has('server/deny.toml')).toBe(true);
  });
});

describe('rust-toolchain.toml', () => {
  const toolchain = (options: RustToolchainFileOptions, path = 'rust-toolchain.toml') => parseToml(written((project) => new RustToolchainFile(project, 'Rust', options)).text(path)) as any;

  test('version and components', () => {
    expect(toolchain({ version: '1.95.0' }).toolchain).toEqual({ channel: '1.95.0', profile: 'minimal', components: ['rustfmt', 'clippy'] });
    expect(toolchain({ version: 'nightly-2026-11-01', components: ['miri'] }).toolchain).toMatchObject({ channel: 'nightly-2026-11-01', components: ['miri'] });
  });

  test('directory is where it lies', () => {
    expect(toolchain({ version: '1.95.0', directory: 'server' }, 'server/rust-toolchain.toml').toolchain.channel).toBe('1.95.0');
  });
});

describe('.nvmrc', () => {
  test('version alone, at its path', () => {
    expect(written((project) => new NodeVersionFile(project, 'Version', { version: '24' })).text('.nvmrc')).toBe('24\n');
    expect(written((project) => new NodeVersionFile(project, 'Version', { version: '24', path: 'web/.nvmrc' })).text('web/.nvmrc')).toBe('24\n');
  });

  test('a line past its end is told', () => {
    const note = jest.spyOn(Ci.prototype, 'note');
    written((project) => new NodeVersionFile(project, 'Version', { version: '18' }));
    expect(note).toHaveBeenCalledWith('Version: Node.js 18 (Hydrogen) reached its end of life on 2025-04-30; it gets no security fixes.');
    note.mockRestore();
  });
});

describe('dependabot.yml', () => {
  const updates = (compose: (config: DependabotConfig) => void) => parse(written((project) => compose(DependabotConfig.of(project))).text('.github/dependabot.yml')).updates;

  test('actions are looked for in workflows and in every composite action, and change together', () => {
    expect(updates(() => undefined)).toEqual([{
      'package-ecosystem': 'github-actions',
      'directories': ['/', '/.github/actions/*'],
      'schedule': { interval: 'weekly' },
      'cooldown': { 'default-days': 7 },
      'groups': { actions: { patterns: ['*'] } },
      'open-pull-requests-limit': 5,
    }]);
  });

  test('an ecosystem is added once, with all its folders and the longest cooldown', () => {
    const [, docker] = updates((config) => {
      config.addEcosystem(Ecosystem.DOCKER, { directories: ['/a'], cooldownDays: 14 });
      config.addEcosystem(Ecosystem.DOCKER, { directories: ['/b'] });
    });
    expect(docker).toMatchObject({ directories: ['/a', '/b'], cooldown: { 'default-days': 14 } });
  });
});
