// A stage by itself in a plain pipeline, or in one with a toolchain, synthesized for real.
import { IConstruct } from 'constructs';
import { DeliveryProject, NodeToolchain, NodeToolchainOptions, Pipeline, PipelineOptions, RustToolchain, RustToolchainOptions } from '../../src';
import { synthesize, Synthesized, SynthesizedJob } from '../../src/testing';
import { NODE_FILES, RUST_FILES } from '../variants/repositories';

export const FILES = { ...NODE_FILES, ...RUST_FILES, '.nvmrc': '24\n' };

export interface InPipeline {
  readonly node?: NodeToolchainOptions;
  readonly rust?: RustToolchainOptions;
  readonly pipeline?: PipelineOptions;
  readonly files?: Record<string, string>;
}

/** What a pipeline with these stages writes. */
export function written(stages: (pipeline: Pipeline) => unknown, { node, rust, pipeline: options, files }: InPipeline = {}): Synthesized {
  return synthesize((outdir) => {
    const project = new DeliveryProject({ name: 'tool', outdir });
    stages(new Pipeline(project, 'Ci', { ...options, toolchain: toolchain(project, node, rust) }));
    return project;
  }, { files: { ...FILES, ...files } });
}

/** A job of that pipeline. */
export function jobIn(id: string, stages: (pipeline: Pipeline) => unknown, options: InPipeline = {}): SynthesizedJob {
  return written(stages, options).workflow('ci').job(id);
}

/** Names of a job's steps. */
export function stepNames(job: SynthesizedJob): string[] {
  return job.steps.map((step) => step.name!);
}

function toolchain(scope: IConstruct, node?: NodeToolchainOptions, rust?: RustToolchainOptions): NodeToolchain | RustToolchain | undefined {
  if (node) return new NodeToolchain(scope, node);
  return rust && new RustToolchain(scope, rust);
}
