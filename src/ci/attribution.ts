import type { SourceFinding } from '../checks/source-finding';
import { Job } from '../model/job';
import { Step } from '../model/step';
import { Workflow } from '../model/workflow';
import type { KeyPath } from '../read/located';
import { YamlFile } from '../read/yaml-file';

/** Construct that a line of a file comes from, and where the user wrote it. @internal */
export interface Origin {
  readonly place: string;
  readonly at?: string;
}

/** Something composed that becomes a file: a composite action. @internal */
export interface ComposedFile {
  readonly path: string;
  readonly place: string;
  readonly steps: Step[];
}

/** Finds the construct behind a line of a generated file. @internal */
export class Attribution {
  private readonly workflows: Map<string, Workflow>;
  private readonly composed: Map<string, ComposedFile>;
  private scripts?: Map<string, Origin>;

  public constructor(workflows: Workflow[], composed: ComposedFile[], private readonly lineOf: (place: string) => string) {
    this.workflows = new Map(workflows.map((workflow) => [workflow.path, workflow]));
    this.composed = new Map(composed.map((file) => [file.path, file]));
  }

  /** The construct a finding is about; its file where it is about nothing smaller. */
  public originOf(finding: SourceFinding, text: string): Origin {
    const keys = finding.keys.length > 0 || !/\.ya?ml$/.test(finding.path) ? finding.keys : YamlFile.of(finding.path, text).keysAt(finding);
    const workflow = this.workflows.get(finding.path);
    if (workflow) return this.inWorkflow(workflow, keys);
    const composed = this.composed.get(finding.path);
    if (composed) return this.inAction(composed, keys);
    this.scripts ??= this.findScripts();
    return this.scripts.get(finding.path) ?? { place: finding.path };
  }

  private inWorkflow(workflow: Workflow, keys: KeyPath): Origin {
    const job = keys[0] === 'jobs' ? workflow.tryFindJob(String(keys[1])) : undefined;
    if (!job) return { place: workflow.path };
    const step = keys[2] === 'steps' ? job.steps[Number(keys[3])] : undefined;
    return step ? this.ofStep(job, step) : { place: job.origin, at: this.lineOf(job.origin) };
  }

  private inAction(composed: ComposedFile, keys: KeyPath): Origin {
    const step = keys[0] === 'runs' && keys[1] === 'steps' ? composed.steps[Number(keys[2])] : undefined;
    return step ? { place: `${composed.place}/${step.id}`, at: step.at } : { place: composed.place };
  }

  private ofStep(job: Job, step: Step): Origin {
    return { place: `${job.origin}/${step.id}`, at: step.at ?? this.lineOf(job.origin) };
  }

  private findScripts(): Map<string, Origin> {
    const found = new Map<string, Origin>();
    for (const workflow of this.workflows.values()) {
      for (const job of workflow.jobs) {
        for (const step of job.steps) if (step.scriptFile && !found.has(step.scriptFile.path)) found.set(step.scriptFile.path, this.ofStep(job, step));
      }
    }
    return found;
  }
}
