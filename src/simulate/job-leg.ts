import type { GroupMember } from './concurrency-groups';
import type { EnvironmentRules } from './environments';
import type { Scope } from './evaluate';
import type { JobTurn } from './job-turn';
import type { ConcurrencyOutcome, EnvironmentOutcome, StepOutcome } from './outcome';
import type { Standing } from './result';
import type { WorkflowJobs } from './workflow-jobs';
import type { MatrixLeg } from '../read/matrix-legs';

/** What is known of a leg when its job's turn comes. */
export interface LegFacts {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly values: MatrixLeg;
  readonly scope: Scope;
}

/** One job that a matrix makes, or the only one. */
export class JobLeg implements GroupMember {
  /** As others see it. */
  public standing: Standing = 'pending';
  /** Before `continue-on-error`. */
  public outcome: Standing = 'pending';
  /** Whether it is to end before its time. */
  public isCut = false;
  /** The moment when it began. */
  public began?: number;
  /** The moment when it ended. */
  public ended?: number;
  public note?: string;
  public turn?: JobTurn;
  /** The jobs of the workflow that it calls. */
  public called?: WorkflowJobs;
  public environment?: EnvironmentOutcome;
  public concurrency?: ConcurrencyOutcome;
  public permissions?: Readonly<Record<string, 'read' | 'write'>>;
  public outputs: Readonly<Record<string, string>> = {};
  public steps: readonly StepOutcome[] = [];
  /** Whether it asked for its place in its group. */
  public isQueued = false;

  public constructor(public facts: LegFacts, public readonly label: string) {}

  /** From here on it also sees the secrets and variables of its environment. */
  public see({ secrets = {}, variables = {} }: Pick<EnvironmentRules, 'secrets' | 'variables'> = {}): void {
    const { scope } = this.facts;
    const contexts = {
      ...scope.contexts,
      secrets: { ...scope.contexts.secrets as object, ...secrets },
      vars: { ...scope.contexts.vars as object, ...variables },
    };
    this.facts = { ...this.facts, scope: { ...scope, contexts } };
  }

  public get hasEnded(): boolean {
    return this.standing === 'success' || this.standing === 'failure' || this.standing === 'cancelled' || this.standing === 'skipped';
  }

  /** Ends it before its time: at once where it is not at work. */
  public cancelled(by: string): void {
    if (this.hasEnded) return;
    this.isCut = true;
    this.note = by;
    if (this.standing !== 'running') this.close('cancelled');
    this.called?.cut(by);
  }

  /** Keeps how it ended. */
  public close(outcome: 'success' | 'failure' | 'cancelled' | 'skipped', isAllowed: boolean = false): void {
    this.outcome = outcome;
    this.standing = outcome === 'failure' && isAllowed ? 'success' : outcome;
  }
}
