import { RepositoryScript } from './repository-script';
import { Expr } from '../../model/expr';
import { Step, StepOptions } from '../../model/step';
import { ScriptAsset } from '../../script/script-asset';

/** Scripts of the repository that back up and restore. Each finds the folder of the backup in `BACKUP_DIR`. */
export interface BackupScripts {
  /** Path of the script that backs up into the folder, which is empty then. */
  readonly backup: string;
  /** Path of the script that restores from the folder. */
  readonly restore: string;
  /**
   * Path of a script that prints what the state is, such as checksums: after the restore it has to print what it printed
   * at the backup.
   *
   * @default - what was restored is not compared
   */
  readonly fingerprint?: string;
}

/** Where the database of a backup is. @internal */
export interface BackupPlace {
  /** Folder of the backup. */
  readonly folder: string;
  /** Variable that tells scripts where the database is, and its address. */
  readonly variable?: string;
  readonly url?: string;
  /** Container of the server. */
  readonly container?: Expr;
}

/** How the state before a migration is kept, and brought back after it. */
export class Backup {
  /**
   * A dump of the PostgreSQL database that the stage's services bring, with a checksum of every table: after the restore
   * each has to be the same again. It is made by the programs in the server's own container, because pg_dump refuses a
   * server that is newer than itself.
   */
  public static postgres(): Backup {
    return new Backup();
  }

  /** Scripts of the repository. */
  public static scripts(scripts: BackupScripts): Backup {
    return new Backup(scripts);
  }

  private readonly scripts?: BackupScripts;

  private constructor(scripts?: BackupScripts) {
    this.scripts = scripts;
  }

  /** Whether it needs a PostgreSQL database. @internal */
  public get _needsPostgres(): boolean {
    return this.scripts === undefined;
  }

  /** Scripts that have to be there. @internal */
  public get _scripts(): RepositoryScript[] {
    if (!this.scripts) return [];
    const { backup, restore, fingerprint } = this.scripts;
    return [
      { path: backup, option: 'backup.backup' },
      { path: restore, option: 'backup.restore' },
      ...(fingerprint === undefined ? [] : [{ path: fingerprint, option: 'backup.fingerprint' }]),
    ];
  }

  /** @internal */
  public _backupStep(place: BackupPlace, options: StepOptions): Step {
    if (!this.scripts) return ScriptAsset._shipped('postgres-backup').step({ ...this.database(place), DESTINATION: place.folder }, options);
    const { backup } = this.scripts;
    return ScriptAsset._shipped('migration-backup').step({ SCRIPT: backup, ...this.fingerprint(), DESTINATION: place.folder }, this.withDatabase(place, options));
  }

  /** @internal */
  public _restoreStep(place: BackupPlace, options: StepOptions): Step {
    if (!this.scripts) return ScriptAsset._shipped('postgres-restore').step({ ...this.database(place), BACKUP: place.folder }, options);
    const { restore } = this.scripts;
    return ScriptAsset._shipped('migration-restore').step({ SCRIPT: restore, ...this.fingerprint(), BACKUP: place.folder }, this.withDatabase(place, options));
  }

  private database({ url, container }: BackupPlace): Record<string, string | Expr> {
    return { DATABASE_URL: url!, ...(container ? { CONTAINER: container } : {}) };
  }

  private withDatabase({ variable, url }: BackupPlace, options: StepOptions): StepOptions {
    return { ...options, env: { ...(variable !== undefined && url !== undefined ? { [variable]: url } : {}), ...options.env } };
  }

  private fingerprint(): Record<string, string> {
    return this.scripts?.fingerprint === undefined ? {} : { FINGERPRINT: this.scripts.fingerprint };
  }
}
