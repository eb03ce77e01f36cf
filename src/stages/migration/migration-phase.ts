import { isPlainPath } from './repository-script';
import { DeliveryError } from '../../model/delivery-error';
import { Condition } from '../metrics/condition';

/** How one phase of a migration is tested. */
export interface MigrationPhaseOptions {
  /** Cargo test target of the phase. @default - `migration_<name>_test`, with `_` for each `-` of the name */
  readonly testTarget?: string;
  /** Command that tests the phase, instead of a Cargo test target. @default - the test target */
  readonly command?: string;
  /** Features that the test target is built with. @default - those of the stage */
  readonly features?: string[];
  /** Path of a script that validates the state after the phase. @default - none */
  readonly validate?: string;
  /** What metrics must be after the phase; the stage names the server with `metrics`. @default - nothing is measured */
  readonly requires?: Condition[];
  /** Whether `validateRollback` of the stage runs once the backup is restored. @default - true for every phase but the first, which has none to go back to */
  readonly rollback?: boolean;
}

/** Stands for every phase where one is chosen. @internal */
export const ALL_PHASES = 'all';

/** One phase of a migration. The phases of a stage are a closed list, in their order. */
export class MigrationPhase {
  /**
   * The phase of that name.
   *
   * @throws when the name is not in kebab-case, or an option contradicts another
   */
  public static named(name: string, options: MigrationPhaseOptions = {}): MigrationPhase {
    const refuse = (problem: string, fix: string) => new DeliveryError({ place: `MigrationPhase ${name}`, problem: `${problem}.`, fix });
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 60) {
      throw refuse(`"${name}" is not the name of a phase`, 'Use lower-case words joined by hyphens, such as "sync-improvement", up to 60 characters.');
    }
    if (name === ALL_PHASES) throw refuse(`"${ALL_PHASES}" stands for every phase`, 'Give it a name of its own.');
    const { testTarget, command, features, validate, requires } = options;
    if (command !== undefined && (testTarget !== undefined || features !== undefined)) {
      throw refuse('`command` stands beside `testTarget` or `features`', 'Give the command, or the test target with its features.');
    }
    if (testTarget !== undefined && !/^[A-Za-z_][\w-]*$/.test(testTarget)) throw refuse(`"${testTarget}" is not the name of a test target`, 'Give the name of the file in tests/, without .rs.');
    if (validate !== undefined && !isPlainPath(validate)) throw refuse(`\`validate\` names "${validate}", which is no plain path`, 'Give a path from the root of the repository, such as tests/migration/validate.sh.');
    if (requires?.length === 0) throw refuse('`requires` is empty', 'Give conditions, such as Metric.value("…").equalTo(0), or leave it out.');
    return new MigrationPhase(name, options);
  }

  /** Name of the phase. */
  public readonly name: string;
  /** Everything it was given. @internal */
  public readonly _options: MigrationPhaseOptions;

  private constructor(name: string, options: MigrationPhaseOptions) {
    this.name = name;
    this._options = options;
  }

  /** Cargo test target of the phase; undefined where a command tests it. */
  public get testTarget(): string | undefined {
    if (this._options.command !== undefined) return undefined;
    return this._options.testTarget ?? `migration_${this.name.replaceAll('-', '_')}_test`;
  }
}
