// A chart to begin with is written where there is none and then left alone; it is sound, and gives two versions the share of the
// traffic that was asked for without taking a pod from the old one.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { DeliveryProject, Pipeline, StarterChart, StarterChartOptions } from '../../../src';
import { attempt, synthesize, Synthesized } from '../../../src/testing';
import { inCi } from '../../e2e/helpers/debian';
import { findKubernetesTools } from '../../e2e/helpers/kubernetes/tools';

const compose = (options?: StarterChartOptions) => (outdir: string) => {
  const project = new DeliveryProject({ name: 'tool', outdir });
  new StarterChart(project, 'Chart', options);
  return project;
};
const written = (options?: StarterChartOptions, files: Record<string, string> = {}) => synthesize(compose(options), { files });
const filesIn = (result: Synthesized, folder: string) => Object.keys(result.tree).filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));

describe('the chart', () => {
  test('is that of the project, named for its folder', () => {
    const result = written();
    expect(filesIn(result, 'helm/tool')).toEqual(expect.arrayContaining(['Chart.yaml', 'values.yaml', 'templates/_helpers.tpl', 'templates/deployment.yaml', 'templates/service.yaml']));
    expect(result.text('helm/tool/Chart.yaml')).toBe('apiVersion: v2\nname: tool\ndescription: tool\ntype: application\nversion: 0.1.0\n');
  });

  test.each(['charts/my-app', './charts/my-app/'])('path %s is where it goes, and description what it says of itself', (path) => {
    const result = written({ path, description: 'Serves: everything' });
    expect(result.has('charts/my-app/templates/service.yaml')).toBe(true);
    expect(parseAllDocuments(result.text('charts/my-app/Chart.yaml'))[0].toJS()).toMatchObject({ name: 'my-app', description: 'Serves: everything' });
    expect(result.has('helm')).toBe(false);
  });

  test('is the repository\'s own from then on: nothing of it is generated, changed or brought back', () => {
    const result = written();
    expect(result.text('.projen/files.json')).not.toContain('helm/');
    writeFileSync(join(result.outdir, 'helm/tool/values.yaml'), 'replicaCount: 9\n');
    rmSync(join(result.outdir, 'helm/tool/templates/poddisruptionbudget.yaml'));
    expect(result.resynthesize()).toEqual([]);
    expect(result.text('helm/tool/values.yaml')).toBe('replicaCount: 9\n');
  });

  test('stays away where there is one', () => {
    const result = written({ path: 'helm/tool' }, { 'helm/tool/Chart.yaml': 'name: own\n' });
    expect(filesIn(result, 'helm/tool')).toEqual(['Chart.yaml']);
    expect(result.text('helm/tool/Chart.yaml')).toBe('name: own\n');
  });

  test('is known by its folder, in its project alone', () => {
    const own = (name: string) => new DeliveryProject({ name, outdir: mkdtempSync(join(tmpdir(), 'starter-chart-')) });
    const [project, other] = [own('one'), own('two')];
    const { path } = new StarterChart(new Pipeline(project, 'Delivery'), 'Chart');
    expect([StarterChart._isAt(project, path), StarterChart._isAt(project, 'helm/other'), StarterChart._isAt(other, path)]).toEqual([true, false, false]);
    for (const { outdir } of [project, other]) rmSync(outdir, { recursive: true });
  });

  test.each(['helm/My_App', 'helm/app.v2', 'helm/-app', '', 'helm/${{ x }}'])('in a folder named %j is refused, and nothing written', (path) => {
    const { error, changed } = attempt(compose({ path }));
    expect(error?.message).toMatch(/^Chart: ".*" is no name of a chart\.\n {2}at test\/stages\/deploy\/starter-chart\.test\.ts:\d+\n {2}End the path in lower-case letters, digits and hyphens\.\nNothing was written\.$/);
    expect(changed).toEqual([]);
  });
});

const tools = findKubernetesTools();
(tools || inCi ? describe.each(['helm3', 'helm4'] as const) : describe.skip.each(['helm3', 'helm4'] as const))('with %s', (program) => {
  const helm = (...args: string[]) => execFileSync(join(tools![program], 'helm'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const result = written();
  const chart = join(result.outdir, 'helm/tool');

  /** Objects of the chart with these values, by kind and name. */
  function rendered(values: object): Record<string, any> {
    const file = join(result.outdir, 'given.json');
    writeFileSync(file, JSON.stringify(values));
    const text = helm('template', 'tool', chart, '--values', file);
    const objects = parseAllDocuments(text).map((each) => each.toJS()).filter((each) => each);
    return Object.fromEntries(objects.map((each) => [`${each.kind}/${each.metadata.name}`, each]));
  }

  const NEW = { repository: 'ghcr.io/acme/tool', tag: '2.0.0', digest: 'sha256:2' };
  const OLD = { repository: 'ghcr.io/acme/tool', tag: '1.0.0', digest: 'sha256:1', configMap: 'old' };
  const during = (strategy: string, percentage: number, replicaCount = 4) => rendered({ replicaCount, image: NEW, featureFlags: { configMap: 'new' }, rollout: { strategy, percentage, phase: 'rolling', stable: OLD } });
  const image = (deployment: any) => deployment.spec.template.spec.containers[0].image;
  const flags = (deployment: any) => deployment.spec.template.spec.volumes[0].configMap.name;

  test('lint finds nothing', () => {
    expect(helm('lint', chart, '--strict', '--set', 'image.repository=a/b')).toContain('1 chart(s) linted, 0 chart(s) failed');
  });

  test('without an image it says who gives one', () => {
    expect(() => rendered({})).toThrow(/image\.repository is empty/);
  });

  test.each([[4, 10, 1], [4, 50, 4], [4, 80, 16], [4, 1, 1], [10, 25, 4], [1, 10, 1], [20, 5, 2], [4, 100, 4]])('of %d pods, %d %% more traffic are %d pods beside them', (replicas, percentage, more) => {
    const objects = during('canary', percentage, replicas);
    expect(objects['Deployment/tool'].spec.replicas).toBe(replicas);
    expect(objects['Deployment/tool-candidate'].spec.replicas).toBe(more);
  });

  test('the old version keeps its image and its flags, the new one has its own', () => {
    const objects = during('canary', 10);
    expect([image(objects['Deployment/tool']), flags(objects['Deployment/tool'])]).toEqual(['ghcr.io/acme/tool:1.0.0@sha256:1', 'old']);
    expect([image(objects['Deployment/tool-candidate']), flags(objects['Deployment/tool-candidate'])]).toEqual(['ghcr.io/acme/tool:2.0.0@sha256:2', 'new']);
  });

  test.each([['blue-green', 0, 'stable'], ['blue-green', 100, 'candidate'], ['canary', 50, undefined], ['canary', 100, 'candidate']])('%s at %d %% sends traffic to %s', (strategy, percentage, track) => {
    const objects = during(strategy, percentage);
    expect(objects['Service/tool'].spec.selector.track).toBe(track);
    expect(objects['Service/tool-candidate'].spec.selector.track).toBe('candidate');
    expect(objects['Deployment/tool-candidate'].spec.replicas).toBe(strategy === 'blue-green' ? 4 : objects['Deployment/tool-candidate'].spec.replicas);
  });

  test('while it is promoted both Deployments have the new version, and all pods the traffic', () => {
    const objects = rendered({ image: NEW, rollout: { strategy: 'canary', phase: 'promoting', percentage: 100, stable: OLD } });
    expect(['Deployment/tool', 'Deployment/tool-candidate'].map((name) => image(objects[name]))).toEqual(Array(2).fill('ghcr.io/acme/tool:2.0.0@sha256:2'));
    expect(objects['Service/tool'].spec.selector.track).toBeUndefined();
  });

  test.each([
    ['a first installation', { strategy: 'canary', phase: 'rolling', percentage: 10, stable: {} }],
    ['a rolling update', { strategy: 'rolling', phase: 'rolling', percentage: 100, stable: OLD }],
    ['what is in service', { strategy: 'canary', phase: 'stable', percentage: 100, stable: {} }],
  ])('%s has one Deployment, of the new version', (_, rollout) => {
    const objects = rendered({ image: NEW, rollout });
    expect(Object.keys(objects).filter((name) => /^(Deployment|Service)\//.test(name))).toEqual(['Service/tool', 'Deployment/tool']);
    expect(image(objects['Deployment/tool'])).toBe('ghcr.io/acme/tool:2.0.0@sha256:2');
  });
});
