/**
 * The known defects of the workflows this library was first wanted for, as far as they concern releases and benchmarks: as
 * seed-defects.test.ts, one test for each. What a script decides is seen by running the one that is synthesized, and what a
 * condition decides by GitHub's own evaluator, over all jobs of a run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleProject } from './helpers/example';
import { evaluateCondition, evaluateExpression } from './helpers/github-validator';
import { Change, edit, enact, Enacted, Example, inShell, placesOf, rehearsed, Row, row, when } from './helpers/seed-rows';
import { Rehearsal } from './helpers/stand-ins';
import * as rules from './pipelines/invariants';
import { calls, Document, jobOf, jobsOf, needsOf, Repository, stepOf, stepsOf, textsIn } from './pipelines/repository';
import { NpmRegistry } from './scripts/npm-registry';
import { PACKAGE, Release, TOKEN } from './scripts/npm-release';
import { attempt } from '../src/testing';

jest.setTimeout(300_000);

const EXAMPLES = join(__dirname, '..', 'examples');
const RELEASE = '.github/workflows/release.yml';
const PERFORMANCE = '.github/workflows/performance.yml';
const [SHA, TAGGED] = ['a'.repeat(40), 'b'.repeat(40)];
const script = (name: string) => `scripts/ci/${name}.sh`;
const running = (repository: Repository, name: string) => stepsOf(repository).filter(({ step }) => String(step.run).includes(script(name)));
const firstRunning = (repository: Repository, name: string): Document => running(repository, name)[0].step;
const without = (job: Document, name: string) => job.steps.splice(job.steps.indexOf(stepOf(job, name)), 1);

describe('releases', () => {
  const only = (title: string, details: Row) => row(title, { examples: ['release'], ...details });
  const job = (id: string, workflow = 'release') => (repository: Repository) => jobOf(repository, workflow, id);
  const releaseJobs = (repository: Repository) => jobsOf(repository).filter(({ path }) => path === RELEASE);
  const publishing = (repository: Repository) => releaseJobs(repository).filter((placed) => placed.job.steps.some((step: Document) => /npm-publish\.sh|npm publish/.test(step.run)));
  const publishesToNpm = ({ job: { steps } }: { readonly job: Document }) => steps.some((step: Document) => step.env?.REGISTRY === 'https://registry.npmjs.org');
  const BY_HAND = { event_name: 'workflow_dispatch', event: { release: null }, ref_name: 'main', sha: SHA, run_id: 7 };
  const PUBLISHED = { event_name: 'release', event: { release: { tag_name: 'v1.2.3', prerelease: false } }, ref_name: 'v1.2.3', sha: SHA, run_id: 7 };
  const PLANNED = { plan: { 'dist-tag': 'latest' } };

  /** How each job of a release ends, where those named end so: `success()` looks at every job before. */
  function course(repository: Repository, github: Document, ends: Record<string, string> = {}, outputs: Record<string, Document> = PLANNED): Record<string, string> {
    const workflow = repository.workflows[RELEASE];
    const results: Record<string, string> = {};
    const settle = (id: string): string => {
      const before = [...needsOf(workflow, id)].map((each) => (results[each] ??= settle(each)));
      const needs = Object.fromEntries([workflow.jobs[id].needs ?? []].flat().map((need: string) => [need, { result: results[need], outputs: outputs[need] ?? {} }]));
      const functions = { success: () => before.every((result) => result === 'success'), failure: () => before.includes('failure'), cancelled: () => false };
      return evaluateCondition(workflow.jobs[id].if ?? 'success()', { github, needs, inputs: {} }, { functions }) ? ends[id] ?? 'success' : 'skipped';
    };
    for (const id of Object.keys(workflow.jobs)) results[id] ??= settle(id);
    return results;
  }
  const missing = (results: Record<string, string>, ...wanted: string[]) => wanted.filter((id) => results[id] !== 'success');
  const EVERYWHERE = ['publish-canary', 'verify-canary', 'publish-production', 'verify-production', 'release', 'deploy-documentation'];

  /** A clone of a repository whose package.json has this version, tagged so; answers with the commit. */
  const tagged = (place: Rehearsal, version: string, tag = `v${version}`): string => {
    place.write('package.json', JSON.stringify({ name: PACKAGE, version }));
    place.command('git', 'init', '--quiet', '--initial-branch=main');
    place.command('git', 'add', '--all');
    place.command('git', 'commit', '--quiet', '--message', 'feat: one');
    place.command('git', 'tag', tag);
    place.command('git', 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    return place.command('git', 'rev-parse', 'HEAD').trim();
  };
  /** Runs the step that decides, with the values its expressions have in such a run. */
  const planned = (repository: Repository, github: Document, inputs: Document = {}, version = '1.2.3'): Enacted => rehearsed(new Rehearsal(), (place) => {
    const sha = tagged(place, version, github.event.release?.tag_name);
    const { env, run } = stepOf(job('plan')(repository), 'Decide the version');
    const context = { github: { ...github, sha }, inputs };
    const values = Object.entries(env).map(([name, text]) => [name, /\$\{\{/.test(`${text}`) ? `${evaluateExpression(`${text}`, context) ?? ''}` : `${text}`]);
    return enact(place, repository.files[run.replace(/^bash /, '')], Object.fromEntries(values));
  });

  only('V29 a release that is published on GitHub starts one run', {
    found: ({ workflows: { [RELEASE]: { on } } }) => when(on.release.types.join() !== 'published', `${on.release.types}`),
    comeback: (repository) => repository.workflows[RELEASE].on.release.types.unshift('created'),
  });

  only('V30 a published release goes everywhere: no job before is skipped, which would skip all that follow', {
    found: (repository) => missing(course(repository, PUBLISHED), ...EVERYWHERE),
    comeback: (repository) => {
      job('tag')(repository).if = "github.event_name == 'workflow_dispatch'";
      job('test')(repository).if = 'always() && !cancelled()';
      job('package')(repository).if = 'always() && !cancelled()';
    },
  });

  only('V31 every job that a condition or a value reads is one that is needed, and documentation is published', {
    found: (repository) => [
      ...jobsOf(repository).flatMap(({ job: document, place }) => textsIn(document).flatMap((text) => [...text.matchAll(/\bneeds\.([\w-]+)\./g)])
        .filter(([, id]) => ![document.needs ?? []].flat().includes(id)).map(([, id]) => `${place}: ${id}`)),
      ...missing(course(repository, BY_HAND), 'deploy-documentation'),
    ],
    comeback: [
      (repository) => (job('build-documentation')(repository).needs = ['tag', 'verify-production']),
      (repository) => (job('build-documentation')(repository).if = "always() && needs.build.result == 'success'"),
    ],
  });

  only('V32 a prerelease is one however it was started: never latest, and not documented', {
    found: (repository) => {
      const byHand = planned(repository, BY_HAND, { bump: 'prerelease' });
      const published = planned(repository, { ...PUBLISHED, event: { release: { tag_name: 'v1.2.3', prerelease: true } } });
      return [
        ...[byHand, published].flatMap(({ outputs }, index) => when(outputs['dist-tag'] !== 'next' || outputs.prerelease !== 'true', `${['by hand', 'published'][index]}: ${outputs['dist-tag']}`)),
        ...when(planned(repository, BY_HAND, { bump: 'minor' }).outputs['dist-tag'] !== 'latest', 'a stable one'),
        ...when(course(repository, BY_HAND, {}, { plan: byHand.outputs })['deploy-documentation'] !== 'skipped', 'documented'),
        // Decided once, so that no two jobs can differ.
        ...releaseJobs(repository).filter(({ id, job: document }) => id !== 'plan' && textsIn(document).some((text) => /\binputs\.|event\.release/.test(text))).map(({ place }) => place),
        ...publishing(repository).filter((placed) => !placed.job.steps.some(({ env }: Document) => env?.DIST_TAG === '${{ needs.plan.outputs.dist-tag }}')).map(({ place }) => place),
        // A snapshot is one as well.
        ...running(repository, 'npm-publish').filter(({ step }) => step.env.DIST_TAG === 'latest').map(({ place }) => place),
      ];
    },
    comeback: [
      (repository) => (job('publish-production')(repository).if = 'github.event.release.prerelease == false'),
      (repository) => (job('build-documentation')(repository).if = "needs.plan.outputs.prerelease != 'yes'"),
      (repository) => (stepOf(job('plan')(repository), 'Decide the version').env.RELEASE_PRERELEASE = false),
      (repository) => (stepOf(job('plan')(repository), 'Decide the version').env.BUMP = 'patch'),
      (repository) => (running(repository, 'npm-publish')[2].step.env.DIST_TAG = 'latest'),
    ],
  });

  only('V33 what is tested, packed and documented is the commit of the tag', {
    found: (repository) => releaseJobs(repository).filter(({ id }) => needsOf(repository.workflows[RELEASE], id).has('tag')).flatMap(({ job: document, place }) => document.steps
      .filter((step: Document) => calls(step, 'actions/checkout') && step.with['sparse-checkout'] !== 'scripts/ci')
      .filter((step: Document) => evaluateExpression(step.with.ref ?? 'github.sha', { github: BY_HAND, needs: { tag: { outputs: { revision: TAGGED } } } }) !== TAGGED).map(() => place)),
    comeback: [
      (repository) => delete stepOf(job('test')(repository), 'Check out').with.ref,
      (repository) => (stepOf(job('package')(repository), 'Check out').with.ref = '${{ github.sha }}'),
      (repository) => delete stepOf(job('publish-production')(repository), 'Check out').with['sparse-checkout'],
    ],
  });

  only('V34 a release by hand is made from its branch alone, and nothing pushes a branch that is not there', {
    found: (repository) => [
      ...when(planned(repository, { ...BY_HAND, ref_name: 'feature' }, { bump: 'patch' }).status !== 3, 'from another branch'),
      ...when(planned(repository, BY_HAND, { bump: 'patch' }).status !== 0, 'from its branch'),
      ...inShell(repository, /\bgit push\b/),
    ],
    comeback: [
      (repository) => (stepOf(job('plan')(repository), 'Decide the version').env.REF_NAME = 'main'),
      (repository) => (stepOf(job('tag')(repository), 'Commit and tag the version').run = 'git push origin dev'),
    ],
  });

  only('V35 nothing is built or published of a release that was not decided, gated or tagged', {
    found: (repository) => ['plan', 'tested', 'tag'].flatMap((failed) => {
      const results = course(repository, BY_HAND, { [failed]: 'failure' });
      return ['test', 'package', ...EVERYWHERE].filter((id) => results[id] !== 'skipped').map((id) => `${id} after ${failed}`);
    }),
    comeback: [
      (repository) => (job('test')(repository).if = 'always() && !cancelled()'),
      (repository) => (job('publish-canary')(repository).if = '!cancelled()'),
    ],
  });

  only('V36 changes are written from the whole history, by a tool that needs no install', {
    found: (repository) => [
      ...running(repository, 'npm-release-files').map(({ job: document }) => stepOf(document!, 'Check out')).filter((step) => step.with['fetch-depth'] !== 0).map(() => 'shallow'),
      ...when(!/^\d+\.\d+\.\d+$/.test(running(repository, 'npm-release-files')[0]?.step.env.GIT_CLIFF_VERSION), 'any version'),
      ...uninstalled(repository),
    ],
    comeback: [
      (repository) => delete stepOf(job('plan')(repository), 'Check out').with['fetch-depth'],
      (repository) => (firstRunning(repository, 'npm-release-files').run = 'npm run generate-changelog'),
    ],
  });

  const uninstalled = (repository: Repository) => jobsOf(repository).flatMap(({ job: { steps }, place }) => {
    const at = (found: (step: Document) => boolean) => steps.findIndex(found);
    const use = at(({ run }) => /^npm (run|test)\b/.test(run));
    const setup = at((step) => calls(step, 'actions/setup-node'));
    const install = at(({ run }) => run === 'npm ci');
    return when(use >= 0 && !(setup >= 0 && setup < install && install < use), place);
  });

  only('V37 documentation is generated with its dependencies, in a job that may read alone and holds no token', {
    found: (repository) => {
      const { permissions, steps } = job('build-documentation')(repository);
      return [
        ...uninstalled(repository),
        ...when(JSON.stringify(permissions) !== '{"contents":"read"}', 'may write'),
        ...when(steps.some((step: Document) => step.with?.token !== undefined || /secrets\.|github\.token/.test(textsIn(step).join())), 'holds a token'),
        ...rules.everyCheckoutDropsItsCredentials(repository),
      ];
    },
    comeback: [
      (repository) => without(job('build-documentation')(repository), 'Install dependencies'),
      (repository) => (stepOf(job('build-documentation')(repository), 'Check out').with.token = '${{ secrets.RELEASE_TOKEN }}'),
      (repository) => (job('build-documentation')(repository).permissions.contents = 'write'),
    ],
  });

  only('V38 no input and no version is pasted into shell', {
    found: rules.noExpressionInShell,
    comeback: (repository) => (stepOf(job('plan')(repository), 'Decide the version').run = 'npm version ${{ inputs.bump }} --no-git-tag-version'),
  });

  only('V39 npm trusts the workflow, and the one secret that is left can only take back, in an environment of its own', {
    found: (repository) => [
      ...jobsOf(repository).flatMap(({ job: { steps, environment }, place }) => [...steps.flatMap(textsIn).join('\n').matchAll(/secrets\.(\w+)/g)]
        .filter(([, name]) => name !== 'NPM_ROLLBACK_TOKEN' || environment?.name !== 'rollback').map(([, name]) => `${place} ${name}`)),
      ...when(textsIn(Object.values(repository.workflows).map(({ env }) => env ?? '')).some((text) => /secrets\./.test(text)), 'a secret for all jobs'),
      ...publishing(repository).filter(publishesToNpm).filter(({ job: { permissions, environment, steps } }) => permissions['id-token'] !== 'write' || !environment || steps.some(({ env }: Document) => env?.NPM_TOKEN)).map(({ place }) => place),
      // Trusted publishing is of npm 11.5.1, which Node.js 24 brings.
      ...when(!(Number.parseInt(repository.files['.nvmrc'], 10) >= 24), 'Node.js'),
    ],
    comeback: [
      (repository) => (firstRunning(repository, 'npm-publish').env.NPM_TOKEN = '${{ secrets.NPM_TOKEN }}'),
      (repository) => delete job('roll-back-production')(repository).environment,
      (repository) => delete job('publish-production')(repository).permissions['id-token'],
      (repository) => (repository.files['.nvmrc'] = '20\n'),
    ],
  });

  test('V40 a package that GitHub Packages would refuse is refused before: its scope is not the owner', () => {
    const manifest = JSON.parse(readFileSync(join(EXAMPLES, 'vmsnap', 'package.json'), 'utf8'));
    const tried = (name: string) => attempt(exampleProject('vmsnap'), { from: join(EXAMPLES, 'vmsnap'), files: { 'package.json': JSON.stringify({ ...manifest, name }) } });
    expect(tried('@slackdaystudio/vmsnap').error).toBeUndefined();
    const { error, changed } = tried('@sentry0/vmsnap');
    expect(error?.message).toMatch(/^Release: GitHub Packages refuses @sentry0\/vmsnap from a repository of "slackdaystudio": its scope is @sentry0\.\n(.*\n)* +Name it @slackdaystudio\/vmsnap/);
    expect(changed).toEqual([]);
  });

  const publish = (repository: Repository, place: Release, version: string, parameters: Record<string, string> = {}) => {
    for (const name of ['npm-version-state', 'npm-publish']) place.write(`../${name}.sh`, repository.files[script(name)]);
    return enact(place, repository.files[script('npm-publish')], {
      PACKAGE_DIR: 'package', PACKAGE, VERSION: version, REGISTRY: registry.url, DIST_TAG: 'latest', PROVENANCE: 'false', NPM_TOKEN: TOKEN, TIMEOUT: '0', INTERVAL: '0', npm_config_fetch_retries: '0', ...parameters,
    });
  };
  const packed = <T>(version: string, body: (place: Release) => T): T => rehearsed(new Release(registry), (place) => {
    (place as Release).pack(version);
    return body(place as Release);
  });
  let registry: NpmRegistry;
  beforeAll(async () => { registry = await NpmRegistry.start(); });
  afterAll(() => registry.stop());
  /** A script that publishes as the first one did. */
  const plainly: Change = (repository) => (repository.files[script('npm-publish')] =
    'set -e\nprintf \'//%s/:_authToken=%s\\n\' "${REGISTRY#http://}" "${NPM_TOKEN}" | sed "s#//:_#/:_#" > ../npmrc\nnpm publish ./package/*.tgz --userconfig ../npmrc --registry "${REGISTRY}"\n');

  only('V41 a scoped package is published for everybody, with provenance, and no prerelease as latest', {
    found: (repository) => [
      ...running(repository, 'npm-publish').filter(({ step }) => step.env.ACCESS !== 'public').map(({ place }) => place),
      ...publishing(repository).filter(publishesToNpm).filter(({ job: { steps } }) => !steps.some(({ env }: Document) => env?.PROVENANCE === true)).map(({ place }) => place),
      ...packed('1.0.0-rc.1', (place) => when(publish(repository, place, '1.0.0-rc.1').status !== 64 || registry.package(PACKAGE) !== undefined, 'a prerelease as latest')),
      ...packed('1.0.0', (place) => when(publish(repository, place, '1.0.0').status !== 0 || registry.package(PACKAGE)?.access !== 'public', 'not public')),
    ],
    comeback: [
      (repository) => delete firstRunning(repository, 'npm-publish').env.ACCESS,
      (repository) => (running(repository, 'npm-publish')[1].step.env.PROVENANCE = false),
      plainly,
    ],
  });

  only('V42 a package is built and packed once, and each registry gets that tarball', {
    found: (repository) => [
      ...when(releaseJobs(repository).flatMap(({ job: { steps } }) => steps).filter(({ run }) => /npm-pack\.sh|npm pack/.test(run)).length !== 1, 'packed more than once'),
      ...publishing(repository).flatMap(({ job: { steps }, place }) => {
        const kept = stepOf(job('package')(repository), 'Keep package').with;
        const taken = steps.find((step: Document) => calls(step, 'actions/download-artifact'))?.with;
        const built = steps.some(({ run = '' }: Document) => run !== '' && !run.startsWith('bash scripts/ci/'));
        return when(built || taken?.name !== kept.name || `${taken?.path}/` !== kept.path, place);
      }),
    ],
    comeback: [
      (repository) => job('publish-canary')(repository).steps.splice(2, 0, { name: 'Build', run: 'npm ci && npm run build' }),
      (repository) => without(job('publish-production')(repository), 'Download package'),
      (repository) => job('publish-canary')(repository).steps.push({ name: 'Pack', run: 'npm pack' }),
    ],
  });

  only('V43 nothing of a release comes from a cache', {
    found: (repository) => placesOf(repository, (step) => calls(step, 'actions/cache') || calls(step, 'actions/cache/restore')
      || (calls(step, 'actions/setup-node') && (step.with.cache !== undefined || step.with['package-manager-cache'] !== false))),
    comeback: [
      (repository) => (stepOf(job('package')(repository), 'Set up Node.js').with.cache = 'npm'),
      (repository) => delete stepOf(job('publish-production')(repository), 'Set up Node.js').with['package-manager-cache'],
    ],
  });

  only('V44 each job may do what it does, and one that runs again finds the version and goes on', {
    found: (repository) => [
      ...rules.everyJobSaysItsPermissions(repository),
      ...publishing(repository).filter((placed) => placed.job.permissions?.[publishesToNpm(placed) ? 'id-token' : 'packages'] !== 'write').map(({ place }) => place),
      ...packed('1.0.0', (place) => [
        ...when(publish(repository, place, '1.0.0').status !== 0, 'the first run'),
        ...when(publish(repository, place, '1.0.0').status !== 0, 'the second run'),
      ]),
    ],
    comeback: [(repository) => delete job('publish-production')(repository).permissions, plainly],
  });

  only('V45 every version has a release with notes and what was published, and a tag is that of package.json', {
    found: (repository) => {
      const { env } = running(repository, 'github-release')[0]?.step ?? {};
      return [
        ...[BY_HAND, PUBLISHED].flatMap((github) => missing({ release: 'missing', ...course(repository, github) }, 'release')),
        ...when(env?.NOTES_FILE !== 'release-files/notes.md' || env.FILES !== 'package', 'notes or files'),
        ...when(planned(repository, PUBLISHED, {}, '1.2.4').status !== 3, 'a tag of another version'),
        ...when(planned(repository, PUBLISHED).status !== 0, 'its own tag'),
      ];
    },
    comeback: [
      (repository) => delete repository.workflows[RELEASE].jobs.release,
      (repository) => (repository.files[script('npm-release-plan')] = 'printf "version=%s\\ndist-tag=latest\\n" "${RELEASE_TAG#v}" >> "${GITHUB_OUTPUT}"\n'),
    ],
  });

  only('V46 documentation is deployed as an artifact, by a job that may deploy to Pages', {
    found: (repository) => [
      ...placesOf(repository, (step) => calls(step, 'peaceiris/actions-gh-pages')),
      ...when(!jobsOf(repository).some(({ job: { permissions, steps } }) => steps.some((step: Document) => calls(step, 'actions/deploy-pages')) && permissions.pages === 'write' && permissions['id-token'] === 'write'), 'nobody may'),
    ],
    comeback: [
      (repository) => delete job('deploy-documentation')(repository).permissions.pages,
      (repository) => (job('deploy-documentation')(repository).steps[0].uses = `peaceiris/actions-gh-pages@${SHA}`),
    ],
  });

  only('V47 the version of Node.js is written once, in .nvmrc', {
    found: (repository) => placesOf(repository, (step) => calls(step, 'actions/setup-node') && (step.with['node-version'] !== undefined || step.with['node-version-file'] !== '.nvmrc')),
    comeback: (repository) => (stepOf(job('test')(repository), 'Set up Node.js').with = { 'node-version': 20 }),
  });
});

describe('benchmarks', () => {
  const NODE: Example[] = ['vmsnap-speed'];
  const RUST: Example[] = ['alys-speed'];
  const BOTH: Example[] = ['vmsnap-speed', 'alys-speed'];
  const job = (id: string) => (repository: Repository) => jobOf(repository, 'performance', id);
  const compare = (repository: Repository) => stepOf(job('compare')(repository), 'Compare base and head');
  const OUTSIDE = { event_name: 'pull_request', ref: 'refs/pull/1/merge' };
  const MAIN = { event_name: 'push', ref: 'refs/heads/main' };

  /** Whether the result of a run is kept. */
  const isKept = (repository: Repository, github: Document, result: string) => {
    const { if: condition = 'success()', needs = [] } = job('store')(repository);
    const known = { changes: { result: 'success', outputs: { changed: '["performance"]' } }, compare: { result, outputs: {} } };
    const context = { github, needs: Object.fromEntries(Object.entries(known).filter(([id]) => [needs].flat().includes(id))) };
    return evaluateCondition(condition, context, { status: [needs].flat().includes('compare') && result !== 'success' ? 'failure' : 'success' });
  };

  /** Writes the cost of a version, and noise of so many percent to either side, the same in each test. */
  const bench = (noise: number) => `#!/bin/sh
n=$(cat ../../clock 2> /dev/null || echo 0); echo $((n + 1)) > ../../clock
echo "[{\\"name\\":\\"parse\\",\\"unit\\":\\"ms\\",\\"value\\":$(( $(cat cost) * (1000 + (n * 7919 % 2003 - 1001) * ${noise} / 100) ))}]" > out.json
`;
  /** Compares two versions with the synthesized script as the step is told, with a command of ours. */
  const compared = (repository: Repository, [base, head]: [number, number], { noise = 2, command = './bench.sh' } = {}): Enacted => rehearsed(new Rehearsal(), (place) => {
    for (const name of ['benchmark.cjs', 'statistics.cjs']) place.write(`../${name}`, repository.files[`scripts/ci/${name}`]);
    for (const [side, cost] of Object.entries({ base, head })) {
      place.write(`sides/${side}/bench.sh`, bench(noise), 0o755);
      place.write(`sides/${side}/cost`, `${cost}`);
    }
    const { THRESHOLD, REPETITIONS } = compare(repository).env;
    return enact(place, repository.files[script('benchmark-compare')], {
      COMMAND: command, FORMAT: 'custom-smaller-is-better', FILE: 'out.json', THRESHOLD: `${THRESHOLD}`, REPETITIONS: `${REPETITIONS}`, SIDES: join(place.work, 'sides'), BASE: SHA, HEAD: TAGGED,
    });
  });

  row('V25 a result is compared first, and kept if it is green and of the default branch', {
    examples: BOTH,
    found: (repository) => [
      ...when(!isKept(repository, MAIN, 'success'), 'never kept'),
      ...when(isKept(repository, MAIN, 'failure') || !needsOf(repository.workflows[PERFORMANCE], 'store').has('compare'), 'kept before'),
      ...when(compare(repository)['continue-on-error'] === true || compared(repository, [100, 130]).status !== 3, 'a regression passes'),
    ],
    comeback: [
      (repository) => (job('store')(repository).needs = 'changes'),
      (repository) => (job('store')(repository).if = 'always()'),
      (repository) => (compare(repository)['continue-on-error'] = true),
    ],
  });

  row('V26 what keeps the history may write, and makes the branch where there is none', {
    examples: BOTH,
    found: (repository) => [
      ...running(repository, 'benchmark-store').filter(({ job: document }) => document!.permissions?.contents !== 'write').map(({ place }) => place),
      ...rehearsed(keeping(), (place) => {
        const { status } = enact(place, repository.files[script('benchmark-store')], { REPOSITORY: 'acme/tool', RECORD: 'record.json', REVISION: SHA, GH_TOKEN: 'token-of-test' });
        const made = place.calls('gh').some(({ args }) => args.includes('repos/acme/tool/git/refs') && args.includes('POST'));
        return when(status !== 0 || !made, `no branch: ${status}`);
      }),
    ],
    comeback: [
      (repository) => (job('store')(repository).permissions.contents = 'read'),
      (repository) => (repository.files[script('benchmark-store')] = 'set -e\ngh api --method PATCH "repos/${REPOSITORY}/git/refs/heads/gh-pages"\n'),
    ],
  });

  /** A GitHub without the branch. */
  const keeping = () => {
    const place = new Rehearsal().standIn('gh', 'case "$*" in *matching-refs*) echo "[]" ;; *POST*) echo 7 ;; *) echo "gh: Not Found (HTTP 404)" >&2; exit 1 ;; esac').standIn('sleep');
    place.write('record.json', JSON.stringify({ commit: SHA, at: '2026-01-01T00:00:00Z', run: 'https://github.com/acme/tool/actions/runs/2', benchmarks: [] }));
    return place;
  };

  row('V27 documentation and history are kept in places of their own, and whoever writes to one waits for the other', {
    examples: ['release', 'vmsnap-speed', 'alys-speed'],
    found: (repository) => jobsOf(repository).flatMap(({ job: { steps, concurrency }, place }) => steps.flatMap((step: Document) => {
      const isHistory = /benchmark-store\.sh/.test(step.run);
      const isSite = calls(step, 'actions/deploy-pages');
      return [
        ...when(calls(step, 'peaceiris/actions-gh-pages') || (isHistory && /pages/.test(step.env.BRANCH)), `${place} writes the branch of Pages`),
        ...when((isHistory || isSite) && concurrency?.group !== (isHistory ? `history-${step.env.BRANCH}` : 'pages'), `${place} does not wait`),
      ];
    })),
    comeback: [
      (repository) => (jobOf(repository, 'release', 'deploy-documentation').steps[0].uses = `peaceiris/actions-gh-pages@${SHA}`),
      (repository) => delete jobOf(repository, 'release', 'deploy-documentation').concurrency,
    ],
  });

  row('V28 noise of twenty percent is no regression', {
    examples: NODE,
    found: (repository) => {
      const { status, outputs } = compared(repository, [100, 100], { noise: 20 });
      return when(status !== 0 || outputs.outcome !== 'passed', `${status} ${outputs.outcome}`);
    },
    comeback: [
      (repository) => (compare(repository).env.REPETITIONS = 1),
      // Compares two single runs.
      (repository) => (repository.files[script('benchmark-compare')] = [
        'set -e', 'for side in base head; do (cd "${SIDES}/${side}" && bash -c "${COMMAND}"); done', 'read() { sed "s/.*value.:\\([0-9]*\\).*/\\1/" "${SIDES}/$1/out.json"; }',
        'if (( $(read head) * 100 > $(read base) * (100 + THRESHOLD) || $(read base) * 100 > $(read head) * (100 + THRESHOLD) )); then exit 3; fi', 'echo outcome=passed >> "${GITHUB_OUTPUT}"',
      ].join('\n')),
    ],
  });

  row('A66 a pull request is compared and writes nothing, and pushes to the default branch are measured and kept', {
    examples: BOTH,
    found: (repository) => {
      const { on, jobs } = repository.workflows[PERFORMANCE];
      return [
        ...when(isKept(repository, OUTSIDE, 'success'), 'a pull request is kept'),
        ...when(!('pull_request' in on) || on.push?.branches.join() !== 'main' || !isKept(repository, MAIN, 'success'), 'triggers'),
        ...when(jobs.compare.permissions.contents !== 'read' || Object.keys(jobs.compare.permissions).length > 1, 'it may write'),
        ...rules.whatForksLackIsGuarded(repository).filter((place) => !place.endsWith('/store')),
      ];
    },
    comeback: [
      (repository) => (job('store')(repository).if = "needs.compare.result == 'success'"),
      (repository) => delete repository.workflows[PERFORMANCE].on.push,
      (repository) => (job('compare')(repository).permissions.contents = 'write'),
      (repository) => (job('comment')(repository).if = 'always()'),
    ],
  });

  row('A67 a benchmark that fails in the middle of a pipe fails', {
    examples: RUST,
    found: (repository) => {
      const { status } = compared(repository, [100, 100], { command: './bench.sh && false | tee output.txt' });
      return when(status !== 4, `${status}`);
    },
    comeback: (repository) => edit(repository, script('benchmark-compare'), 'exec bash -euo pipefail -c', 'exec bash -e -c'),
  });

  row('A68 arguments for criterion reach the benchmarks alone', {
    examples: RUST,
    found: (repository) => running(repository, 'benchmark-compare').filter(({ step: { env: { COMMAND } } }) => / -- /.test(COMMAND) && !/ --bench[ =]\w+ .*-- /.test(COMMAND)).map(({ place }) => place),
    comeback: (repository) => (compare(repository).env.COMMAND = 'cargo bench --features bench -- --output-format bencher'),
  });

  row('A69 both versions are built with the toolchain of rust-toolchain.toml', {
    examples: RUST,
    found: (repository) => [
      ...placesOf(repository, (step) => /rust-toolchain@|rust-lang/.test(step.uses ?? '')),
      ...when(!/channel = "1\.\d+\.\d+"/.test(repository.files['rust-toolchain.toml']), 'floats'),
      ...when(stepOf(job('compare')(repository), 'Set up Rust').run !== `bash ${script('rust-toolchain')}` || stepOf(job('compare')(repository), 'Set up Rust').env?.TOOLCHAIN !== undefined, 'another one'),
    ],
    comeback: [
      (repository) => (stepOf(job('compare')(repository), 'Set up Rust').uses = 'dtolnay/rust-toolchain@stable'),
      (repository) => edit(repository, 'rust-toolchain.toml', /channel = ".*"/, 'channel = "stable"'),
    ],
  });

  row('A70 a change within the noise of a shared runner passes, and a real one is found in it', {
    examples: RUST,
    found: (repository) => {
      const [same, slower] = [compared(repository, [100, 100], { noise: 12 }), compared(repository, [100, 125], { noise: 12 })];
      return [...when(same.status !== 0, `same: ${same.status}`), ...when(slower.status !== 3, `slower: ${slower.status}`)];
    },
    comeback: [(repository) => (compare(repository).env.THRESHOLD = 110), (repository) => (compare(repository).env.REPETITIONS = 1)],
  });

  row('A71 each job may write what it writes: the comment, and the history', {
    examples: RUST,
    found: (repository) => [
      ...when(job('comment')(repository).permissions['pull-requests'] !== 'write', 'comment'),
      ...when(job('store')(repository).permissions.contents !== 'write', 'store'),
      ...rules.everyWorkflowGrantsNothing(repository),
    ],
    comeback: [
      (repository) => delete job('comment')(repository).permissions['pull-requests'],
      (repository) => delete job('store')(repository).permissions.contents,
      (repository) => (repository.workflows[PERFORMANCE].permissions = 'write-all'),
    ],
  });

  row('A72 whatever can change the speed is measured, and the schedule is not at the full hour', {
    examples: BOTH,
    found: (repository) => [
      ...rehearsed(new Rehearsal(), (place) => {
        const files = ['Cargo.lock', 'package-lock.json', 'benches/chain.rs', 'crates/a/src/lib.rs', 'rust-toolchain.toml', '.nvmrc', 'src/main.rs', 'build.rs'];
        for (const file of files) place.write(file, '');
        place.command('git', 'init', '--quiet');
        place.command('git', 'add', '--all');
        const [, ...patterns] = stepOf(job('changes')(repository), 'Detect changed files').env.FILTERS.trim().split(' ');
        const seen = place.command('git', 'ls-files', '--', ...patterns).split('\n');
        return files.filter((file) => !seen.includes(file));
      }),
      ...repository.workflows[PERFORMANCE].on.schedule.filter(({ cron }: Document) => /^0 /.test(cron)).map(({ cron }: Document) => cron),
    ],
    comeback: [
      (repository) => (stepOf(job('changes')(repository), 'Detect changed files').env.FILTERS = 'performance :(glob)src/** :(glob)Cargo.toml\n'),
      (repository) => (repository.workflows[PERFORMANCE].on.schedule[0].cron = '0 0 * * *'),
    ],
  });
});
