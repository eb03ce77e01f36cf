import { Change, ChangeKind, placeOf, Risk } from './change';
import { NO_RENAMES, Renames } from './same';
import type { Located } from '../read/located';

/** What a change is told with. */
export interface Sides {
  /** What was there. */
  readonly before?: Located;
  /** What is there now. */
  readonly after?: Located;
  readonly old?: string;
  readonly new?: string;
}

/** Takes the changes of one file, job or step. */
export class Telling {
  public constructor(
    private readonly changes: Change[],
    public readonly file: string,
    public readonly renames: Renames = NO_RENAMES,
    private readonly job?: string,
    private readonly step?: string,
  ) {}

  /** The same file with other names of jobs. */
  public inWorkflow(jobs: ReadonlyMap<string, string>): Telling {
    return new Telling(this.changes, this.file, { ...this.renames, jobs });
  }

  public inJob(id: string, steps: ReadonlyMap<string, string>): Telling {
    return new Telling(this.changes, this.file, { ...this.renames, steps }, id);
  }

  /** The same for a composite action, which has no jobs. */
  public inAction(steps: ReadonlyMap<string, string>): Telling {
    return new Telling(this.changes, this.file, { ...this.renames, steps });
  }

  public inStep(label: string): Telling {
    return new Telling(this.changes, this.file, this.renames, this.job, label);
  }

  public tell(kind: ChangeKind, risk: Risk, text: string, { before, after, old, new: now }: Sides = {}): void {
    const { file, job, step } = this;
    this.changes.push({
      kind,
      risk,
      file,
      ...(job !== undefined && { job }),
      ...(step !== undefined && { step }),
      text,
      ...(old !== undefined && { old }),
      ...(now !== undefined && { new: now }),
      ...((before ?? after) && { at: placeOf(before, after) }),
    });
  }
}
