import { ActionCall, checkoutStep, DeliveryProject, Job, Pipeline, PipelineOptions, Stage, StageOptions, Step } from '../../src';

/** A stage whose one job runs one command. */
export class EchoStage extends Stage {
  protected buildJobs(): Job[] {
    const job = this.newJob(this.slug);
    job.addStep(checkoutStep(), Step.command(this.text(), { id: 'say', name: 'Say' }));
    return [job];
  }

  /** What it runs; a hook as subclasses override it. */
  protected text(): string {
    return 'echo hello';
  }
}

export const project = (outdir: string) => new DeliveryProject({ name: 'test', outdir });

/** A project with one pipeline, composed by `fill`. */
export function composed(fill: (pipeline: Pipeline) => void, options: PipelineOptions = {}): (outdir: string) => DeliveryProject {
  return (outdir) => {
    const made = project(outdir);
    fill(new Pipeline(made, 'Ci', options));
    return made;
  };
}

/** A project with one stage. */
export const simple = composed((pipeline) => void new EchoStage(pipeline, 'Build'));

/** A stage made of the jobs that `make` gives. */
export class JobsStage extends Stage {
  public constructor(pipeline: Pipeline, id: string, private readonly make: (newJob: (id: string, options?: object) => Job) => Job[], options: StageOptions = {}) {
    super(pipeline, id, options);
  }

  protected buildJobs(): Job[] {
    return this.make((id, options) => this.newJob(id, options));
  }
}

/** A step that calls a known action. */
export const nodeStep = () => Step.uses(ActionCall.of('actions/setup-node', { 'node-version': '20' }), { id: 'node', name: 'Set up Node' });

/** The text of an error, with the line it names as it is. */
export const textOf = (error: Error | undefined) => error?.message ?? 'It was accepted.';
