import { SynthesizedJob } from './synthesized';
import { Proof } from '../prove/proof';
import type { StepOutcome, TriggerDecision } from '../simulate/outcome';
import type { Standing } from '../simulate/result';
import { SimulatedJob, SimulatedRun } from '../simulate/simulated';

/** What a matcher tells its test runner. */
export interface Verdict {
  readonly pass: boolean;
  message(): string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** The matchers, as tests call them. */
export interface DeliveryMatchers<R = unknown> {
  /** A simulated job, or a step, was at work, however it ended. */
  toHaveRun(): R;
  /** A simulated job or step did not run; what decided has this text in it, such as `needs.build.result == 'success'`. */
  toBeSkippedBecause(text: string): R;
  /** A simulated run, job or step ended, or stands, like that. */
  toHaveResult(result: Standing): R;
  /** A simulated job waits for the consent of reviewers of its environment. */
  toWaitForApproval(): R;
  /** What the token of a job may do: exactly this. */
  toHavePermissions(permissions: Readonly<Record<string, 'read' | 'write'>>): R;
  /** A written job needs exactly these. */
  toNeed(...jobs: string[]): R;
  /** A written job has a step of that name, id, action or script. */
  toHaveStep(what: string): R;
  /** The event starts the workflow: of `decision('ci')`. */
  toStart(): R;
  /** All laws of a proof hold. */
  toHold(): R;
}

type Subject = SimulatedJob | StepOutcome;

/** For `expect.extend` of jest, vitest, and whatever has it. */
export const deliveryMatchers = {
  toHaveRun(subject: Subject): Verdict {
    take('toHaveRun', subject, isSubject(subject), 'a simulated job or step');
    const pass = hasRun(subject);
    return { pass, message: () => (pass ? `${nameOf(subject)} ran, and should not have: ${subject.because.words}` : `${nameOf(subject)} did not run.\n${why(subject)}`) };
  },

  toBeSkippedBecause(subject: Subject, text: string): Verdict {
    take('toBeSkippedBecause', subject, isSubject(subject), 'a simulated job or step');
    const ran = hasRun(subject);
    const { expression, words } = subject.because;
    const pass = !ran && [expression, words].some((each) => each.includes(text));
    const message = ran ? `${nameOf(subject)} ran: ${words}` : `${nameOf(subject)} did not run, for ${pass ? 'that' : 'another'} reason.\n${why(subject)}`;
    return { pass, message: () => message, expected: text, actual: ran ? undefined : words };
  },

  toHaveResult(subject: SimulatedRun | Subject, result: Standing): Verdict {
    take('toHaveResult', subject, subject instanceof SimulatedRun || isSubject(subject), 'a simulated run, job or step');
    const actual = resultOf(subject);
    const told = subject instanceof SimulatedRun ? `The run of ${subject.workflow.path} is ${actual}, not ${result}.\n${tableOf(subject)}` : `${nameOf(subject)} is ${actual}, not ${result}.\n${why(subject)}`;
    return { pass: actual === result, message: () => (actual === result ? `It is ${result}, and should not be.` : told), actual, expected: result };
  },

  toWaitForApproval(job: SimulatedJob): Verdict {
    take('toWaitForApproval', job, job instanceof SimulatedJob, 'a simulated job');
    const pass = job.environment?.approval === 'waiting';
    const state = job.environment ? job.environment.because : `${job.key} deploys to no environment`;
    return { pass, message: () => `${job.key} ${pass ? 'waits' : 'does not wait'} for a consent: ${state}.` };
  },

  toHavePermissions(job: SimulatedJob | SynthesizedJob, permissions: Readonly<Record<string, 'read' | 'write'>>): Verdict {
    take('toHavePermissions', job, job instanceof SynthesizedJob || job instanceof SimulatedJob, 'a simulated or a written job');
    const actual = job instanceof SynthesizedJob ? job.document.permissions ?? {} : job.permissions;
    if (actual === undefined) return { pass: false, message: () => `The token of ${job instanceof SynthesizedJob ? job.id : job.key} may do what the settings of the repository allow by default: neither the job nor its workflow has permissions.` };
    const pass = permissionText(actual) === permissionText(permissions);
    return { pass, message: () => `The token of ${job instanceof SynthesizedJob ? job.id : job.key} may ${permissionText(actual)}${pass ? '' : `, not ${permissionText(permissions)}`}.`, actual, expected: permissions };
  },

  toNeed(job: SynthesizedJob, ...jobs: string[]): Verdict {
    take('toNeed', job, job instanceof SynthesizedJob, 'a written job, such as synthesize(compose).job(…)');
    const actual = [job.document.needs ?? []].flat();
    const pass = [...actual].sort().join() === [...jobs].sort().join();
    return { pass, message: () => `${job.id} needs ${actual.join(', ') || 'nothing'}${pass ? '' : `, not ${jobs.join(', ') || 'nothing'}`}.`, actual, expected: jobs };
  },

  toHaveStep(job: SynthesizedJob, what: string): Verdict {
    take('toHaveStep', job, job instanceof SynthesizedJob, 'a written job, such as synthesize(compose).job(…)');
    try {
      job.step(what);
      return { pass: true, message: () => `${job.id} has the step "${what}", and should not.` };
    } catch (error) {
      return { pass: false, message: () => (error as Error).message };
    }
  },

  toStart(decision: TriggerDecision): Verdict {
    take('toStart', decision, typeof decision?.starts === 'boolean', 'a decision, such as simulate(…).run().decision(\'ci\')');
    const { starts, because, at, workflow } = decision;
    return { pass: starts, message: () => `${workflow.path} is ${starts ? '' : 'not '}started: ${because}\n  at ${at.path}:${at.place.line}` };
  },

  toHold(proof: Proof): Verdict {
    take('toHold', proof, proof instanceof Proof, 'a proof: what prove(…).that(…).check() gives');
    return { pass: proof.holds, message: () => String(proof) };
  },
};

// Of anything else it would say something without a meaning, and negated it would pass.
function take(matcher: string, subject: unknown, isKnown: boolean, what: string): void {
  if (isKnown) return;
  const given = typeof subject === 'object' && subject !== null ? `a ${subject.constructor?.name ?? 'object'}` : String(subject);
  throw new TypeError(`${matcher} is asked of ${given}. It is for ${what}.`);
}

function isSubject(subject: Subject): boolean {
  return subject instanceof SimulatedJob || (typeof subject === 'object' && subject !== null && 'outcome' in subject && 'conclusion' in subject && 'because' in subject);
}

function hasRun(subject: Subject): boolean {
  return subject instanceof SimulatedJob ? subject.hasRun : subject.outcome !== 'skipped';
}

function resultOf(subject: SimulatedRun | Subject): Standing {
  if (subject instanceof SimulatedRun) return subject.conclusion;
  return subject instanceof SimulatedJob ? subject.result : subject.conclusion;
}

function nameOf(subject: Subject): string {
  return subject instanceof SimulatedJob ? subject.key : `The step "${subject.name}"`;
}

// The condition with its values, and where it stands.
function why(subject: Subject): string {
  const { expression, words, at } = subject.because;
  const note = subject instanceof SimulatedJob && subject.note ? [`  note       ${subject.note}`] : [];
  return [`  condition  ${expression}`, `  because    ${words}`, `  at         ${at.path}:${at.place.line}:${at.place.column}`, ...note].join('\n');
}

function tableOf(run: SimulatedRun): string {
  const wide = Math.max(...run.jobs.map(({ key }) => key.length));
  return run.jobs.map((job) => `  ${job.key.padEnd(wide)}  ${job.result.padEnd(9)}  ${job.hasRun ? job.note ?? '' : job.because.words}`.trimEnd()).join('\n');
}

function permissionText(permissions: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(permissions).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? 'do nothing' : entries.map(([scope, level]) => `${String(level)} ${scope}`).join(', ');
}
