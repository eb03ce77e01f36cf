// What stands in for an action of others: it does the real thing on this machine where that is
// possible, and otherwise only keeps the inputs. An input that it would pass over is an error.
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ArtifactStore } from './artifacts';

/** What an action may use of the job that calls it. */
export interface ActionHost {
  readonly workspace: string;
  /** Variables of the step. */
  readonly environment: Record<string, string>;
  /** The repository to check out: a path of a git repository. */
  readonly source: string;
  readonly artifacts: ArtifactStore;
  /** Where a cache is kept between jobs. @default - none */
  readonly cache?: string;
  /** Versions of Node.js by the version a workflow asks for, where this machine has another one. */
  readonly nodeVersions: Record<string, string>;
  /** Runs a program in the workspace, as the user of the job; fails the step if it fails. */
  run(program: string, args: string[]): Promise<string>;
  say(line: string): void;
}

type Inputs = Record<string, string>;
type Action = (inputs: Inputs, host: ActionHost) => Promise<Record<string, string> | void>;

export const ACTIONS: Record<string, Action> = {
  'actions/checkout': checkout,
  'actions/setup-node': setupNode,
  'actions/upload-artifact': uploadArtifact,
  'actions/download-artifact': downloadArtifact,
  'actions/attest': attest,
  'actions/upload-pages-artifact': uploadPages,
  'actions/deploy-pages': deployPages,
  'taiki-e/install-action': installTools,
  'Swatinem/rust-cache': rustCache,
  'github/codeql-action/upload-sarif': uploadSarif,
  'codecov/codecov-action': uploadCoverage,
  'actions/dependency-review-action': keepInputs,
  'anchore/scan-action': keepInputs,
  'docker/login-action': keepInputs,
  'Azure/setup-kubectl': (inputs, host) => setUp('kubectl', ['version', '--client'], inputs, host),
  'Azure/setup-helm': (inputs, host) => setUp('helm', ['version', '--short'], inputs, host),
};

async function checkout(inputs: Inputs, host: ActionHost): Promise<void> {
  const given = known(inputs, 'persist-credentials', 'fetch-depth', 'sparse-checkout', 'ref', 'path');
  const place = path.join(host.workspace, given.path ?? '.');
  fs.mkdirSync(place, { recursive: true });
  for (const name of fs.readdirSync(place)) fs.rmSync(path.join(place, name), { recursive: true });
  const git = (...args: string[]) => host.run('git', ['-C', place, ...args]);
  await git('init', '--quiet', '--initial-branch=main', '.');
  await git('remote', 'add', 'origin', `file://${host.source}`);
  if (given['sparse-checkout']) await git('sparse-checkout', 'set', ...given['sparse-checkout'].split('\n').filter(Boolean));
  await fetchCommit(git, given, host.environment);
  await git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
  await git('log', '-1', '--format=Checked out %H');
}

// With the whole history come all branches and tags. As the action does it, the branch of the run is then set back to the
// commit of the run, if it has moved since: that is also so when a run is started again.
async function fetchCommit(git: (...args: string[]) => Promise<string>, given: Inputs, environment: Record<string, string>): Promise<void> {
  const depth = Number(given['fetch-depth'] ?? '1');
  const commit = given.ref || environment.GITHUB_SHA;
  const fetch = (...args: string[]) => git('fetch', '--quiet', '--no-tags', ...args);
  if (depth > 0) {
    await fetch(`--depth=${depth}`, 'origin', commit);
    return;
  }
  await fetch('origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
  const [, branch] = given.ref ? [] : /^refs\/heads\/(.+)$/.exec(environment.GITHUB_REF) ?? [];
  await fetch('origin', branch ? `+${commit}:refs/remotes/origin/${branch}` : commit);
}

async function setupNode(inputs: Inputs, host: ActionHost): Promise<Record<string, string>> {
  const given = known(inputs, 'node-version', 'node-version-file', 'cache', 'package-manager-cache');
  const file = given['node-version-file'];
  const asked = file ? fs.readFileSync(path.join(host.workspace, file), 'utf8').trim() : given['node-version'];
  if (!asked) throw new Error('neither node-version nor node-version-file is given');
  if (given.cache === 'npm' && !['package-lock.json', 'npm-shrinkwrap.json'].some((name) => fs.existsSync(path.join(host.workspace, name)))) {
    throw new Error('Dependencies lock file is not found');
  }
  const wanted = host.nodeVersions[asked] ?? asked;
  if (wanted !== asked) host.say(`Node.js ${asked} was asked for; ${wanted} stands in for it.`);
  const version = (await host.run('node', ['--version'])).trim();
  if (!`${version}.`.startsWith(`v${wanted}.`)) throw new Error(`PATH has Node.js ${version}, not ${wanted}`);
  return { 'node-version': version };
}

async function uploadArtifact(inputs: Inputs, host: ActionHost): Promise<void> {
  const given = known(inputs, 'name', 'path', 'if-no-files-found', 'retention-days', 'overwrite');
  const { name, path: place } = given;
  if (!name || /[":<>|*?\r\n\\/]/.test(name)) throw new Error(`The artifact name is not valid: ${name}`);
  if (!place || /[*?[\n!]/.test(place)) throw new Error(`only one plain path is supported here: ${place}`);
  const count = host.artifacts.store(name, path.resolve(host.workspace, place), given.overwrite === 'true');
  const message = `No files were found with the provided path: ${place}.`;
  if (count === 0 && given['if-no-files-found'] === 'error') throw new Error(message);
  host.say(count === 0 ? message : `Artifact ${name}: ${count} files.`);
}

async function downloadArtifact(inputs: Inputs, host: ActionHost): Promise<Record<string, string>> {
  const given = known(inputs, 'name', 'path');
  if (!given.name) throw new Error('a download without a name is not supported here');
  const target = path.resolve(host.workspace, given.path ?? '.');
  fs.cpSync(host.artifacts.find(given.name), target, { recursive: true });
  await host.run('ls', ['-lR', target]);
  return { 'download-path': target };
}

// Nothing is signed: Sigstore is not reachable. What would be attested has to be the files that the list names.
async function attest(inputs: Inputs, host: ActionHost): Promise<Record<string, string>> {
  const { 'subject-checksums': list } = known(inputs, 'subject-checksums');
  requireIdentity(host);
  const lines = fs.readFileSync(path.join(host.workspace, list), 'utf8').split('\n').filter(Boolean);
  const subjects = lines.map((line) => /^([0-9a-f]{64}) [ *](.+)$/.exec(line)?.slice(1) ?? []);
  if (subjects.length === 0) throw new Error(`${list} names nothing`);
  for (const [digest, name] of subjects) {
    const found = crypto.createHash('sha256').update(fs.readFileSync(path.join(host.workspace, path.dirname(list), name ?? ''))).digest('hex');
    if (found !== digest) throw new Error(`${name} is ${found}, not ${digest}`);
    host.say(`Attested ${name} sha256:${digest}`);
  }
  return { 'attestation-id': subjects.map(([digest]) => digest).join(',') };
}

async function uploadPages(inputs: Inputs, host: ActionHost): Promise<void> {
  const { name = 'github-pages', path: place = '_site/' } = known(inputs, 'name', 'path', 'retention-days');
  const archive = path.join(host.environment.RUNNER_TEMP, 'artifact.tar');
  await host.run('tar', ['--dereference', '--hard-dereference', '--directory', place, '-cf', archive, '--exclude=.git', '--exclude=.github', '--exclude=.[^/]*', '.']);
  host.artifacts.store(name, archive);
}

// Only looks at what would be deployed: Pages takes one archive of an artifact, from whoever can prove who it is.
async function deployPages(inputs: Inputs, host: ActionHost): Promise<Record<string, string>> {
  const { artifact_name: name = 'github-pages' } = known(inputs, 'artifact_name');
  requireIdentity(host);
  const list = await host.run('tar', ['-tf', path.join(host.artifacts.find(name), 'artifact.tar')]);
  if (!list.split('\n').includes('./index.html')) throw new Error(`${name} has no index.html`);
  const [owner, repository] = host.environment.GITHUB_REPOSITORY.split('/');
  return { page_url: `https://${owner}.github.io/${repository}/` };
}

function requireIdentity({ environment }: ActionHost): void {
  if (!environment.ACTIONS_ID_TOKEN_REQUEST_URL) throw new Error('the job cannot prove who it is: it has no permission id-token: write');
}

// The tools are brought by the story; here it is made sure that they are the ones that were asked for.
async function installTools(inputs: Inputs, host: ActionHost): Promise<void> {
  const given = known(inputs, 'tool', 'fallback');
  for (const tool of given.tool.split(',')) {
    const [name, version] = tool.trim().split('@');
    const told = await host.run(name, [...(name.startsWith('cargo-') ? [name.slice('cargo-'.length)] : []), '--version']);
    if (!version || !told.split(/\s+/).includes(version)) throw new Error(`${tool} was asked for, and ${name} is: ${told}`);
  }
}

// The program is brought by the story, in the version that was asked for.
async function setUp(program: string, question: string[], inputs: Inputs, host: ActionHost): Promise<void> {
  const { version } = known(inputs, 'version');
  const told = await host.run(program, question);
  if (!told.includes(version)) throw new Error(`${program} ${version} was asked for, and it is: ${told}`);
}

async function rustCache(inputs: Inputs, host: ActionHost): Promise<void> {
  known(inputs, 'save-if', 'workspaces', 'key', 'shared-key');
  if (!host.cache) return host.say('No cache.');
  await host.run('mkdir', ['-p', host.cache]);
  await host.run('ln', ['-sfn', host.cache, 'target']);
}

async function uploadSarif(inputs: Inputs, host: ActionHost): Promise<void> {
  const given = known(inputs, 'sarif_file', 'category');
  const sarif = JSON.parse(fs.readFileSync(path.join(host.workspace, given.sarif_file), 'utf8'));
  if (sarif.version !== '2.1.0' || !Array.isArray(sarif.runs)) throw new Error(`${given.sarif_file} is no SARIF 2.1.0 file`);
  host.say(`${sarif.runs.length} runs would be uploaded.`);
}

async function uploadCoverage(inputs: Inputs, host: ActionHost): Promise<void> {
  const found = fs.readdirSync(path.join(host.workspace, inputs.directory)).filter((name) => name === 'lcov.info');
  if (found.length === 0) throw new Error(`no coverage in ${inputs.directory}`);
  host.say(`${found.join(', ')} would be uploaded.`);
}

async function keepInputs(inputs: Inputs, host: ActionHost): Promise<void> {
  host.say(`Only kept: ${JSON.stringify(inputs)}`);
}

function known(inputs: Inputs, ...names: string[]): Record<string, string> {
  const strange = Object.keys(inputs).filter((name) => !names.includes(name));
  if (strange.length > 0) throw new Error(`the stand-in does not know the inputs ${strange.join(', ')}`);
  return inputs;
}
