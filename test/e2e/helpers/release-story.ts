import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { GitHubApi, startGitHubApi } from './github-api';
import { bareCopy } from './github-git';
import type { Permissions } from './github-permissions';
import { NpmProgram } from './npm-program';
import { NpmRegistry, startNpmRegistry } from './npm-registry';
import { PACKAGE, publishedFiles, smallPackage } from './release-package';
import { Repository } from './repository';
import { removeJobFolders } from './run-job';
import { Faults, Machine, WorkflowRun } from './workflow-run';
import { ArtifactStore } from '../../../src/run/artifact-store';
import { execute } from '../../../src/run/execute';
import { Guard, quoted } from '../../../src/run/guard';
import type { SynthesizedJob } from '../../../src/testing';
import { synthesizeExample } from '../../helpers/example';

const REPOSITORY = 'slackdaystudio/vmsnap';
const NODE = process.versions.node.split('.')[0];
const OF_THE_API: (keyof Permissions)[] = ['actions', 'checks', 'contents', 'deployments', 'issues'];
export const GATE = 'Continuous Integration Gate';

/** What a registry has: versions, those that are deprecated, and dist-tags. */
export interface RegistryState {
  readonly tags: Record<string, string>;
  readonly versions: string[];
  readonly deprecated: string[];
}

/** Everything that a release leaves somewhere. */
export interface WorldState {
  readonly npm?: RegistryState;
  readonly github?: RegistryState;
  /** Git tags. */
  readonly tags: string[];
  /** Headlines on main since the story began, newest first. */
  readonly main: string[];
  /** Tag, what it is shown as, and its files. */
  readonly releases: string[];
  /** Title and state. */
  readonly issues: string[];
}

/** The repository of the example, with both kinds of package, and what all its worlds share. */
export class ReleaseStory {
  public readonly guard = new Guard();
  public readonly folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'release-')));
  public readonly repository: Repository;
  public readonly npm: NpmProgram;
  /** Repositories to start from: with the example's own package, and with a small one. */
  public readonly origins: Record<'full' | 'small', string>;
  private current?: World;
  private count = 0;

  public constructor() {
    this.guard.undo(`rm -rf ${quoted(this.folder)}`);
    this.npm = new NpmProgram(path.join(this.folder, 'bin'));
    this.repository = new Repository(synthesizeExample('vmsnap'));
    this.guard.undo(this.repository.removal);
    this.repository.git('tag', 'v1.4.0');
    this.repository.commit('fix: keep the newest copy', { 'NOTES.md': '# Notes\n' });
    const full = bareCopy(this.repository.folder, path.join(this.folder, 'full.git'));
    this.repository.git('rm', '-r', '--quiet', 'src', 'test', 'tools');
    this.repository.commit('refactor: a small package', smallPackage('1.4.0'));
    this.origins = { full, small: bareCopy(this.repository.folder, path.join(this.folder, 'small.git')) };
  }

  /** A new GitHub and new registries, with 1.4.0 in both unless it is said otherwise. */
  public async world(options: { origin?: 'full' | 'small'; npm?: string[]; github?: string[] } = {}): Promise<World> {
    const { origin = 'small', npm = ['1.4.0'], github = ['1.4.0'] } = options;
    const folder = path.join(this.folder, `world-${this.count += 1}`);
    fs.mkdirSync(folder);
    const world = await World.start(this, folder, bareCopy(this.origins[origin], path.join(folder, 'origin.git')));
    this.current = world;
    const publish = async (registry: NpmRegistry, versions: string[]) => {
      for (const version of versions) await world.publishByHand(registry, publishedFiles(version));
    };
    await Promise.all([publish(world.npm, npm), publish(world.github, github)]);
    for (const registry of [world.npm, world.github]) registry.requests.length = 0;
    return world;
  }

  /** Stops what the last world has. What went wrong in there is thrown. */
  public async end(): Promise<void> {
    const world = this.current;
    this.current = undefined;
    await world?.stop();
    removeJobFolders();
  }

  public stop(): Promise<void> {
    return this.guard.release();
  }
}

export class World {
  private runs = 1000;
  private readonly from: string;

  private constructor(
    private readonly story: ReleaseStory, private readonly folder: string, public readonly api: GitHubApi, public readonly npm: NpmRegistry, public readonly github: NpmRegistry,
  ) {
    this.from = this.head;
    api.checks.pass(this.from, GATE);
    Object.assign(api.environments, { staging: {}, rollback: {}, production: { reviewers: ['maintainer'] } });
  }

  public static async start(story: ReleaseStory, folder: string, git: string): Promise<World> {
    const jobs = story.repository.example.workflows.flatMap((workflow) => workflow.jobs);
    const ofJobs = <T>(value: (permissions: Record<string, string>) => T) => Object.fromEntries(jobs.map((job) => [tokenOf(job), value(job.document.permissions ?? {})] as const));
    const tokens = ofJobs((permissions) => Object.fromEntries(OF_THE_API.filter((name) => permissions[name]).map((name) => [name, permissions[name]])) as Permissions);
    const packages = ofJobs(({ packages: right }) => (right === 'write' ? 'publish' : right === 'read' ? 'read' : undefined));
    const [api, npm, github] = await Promise.all([
      startGitHubApi(REPOSITORY, 'token-of-a-person', { git, tokens }),
      startNpmRegistry(story.guard, { trusted: { [PACKAGE]: { repository: REPOSITORY, workflow: 'release.yml', environment: 'production' } } }),
      startNpmRegistry(story.guard, { plays: 'github', tokens: Object.fromEntries(Object.entries(packages).filter(([, right]) => right !== undefined)) as Record<string, 'read'> }),
    ]);
    return new World(story, folder, api, npm, github);
  }

  public async stop(): Promise<void> {
    await this.api.stop();
    await Promise.all([this.npm.stop(), this.github.stop()]);
  }

  /** Commit of main. */
  public get head(): string {
    return this.api.git!.head('main')!;
  }

  /** Commits to main; its tests have passed. */
  public commit(message: string, files: Record<string, string>): string {
    const additions = Object.entries(files).map(([name, text]) => ({ path: name, contents: Buffer.from(text).toString('base64') }));
    const sha = this.api.git!.addCommit(this.head, message, { additions });
    this.api.git!.setRef('refs/heads/main', sha);
    this.api.checks.pass(sha, GATE);
    return sha;
  }

  /** The release workflow, started by hand. */
  public byHand(bump: 'patch' | 'minor' | 'prerelease'): WorkflowRun {
    return this.run('release', { name: 'workflow_dispatch', ref: 'refs/heads/main', sha: this.head, inputs: { bump } });
  }

  /** The release workflow, started by a release that somebody published. */
  public byRelease(tag: string): WorkflowRun {
    const { prerelease } = this.api.releases.all.find((release) => release.tag === tag)!;
    return this.run('release', { name: 'release', ref: `refs/tags/${tag}`, sha: this.api.git!.resolve(tag)!, payload: { release: { tag_name: tag, prerelease } } });
  }

  /** The way back, started by hand. */
  public rollback(inputs: { version: string; registry?: string; to?: string; undo?: boolean }): WorkflowRun {
    const given = { reason: 'It loses copies.', registry: 'every registry', to: '', undo: false, ...inputs };
    return this.run('release-rollback', { name: 'workflow_dispatch', ref: 'refs/heads/main', sha: this.head, inputs: given });
  }

  /** A release that a person publishes on GitHub for a tag. */
  public async publishRelease(tag: string): Promise<void> {
    const answer = await fetch(`${this.api.url}/repos/${REPOSITORY}/releases`, {
      method: 'POST', headers: { 'authorization': 'Bearer token-of-a-person', 'content-type': 'application/json' }, body: JSON.stringify({ tag_name: tag, name: tag, body: 'By Ann.' }),
    });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** Publishes with a token, as a person does: files of a package, or a tarball. */
  public publishByHand(registry: NpmRegistry, what: Record<string, string> | string): Promise<void> {
    if (typeof what === 'string') return this.npmByHand(registry, ['publish', what, '--access=public']);
    const source = fs.mkdtempSync(path.join(this.folder, 'source-'));
    for (const [name, text] of Object.entries(what)) {
      fs.mkdirSync(path.dirname(path.join(source, name)), { recursive: true });
      fs.writeFileSync(path.join(source, name), text);
    }
    return this.npmByHand(registry, ['publish', source, '--access=public']);
  }

  /** Lets a person run npm with a token that may publish. */
  public async npmByHand(registry: NpmRegistry, args: string[]): Promise<void> {
    const own = fs.mkdtempSync(path.join(this.folder, 'by-hand-'));
    fs.writeFileSync(path.join(own, 'npmrc'), `${registry.url.replace('http:', '')}/:_authToken=${registry.tokens.publish}\n`);
    const done = await execute(path.join(this.story.npm.folder, 'npm'), [...args, '--registry', registry.url], {
      cwd: own, log: path.join(own, 'log'), env: { ...this.ofNpm, PATH: process.env.PATH!, HOME: own, npm_config_userconfig: path.join(own, 'npmrc') },
    });
    if (done.status !== 0) throw new Error(done.log);
  }

  /** Lets a job be lost while something is asked of a server; what it asked for is done all the same. */
  public lost(job: string, step: string, arm: (cut: () => void) => void): Faults {
    const cut = new AbortController();
    arm(() => cut.abort());
    return { [job]: { interrupt: { step, by: 'loss', at: cut.signal } } };
  }

  public async state(): Promise<WorldState> {
    const git = this.api.git!;
    return {
      npm: await stateOf(this.npm),
      github: await stateOf(this.github),
      tags: git.refs('refs/tags/').map(({ ref }) => ref.slice('refs/tags/'.length)),
      main: git.log(this.head).slice(0, -git.log(this.from).length).map(({ message }) => message.split('\n')[0]),
      releases: this.api.releases.all.map(({ tag, draft, prerelease, assets }) => `${tag} ${draft ? 'draft' : prerelease ? 'prerelease' : 'release'}: ${assets.map(({ name }) => name).sort().join(' ')}`),
      issues: this.api.issues.map(({ title, state }) => `${title}: ${state}`),
    };
  }

  /** SHA-512 of a version: in both registries, and of the file of its release. */
  public async integrities(version: string): Promise<string[]> {
    const found = await Promise.all([this.npm, this.github].map(async (registry) => (await registry.packument(PACKAGE))?.versions[version]?.dist.integrity));
    const asset = this.api.releases.all.find(({ tag }) => tag === `v${version}`)?.assets.find(({ name }) => name.endsWith('.tgz'));
    return [...found, asset && `sha512-${crypto.createHash('sha512').update(asset.content).digest('base64')}`];
  }

  private run(file: string, { inputs, ...event }: { name: string; ref: string; sha: string; inputs?: Record<string, unknown>; payload?: Record<string, unknown> }): WorkflowRun {
    const runId = `${this.runs += 1}`;
    return new WorkflowRun(this.story.repository.example.workflow(file), { runId, event, inputs, artifacts: this.artifacts(runId) }, this.machine(file, event.ref));
  }

  /** Artifacts of a run. */
  public artifacts(runId = `${this.runs}`): ArtifactStore {
    return new ArtifactStore(path.join(this.folder, `artifacts-${runId}`));
  }

  private machine(file: string, ref: string): Machine {
    return (job) => {
      const environment = environmentOf(job);
      const mayProve = job.document.permissions?.['id-token'] === 'write';
      const secrets: Record<string, string> = environment === 'rollback' ? { NPM_ROLLBACK_TOKEN: this.npm.tokens.stage } : {};
      return {
        source: this.api.git!.folder,
        nodeVersions: { 24: NODE },
        paths: [this.story.npm.folder],
        event: { repository: REPOSITORY, token: tokenOf(job) },
        secrets,
        replace: { 'https://registry.npmjs.org': this.npm.url, 'https://npm.pkg.github.com': this.github.url },
        environment: {
          ...this.api.environment,
          // The proxy leads gh to GitHub's API, and nobody else.
          NO_PROXY: '127.0.0.1',
          no_proxy: '127.0.0.1',
          ...this.ofNpm,
          INTERVAL: '1',
          TIMEOUT: '4',
          ...mayProve ? this.npm.identity({ repository: REPOSITORY, workflow: `${file}.yml`, environment, ref }) : {},
        },
      };
    };
  }

  private get ofNpm(): Record<string, string> {
    return {
      npm_config_cache: path.join(this.story.folder, 'cache'), npm_config_fetch_retries: '0', npm_config_update_notifier: 'false', npm_config_audit: 'false', npm_config_fund: 'false',
    };
  }
}

/** Name of the environment of a job. */
export function environmentOf({ document: { environment } }: SynthesizedJob): string | undefined {
  return typeof environment === 'object' ? environment.name : environment;
}

/** Each job has a token of its own, with the permissions of the job. */
function tokenOf({ id }: SynthesizedJob): string {
  return `token-of-${id}`;
}

async function stateOf(registry: NpmRegistry): Promise<RegistryState | undefined> {
  const found = await registry.packument(PACKAGE);
  if (!found) return undefined;
  const all: [string, any][] = Object.entries(found.versions);
  return { tags: found['dist-tags'], versions: all.map(([version]) => version), deprecated: all.filter(([, { deprecated }]) => deprecated).map(([version]) => version) };
}
