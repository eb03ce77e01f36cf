import type { Guard } from '../guard';

/** A container of `services:` as a workflow describes it, expressions evaluated. */
export interface ServiceDefinition {
  readonly image?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: readonly (string | number)[];
  /** Options of `docker create`. */
  readonly options?: string;
}

/** A container of `services:`, played by a program of this machine. */
export interface RunningService {
  /** Texts of the job that name the container, and what to put in their place. */
  readonly replace: Record<string, string>;
  /** Ports of this machine by the port of the container: `job.services.<name>.ports`. @default {} */
  readonly ports?: Readonly<Record<string, string>>;
  /** What is not as the workflow asks, in sentences. @default [] */
  readonly notes?: readonly string[];
  stop(): Promise<void>;
}

/** What a service may use of the run. */
export interface ServiceHost {
  readonly guard: Guard;
  /** Whether it takes the port that the workflow publishes, where that is free. */
  readonly onOwnPort: boolean;
}
