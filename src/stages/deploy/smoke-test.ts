import { DeliveryError } from '../../model/delivery-error';
import { Timeout } from '../../model/timeout';
import { ContainerImage } from '../image/container-image';

/** How a smoke test runs in the cluster. */
export interface SmokeTestJobOptions {
  /** Image with the test, built for the same version. @default - the image that is deployed */
  readonly image?: ContainerImage;
  /** How long it may take. @default - 5 minutes */
  readonly timeout?: Timeout;
}

/** How a smoke test runs on the runner. */
export interface SmokeTestScriptOptions {
  /** How long it may take. @default - 5 minutes */
  readonly timeout?: Timeout;
}

/** A short test of a version that was just started. It reads ENVIRONMENT and VERSION; in the cluster also URL. */
export class SmokeTest {
  /**
   * A command in a Job of the cluster, next to what it tests.
   *
   * @throws when the command is empty
   */
  public static job(command: string[], options: SmokeTestJobOptions = {}): SmokeTest {
    if (command.length === 0 || command[0].trim() === '') {
      throw new DeliveryError({ place: 'SmokeTest.job', problem: 'the command is empty.', fix: 'Give its words, such as [\'/tests/smoke.sh\'].' });
    }
    return new SmokeTest(options.timeout ?? Timeout.minutes(5), { command, image: options.image });
  }

  /** A script of the repository, run on the runner; for applications that are reached from outside. */
  public static script(path: string, options: SmokeTestScriptOptions = {}): SmokeTest {
    if (!/^[\w./-]+$/.test(path) || path.startsWith('/') || path.includes('..')) {
      throw new DeliveryError({ place: 'SmokeTest.script', problem: `"${path}" is no path in the repository.`, fix: 'Give the path from its root, such as tests/smoke.sh.' });
    }
    return new SmokeTest(options.timeout ?? Timeout.minutes(5), { path });
  }

  /** How long it may take. */
  public readonly timeout: Timeout;
  /** Words of the command, where it runs in the cluster. */
  public readonly command?: string[];
  /** Image with the test, where it is one of its own. */
  public readonly image?: ContainerImage;
  /** Path of the script, where it runs on the runner. */
  public readonly path?: string;

  private constructor(timeout: Timeout, parts: { command?: string[]; image?: ContainerImage; path?: string }) {
    this.timeout = timeout;
    this.command = parts.command;
    this.image = parts.image;
    this.path = parts.path;
  }
}
