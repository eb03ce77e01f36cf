// A repository that deploys a chart, synthesized for real with every check; and what is said where it is refused.
import {
  Cluster, ContainerImage, DeliveryProject, Environment, HelmDeployStage, HelmDeployStageOptions, Pipeline, StarterChart,
} from '../../../src';
import { attempt, synthesize, Synthesized, SynthesizedJob } from '../../../src/testing';

export const ENVIRONMENTS = ['staging', 'production'];
export const IMAGE = ContainerImage.of('ghcr.io/acme/tool');
const FILES = {
  'helm/values.yaml': 'replicaCount: 4\n',
  'tests/smoke.sh': '#!/bin/sh\n',
  'tests/verify.sh': '#!/bin/sh\n',
  ...Object.fromEntries(ENVIRONMENTS.flatMap((name) => [[`helm/values-${name}.yaml`, ''], [`config/features-${name}.toml`, '']])),
};

export interface Composed {
  /** The stage in place of a plain `HelmDeployStage`. */
  readonly type?: typeof HelmDeployStage;
  /** What else the pipeline has. */
  readonly more?: (deploy: HelmDeployStage, pipeline: Pipeline) => unknown;
  /** What the pipeline has before the stage. */
  readonly before?: (pipeline: Pipeline) => Partial<HelmDeployStageOptions> | void;
  readonly files?: Record<string, string>;
}

export function environments(): Environment[] {
  return [Environment.named('staging'), Environment.named('production').after('staging')];
}

function compose(options: Partial<HelmDeployStageOptions>, { type: Type = HelmDeployStage, more, before }: Composed) {
  return (outdir: string) => {
    const project = new DeliveryProject({ name: 'tool', repository: 'acme/tool', outdir });
    new StarterChart(project, 'Chart', { path: 'helm/tool' });
    const pipeline = new Pipeline(project, 'Delivery');
    const given = before?.(pipeline);
    const deploy = new Type(pipeline, 'Deploy', {
      image: IMAGE, chart: 'helm/tool', cluster: Cluster.kubeconfig(), namespace: 'tool', environments: environments(), ...options, ...given,
    });
    more?.(deploy, pipeline);
    return project;
  };
}

/** What a repository with this deployment writes. */
export function deployment(options: Partial<HelmDeployStageOptions> = {}, composed: Composed = {}): Synthesized {
  return synthesize(compose(options, composed), { files: { ...FILES, ...composed.files } });
}

/** The job that deploys. */
export function deployJob(options: Partial<HelmDeployStageOptions> = {}, composed: Composed = {}): SynthesizedJob {
  return deployment(options, composed).workflow('deploy').job('deploy');
}

/** What is said to this deployment; nothing may be written. */
export function refusal(options: Partial<HelmDeployStageOptions>, composed: Composed = {}): string {
  const { error, changed } = attempt(compose(options, composed), { files: { ...FILES, ...composed.files } });
  expect(changed).toEqual([]);
  return error?.message ?? 'nothing was refused';
}

/** Names of the steps between two of a job, both left out. */
export function between(job: SynthesizedJob, first: string, last: string): string[] {
  const names = job.steps.map(({ name }) => name!);
  return names.slice(names.indexOf(first) + 1, names.indexOf(last));
}
