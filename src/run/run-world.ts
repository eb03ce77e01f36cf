import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { STAND_INS } from './actions';
import type { Action } from './actions/action-host';
import { installedVersions } from './actions/installed-versions';
import { leaveOut } from './actions/outside';
import { ArtifactStore } from './artifact-store';
import { CacheStore } from './cache-store';
import { jobEnvironment, runnerContext, searchPath } from './environment';
import { git } from './git';
import { Guard, quoted } from './guard';
import { JobFolders } from './job-folders';
import type { JobMachine } from './job-work';
import { Masks } from './masks';
import { silent } from './report';
import type { RepositoryCopy } from './repository-copy';
import { RunError } from './run-error';
import type { RunWorkflowOptions } from './run-options';
import { isPostgres, startPostgres } from './services/postgres';
import type { RunningService, ServiceDefinition } from './services/service';
import { Tracking } from './tracking';
import type { JobTurn } from '../simulate/job-turn';

/** What the jobs of one run share: folders, artifacts, caches, masks, and what undoes all of it. */
export class RunWorld {
  public readonly root: string;
  public readonly guard: Guard;
  public readonly masks = new Masks();
  public readonly artifacts: ArtifactStore;
  /** Ends everything at once. */
  public readonly kill = new AbortController();
  private readonly cache?: CacheStore;
  private readonly actions: Readonly<Record<string, Action>>;
  private count = 0;

  public constructor(private readonly options: RunWorkflowOptions) {
    const { artifacts, cache, keep, secrets = {}, skippedActions = [], standIns } = options;
    if (artifacts && fs.existsSync(artifacts) && fs.readdirSync(artifacts).length > 0) throw new RunError(`--artifacts ${artifacts}: the folder is not empty. Name a new one`);
    this.guard = new Guard();
    this.root = JobFolders.make('projen-delivery-run-', options.user);
    if (!keep) this.guard.undo(`chmod -R u+rwX ${quoted(this.root)}; rm -rf ${quoted(this.root)}`);
    this.artifacts = new ArtifactStore(path.resolve(artifacts ?? path.join(this.root, 'artifacts')));
    this.cache = cache === undefined ? undefined : new CacheStore(path.resolve(cache));
    for (const value of Object.values(secrets)) this.masks.add(value);
    const left = skippedActions.map((name): [string, Action] => [name.toLowerCase(), leaveOut('do its work, and was left out as asked')]);
    this.actions = { ...STAND_INS, ...standIns, ...Object.fromEntries(left) };
  }

  /** Files of the commit of the run. */
  public definition(copy: RepositoryCopy): string {
    const folder = path.join(this.root, 'definition');
    if (!fs.existsSync(folder)) {
      git(this.root, ['clone', '--quiet', '--shared', '--no-checkout', copy.folder, folder]);
      git(folder, ['checkout', '--quiet', '--detach', copy.sha]);
      this.giveToUser(copy.folder, folder);
    }
    return folder;
  }

  /** The machine of one job, and what ends all its processes. */
  public machine(turn: JobTurn, copy: RepositoryCopy, github: Readonly<Record<string, unknown>>): JobMachine & { readonly tracking: Tracking } {
    const { options } = this;
    const folders = new JobFolders(path.join(this.root, `job-${this.count += 1}`), options.user);
    const tracking = new Tracking().guardedBy(this.guard);
    const event = path.join(folders.root, 'event.json');
    fs.writeFileSync(event, JSON.stringify(github.event), { mode: 0o600 });
    this.giveToUser(event);
    const own = { ...github, job: turn.source.id, workspace: folders.workspace, event_path: event };
    const search = [...options.paths ?? [], searchPath()].join(':');
    return {
      tracking,
      folders,
      user: options.user,
      source: copy.folder,
      definition: () => this.definition(copy),
      contexts: { github: own, runner: runnerContext(folders) },
      environment: jobEnvironment({ folders, github: own, user: options.user, search, trackingId: tracking.id, more: options.environment }),
      artifacts: this.artifacts,
      cache: this.cache,
      masks: this.masks,
      progress: options.progress ?? silent,
      actions: this.actions,
      actionFolders: lowerCase(options.actions ?? {}),
      anyVersion: options.anyVersion,
      installed: (program) => installedVersions(program, { ...process.env, HOME: options.user?.home ?? os.homedir(), ...options.environment }),
      kill: this.kill.signal,
      patience: options.patience,
      sharedFolder: (name) => this.cache?.shared(`${turn.source.workflow.path} ${name}`),
      service: (name, definition) => this.service(name, definition),
    };
  }

  /** Undoes everything and waits for it. */
  public async close(): Promise<void> {
    await this.guard.release();
  }

  // Git takes no repository from somebody else.
  private giveToUser(...folders: readonly string[]): void {
    const { user } = this.options;
    if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, ...folders]);
  }

  private async service(name: string, definition: ServiceDefinition): Promise<RunningService> {
    const place = this.options.services?.[name];
    if (place) return elsewhere(place, definition);
    if (isPostgres(definition.image)) return startPostgres(definition, { guard: this.guard, onOwnPort: true });
    throw new RunError(`nothing here plays the service ${name} (${definition.image}), and there is no container engine. Start one and name it with --service ${name}=HOST:PORT`);
  }
}

// A server that somebody has started, reached under the port that the job expects.
function elsewhere({ host, port }: { readonly host: string; readonly port: number }, definition: ServiceDefinition): RunningService {
  const [published, inner = published] = String(definition.ports?.[0] ?? port).replace(/\/(tcp|udp)$/, '').split(':').slice(-2);
  const reached = `${host}:${port}`;
  return {
    replace: reached === `localhost:${published}` ? {} : { [`localhost:${published}`]: reached, [`127.0.0.1:${published}`]: reached },
    ports: { [inner]: String(port) },
    stop: async () => undefined,
  };
}

function lowerCase(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, folder]) => [name.toLowerCase(), path.resolve(folder)]));
}
