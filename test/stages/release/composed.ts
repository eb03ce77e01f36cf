// A repository that releases its package, synthesized for real with every check; and what is said where it is refused.
import {
  DeliveryProject, GitHubApp, NpmPackageStage, NpmReleasePipeline, NpmReleasePipelineOptions, Expr, Pipeline, ReleasePlanStage, ReleasePlanStageOptions, Trigger, WorkflowInput,
} from '../../../src';
import { attempt, synthesize, Synthesized, SynthesizedJob } from '../../../src/testing';
import { packageJson } from '../../variants/repositories';

/** What a manifest must say for both registries. */
export const MANIFEST = { name: '@acme/tool', repository: { type: 'git', url: 'git+https://github.com/acme/tool.git' }, bin: { tool: 'cli.js' } };
export const APP: GitHubApp = { clientId: 'Iv1.abc', privateKey: Expr.secret('APP_KEY') };

export interface Composed {
  /** What differs in package.json. */
  readonly manifest?: Record<string, unknown>;
  readonly files?: Record<string, string>;
  /** Repository of the project. @default 'acme/tool' */
  readonly repository?: string;
  /** What the options need of the project. */
  readonly before?: (project: DeliveryProject) => NpmReleasePipelineOptions;
  readonly type?: typeof NpmReleasePipeline;
}

const files = ({ manifest, files: more }: Composed) => ({ 'package.json': packageJson({ ...MANIFEST, ...manifest }), 'package-lock.json': '{}\n', '.nvmrc': '24\n', ...more });

function compose(options: NpmReleasePipelineOptions | (() => NpmReleasePipelineOptions), { before, type: Type = NpmReleasePipeline, repository = 'acme/tool' }: Composed) {
  return (outdir: string) => {
    const project = new DeliveryProject({ name: 'tool', repository, outdir });
    new Type(project, 'Release', { ...before?.(project), ...(typeof options === 'function' ? options() : options) });
    return project;
  };
}

/** What a repository with these releases writes. */
export function releases(options: NpmReleasePipelineOptions = {}, more: Composed = {}): Synthesized {
  return synthesize(compose(options, more), { files: files(more) });
}

/** A job of `release.yml`. */
export function releaseJob(id: string, options: NpmReleasePipelineOptions = {}, more: Composed = {}): SynthesizedJob {
  return releases(options, more).workflow('release').job(id);
}

/** What is said to these releases; nothing may be written. */
export function refusal(options: NpmReleasePipelineOptions | (() => NpmReleasePipelineOptions), more: Composed = {}): string {
  return refused(attempt(compose(options, more), { files: files(more) }));
}

/** Stages in a pipeline that people start, with a plan and a package. */
export type Stages = (pipeline: Pipeline, given: { readonly plan: ReleasePlanStage; readonly packed: NpmPackageStage }) => unknown;

function byHand(stages: Stages, plan: ReleasePlanStageOptions) {
  return (outdir: string) => {
    const project = new DeliveryProject({ name: 'tool', repository: 'acme/tool', outdir });
    const pipeline = new Pipeline(project, 'Own');
    pipeline.addWorkflow('release', 'release', { name: 'Release', triggers: [Trigger.release('published'), Trigger.workflowDispatch({ bump: WorkflowInput.string({ description: 'How' }) })] });
    stages(pipeline, { plan: new ReleasePlanStage(pipeline, 'Plan', { workflow: 'release', ...plan }), packed: new NpmPackageStage(pipeline, 'Package', { workflow: 'release', cache: false }) });
    return project;
  };
}

/** A workflow of stages of one's own. */
export function composed(stages: Stages, plan: ReleasePlanStageOptions = {}, more: Composed = {}): Synthesized {
  return synthesize(byHand(stages, plan), { files: files(more) });
}

/** What is said to stages of one's own; nothing may be written. */
export function stagesRefusal(stages: Stages, plan: ReleasePlanStageOptions = {}, more: Composed = {}): string {
  return refused(attempt(byHand(stages, plan), { files: files(more) }));
}

function refused({ error, changed }: { readonly error?: Error; readonly changed: string[] }): string {
  expect(changed).toEqual([]);
  expect(error?.name ?? 'nothing was refused').toBe('DeliveryError');
  expect(error!.message).toMatch(/\nNothing was written\.$/);
  return error!.message;
}
