/**
 * Invariants of a release, in every way in which its jobs and steps can end, also cancelled or lost: nothing is published that
 * was not tagged, tested and proved at the registry before; what is proved wrong is taken back wherever it is, and nothing
 * else is; a release of GitHub and documentation tell of good versions alone; runs by hand and published releases go one way.
 */
import { DeliveryProject, NodeCiPipeline, NpmReleasePipeline, PublishTarget } from '../../../src';
import { StepDocument, synthesize } from '../../../src/testing';
import { ancestors, Run, Runs, StepEnding } from '../../helpers/job-outcomes';
import { NODE_FILES } from '../../variants/repositories';

interface Place {
  readonly isThere: boolean;
  /** What the verification said of it. */
  readonly proof: 'none' | 'good' | 'wrong';
  readonly isBack: boolean;
}

interface World {
  readonly isTagged: boolean;
  /** Whether the gates of the commit passed. */
  readonly isGated: boolean;
  /** Whether the last of the tests passed, before which every other one must have. */
  readonly isTested: boolean;
  readonly canary: Place;
  readonly production: Place;
  readonly isReleased: boolean;
  readonly isDocumented: boolean;
}

const NOWHERE: Place = { isThere: false, proof: 'none', isBack: false };
const START: World = { isTagged: false, isGated: false, isTested: false, canary: NOWHERE, production: NOWHERE, isReleased: false, isDocumented: false };
const PLACES = { 'https://npm.pkg.github.com': 'canary', 'https://registry.npmjs.org': 'production' } as const;

function scriptOf(step: StepDocument): string {
  return /([\w-]+)\.sh$/.exec(step.run ?? '')?.[1] ?? step.run ?? step.uses?.split('@')[0] ?? '';
}

/** Every way in which a step can end. */
function endings(distTag: string): (step: StepDocument, env: Record<string, string>, world: World) => StepEnding<World>[] {
  return (step, env, world) => {
    const script = scriptOf(step);
    const place = PLACES[env.REGISTRY as keyof typeof PLACES];
    const at = (change: Partial<Place>): World => ({ ...world, [place]: { ...world[place], ...change } });
    const either = (done: World, outputs?: Record<string, string>) => [{ ok: true, outputs, world: done }, { ok: false, world: done }, { ok: false, world }];
    switch (script) {
      case 'npm-release-plan': {
        const outputs = { 'package': '@acme/tool', 'version': '1.2.0', 'tag': 'v1.2.0', 'dist-tag': distTag, 'prerelease': 'false', 'bump': 'true', 'revision': 'a', 'base': 'a' };
        return [{ ok: true, outputs, world }, { ok: false, world }];
      }
      case 'wait-for-checks': return [{ ok: true, world: { ...world, isGated: true } }, { ok: false, world }];
      case 'npm run test:unit': return [{ ok: true, world: { ...world, isTested: true } }, { ok: false, world }];
      case 'release-commit': return either({ ...world, isTagged: true }, { revision: 'b' });
      case 'npm-pack': return [{ ok: true, outputs: { package: '@acme/tool', version: '1.2.0' }, world }, { ok: false, world }];
      case 'npm-publish': return either(at({ isThere: true }), { integrity: 'sha512-a', published: 'true' });
      case 'npm-verify-release': return [
        { ok: true, outputs: { verdict: 'good', bin: '/bin' }, world },
        { ok: false, outputs: { verdict: 'wrong' }, world: at({ proof: 'wrong' }) },
        { ok: false, world },
      ];
      case 'check-command': {
        // Its place is the one before that is there.
        const last = world.production.isThere ? 'production' : 'canary';
        const proved = (proof: Place['proof']): World => ({ ...world, [last]: { ...world[last], proof } });
        return [{ ok: true, world: proved('good') }, { ok: false, world: proved('wrong') }];
      }
      case 'npm-rollback': return either(at({ isBack: true }), { outcome: 'rolled-back', report: '/report' });
      case 'github-release': return [{ ok: true, world: { ...world, isReleased: true } }];
      case 'actions/deploy-pages': return [{ ok: true, world: { ...world, isDocumented: true } }];
      default: return [{ ok: true, world }, { ok: false, world }];
    }
  };
}

const workflow = synthesize((outdir) => {
  const project = new DeliveryProject({ name: 'tool', repository: 'acme/tool', outdir });
  const ci = new NodeCiPipeline(project, 'Ci', { nodeVersion: '24' });
  new NpmReleasePipeline(project, 'Release', { tested: ci, canary: PublishTarget.githubPackages(), documentationCommand: 'npm run build' });
  return project;
}, { files: releasable() }).workflow('release').document;

/** A repository whose package may go to both registries. */
function releasable(): Record<string, string> {
  const manifest = JSON.parse(NODE_FILES['package.json']);
  return { ...NODE_FILES, 'package.json': JSON.stringify({ ...manifest, name: '@acme/tool', private: undefined, repository: 'acme/tool', bin: { tool: 'dist/cli.js' } }) };
}

/** Sentences that hold for every run, by what is wrong where they do not. */
const LAWS: Record<string, (run: Run<World>, distTag: string) => boolean> = {
  'published without a tag': ({ world: { isTagged, canary, production } }) => isTagged || !(canary.isThere || production.isThere),
  'published without its tests': ({ world: { isGated, isTested, canary } }) => !canary.isThere || (isGated && isTested),
  'on npm before it was proved elsewhere': ({ world: { canary, production } }) => !production.isThere || canary.proof === 'good',
  'taken back without a proof': ({ world: { canary, production } }) => !(canary.isBack || production.isBack) || canary.proof === 'wrong' || production.proof === 'wrong',
  'on npm, and taken back there for no fault of its own': ({ world: { production } }) => !production.isBack || production.proof === 'wrong',
  // A runner that is lost tells nothing, and whoever cancels looks at it.
  'wrong, and nobody tried to take it back': ({ jobs, isCancelled }) => {
    const isWrong = (id: string) => jobs[id].outputs.verdict === 'wrong' || jobs[id].outputs.run === 'failure';
    const tried = (...ids: string[]) => isCancelled || ids.every((id) => jobs[id].began);
    return (!isWrong('verify-production') || tried('roll-back-production', 'roll-back-canary')) && (!isWrong('verify-canary') || tried('roll-back-canary'));
  },
  'released on GitHub without being proved on npm': ({ world: { isReleased, production } }) => !isReleased || production.proof === 'good',
  'documented without being proved on npm, or as another than the latest': ({ world: { isDocumented, production } }, distTag) => !isDocumented || (production.proof === 'good' && distTag === 'latest'),
};

/** Whose endings the laws look at; the world tells the rest. */
const ASKED = ['verify-canary', 'verify-production', 'roll-back-canary', 'roll-back-production'];

function broken(document: Record<string, any>, event: string, distTag: string): string[] {
  const context = { github: { event_name: event, event: {}, repository: 'acme/tool' }, inputs: {}, secrets: {}, runner: {} };
  const runs = new Runs<World>(document, { context, endings: endings(distTag), asked: ASKED }).from(START);
  return Object.entries(LAWS).filter(([, holds]) => !runs.every((run) => holds(run, distTag))).map(([law]) => law);
}

describe.each(['workflow_dispatch', 'release'])('a run of %s', (event) => {
  test.each(['latest', 'next'])('that gives the dist-tag %s keeps every law', (distTag) => {
    expect(broken(workflow, event, distTag)).toEqual([]);
  });

  test('in which nothing fails publishes everywhere, and takes nothing back', () => {
    const always = (step: StepDocument, env: Record<string, string>, world: World) => endings('latest')(step, env, world).slice(0, 1);
    const runs = new Runs<World>(workflow, { context: { github: { event_name: event, event: {} }, inputs: {}, secrets: {}, runner: {} }, endings: always }).from(START);
    const good = runs.filter((run) => Object.values(run.jobs).every(({ result, began }) => result === 'success' || !began) && !run.isCancelled);
    expect(good.map(({ world }) => world)).toEqual([expect.objectContaining({
      isTagged: true, isReleased: true, isDocumented: true, canary: { isThere: true, proof: 'good', isBack: false }, production: { isThere: true, proof: 'good', isBack: false },
    })]);
  });
});

/** Ways to break it: each is noticed. */
const BREAKS: Record<string, (jobs: Record<string, any>) => void> = {
  'publishing does not wait for the tests': (jobs) => { jobs['publish-canary'].needs = ['plan', 'package']; },
  'the tests do not wait for CI': (jobs) => { jobs.tag.needs = ['plan']; },
  'npm does not wait for the proof': (jobs) => { jobs['publish-production'].needs = ['plan', 'package', 'publish-canary']; },
  'npm is published to whatever came before': (jobs) => { jobs['publish-production'].if = 'always()'; },
  'what is wrong stays on npm': (jobs) => { jobs['roll-back-production'].if = 'false'; },
  'what is wrong on npm stays elsewhere': (jobs) => { jobs['roll-back-canary'].if = "failure() && needs.verify-canary.outputs.verdict == 'wrong'"; },
  'every failure takes back': (jobs) => { jobs['roll-back-production'].if = 'failure()'; },
  'a registry that does not answer takes back': (jobs) => { jobs['roll-back-production'].if = "!cancelled() && needs.verify-production.result == 'failure'"; },
  'going back needs a status function': (jobs) => { jobs['roll-back-production'].if = "needs.verify-production.outputs.verdict == 'wrong'"; },
  'the release does not wait for npm': (jobs) => { jobs.release.needs = ['plan', 'package']; },
  'the release is made whatever came before': (jobs) => { jobs.release.if = '!cancelled()'; },
  'documentation is that of any version': (jobs) => { delete jobs['build-documentation'].if; },
};

const isOfDocumentation = ({ jobs }: Record<string, any>) => jobs['build-documentation'].if !== workflow.jobs['build-documentation'].if;

test.each(Object.entries(BREAKS))('%s: a law is broken', (_, breakIt) => {
  const copy = structuredClone(workflow);
  breakIt(copy.jobs);
  for (const id of Object.keys(copy.jobs)) expect(ancestors(id, copy.jobs)).not.toContain(id);
  expect(broken(copy, 'workflow_dispatch', isOfDocumentation(copy) ? 'next' : 'latest')).not.toEqual([]);
});
