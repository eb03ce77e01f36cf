/** What an action's metadata says of one input. */
export interface ActionEntryInput {
  /** Whether a call has to give it. @default false */
  readonly required?: boolean;
  /** Value the action takes by itself. @default - none */
  readonly default?: string;
  /** Whether its owner wants it gone. @default false */
  readonly deprecated?: boolean;
  /** Whether its default moves, such as `latest`, so that a pinned action runs whatever is newest. @default false */
  readonly floating?: boolean;
}

/** One action of the catalogue: its pin, and what can be said to it. */
export interface ActionEntry {
  /** Version that the commit carries, such as `v1.2.3`. */
  readonly version: string;
  /** The commit, 40 hex digits. */
  readonly commit: string;
  /** Whether the version's own tag was read and names the commit. */
  readonly verified: boolean;
  /** What it runs on: node24, composite, docker, or workflow_call for a reusable workflow. */
  readonly using: string;
  /** Its inputs by their verbatim names. */
  readonly inputs: Record<string, ActionEntryInput>;
  /** Names of the outputs its metadata declares. */
  readonly outputs: string[];
  /** Whether it has outputs that its metadata does not declare. @default false */
  readonly openOutputs?: boolean;
}

/** Why an action must not be used, and what to use. */
export interface RefusedAction {
  /** What happened to it. */
  readonly reason: string;
  /** What does the work in its place. */
  readonly successor: string;
}

/** Something wrong with a call of an action. */
export interface ActionProblem {
  /** What is wrong, with the value. */
  readonly problem: string;
  /** How to repair it. */
  readonly fix: string;
}

/** Whether a call has to give the input. A floating default counts as none. @internal */
export function mustBeGiven(input: ActionEntryInput): boolean {
  return input.floating === true || (input.required === true && input.default === undefined);
}
