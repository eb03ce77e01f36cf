/** What is in a concurrency group: a run or a job. */
export interface GroupMember {
  /** Called when another takes its place, or does not wait for it. */
  cancelled(by: string): void;
  /** As it is told: `Deploy #2`. */
  readonly label: string;
}

/** How something enters a group. */
export interface GroupEntry {
  readonly group: string;
  readonly cancelsInProgress: boolean;
  /** `max` lets up to 100 wait in order; `single` keeps the newest alone. */
  readonly queue: 'single' | 'max';
}

const LONGEST_QUEUE = 100;

/**
 * The concurrency groups of a repository: one member at work, others pending.
 *
 * @see https://docs.github.com/en/actions/concepts/workflows-and-actions/concurrency
 */
export class ConcurrencyGroups {
  private readonly active = new Map<string, GroupMember>();
  private readonly pending = new Map<string, GroupMember[]>();

  /** Lets a member in, or has it wait. Tells whether it may begin. */
  public enter(entry: GroupEntry, member: GroupMember): boolean {
    const key = keyOf(entry.group);
    const holder = this.active.get(key);
    if (holder === undefined) {
      this.active.set(key, member);
      return true;
    }
    const queue = this.pending.get(key) ?? [];
    this.pending.set(key, queue);
    if (entry.cancelsInProgress || entry.queue === 'single') for (const older of queue.splice(0)) older.cancelled(member.label);
    if (queue.length >= LONGEST_QUEUE) {
      member.cancelled(`the ${LONGEST_QUEUE} that wait already`);
      return false;
    }
    queue.push(member);
    if (entry.cancelsInProgress) holder.cancelled(member.label);
    return this.active.get(key) === member;
  }

  /** Whether a member may be at work. */
  public holds(group: string, member: GroupMember): boolean {
    return this.active.get(keyOf(group)) === member;
  }

  /** Takes a member out; the one that waits longest comes in. */
  public leave(group: string, member: GroupMember): void {
    const key = keyOf(group);
    const queue = this.pending.get(key) ?? [];
    const index = queue.indexOf(member);
    if (index >= 0) queue.splice(index, 1);
    if (this.active.get(key) !== member) return;
    const next = queue.shift();
    if (next) this.active.set(key, next);
    else this.active.delete(key);
  }
}

// Names of groups differ by more than their case.
function keyOf(group: string): string {
  return group.toLowerCase();
}
