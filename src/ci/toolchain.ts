import { Expr } from '../model/expr';
import { Step } from '../model/step';

/** What a job wants from its toolchain. */
export interface ToolchainRequest {
  /** Version instead of the repository's own, such as a matrix axis. @default - the repository's own */
  readonly version?: string | Expr;
  /** Whether the repository's dependencies are installed. @default true */
  readonly install?: boolean;
  /** Whether the dependency cache may be used. @default true */
  readonly cache?: boolean;
}

/** How a job gets the programs and dependencies of the repository. */
export abstract class Toolchain {
  /** The folder that commands run in, where it is not the root. */
  public get workingDirectory(): string | undefined {
    return undefined;
  }

  /** A path below the folder that commands run in, as seen from the root. */
  public inFolder(path: string): string {
    return this.workingDirectory === undefined ? path : `${this.workingDirectory}/${path}`;
  }

  /** The steps that come after the checkout. */
  public abstract steps(request?: ToolchainRequest): Step[];

  /** Refuses a command that cannot work, such as a script that `package.json` lacks. Does nothing by default. */
  public checkCommand(_command: string, _place: string): void {}
}

/** For repositories whose jobs need nothing beyond the runner's own programs. */
export class RunnerToolchain extends Toolchain {
  public steps(_request?: ToolchainRequest): Step[] {
    return [];
  }
}
