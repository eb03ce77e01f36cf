import type { Annotation, ShownLine } from './workflow-commands';
import type { Result } from '../simulate/result';

/** What came of a step that ran. */
export interface StepReport {
  readonly name: string;
  readonly id?: string;
  /** Before `continue-on-error`. */
  readonly outcome: Result;
  readonly conclusion: Result;
  /** How many composite actions it stands in. */
  readonly depth: number;
  /** What it printed, with secrets in it: not to be shown. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Seconds it took. */
  readonly seconds: number;
}

/** A call of an action of others. */
export interface ActionCall {
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** What came of a job. */
export interface JobReport {
  readonly key: string;
  readonly name: string;
  readonly result: Exclude<Result, 'skipped'>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly StepReport[];
  readonly calls: readonly ActionCall[];
  readonly annotations: readonly Annotation[];
  readonly summary: string;
  /** What was not done as it would be on GitHub. */
  readonly notDone: readonly string[];
  readonly seconds: number;
  /** What was replaced to reach a service. */
  readonly replaced: Readonly<Record<string, string>>;
  /** Why it ended so, where no step tells. */
  readonly note?: string;
}

/** Is told what happens, while it happens. Everything is free of secrets. */
export interface Progress {
  jobBegins(key: string): void;
  stepBegins(key: string, name: string, depth: number): void;
  line(key: string, line: ShownLine): void;
  stepEnds(key: string, name: string, outcome: Result, seconds: number): void;
  jobEnds(key: string, result: Result, seconds: number, note?: string): void;
  note(text: string): void;
}

/** Tells nobody. */
export const silent: Progress = {
  jobBegins: () => undefined,
  stepBegins: () => undefined,
  line: () => undefined,
  stepEnds: () => undefined,
  jobEnds: () => undefined,
  note: () => undefined,
};
