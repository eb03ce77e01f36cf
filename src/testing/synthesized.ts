import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from 'projen';
import { placesOf } from './composed';
import { readTree } from './synthesize';
import { PIN } from '../catalog/action-pins';
import { isNamed } from '../simulate/simulated';


/** A step as it stands in YAML. */
export interface StepDocument {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Record<string, any>;
  readonly run?: string;
  readonly env?: Record<string, any>;
  readonly [key: string]: any;
}

/** One job that was written, with finders for its steps. */
export class SynthesizedJob {
  public constructor(public readonly id: string, public readonly document: Record<string, any>) {}

  /** Its steps, in order. */
  public get steps(): StepDocument[] {
    return this.document.steps ?? [];
  }

  /**
   * The step of that name or id, or the one that uses that action or runs that script.
   *
   * An id is in the file only where something refers to the step; its name always is.
   *
   * @throws when none does
   */
  public step(what: string): StepDocument {
    const found = this.steps.find((step) => step.name === what || step.id === what)
      ?? this.steps.find((step) => step.uses?.split('@')[0] === what || step.run?.includes(what));
    if (!found) throw new Error(`The job "${this.id}" has no step "${what}". Its steps are: ${this.steps.map((step) => step.name).join(', ')}.`);
    return found;
  }
}

/** One workflow that was written, with finders for its jobs. */
export class SynthesizedWorkflow {
  public constructor(public readonly path: string, public readonly text: string, public readonly document: Record<string, any>) {}

  /** Its jobs, in order. */
  public get jobs(): SynthesizedJob[] {
    return Object.entries(this.document.jobs ?? {}).map(([id, job]) => new SynthesizedJob(id, job as Record<string, any>));
  }

  /**
   * The job of that id or name.
   *
   * @throws when there is none
   */
  public job(what: string): SynthesizedJob {
    const found = this.jobs.find((job) => job.id === what) ?? this.jobs.find((job) => job.document.name === what);
    if (!found) throw new Error(`${this.path} has no job "${what}". Its jobs are: ${this.jobs.map((job) => job.id).join(', ')}.`);
    return found;
  }
}

/** What a synth wrote, with finders. */
export class Synthesized {
  public constructor(
    public readonly outdir: string,
    private readonly again: (compose: (outdir: string) => Project) => void,
    private readonly compose: (outdir: string) => Project,
    /** What was composed. */
    public readonly project: Project,
  ) {}

  /** Every file in the folder with its text, by path. */
  public get tree(): Record<string, string> {
    return readTree(this.outdir);
  }

  /** Paths of the files that this library wrote. */
  public get generated(): string[] {
    return Object.keys(JSON.parse(this.text('.projen/delivery.json')).files);
  }

  /** Whether a file exists. */
  public has(path: string): boolean {
    return existsSync(join(this.outdir, path));
  }

  /** The text of a file. */
  public text(path: string): string {
    return readFileSync(join(this.outdir, path), 'utf8');
  }

  /** The workflows, in the order of their file names. */
  public get workflows(): SynthesizedWorkflow[] {
    return this.generated.filter((path) => path.startsWith('.github/workflows/')).map((path) => this.workflow(path.replace(/^.*\/|\.yml$/g, '')));
  }

  /**
   * The workflow of that file name, without its ending.
   *
   * @throws when there is none
   */
  public workflow(id: string): SynthesizedWorkflow {
    const path = `.github/workflows/${id}.yml`;
    if (!this.has(path)) throw new Error(`There is no ${path}. Written were: ${this.generated.join(', ')}.`);
    const text = this.text(path);
    return new SynthesizedWorkflow(path, text, parse(text));
  }

  /**
   * The job of that id, name, or construct path such as `Deploy/smoke-test`, in whichever workflow.
   *
   * @throws when there is none, or more than one
   */
  public job(what: string): SynthesizedJob {
    const places = placesOf(this.project);
    const all = this.workflows.flatMap((workflow) => workflow.jobs.map((job) => ({ workflow, job, key: job.id, id: job.id, name: String(job.document.name ?? job.id) })));
    const found = all.filter((each) => isNamed(each, what, places[each.workflow.path] ?? {}));
    if (found.length === 1) return found[0].job;
    if (found.length > 1) throw new Error(`"${what}" is a job of ${found.map(({ workflow }) => workflow.path).join(', ')}. Ask one of them: workflow('…').job('${what}').`);
    throw new Error(`No workflow has a job "${what}". The jobs are: ${all.map(({ id }) => id).join(', ')}.`);
  }

  /**
   * The text of a script that was written, by its path or the name of its file.
   *
   * @throws when there is none
   */
  public script(what: string): string {
    const scripts = this.generated.filter((path) => path.endsWith('.sh'));
    const path = scripts.find((each) => each === what || each.split('/').pop()!.replace(/\.sh$/, '') === what.replace(/\.sh$/, ''));
    if (path === undefined) throw new Error(`There is no script "${what}". Written were: ${scripts.join(', ')}.`);
    return this.text(path);
  }

  /** The parsed `action.yml` of a composite action. */
  public action(id: string): Record<string, any> {
    return parse(this.text(`.github/actions/${id}/action.yml`));
  }

  /** The generated files by path, with pins masked: stable when actions are raised. */
  public snapshot(...paths: string[]): Record<string, string> {
    const wanted = paths.length > 0 ? paths : this.generated.filter((path) => !path.endsWith('.sh'));
    return Object.fromEntries(wanted.map((path) => [path, maskPins(this.text(path))]));
  }

  /** Synthesizes once more into the same folder, with the same or another composition. Tells what changed, by path. */
  public resynthesize(compose: (outdir: string) => Project = this.compose): string[] {
    const before = this.tree;
    this.again(compose);
    const after = this.tree;
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]).sort();
  }
}

/** The text with every pin as `@<commit> # <version>`. */
export function maskPins(text: string): string {
  return text.replace(PIN, '@<commit> # <version>');
}

function parse(text: string): Record<string, any> {
  const yaml = require('yaml') as typeof import('yaml');
  return yaml.parse(text);
}
