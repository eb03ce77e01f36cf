/**
 * Invariants of everything that is synthesized, over the examples and all variants; and that each rule sees what it is for.
 */
import * as rules from './invariants';
import { changed, jobOf, jobsOf, Repository, repositoryOf, stepOf } from './repository';
import { REPOSITORIES, repositoryNamed } from '../variants/repositories';

type RuleName = Exclude<keyof typeof rules, 'labelsOf'>;

const WORDS: Record<RuleName, string> = {
  everyJobHasATimeout: 'every job has a timeout of at most an hour',
  everyJobSaysItsPermissions: 'every job says its permissions',
  everyWorkflowGrantsNothing: 'every workflow grants nothing by itself',
  everyRunnerIsAPinnedImage: 'every job runs on a pinned image, in each leg of its matrix',
  nothingIsLatest: 'nothing is the latest',
  everythingHasAName: 'every workflow, job and step has a name',
  everyWorkflowHasAConcurrencyRule: 'every workflow has a concurrency rule',
  everyCheckoutDropsItsCredentials: 'every checkout drops its credentials',
  everyActionIsPinned: 'every action is pinned to a commit, with its version, or is of the repository',
  noExpressionInShell: 'no expression is pasted into shell text',
  everyDownloadIsUploadedBefore: 'every artifact that is downloaded is uploaded by a job that is waited for',
  everyArtifactHasItsOwnName: 'every artifact has a name of its own, in each leg of a matrix',
  scriptsAreThoseThatRun: 'every script that runs exists, and every script that exists runs',
  actionsAreThoseThatAreUsed: 'every local action that is used exists, and the other way round',
  checkNamesAreUnique: 'names of checks are unique',
  theGateNeedsEveryOtherJob: 'the gate needs every other job',
  whatForksLackIsGuarded: 'what a fork\'s token cannot do is guarded',
  everyUploadMissesNothing: 'an upload that finds nothing fails',
};

const examined = Object.fromEntries(REPOSITORIES.map((name) => [name, (() => {
  let known: Repository | undefined;
  return () => (known ??= repositoryOf(repositoryNamed(name)));
})()]));

describe.each(Object.keys(WORDS) as RuleName[])('%s', (rule) => {
  test.each(REPOSITORIES)(`${WORDS[rule]}: %s`, (name) => {
    expect(rules[rule](examined[name]())).toEqual([]);
  });
});

test('every rule is told in words', () => {
  expect(Object.keys(WORDS).sort()).toEqual(Object.keys(rules).filter((name) => name !== 'labelsOf').sort());
});

test('jobs that a branch rule could require have names that are unique in the repository', () => {
  for (const name of ['vmsnap', 'alys']) {
    const required = jobsOf(examined[name]()).filter(({ workflow, id }) => 'pull_request' in workflow.on && !['changes', 'schedule-issue'].includes(id));
    const names = required.map(({ job }) => job.name);
    expect(names.filter((job, index) => names.indexOf(job) !== index)).toEqual([]);
  }
});

const lint = (repository: Repository) => jobOf(repository, 'pr-validation', 'lint');
const ci = (repository: Repository) => repository.workflows['.github/workflows/ci.yml'];

const BREAKS: [RuleName, (repository: Repository) => void][] = [
  ['everyJobHasATimeout', (repository) => delete lint(repository)['timeout-minutes']],
  ['everyJobSaysItsPermissions', (repository) => (lint(repository).permissions = 'write-all')],
  ['everyWorkflowGrantsNothing', (repository) => delete ci(repository).permissions],
  ['everyRunnerIsAPinnedImage', (repository) => (lint(repository)['runs-on'] = 'ubuntu-20.04')],
  ['everyRunnerIsAPinnedImage', (repository) => jobOf(repository, 'ci', 'compatibility').strategy.matrix.os.push('ubuntu-latest')],
  ['nothingIsLatest', (repository) => jobOf(repository, 'ci', 'compatibility').strategy.matrix.os.push('ubuntu-latest')],
  ['everythingHasAName', (repository) => delete lint(repository).steps[0].name],
  ['everyWorkflowHasAConcurrencyRule', (repository) => delete ci(repository).concurrency],
  ['everyCheckoutDropsItsCredentials', (repository) => delete stepOf(lint(repository), 'Check out').with],
  ['everyActionIsPinned', (repository) => (stepOf(lint(repository), 'Check out').uses = 'actions/checkout@v7')],
  ['everyActionIsPinned', (repository) => (repository.files['.github/workflows/ci.yml'] = repository.files['.github/workflows/ci.yml'].replace(/ # v7.*/, ''))],
  ['noExpressionInShell', (repository) => (stepOf(lint(repository), 'Lint').run = 'echo ${{ github.head_ref }}')],
  ['everyDownloadIsUploadedBefore', (repository) => (jobOf(repository, 'ci', 'compatibility').needs = 'security')],
  ['everyDownloadIsUploadedBefore', (repository) => (stepOf(jobOf(repository, 'ci', 'package'), 'Keep package').with.name = 'vmsnap')],
  ['everyArtifactHasItsOwnName', (repository) => (stepOf(jobOf(repository, 'ci', 'unit-tests'), 'Keep coverage').with.name = 'coverage')],
  ['scriptsAreThoseThatRun', (repository) => delete repository.files['scripts/ci/gate.sh']],
  ['scriptsAreThoseThatRun', (repository) => (repository.files['scripts/ci/old.sh'] = '')],
  ['actionsAreThoseThatAreUsed', (repository) => delete repository.actions['.github/actions/setup-kvm/action.yml']],
  ['checkNamesAreUnique', (repository) => (jobOf(repository, 'ci', 'gate').name = 'Pull Request Validation Gate')],
  ['theGateNeedsEveryOtherJob', (repository) => jobOf(repository, 'ci', 'gate').needs.pop()],
  ['theGateNeedsEveryOtherJob', (repository) => delete ci(repository).jobs.gate],
  ['whatForksLackIsGuarded', (repository) => delete jobOf(repository, 'ci', 'coverage').if],
  ['everyUploadMissesNothing', (repository) => delete stepOf(jobOf(repository, 'ci', 'package'), 'Keep package').with['if-no-files-found']],
];

describe('each rule sees what it is for', () => {
  test.each(BREAKS)('%s (%#)', (rule, breakIt) => {
    expect(rules[rule](changed(examined.vmsnap(), breakIt))).not.toEqual([]);
  });

  test('all are tried', () => {
    expect([...new Set(BREAKS.map(([rule]) => rule))].sort()).toEqual(Object.keys(WORDS).sort());
  });
});
