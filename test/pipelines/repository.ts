// A synthesized repository as plain data, so that a test can read it by structure and put a defect back into a copy.
import { parse } from 'yaml';
import type { Synthesized } from '../../src/testing';

export type Document = Record<string, any>;

export interface Repository {
  /** Texts of the generated files, by path. */
  readonly files: Record<string, string>;
  /** Parsed workflows, by path. */
  readonly workflows: Record<string, Document>;
  /** Parsed composite actions, by path. */
  readonly actions: Record<string, Document>;
}

export interface PlacedJob {
  readonly path: string;
  readonly workflow: Document;
  readonly id: string;
  readonly job: Document;
  /** `ci.yml/lint`, for messages. */
  readonly place: string;
}

export interface PlacedStep {
  readonly step: Document;
  /** Undefined in a composite action. */
  readonly job?: Document;
  readonly place: string;
}

export function repositoryOf(synthesized: Synthesized): Repository {
  const files = Object.fromEntries(synthesized.generated.map((path) => [path, synthesized.text(path)]));
  return { files, workflows: parsed(files, /^\.github\/workflows\//), actions: parsed(files, /^\.github\/actions\/.*\/action\.yml$/) };
}

/** A copy with something changed; the original stays. */
export function changed(repository: Repository, change: (copy: Repository) => void): Repository {
  const copy = structuredClone(repository);
  change(copy);
  return copy;
}

export function jobsOf({ workflows }: Repository): PlacedJob[] {
  return Object.entries(workflows).flatMap(([path, workflow]) => Object.entries(workflow.jobs as Document)
    .map(([id, job]) => ({ path, workflow, id, job, place: `${path.replace(/^.*\//, '')}/${id}` })));
}

/** Every step of every job and of every composite action. */
export function stepsOf(repository: Repository): PlacedStep[] {
  const inJobs = jobsOf(repository).flatMap(({ job, place }) => (job.steps ?? []).map((step: Document) => ({ step, job, place: `${place}/${step.name}` })));
  const inActions = Object.entries(repository.actions)
    .flatMap(([path, action]) => action.runs.steps.map((step: Document) => ({ step, place: `${path}/${step.name ?? step.uses}` })));
  return [...inJobs, ...inActions];
}

/** The job of that workflow and id. */
export function jobOf(repository: Repository, workflow: string, id: string): Document {
  const found = repository.workflows[`.github/workflows/${workflow}.yml`]?.jobs[id];
  if (!found) throw new Error(`there is no job ${workflow}.yml/${id}`);
  return found;
}

/** The step of that name. */
export function stepOf(job: Document, name: string): Document {
  const found = job.steps.find((step: Document) => step.name === name);
  if (!found) throw new Error(`there is no step "${name}", only ${job.steps.map((step: Document) => step.name).join(', ')}`);
  return found;
}

/** Whether a step uses that action, whatever its commit. */
export function calls(step: Document, action: string): boolean {
  return String(step.uses ?? '').split('@')[0] === action;
}

/** Ids of the jobs that a job waits for, directly or through others. */
export function needsOf(workflow: Document, id: string, seen = new Set<string>()): Set<string> {
  for (const need of [workflow.jobs[id].needs ?? []].flat()) {
    if (seen.has(need)) continue;
    seen.add(need);
    needsOf(workflow, need, seen);
  }
  return seen;
}

/** Every text in a document. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

function parsed(files: Record<string, string>, pattern: RegExp): Record<string, Document> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => pattern.test(path)).map(([path, text]) => [path, parse(text)]));
}
