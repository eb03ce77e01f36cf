import { Codecov } from '../../catalog/actions/codecov';
import { DownloadArtifact } from '../../catalog/actions/download-artifact';
import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';
import { Access, Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { CODECOV_CLI_VERSION } from '../tool-versions';

/** What Codecov requires of a pull request. */
export interface CodecovOptions {
  /** Least coverage of the project, in percent. @default - no status for the project */
  readonly project?: number;
  /** Least coverage of the changed lines, in percent. @default - no status for the changed lines */
  readonly patch?: number;
  /** How far the project's coverage may drop, in percentage points. @default 0 */
  readonly allowedDrop?: number;
  /** File with the coverage, in lcov form. @default 'coverage/lcov.info' */
  readonly file?: string;
}

/** Where coverage goes and what is required of it. */
export class Coverage {
  /**
   * Codecov, signed in with OpenID Connect: no token to keep.
   *
   * @throws when a percentage is outside 0 to 100
   */
  public static codecov(options: CodecovOptions = {}): Coverage {
    for (const name of ['project', 'patch', 'allowedDrop'] as const) {
      const value = options[name];
      if (value !== undefined && !(value >= 0 && value <= 100)) {
        throw new DeliveryError({ place: 'Coverage.codecov', problem: `${name} is ${value}.`, fix: 'Give percent, 0 to 100.' });
      }
    }
    return new Coverage(options);
  }

  /** File with the coverage. */
  public readonly file: string;
  /** What is required. */
  public readonly options: CodecovOptions;
  /** What the upload needs. */
  public readonly permissions = Permissions.of({ contents: Access.READ, idToken: Access.WRITE }, 'sign in to Codecov with OpenID Connect, no stored token');

  private constructor(options: CodecovOptions) {
    this.options = options;
    this.file = options.file ?? 'coverage/lcov.info';
  }

  /** The steps that bring an artifact with the coverage and upload it. */
  public uploadSteps(artifact: string | Expr, flag: string | Expr): Step[] {
    return [
      Step.uses(DownloadArtifact.call({ name: artifact, path: 'coverage-upload' }), { id: 'download-coverage', name: 'Download coverage' }),
      Step.uses(Codecov.call({
        version: CODECOV_CLI_VERSION,
        useOidc: true,
        directory: 'coverage-upload',
        flags: flag,
        name: flag,
        failCiIfError: true,
      }), { id: 'codecov', name: 'Upload to Codecov' }),
    ];
  }
}
