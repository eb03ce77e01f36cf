import { isPlainPath } from './repository-script';
import { Container } from '../../model/container';
import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';
import { Step } from '../../model/step';
import { ScriptAsset } from '../../script/script-asset';
import { Database } from '../rust/database';

/** What else there is to know of services in a Compose file. */
export interface ComposeServicesOptions {
  /** Service that is the PostgreSQL database. @default - none of them */
  readonly database?: string;
  /** Address of that database as tests of the job see it. @default - none of them is a database */
  readonly url?: string;
  /** Variable that tells the tests that address. @default 'DATABASE_URL' */
  readonly variable?: string;
  /** How many seconds the services may take until they are healthy. @default 180 */
  readonly waitSeconds?: number;
}

/** Services that the tests of one job use: started for it, awaited until they are healthy, and gone with it. */
export class TestServices {
  /** A database in a service container. The runner prints its log at the end of the job and removes it. */
  public static database(database: Database): TestServices {
    const { service, container, variable, url } = database;
    return new TestServices({ containers: { [service]: container }, container: Expr.job(`services.${service}.id`), variable, url });
  }

  /**
   * The services of a Docker Compose file.
   *
   * @throws when the path is not a plain one, or the database is named without its address
   */
  public static compose(file: string, options: ComposeServicesOptions = {}): TestServices {
    const { database, url, waitSeconds } = options;
    if (!isPlainPath(file)) throw refuse(`"${file}" is no plain path`, 'Give a path from the root of the repository, such as docker-compose.test.yml.');
    if ((database === undefined) !== (url === undefined)) throw refuse('`database` and `url` belong together', 'Name the service and its address as the tests see it, or neither.');
    if (database !== undefined && !/^[a-zA-Z0-9][\w.-]*$/.test(database)) throw refuse(`"${database}" is not the name of a service`, 'Write it as in the Compose file.');
    if (waitSeconds !== undefined && (!Number.isInteger(waitSeconds) || waitSeconds < 1 || waitSeconds > 9999)) throw refuse(`waitSeconds is ${waitSeconds}`, 'Give a whole number from 1 to 9999.');
    return new TestServices({
      composeFile: file,
      composeOptions: options,
      container: database === undefined ? undefined : Expr.step('services', 'container'),
      variable: url === undefined ? undefined : options.variable ?? 'DATABASE_URL',
      url,
    });
  }

  /** The Compose file, where they come from one. */
  public readonly composeFile?: string;
  /** Variable that tells the tests where the database is, where there is one. */
  public readonly variable?: string;
  /** Address of the database, where there is one. */
  public readonly url?: string;
  /** Id of the database's container. @internal */
  public readonly _container?: Expr;
  /** Containers beside the job. @internal */
  public readonly _containers?: Record<string, Container>;
  private readonly composeOptions?: ComposeServicesOptions;

  private constructor(parts: {
    containers?: Record<string, Container>; container?: Expr; variable?: string; url?: string; composeFile?: string; composeOptions?: ComposeServicesOptions;
  }) {
    this._containers = parts.containers;
    this._container = parts.container;
    this.variable = parts.variable;
    this.url = parts.url;
    this.composeFile = parts.composeFile;
    this.composeOptions = parts.composeOptions;
  }

  /** Steps before anything uses them. @internal */
  public get _startSteps(): Step[] {
    const { database, waitSeconds } = this.composeOptions ?? {};
    return this.compose('up', {
      ...(database === undefined ? {} : { SERVICE: database }),
      ...(waitSeconds === undefined ? {} : { WAIT_SECONDS: waitSeconds }),
    }, { id: 'services', name: 'Start services' });
  }

  /** Steps after a failure. @internal */
  public _logSteps(destination: string): Step[] {
    return this.compose('logs', { DESTINATION: destination }, { id: 'service-logs', name: 'Collect logs of services', condition: Expr.failure() });
  }

  /** Steps at the end, whatever happened: a machine of one's own would keep them. @internal */
  public get _endSteps(): Step[] {
    return this.compose('down', {}, { id: 'end-services', name: 'End services', condition: Expr.always() });
  }

  private compose(command: string, parameters: Record<string, string | number>, options: { id: string; name: string; condition?: Expr }): Step[] {
    if (this.composeFile === undefined) return [];
    return [ScriptAsset._shipped('migration-services').step({ COMMAND: command, COMPOSE_FILE: this.composeFile, ...parameters }, options)];
  }
}

function refuse(problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: 'TestServices.compose', problem: `${problem}.`, fix });
}
