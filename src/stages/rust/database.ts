import { Container } from '../../model/container';
import { DeliveryError } from '../../model/delivery-error';
import { POSTGRES_IMAGE } from '../tool-versions';

/** How the database of a test job is made. */
export interface PostgresOptions {
  /** Image as `name:tag@sha256:<64 hex>`. @default - PostgreSQL 18 */
  readonly image?: string;
  /** Name of the database. @default 'test' */
  readonly database?: string;
  /** Variable that tells the tests where it is. @default 'DATABASE_URL' */
  readonly variable?: string;
}

/** A database beside a test job, made for it and gone with it. */
export class Database {
  /**
   * PostgreSQL in a service container, awaited until it answers.
   *
   * @throws when the image is not pinned by digest
   */
  public static postgres(options: PostgresOptions = {}): Database {
    const database = options.database ?? 'test';
    if (!/^[a-z_][a-z0-9_]*$/.test(database)) {
      throw new DeliveryError({ place: 'Database.postgres', problem: `"${database}" is not a database name.`, fix: 'Use lower-case letters, digits and "_".' });
    }
    // The password guards a database that lives for one job and holds test data only.
    const container = Container.image(options.image ?? POSTGRES_IMAGE, {
      env: { POSTGRES_PASSWORD: 'test', POSTGRES_DB: database },
      ports: ['5432:5432'],
      options: '--health-cmd "pg_isready --username postgres" --health-interval 5s --health-timeout 5s --health-retries 12',
    });
    return new Database('postgres', container, options.variable ?? 'DATABASE_URL', `postgres://postgres:test@localhost:5432/${database}`);
  }

  /** Name of the service. */
  public readonly service: string;
  /** The container. */
  public readonly container: Container;
  /** Variable that tells the tests where it is. */
  public readonly variable: string;
  /** Its address. */
  public readonly url: string;

  private constructor(service: string, container: Container, variable: string, url: string) {
    this.service = service;
    this.container = container;
    this.variable = variable;
    this.url = url;
  }
}
