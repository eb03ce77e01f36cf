/**
 * The workflows this library was first wanted for had known defects, listed by id. One test for each that concerns CI:
 * its title says what is right; it holds for what the examples synthesize now, and fails when the defect is put back.
 * Those of the delivery are in seed-defects-delivery.test.ts.
 */
import { parse } from 'yaml';
import { ActionCatalog, Ci, Pipeline } from '../src';
import { exampleProject, synthesizeExample } from './helpers/example';
import { evaluateCondition, evaluateExpression } from './helpers/github-validator';
import { code, edit, Example, example, inShell, pinned, placesOf, Row, row, scriptsOf, shellOf, when } from './helpers/seed-rows';
import { Rehearsal, testWith } from './helpers/stand-ins';
import * as rules from './pipelines/invariants';
import { calls, Document, jobOf, jobsOf, Repository, stepOf, stepsOf, textsIn } from './pipelines/repository';
import { repositoryNamed } from './variants/repositories';

const CI = '.github/workflows/ci.yml';
const PR = '.github/workflows/pr-validation.yml';
const KVM = '.github/actions/setup-kvm/action.yml';
const KVM_SCRIPT = '.github/actions/setup-kvm/setup-kvm.sh';
const VMSNAP: Example[] = ['vmsnap'];
const ALYS: Example[] = ['alys'];
const BOTH: Example[] = ['vmsnap', 'alys'];

const job = (id: string, workflow = 'ci') => (repository: Repository) => jobOf(repository, workflow, id);
const FORK = { event_name: 'pull_request', repository: 'acme/tool', event: { pull_request: { head: { repo: { full_name: 'guest/tool' } } } } };
const OWN = { ...FORK, event: { pull_request: { head: { repo: { full_name: 'acme/tool' } } } } };

describe('both', () => {
  row('B1 every action is pinned to a commit, with its version beside it', {
    found: rules.everyActionIsPinned,
    comeback: (repository) => (stepOf(job('security')(repository), 'Scan files').uses = 'anchore/scan-action@master'),
  });

  row('B2 a workflow grants nothing, and each job what it needs and no more', {
    examples: BOTH,
    found: (repository) => [
      ...rules.everyWorkflowGrantsNothing(repository),
      ...rules.everyJobSaysItsPermissions(repository),
      ...jobsOf(repository).flatMap(({ job: { permissions, steps }, place }) => Object.entries(permissions)
        .filter(([scope, access]) => access === 'write' && !steps.some((step: Document) => ({
          'id-token': step.with?.use_oidc === true,
          'security-events': calls(step, 'github/codeql-action/upload-sarif'),
          'issues': String(step.run).includes('report-issue.sh'),
        } as Record<string, boolean>)[scope]))
        .map(([scope]) => `${place} ${scope}`)),
    ],
    comeback: (repository) => (job('unit-tests')(repository).permissions.packages = 'write'),
  });

  row('B3 a checkout leaves no credentials behind', {
    found: rules.everyCheckoutDropsItsCredentials,
    comeback: (repository) => (stepOf(job('package')(repository), 'Check out').with['persist-credentials'] = true),
  });

  row('B4 a newer push to a pull request cancels the older run, and one to main waits', {
    examples: BOTH,
    found: (repository) => Object.entries(repository.workflows).filter(([, { concurrency }]) => {
      const cancels = (event: string) => concurrency && evaluateExpression(String(concurrency['cancel-in-progress']), { github: { event_name: event } });
      return !concurrency?.group.includes('github.workflow') || !concurrency.group.includes('github.ref') || cancels('pull_request') !== true || cancels('push') !== false;
    }).map(([path]) => path),
    comeback: (repository) => delete repository.workflows[CI].concurrency,
  });

  row('B5 every job has a timeout', {
    examples: BOTH,
    found: rules.everyJobHasATimeout,
    comeback: (repository) => delete job('integration')(repository)['timeout-minutes'],
  });

  row('B6 a failure anywhere in a pipe fails the step', {
    found: (repository) => [
      ...jobsOf(repository).filter(({ workflow }) => workflow.defaults?.run?.shell !== 'bash').map(({ place }) => place),
      ...placesOf(repository, (step) => step.shell !== undefined && step.shell !== 'bash'),
      ...Object.entries(repository.actions).filter(([, action]) => action.runs.steps.some((step: Document) => step.run && step.shell !== 'bash')).map(([path]) => path),
      ...scriptsOf(repository).filter(([, text]) => !text.includes('\nset -euo pipefail\n')).map(([path]) => path),
    ],
    comeback: (repository) => edit(repository, 'scripts/ci/npm-pack.sh', 'set -euo pipefail', 'set -e'),
  });

  row('B7 no value is pasted into shell or into code that an action evaluates', {
    found: (repository) => [
      ...rules.noExpressionInShell(repository),
      ...placesOf(repository, (step) => calls(step, 'actions/github-script') || Object.keys(step.with ?? {}).some((name) => /script|eval|payload/.test(name))),
    ],
    comeback: (repository) => (stepOf(job('package')(repository), 'Build').run = 'npm run ${{ github.event.inputs.task }}'),
  });

  row('B8 every action is one that is known, kept up and runs on a runtime that runners have', {
    found: (repository) => placesOf(repository, (step) => {
      if (!step.uses || step.uses.startsWith('$/')) return false;
      const [action, commit] = step.uses.split('@');
      const entry = ActionCatalog.standard().find(action);
      return entry?.commit !== commit || !/^(node24|composite|docker)$/.test(entry!.using) || ActionCatalog.standard().refusal(action) !== undefined;
    }),
    comeback: (repository) => (stepOf(job('security')(repository), 'Upload scan results').uses = `github/codeql-action/upload-sarif@${'a'.repeat(40)}`),
  });

  row('B9 every job runs on a fixed image', {
    found: (repository) => [...rules.everyRunnerIsAPinnedImage(repository), ...rules.nothingIsLatest(repository)],
    comeback: (repository) => (job('lint', 'pr-validation')(repository)['runs-on'] = 'ubuntu-latest'),
  });

  row('B10 a change is tested once: pushes to the default branch alone, pull requests into every branch', {
    examples: BOTH,
    found: ({ workflows }) => Object.entries(workflows).filter(([, { on }]) => on.pull_request).flatMap(([path, { on }]) => [
      ...when(on.push !== undefined && JSON.stringify(on.push.branches) !== '["main"]', `${path} push`),
      ...when(on.pull_request.branches.length < 2 || on.pull_request.branches[0] !== 'main', `${path} pull_request`),
      ...when(!('merge_group' in on), `${path} merge_group`),
    ]),
    comeback: (repository) => repository.workflows[CI].on.push.branches.push('dev'),
  });

  test('B10 pull requests into each of the four kinds of branches of alys are tested', () => {
    expect(example('alys').workflows[CI].on.pull_request.branches).toEqual(['main', 'develop', 'release/**', 'migration/**']);
  });

  row('B11 a pull request of a fork does nothing that its token cannot do, and no job has a secret', {
    examples: BOTH,
    found: (repository) => [
      ...rules.whatForksLackIsGuarded(repository),
      ...Object.entries(repository.workflows).filter(([, workflow]) => textsIn(workflow).some((text) => /\bsecrets\./.test(text))).map(([path]) => path),
      ...jobsOf(repository).filter(({ id, job: { if: condition } }) => /^coverage(-upload)?$/.test(id) && condition
        && (evaluateCondition(condition, { github: FORK }) || !evaluateCondition(condition, { github: OWN }))).map(({ place }) => place),
    ],
    comeback: (repository) => (job('coverage')(repository).if = 'always()'),
  });

  row('B12 every expansion is quoted; the rest is shellcheck\'s', {
    found: (repository) => inShell(repository, />>\s*\$\{?GITHUB_|\busermod\b[^\n]*[^"]\$\{?USER/),
    comeback: (repository) => (stepOf(job('package')(repository), 'Build').run = 'echo a=b >> $GITHUB_OUTPUT'),
  });

  test('B13 what has reached its end of life is told with its date, and nothing of it is a default', () => {
    const note = jest.spyOn(Ci.prototype, 'note');
    synthesizeExample('vmsnap');
    const told = note.mock.calls.map(([text]) => text);
    note.mockRestore();
    expect(told).toContain('Ci/Tests: Node 20 is tested but reached its end of life on 2026-04-30; it gets no security fixes.');
    expect(told).toContain('Ci/Compatibility: the runner ubuntu-22.04 is removed on 2027-04-17.');
    expect(example('vmsnap').files['.nvmrc']).toMatch(/^(2[4-9])\n$/);
    expect(example('alys').files['rust-toolchain.toml']).toMatch(/channel = "1\.(8[5-9]|9\d)\.\d+"/);
    expect(job('integration-tests')(example('alys')).services.postgres.image).toMatch(/^postgres:1[6-9]@/);
  });

  row('B14 images are pinned by digest and tools by version', {
    examples: BOTH,
    found: (repository) => [
      ...jobsOf(repository).flatMap(({ job: { services = {}, container }, place }) => [...Object.values<Document>(services), ...(container ? [container] : [])]
        .map((inside) => inside.image ?? inside)
        .filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image)).map((image) => `${place} ${image}`)),
      ...placesOf(repository, (step) => calls(step, 'taiki-e/install-action') && (step.with.fallback !== 'none' || step.with.tool.split(',').some((tool: string) => !/^[\w-]+@\d+\.\d+\.\d+$/.test(tool)))),
      ...inShell(repository, /\bcargo install\b|\bpip3? install\b|\b(curl|wget)\b[^\n]*\|\s*(ba)?sh\b/),
      ...placesOf(repository, (step) => 'VERSION' in (step.env ?? {}) && !/^v?\d+\.\d+\.\d+$/.test(step.env.VERSION)),
    ],
    comeback: (repository) => (stepOf(job('package')(repository), 'Build').run = 'curl -fsSL https://example.com/install | sh'),
  });
});

describe('vmsnap', () => {
  const only = (title: string, details: Row) => row(title, { examples: VMSNAP, ...details });

  row('V1 no run for a pull request has a token that writes to the repository, or its secrets', {
    found: ({ workflows }) => Object.entries(workflows).filter(([, { on }]) => ['pull_request_target', 'workflow_run', 'issue_comment'].some((event) => event in on)).map(([path]) => path),
    comeback: (repository) => (repository.workflows[PR].on.pull_request_target = null),
  });

  row('V2 every trigger on pull requests says into which branches', {
    found: ({ workflows }) => Object.entries(workflows).filter(([, { on }]) => Object.entries<Document>(on).some(([event, filter]) => event.startsWith('pull_request') && !filter?.branches)).map(([path]) => path),
    comeback: (repository) => delete repository.workflows[PR].on.pull_request.branches,
  });

  only('V3 one severity is the policy of reviews, scans and audits, and no advisory turns a pull request red by itself', {
    found: (repository) => {
      const review = stepOf(job('dependency-review', 'pr-validation')(repository), 'Review new dependencies').with['fail-on-severity'];
      const scan = stepOf(job('security')(repository), 'Scan files').with['severity-cutoff'];
      const audit = stepOf(job('security')(repository), 'Audit production dependencies').env.SEVERITY;
      return [
        ...when(new Set(['high', review, scan, audit]).size > 1, `${review}, ${scan}, ${audit}`),
        ...when(textsIn(repository.workflows[PR]).some((text) => /npm.audit/.test(text)), 'pr-validation audits'),
        ...when(!repository.workflows[CI].on.schedule, 'the audit has no schedule'),
      ];
    },
    comeback: (repository) => (stepOf(job('dependency-review', 'pr-validation')(repository), 'Review new dependencies').with['fail-on-severity'] = 'moderate'),
  });

  only('V4 dependency review is of a supported version, and runs for pull requests, which it compares', {
    found: (repository) => [
      ...pinned(repository, 'actions/dependency-review-action', /^v[5-9]\./),
      ...when(job('dependency-review', 'pr-validation')(repository).if !== "github.event_name == 'pull_request'", 'condition'),
    ],
    comeback: (repository) => edit(repository, PR, /(dependency-review-action@\S+ # )v\S+/, '$1v3.1.0'),
  });

  test('V5 the checks that a branch rule can require are names of jobs, without a matrix in them', () => {
    const project = exampleProject('vmsnap')(repositoryNamed('vmsnap').outdir);
    const { gates } = project.node.children.find(Pipeline.isPipeline) as Pipeline;
    const names = jobsOf(example('vmsnap')).map((placed) => placed.job.name);
    expect(gates).toEqual(['Pull Request Validation Gate', 'Continuous Integration Gate']);
    expect(gates.filter((gate) => names.filter((name) => name === gate).length !== 1)).toEqual([]);
  });

  row('V6 no job commits or pushes, so no branch rule needs an exception for CI', {
    examples: ['vmsnap', 'alys', 'delivery'],
    found: (repository) => [
      ...jobsOf(repository).filter(({ job: { permissions } }) => permissions.contents === 'write').map(({ place }) => place),
      ...inShell(repository, /\bgit (push|commit|tag (?!\|))\b/),
    ],
    comeback: (repository) => (job('package')(repository).permissions.contents = 'write'),
  });

  only('V7 compatibility is tested on images that exist', {
    found: (repository) => [
      ...rules.everyRunnerIsAPinnedImage(repository),
      ...when(job('compatibility')(repository).strategy.matrix.os.length < 2, 'one image is no comparison'),
    ],
    comeback: (repository) => job('compatibility')(repository).strategy.matrix.os.unshift('ubuntu-20.04'),
  });

  row('V8 artifacts are of the living versions, each with a name of its own', {
    examples: BOTH,
    found: (repository) => [
      ...pinned(repository, 'actions/(?:up|down)load-artifact', /^v([4-9]|\d\d)\./),
      ...rules.everyArtifactHasItsOwnName(repository),
      ...rules.everyDownloadIsUploadedBefore(repository),
    ],
    comeback: (repository) => edit(repository, CI, /(upload-artifact@\S+ # )v\S+/, '$1v3.2.1'),
  });

  only('V9 virtnbdbackup comes from the distribution', {
    found: (repository) => [
      ...inShell(repository, /\bpip3?\b/),
      ...when(!stepOf(job('integration')(repository), 'Set up KVM and libvirt').with.packages.split(' ').includes('virtnbdbackup'), 'it is not installed'),
      ...when(!/apt-get/.test(code(repository.files[KVM_SCRIPT])), 'apt-get'),
    ],
    comeback: (repository) => (stepOf(job('integration')(repository), 'Install dependencies').run = 'pip3 install virtnbdbackup'),
  });

  only('V10 QEMU is installed by a package that is one', {
    found: (repository) => [...inShell(repository, /\bqemu-kvm\b/), ...when(!/\bqemu-system-x86\b/.test(code(repository.files[KVM_SCRIPT])), 'qemu-system-x86')],
    comeback: (repository) => edit(repository, KVM_SCRIPT, /qemu-system-x86\b(?!_)/, 'qemu-kvm'),
  });

  only('V11 the status of the tests is that of the step: no shell in between', {
    found: (repository) => [
      ...inShell(repository, /\bnewgrp\b|\bsg \w+ -c\b/),
      ...when(stepOf(job('integration')(repository), 'Run integration tests').run !== 'npm run test:integration', 'the command is wrapped'),
    ],
    comeback: (repository) => (stepOf(job('integration')(repository), 'Run integration tests').run = 'newgrp libvirt << EOF\nnpm run test:integration\nEOF'),
  });

  only('V12 later steps of the job can use libvirt: its socket is granted, not only the group', {
    found: (repository) => when(!/setfacl --modify "user:\$\{user\}:rw" "\$\{socket\}"/.test(code(repository.files[KVM_SCRIPT])), 'the socket is not granted'),
    comeback: (repository) => edit(repository, KVM_SCRIPT, /.*setfacl --modify.*\n/, ''),
  });

  only('V13 there is one setup of KVM, used wherever it is needed, and it opens /dev/kvm', {
    found: (repository) => [
      ...jobsOf(repository).filter(({ job: { steps } }) => steps.some((step: Document) => /libvirt|virtnbd/i.test(step.name) || /apt-get|modprobe kvm/.test(step.run ?? '')))
        .filter(({ job: { steps } }) => !steps.some((step: Document) => step.uses === '$/.github/actions/setup-kvm')).map(({ place }) => place),
      ...placesOf(repository, (step) => /apt-get|99-kvm/.test(step.run ?? '')),
      ...when(!/static_node=kvm/.test(repository.files[KVM_SCRIPT]), 'static_node'),
      ...when(!/true <> "\$\{device\}"/.test(repository.files[KVM_SCRIPT]), '/dev/kvm is not opened'),
    ],
    comeback: (repository) => (stepOf(job('integration')(repository), 'Install dependencies').run = 'sudo apt-get install -y libvirt-daemon-system'),
  });

  only('V14 the setup has inputs and outputs, and proves each program before anything runs', {
    found: (repository) => {
      const action = repository.actions[KVM];
      const steps: Document[] = job('integration')(repository).steps;
      const at = (name: string) => steps.findIndex((step) => step.name === name);
      return [
        ...['packages', 'commands', 'libvirt'].filter((name) => !action.inputs?.[name]?.description),
        ...['kvm', 'qemu-version', 'libvirt-version'].filter((name) => !action.outputs?.[name]?.value),
        ...[/virsh --connect/, /qemu-system-x86_64 --version/, /require_commands/].filter((proof) => !proof.test(code(repository.files[KVM_SCRIPT]))).map(String),
        ...when(at('Set up KVM and libvirt') > at('Run integration tests'), 'too late'),
      ];
    },
    comeback: (repository) => delete repository.actions[KVM].outputs,
  });

  only('V15 no step guesses the name of the tarball', {
    found: (repository) => [
      ...placesOf(repository, (step) => textsIn({ with: step.with, run: step.run, env: step.env }).some((text) => text.includes('.tgz'))),
      ...when(job('package')(repository).outputs?.tarball !== '${{ steps.pack.outputs.tarball }}', 'the name is no output'),
    ],
    comeback: (repository) => (stepOf(job('compatibility')(repository), 'Install package').run = 'npm install -g vmsnap-*.tgz'),
  });

  testWith(['npm', 'node', 'jq', 'tar'], 'V15 the name of a scoped package\'s tarball is what npm says', () => {
    const place = new Rehearsal();
    try {
      place.write('package.json', JSON.stringify({ name: '@sentry0/vmsnap', version: '1.0.0', files: ['cli.js'] }));
      place.write('cli.js', '');
      expect(place.run('npm-pack.sh').outputs.tarball).toBe('sentry0-vmsnap-1.0.0.tgz');
    } finally {
      place.remove();
    }
  });

  only('V16 the suite runs once a leg, with coverage', {
    found: (repository) => when(job('unit-tests')(repository).steps.filter((step: Document) => /\btest\b|test:/.test(step.run ?? '')).length !== 1, 'not once'),
    comeback: (repository) => job('unit-tests')(repository).steps.push({ name: 'Again', run: 'npm run test:unit' }),
  });

  row('V17 coverage is uploaded without a stored token', {
    found: (repository) => stepsOf(repository).filter(({ step, job: inJob }) => inJob && calls(step, 'codecov/codecov-action')
      && (step.with.use_oidc !== true || inJob.permissions['id-token'] !== 'write' || 'file' in step.with || 'token' in step.with || !/^v\d/.test(step.with.version))).map(({ place }) => place),
    comeback: (repository) => (stepOf(job('coverage')(repository), 'Upload to Codecov').with = { file: './coverage/lcov.info' }),
  });

  only('V18 a finding of the scan fails the job', {
    found: (repository) => {
      const { with: inputs, 'continue-on-error': passes } = stepOf(job('security')(repository), 'Scan files');
      return when(inputs['fail-build'] !== true || !inputs['severity-cutoff'] || inputs['only-fixed'] !== true || passes !== undefined, 'it passes');
    },
    comeback: (repository) => delete stepOf(job('security')(repository), 'Scan files').with['fail-build'],
  });

  row('V19 results of a scan are uploaded after findings, and not when there are none to upload', {
    found: (repository) => stepsOf(repository).filter(({ step, job: inJob }) => {
      if (!inJob || !calls(step, 'github/codeql-action/upload-sarif')) return false;
      const runs = (hash: string, status: 'success' | 'failure' | 'cancelled', github: object = OWN) => evaluateCondition(step.if, { github }, { status, functions: { hashFiles: () => hash } });
      return inJob.permissions['security-events'] !== 'write' || !runs('abc', 'failure') || !runs('abc', 'success')
        || runs('', 'failure') || runs('abc', 'cancelled') || runs('abc', 'success', FORK);
    }).map(({ place }) => place),
    comeback: (repository) => (stepOf(job('security')(repository), 'Upload scan results').if = 'always()'),
  });

  row('V20 results go up by a supported version, each under a category of its own', {
    found: (repository) => {
      const categories = stepsOf(repository).filter(({ step, job: inJob }) => inJob && calls(step, 'github/codeql-action/upload-sarif')).map(({ step }) => step.with.category);
      return [...pinned(repository, 'github/codeql-action/upload-sarif', /^v[4-9]\./), ...when(categories.includes(undefined) || new Set(categories).size !== categories.length, 'categories')];
    },
    comeback: (repository) => delete stepOf(job('security')(repository), 'Upload scan results').with.category,
  });

  only('V21 the audit leaves development out by the current option, with the repository\'s Node', {
    found: (repository) => {
      const names: string[] = job('security')(repository).steps.map((step: Document) => step.name);
      return [
        ...inShell(repository, /npm audit[^\n]*--production/),
        ...when(!/scope=\(--omit=dev\)/.test(repository.files['scripts/ci/npm-audit.sh']), '--omit=dev'),
        ...when(!names.slice(0, names.indexOf('Audit production dependencies')).includes('Set up Node.js'), 'no setup-node before'),
      ];
    },
    comeback: (repository) => job('security')(repository).steps.splice(3, 1),
  });

  only('V22 the integration tests are part of what must be green', {
    found: (repository) => [...rules.theGateNeedsEveryOtherJob(repository), ...when(!job('gate')(repository).needs.includes('integration'), 'integration')],
    comeback: (repository) => job('gate')(repository).needs.splice(job('gate')(repository).needs.indexOf('integration'), 1),
  });

  row('V23 an artifact is one folder of the workspace, and its absence fails', {
    found: (repository) => [
      ...rules.everyUploadMissesNothing(repository),
      ...stepsOf(repository).filter(({ step, job: inJob }) => inJob && calls(step, 'actions/upload-artifact') && /\n|^\/|\.\./.test(step.with.path.trim())).map(({ place }) => place),
    ],
    comeback: (repository) => (stepOf(job('integration')(repository), 'Keep results and logs').with.path = 'test-results/\n/tmp/vmsnap\n'),
  });

  test('V23 logs that belong to QEMU\'s user are handed to the one who uploads them', () => {
    expect(example('vmsnap').files['scripts/ci/collect-kvm-logs.sh']).toMatch(/sudo chown -R "\$\{user\}" "\$\{destination\}"/);
    expect(stepOf(job('integration')(example('vmsnap')), 'Collect libvirt and QEMU logs').if).toBe('failure()');
  });

  row('V24 a scheduled run that fails opens an issue, and the next good one closes it', {
    found: (repository) => Object.entries(repository.workflows).filter(([, { on }]) => on.schedule).flatMap(([path, { jobs }]) => {
      const others = Object.keys(jobs).filter((id) => id !== 'gate' && id !== 'schedule-issue');
      const report = jobs['schedule-issue'];
      if (!report) return [path];
      const runs = (event: string) => evaluateCondition(report.if, { github: { event_name: event } }, { status: 'failure' });
      return when(!runs('schedule') || runs('push') || report.permissions.issues !== 'write' || others.some((id) => ![report.needs].flat().includes(id)), path);
    }),
    comeback: (repository) => delete repository.workflows[CI].jobs['schedule-issue'],
  });

  test('V24 what the issue is told is the result of the whole run', () => {
    const { STATUS } = stepOf(job('schedule-issue')(example('vmsnap')), 'Open, update or close the issue').env;
    const told = (...results: string[]) => evaluateExpression(STATUS, { needs: Object.fromEntries(results.map((result, index) => [`job${index}`, { result }])) });
    expect([told('success', 'skipped'), told('success', 'failure', 'cancelled'), told('success', 'cancelled')]).toEqual(['success', 'failure', 'cancelled']);
  });

  only('V47 the version of Node is written once, in .nvmrc', {
    found: (repository) => [
      ...placesOf(repository, (step) => calls(step, 'actions/setup-node') && step.with?.['node-version-file'] !== '.nvmrc' && step.with?.['node-version'] !== '${{ matrix.node }}'),
      ...when(!/^\d+\n$/.test(repository.files['.nvmrc']), '.nvmrc'),
    ],
    comeback: (repository) => (stepOf(job('package')(repository), 'Set up Node.js').with = { 'node-version': '20' }),
  });

  row('V49 no cache of our own beside those of the setup actions', {
    found: (repository) => placesOf(repository, (step) => calls(step, 'actions/cache')),
    comeback: (repository) => job('package')(repository).steps.push({ name: 'Cache', uses: `actions/cache@${'a'.repeat(40)}` }),
  });

  only('V50 NODE_ENV is set where tests run, and nowhere else', {
    found: (repository) => [
      ...Object.entries(repository.workflows).filter(([, { env }]) => env?.NODE_ENV).map(([path]) => path),
      ...jobsOf(repository).filter(({ job: { env } }) => env?.NODE_ENV).map(({ place }) => place),
      ...placesOf(repository, (step) => (step.env?.NODE_ENV !== undefined) !== (step.name === 'Run unit tests')),
    ],
    comeback: (repository) => (repository.workflows[CI].env = { NODE_ENV: 'test' }),
  });

  only('V51 what was promised is there: updates, thresholds, conditions on paths, issues', {
    found: (repository) => {
      const updates: Document[] = parse(repository.files['.github/dependabot.yml']).updates;
      const { project, patch } = parse(repository.files['codecov.yml']).coverage.status;
      return [
        ...['npm', 'github-actions'].filter((ecosystem) => !updates.some((update) => update['package-ecosystem'] === ecosystem && update.cooldown['default-days'] >= 7)),
        ...when(project.default.target !== '85%' || project.default.threshold !== '2%' || patch.default.target !== '90%', 'thresholds'),
        ...when(!job('integration')(repository).if?.includes('needs.changes.outputs.changed'), 'paths'),
        ...when(!job('schedule-issue')(repository), 'issues'),
      ];
    },
    comeback: (repository) => edit(repository, 'codecov.yml', 'target: 85%', 'target: auto'),
  });
});

describe('alys', () => {
  const only = (title: string, details: Row) => row(title, { examples: ALYS, ...details });
  const testJobs = (repository: Repository) => jobsOf(repository).filter(({ id }) => /-tests$/.test(id));

  only('A1 each target is built on a machine of its own kind', {
    found: (repository) => job('build')(repository).strategy.matrix.include
      .filter(({ target, runner }: Document) => target.startsWith('aarch64') !== runner.endsWith('-arm')).map(({ target }: Document) => target),
    comeback: (repository) => (job('build')(repository).strategy.matrix.include[1].runner = 'ubuntu-24.04'),
  });

  only('A2 cargo tools come as checked binaries of one version', {
    found: (repository) => [
      ...inShell(repository, /\bcargo (b?install|binstall)\b/),
      ...placesOf(repository, (step) => calls(step, 'taiki-e/install-action') && step.with.tool.split(',').some((tool: string) => !/@\d+\.\d+\.\d+$/.test(tool))),
    ],
    comeback: (repository) => (stepOf(job('coverage')(repository), 'Install Cargo tools').with.tool = 'cargo-tarpaulin'),
  });

  only('A3 the minimum of coverage is the tool\'s own, not a comparison of its words', {
    found: (repository) => [
      ...when(stepOf(job('coverage')(repository), 'Measure coverage').env.MINIMUM !== 80, 'MINIMUM'),
      ...when(!/--fail-under-lines "\$\{minimum\}"/.test(repository.files['scripts/ci/cargo-coverage.sh']), '--fail-under-lines'),
      ...inShell(repository, /\|\s*bc\b/),
    ],
    comeback: (repository) => edit(repository, 'scripts/ci/cargo-coverage.sh', ' --fail-under-lines "${minimum}"', ''),
  });

  testWith(['jq', 'awk'], 'A3 too little coverage fails', () => {
    const place = new Rehearsal();
    const cargo = 'if [[ "$1" == metadata ]]; then printf \'{"workspace_root":"%s"}\' "$PWD"; exit; fi\nprintf "LF:10\\nLH:7\\n" > coverage/lcov.info; exit 1';
    try {
      place.standIn('cargo', cargo).standIn('cargo-llvm-cov').standIn('cargo-nextest');
      expect(place.run('cargo-coverage.sh', { MINIMUM: '80' })).toMatchObject({ status: 3, outputs: { coverage: '70.00' } });
    } finally {
      place.remove();
    }
  });

  only('A4 coverage is measured once', {
    found: (repository) => when(placesOf(repository, (step) => /cargo-coverage\.sh|llvm-cov|tarpaulin/.test(step.run ?? '')).length !== 1, 'not once'),
    comeback: (repository) => job('coverage')(repository).steps.push({ name: 'Again', run: 'cargo tarpaulin' }),
  });

  only('A5 an upload that must not fail can sign in', {
    found: (repository) => stepsOf(repository).filter(({ step, job: inJob }) => inJob && calls(step, 'codecov/codecov-action') && step.with.fail_ci_if_error
      && !(step.with.use_oidc && inJob.permissions['id-token'] === 'write' && inJob.if.includes('full_name'))).map(({ place }) => place),
    comeback: (repository) => delete stepOf(job('coverage-upload')(repository), 'Upload to Codecov').with.use_oidc,
  });

  only('A6 advisories are asked by cargo-deny, and no abandoned action is used', {
    found: (repository) => [
      ...placesOf(repository, (step) => step.uses !== undefined && ActionCatalog.standard().refusal(step.uses.split('@')[0]) !== undefined),
      ...when(!stepOf(job('deny')(repository), 'Check dependencies').run.endsWith(' check'), 'not all checks of cargo-deny'),
    ],
    comeback: (repository) => job('deny')(repository).steps.push({ name: 'Audit', uses: `actions-rs/audit-check@${'a'.repeat(40)}` }),
  });

  only('A7 cargo-deny and its configuration are of one time', {
    found: (repository) => [
      ...placesOf(repository, (step) => calls(step, 'EmbarkStudios/cargo-deny-action')),
      ...when(!/cargo-deny@0\.(1[6-9]|[2-9]\d)\./.test(stepOf(job('deny')(repository), 'Install Cargo tools').with.tool), 'version'),
      ...['vulnerability', 'notice', 'unlicensed', 'copyleft', 'default'].filter((key) => new RegExp(`^${key} = `, 'm').test(repository.files['deny.toml'])),
    ],
    comeback: (repository) => edit(repository, 'deny.toml', '[advisories]', '[advisories]\nvulnerability = "deny"'),
  });

  only('A8 Semgrep runs in one version with named rules, and its results are uploaded', {
    found: (repository) => {
      const { env } = stepOf(job('sast')(repository), 'Scan sources');
      return [
        ...placesOf(repository, (step) => /semgrep-action/.test(step.uses ?? '')),
        ...when(!/^\d+\.\d+\.\d+$/.test(env.VERSION), 'VERSION'),
        ...when(env.CONFIG.split(' ').includes('auto'), 'auto needs metrics'),
        ...when(stepOf(job('sast')(repository), 'Upload analysis').with.sarif_file !== env.OUTPUT, 'SARIF'),
      ];
    },
    comeback: (repository) => (stepOf(job('sast')(repository), 'Scan sources').env.CONFIG = 'auto'),
  });

  only('A9 a warning of rustdoc is an error', {
    found: (repository) => placesOf(repository, (step) => /cargo doc\b/.test(step.run ?? '') && step.env?.RUSTDOCFLAGS !== '-D warnings'),
    comeback: (repository) => delete stepOf(job('lint')(repository), 'Check documentation').env,
  });

  only('A10 what is uploaded is what the tests write', {
    found: (repository) => testJobs(repository).filter(({ job: { steps } }) => {
      const report = steps.find((step: Document) => step.env?.JUNIT_DESTINATION)?.env.JUNIT_DESTINATION;
      return !report?.startsWith(steps.find((step: Document) => step.name === 'Keep test results').with.path);
    }).map(({ place }) => place),
    comeback: (repository) => (stepOf(job('unit-tests')(repository), 'Keep test results').with.path = 'target/test-results/'),
  });

  only('A11 a database is there where it is used, and its address is passed', {
    found: (repository) => jobsOf(repository)
      .filter(({ job: { services, steps } }) => Boolean(services?.postgres) !== steps.some((step: Document) => step.env?.DATABASE_URL))
      .map(({ place }) => place),
    comeback: (repository) => (job('unit-tests')(repository).services = { postgres: { image: 'postgres' } }),
  });

  only('A12 each kind of test runs once: targets by name, documentation tests with the unit tests', {
    found: (repository) => {
      const targets = testJobs(repository).flatMap(({ job: { steps } }) => steps.flatMap((step: Document) => step.env?.TARGETS?.split(' ') ?? []));
      return [
        ...when(targets.some((target: string) => /[*?]/.test(target)) || new Set(targets).size !== targets.length, 'targets'),
        ...when(!/cargo test[^\n]*--doc/.test(code(repository.files['scripts/ci/cargo-unit-tests.sh'])), 'documentation tests'),
      ];
    },
    comeback: (repository) => (stepOf(job('integration-tests')(repository), 'Run integration tests').env.TARGETS = '*'),
  });

  row('A13 every choice in shell has an answer to what is unknown', {
    examples: ALYS,
    found: (repository) => shellOf(repository).filter(([, text]) => [...code(text).matchAll(/^\s*case .* in$([\s\S]*?)^\s*esac/gm)].some(([, body]) => !/^\s*\*\)/m.test(body))).map(([place]) => place),
    comeback: (repository) => (stepOf(job('unit-tests')(repository), 'Run unit and documentation tests').run = 'case "$TYPE" in\n  unit) cargo test ;;\nesac'),
  });

  only('A14 dependencies are cached by rust-cache, never saved by a pull request, and never in a release build', {
    found: (repository) => [
      ...placesOf(repository, (step) => calls(step, 'actions/cache')),
      ...stepsOf(repository).filter(({ step, job: inJob }) => inJob && calls(step, 'Swatinem/rust-cache')
        && evaluateExpression(String(step.with?.['save-if'] ?? true), { github: { event_name: 'pull_request' } }) !== false).map(({ place }) => place),
      ...when(job('build')(repository).steps.some((step: Document) => calls(step, 'Swatinem/rust-cache')), 'build'),
      ...['lint', 'unit-tests', 'integration-tests', 'coverage'].filter((id) => !job(id)(repository).steps.some((step: Document) => calls(step, 'Swatinem/rust-cache'))),
    ],
    comeback: (repository) => delete stepOf(job('lint')(repository), 'Cache dependencies').with,
  });

  only('A15 one check stands for every job', {
    found: (repository) => [...rules.theGateNeedsEveryOtherJob(repository), ...['coverage', 'deny', 'sast', 'build'].filter((id) => !job('gate')(repository).needs.includes(id))],
    comeback: (repository) => (job('gate')(repository).needs = ['lint', 'unit-tests']),
  });

  only('A16 the version of Rust is written once, in rust-toolchain.toml', {
    found: (repository) => {
      const version = /channel = "([^"]+)"/.exec(repository.files['rust-toolchain.toml'])?.[1] ?? 'none';
      return [
        ...Object.entries(repository.workflows).filter(([, workflow]) => textsIn(workflow).some((text) => text.includes(version) || /^(stable|beta|nightly)$/.test(text))).map(([path]) => path),
        ...placesOf(repository, (step) => /rust-toolchain@|actions-rs\/toolchain@/.test(step.uses ?? '')),
      ];
    },
    comeback: (repository) => (stepOf(job('lint')(repository), 'Set up Rust').env.TOOLCHAIN = 'stable'),
  });

  only('A17 branches of any depth below release/ and migration/ are tested', {
    found: ({ workflows }) => Object.entries(workflows).flatMap(([path, { on }]) => [...(on.push?.branches ?? []), ...(on.pull_request?.branches ?? [])]
      .filter((pattern: string) => /(^|[^*])\*$/.test(pattern)).map((pattern: string) => `${path} ${pattern}`)),
    comeback: (repository) => (repository.workflows[CI].on.pull_request.branches[2] = 'release/*'),
  });
});
