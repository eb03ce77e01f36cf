import { DocumentedCase, onPush, workflowOf } from './case';
import { from } from './sources';
import { Event } from '../../../src/simulate/event';

const main = Event.push({ branch: 'main' });
const REVIEWERS = from.environments('required-reviewers');
const BRANCHES = from.environments('deployment-branches-and-tags');
const NO_RULES = { notSupported: 'it knows no environments' };

/** What protection rules of environments do to jobs. */
export const environmentCases: DocumentedCase[] = [
  {
    id: 'environments/without-rules',
    title: 'A job with an environment that has no rules runs at once',
    source: from.syntax('jobsjob_idenvironment'),
    workflow: onPush({ deploy: 'environment: staging_environment' }),
    event: main,
    given: { environments: { staging_environment: {} } },
    expected: { conclusion: 'success', jobs: { deploy: 'success' }, approvals: { deploy: 'none' } },
    act: 'agrees',
  },
  {
    id: 'environments/waiting',
    title: 'A job waits for its reviewers, the run with it, and what needs it does not begin',
    source: [REVIEWERS, from.reviews],
    workflow: onPush({ build: '', deploy: 'needs: build\nenvironment: production', next: 'needs: deploy' }),
    event: main,
    given: { environments: { production: { reviewers: ['ann'], approval: 'waiting' } } },
    expected: { conclusion: 'waiting', jobs: { build: 'success', deploy: 'waiting' }, approvals: { deploy: 'waiting' }, order: ['build'] },
    act: NO_RULES,
  },
  {
    id: 'environments/approved',
    title: 'Once approved, the job proceeds',
    source: from.reviews,
    workflow: onPush({ deploy: 'environment: production', next: 'needs: deploy' }),
    event: main,
    given: { environments: { production: { reviewers: ['ann', 'bob'], approval: 'approved' } } },
    expected: { conclusion: 'success', jobs: { deploy: 'success', next: 'success' }, approvals: { deploy: 'approved' } },
    act: NO_RULES,
  },
  {
    id: 'environments/rejected',
    title: 'If a job is rejected, the run fails; what needs the job is skipped',
    source: from.reviews,
    workflow: onPush({ deploy: 'environment: production', next: 'needs: deploy', alarm: 'needs: deploy\nif: failure()' }),
    event: main,
    given: { environments: { production: { reviewers: ['ann'], approval: 'rejected' } } },
    expected: { conclusion: 'failure', jobs: { deploy: 'failure', next: 'skipped', alarm: 'success' }, approvals: { deploy: 'rejected' } },
    act: NO_RULES,
  },
  {
    id: 'environments/condition-first',
    title: 'A job that is skipped asks nobody',
    source: from.syntax('jobsjob_idenvironment'),
    workflow: onPush({ deploy: "if: github.ref == 'refs/heads/release'\nenvironment: production" }),
    event: main,
    given: { environments: { production: { reviewers: ['ann'], approval: 'waiting' } } },
    expected: { conclusion: 'skipped', jobs: { deploy: 'skipped' } },
    act: 'agrees',
  },
  {
    id: 'environments/branch-refused',
    title: 'A job of a branch that the environment does not allow fails',
    source: [BRANCHES, from.issue('github/roadmap', 164)],
    workflow: onPush({ deploy: 'environment: production', next: 'needs: deploy' }),
    event: Event.push({ branch: 'feature' }),
    given: { environments: { production: { branches: ['main', 'releases/*'] } } },
    expected: { conclusion: 'failure', jobs: { deploy: 'failure', next: 'skipped' }, approvals: { deploy: 'refused' } },
    act: NO_RULES,
  },
  {
    id: 'environments/branch-allowed',
    title: 'A ref that matches a pattern may deploy',
    source: BRANCHES,
    workflow: onPush({ deploy: 'environment: production' }),
    event: Event.push({ branch: 'releases/1.2' }),
    given: { environments: { production: { branches: ['main', 'releases/*'] } } },
    expected: { conclusion: 'success', jobs: { deploy: 'success' } },
    act: NO_RULES,
  },
  {
    id: 'environments/star-and-slash',
    title: 'A star does not match a slash',
    source: BRANCHES,
    workflow: onPush({ deploy: 'environment: production' }),
    event: Event.push({ branch: 'release/2026/nov' }),
    given: { environments: { production: { branches: ['release/*'] } } },
    expected: { conclusion: 'failure', approvals: { deploy: 'refused' } },
    act: NO_RULES,
  },
  {
    id: 'environments/two-stars-and-slash',
    title: 'release/*/* matches a branch with one slash more',
    source: BRANCHES,
    workflow: onPush({ deploy: 'environment: production' }),
    event: Event.push({ branch: 'release/2026/nov' }),
    given: { environments: { production: { branches: ['release/*/*'] } } },
    expected: { conclusion: 'success', jobs: { deploy: 'success' } },
    act: NO_RULES,
  },
  {
    id: 'environments/pull-request-ref',
    title: 'The ref of a pull request is matched as refs/pull/N/merge: its branch does not count',
    source: BRANCHES,
    workflow: workflowOf('on: pull_request', { deploy: 'environment: preview' }),
    event: Event.pullRequest({ branch: 'main-fix', base: 'main' }),
    given: { environments: { preview: { branches: ['main', 'main-fix'] } } },
    expected: { conclusion: 'failure', approvals: { deploy: 'refused' } },
    act: NO_RULES,
  },
  {
    id: 'environments/pull-request-pattern',
    title: 'A rule for refs/pull/*/merge lets pull requests deploy',
    source: BRANCHES,
    workflow: workflowOf('on: pull_request', { deploy: 'environment: preview' }),
    event: Event.pullRequest({ branch: 'fix', base: 'main' }),
    given: { environments: { preview: { branches: ['refs/pull/*/merge'] } } },
    expected: { conclusion: 'success', jobs: { deploy: 'success' } },
    act: NO_RULES,
  },
  {
    id: 'environments/name-expression',
    title: 'The name may be an expression, and so may the address, which sees the steps',
    source: from.syntax('jobsjob_idenvironment'),
    workflow: onPush({
      deploy: `
        environment: { name: "\${{ github.ref_name }}", url: "https://\${{ steps.out.outputs.host }}/" }
        steps: [{ id: out, run: make }]`,
    }),
    event: main,
    given: { outputs: { 'deploy/out': { host: 'app.example' } }, environments: { main: { reviewers: ['ann'], approval: 'approved' } } },
    expected: { approvals: { deploy: 'approved' }, urls: { deploy: 'https://app.example/' } },
    act: NO_RULES,
  },
  {
    id: 'environments/secrets',
    title: 'Secrets and variables of an environment are there for its jobs alone',
    source: [from.environments('environment-secrets'), from.environments('environment-variables')],
    workflow: onPush({
      deploy: 'environment: production\nenv: { KEY: "${{ secrets.KEY }}" }\nsteps: [{ id: both, if: "env.KEY == \'prod\' && vars.HOST == \'prod.example\'", run: make }]',
      test: 'env: { KEY: "${{ secrets.KEY }}" }\nsteps: [{ id: none, if: "env.KEY == \'\' && vars.HOST == \'\'", run: make }]',
    }),
    event: main,
    given: { environments: { production: { secrets: { KEY: 'prod' }, variables: { HOST: 'prod.example' } } } },
    expected: { steps: { 'deploy/both': 'success', 'test/none': 'success' } },
    act: { differs: 'deploy/both skipped' },
  },
];
