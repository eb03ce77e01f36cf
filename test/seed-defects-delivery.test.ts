/**
 * The known defects of the workflows this library was first wanted for, as far as they concern images, migrations,
 * deployments and rollbacks: as seed-defects.test.ts, one test for each. Where a script is what was wrong, the script that
 * is synthesized runs; the defect comes back as its own first text, or by taking out what answers it.
 */
import { ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ActionCatalog } from '../src';
import { evaluateCondition, evaluateExpression } from './helpers/github-validator';
import { edit, enact, Enacted, inShell, pinned, placesOf, rehearsed, Row, row, seedFile, seedStep, when } from './helpers/seed-rows';
import { findProgram, Rehearsal } from './helpers/stand-ins';
import * as rules from './pipelines/invariants';
import { calls, Document, jobOf, jobsOf, needsOf, Repository, stepOf, stepsOf, textsIn } from './pipelines/repository';
import { changes, given, rehearsal, release, valuesOf } from './scripts/helm';
import { repositoryNamed } from './variants/repositories';

jest.setTimeout(300_000);

const IMAGE = '.github/workflows/image.yml';
const MIGRATION = '.github/workflows/migration.yml';
const DEPLOY = '.github/workflows/deploy.yml';
const ROLLBACK = '.github/workflows/rollback.yml';
const GATE_FILE = '.github/delivery/deploy-gate.json';
const ENVIRONMENTS = ['testnet', 'staging', 'canary', 'production'];
const SHA = 'a'.repeat(40);
const script = (name: string) => `scripts/ci/${name}.sh`;

const only = (title: string, details: Row) => row(title, { examples: ['delivery'], ...details });
const deployJob = (repository: Repository) => jobOf(repository, 'deploy', 'deploy');
const rollbackJob = (repository: Repository) => jobOf(repository, 'rollback', 'rollback');
const running = (repository: Repository, name: string) => stepsOf(repository).filter(({ step }) => String(step.run).includes(script(name)));
const firstRunning = (repository: Repository, name: string): Document => running(repository, name)[0].step;
const removeStep = (job: Document, name: string) => job.steps.splice(job.steps.indexOf(stepOf(job, name)), 1);
const indexOf = (job: Document, what: string) => job.steps.findIndex((step: Document) => step.name === what || String(step.run).includes(`/${what}.sh`) || calls(step, what));
/** Names, in their order, of those that are missing or out of it. */
const outOfOrder = (job: Document, ...names: string[]) => names
  .filter((name, at) => indexOf(job, name) < 0 || (at > 0 && indexOf(job, name) <= indexOf(job, names[at - 1])));
/** What is wrong of an answer that is to be a failure of this kind, and never a success. */
const endsWith = (status: number, run: Enacted, words: string) => when(run.status !== status, `${words}: ${run.status}`);
const phasesOf = (repository: Repository): string[] => repository.workflows[MIGRATION].on.workflow_dispatch.inputs.phase.options.filter((name: string) => name !== 'all');
const migrations = (repository: Repository) => jobsOf(repository).filter(({ path }) => path === MIGRATION);
const withSecrets = ({ workflows }: Repository) => Object.entries(workflows).filter(([, workflow]) => textsIn(workflow).some((text) => /\bsecrets\./.test(text)));

describe('as in every workflow', () => {
  const reasons: Record<string, (step: Document) => boolean> = {
    'packages': (step) => calls(step, 'docker/build-push-action') || /(merge|tag)-image\.sh/.test(step.run),
    'attestations': (step) => calls(step, 'actions/attest'),
    'id-token': (step) => calls(step, 'actions/attest') || calls(step, 'aws-actions/configure-aws-credentials'),
    'deployments': (step) => /deployment-record\.sh/.test(step.run) && step.env.ACTION !== 'find',
  };

  only('B2 a job of the delivery may write what it writes, and no more', {
    found: (repository) => [
      ...rules.everyWorkflowGrantsNothing(repository),
      ...rules.everyJobSaysItsPermissions(repository),
      ...jobsOf(repository).flatMap(({ job: { permissions, steps }, place }) => Object.entries(permissions ?? {})
        .filter(([scope, access]) => access === 'write' && !steps.some(reasons[scope] ?? (() => false))).map(([scope]) => `${place} ${scope}`)),
    ],
    comeback: [
      (repository) => (jobOf(repository, 'deploy', 'pre-deployment').permissions.deployments = 'write'),
      (repository) => delete jobOf(repository, 'image', 'build').permissions,
    ],
  });

  only('B4 what changes an environment waits its turn and is never cancelled by what comes after it', {
    found: ({ workflows }) => Object.entries(workflows).filter(([path, { concurrency, on }]) => {
      const cancels = evaluateExpression(String(concurrency?.['cancel-in-progress'] ?? false), { github: { event_name: on.push ? 'push' : 'workflow_dispatch' } });
      return !concurrency || cancels !== false || !concurrency.group.includes([DEPLOY, ROLLBACK].includes(path) ? 'inputs.environment' : 'github.ref');
    }).map(([path]) => path),
    comeback: [
      (repository) => delete repository.workflows[DEPLOY].concurrency,
      (repository) => (repository.workflows[ROLLBACK].concurrency['cancel-in-progress'] = true),
    ],
  });

  only('B5 every job of the delivery has a timeout', {
    found: (repository) => jobsOf(repository).filter(({ job }) => !(job['timeout-minutes'] <= 120)).map(({ place }) => place),
    comeback: (repository) => delete deployJob(repository)['timeout-minutes'],
  });

  only('B10 a change is built once: for its pull request or for its push, on the branches that are released', {
    found: ({ workflows: { [IMAGE]: { on, jobs } } }) => [
      ...when(!on.push.branches?.every((branch: string) => on.pull_request.branches.includes(branch)), 'branches'),
      ...['pull_request', 'merge_group', 'push', 'workflow_dispatch'].filter((event) => {
        const runs = (id: string) => evaluateCondition(jobs[id].if ?? 'true', { github: { event_name: event } });
        return !(event in on) || Number(runs('validate')) + Number(runs('build')) !== 1;
      }),
    ],
    comeback: [
      (repository) => delete jobOf(repository, 'image', 'build').if,
      (repository) => repository.workflows[IMAGE].on.push.branches.push('**'),
    ],
  });

  only('B11 nothing with a secret or a token that writes runs for a pull request', {
    found: (repository) => [
      ...withSecrets(repository).filter(([, { on }]) => Object.keys(on).join() !== 'workflow_dispatch').map(([path]) => path),
      ...jobsOf(repository).filter(({ workflow, job, id }) => 'pull_request' in workflow.on && Object.values(job.permissions).includes('write')
        && ![id, ...needsOf(workflow, id)].some((each) => workflow.jobs[each].if && !evaluateCondition(workflow.jobs[each].if, { github: { event_name: 'pull_request' }, inputs: {}, needs: {} }))).map(({ place }) => place),
    ],
    comeback: [
      (repository) => (repository.workflows[DEPLOY].on.pull_request = null),
      (repository) => (jobOf(repository, 'image', 'build').if = 'always()'),
    ],
  });

  only('B14 what is deployed and tested with is pinned by digest, and tools by version', {
    found: (repository) => [
      ...jobsOf(repository).flatMap(({ job: { services = {} }, place }) => Object.values<Document>(services).filter(({ image }) => !/@sha256:[0-9a-f]{64}$/.test(image)).map(() => place)),
      ...when(!/outputs\.digest/.test(deployJob(repository).env.DIGEST), 'DIGEST'),
      ...running(repository, 'smoke-test').filter(({ step }) => !/@\$\{\{ needs\.\S+\.outputs\.digest \}\}$/.test(step.env.IMAGE)).map(({ place }) => place),
      ...placesOf(repository, (step) => calls(step, 'anchore/scan-action') && !/^v\d+\.\d+\.\d+$/.test(step.with['grype-version'])),
      ...inShell(repository, /\b(curl|wget)\b[^\n]*\|\s*(ba)?sh\b/),
    ],
    comeback: [
      (repository) => delete deployJob(repository).env.DIGEST,
      (repository) => (firstRunning(repository, 'smoke-test').env.IMAGE = 'ghcr.io/acme/alys:${{ inputs.version }}'),
      (repository) => (jobOf(repository, 'migration', 'migration-foundation').services.postgres.image = 'postgres:14'),
    ],
  });
});

describe('migration', () => {
  const one = (repository: Repository, phase = 'actor-core') => jobOf(repository, 'migration', `migration-${phase}`);

  only('A18 a database is a service of the job, which GitHub starts, waits for and removes', {
    found: (repository) => [
      ...inShell(repository, /\bdocker-compose\b/),
      ...migrations(repository).filter(({ job }) => !/--health-cmd/.test(job.services?.postgres?.options)).map(({ place }) => place),
    ],
    comeback: [
      (repository) => one(repository).steps.unshift({ name: 'Start', run: 'docker-compose -f docker-compose.test.yml up -d' }),
      (repository) => delete one(repository).services,
    ],
  });

  only('A19 every script that runs is there', {
    found: (repository) => stepsOf(repository).flatMap(({ step, place }) => [...`${step.run ?? ''}`.matchAll(/[\w./-]+\.sh\b/g)]
      .filter(([path]) => (path.startsWith('scripts/ci/') ? repository.files[path] === undefined : !repositoryNamed('alys').has(path))).map(([path]) => `${place}: ${path}`)),
    comeback: [
      (repository) => one(repository).steps.unshift({ name: 'Wait', run: './scripts/wait-for-services.sh' }),
      (repository) => delete repository.files[script('postgres-backup')],
    ],
  });

  /** A place with a database of these rows, and with the script that the first text called. */
  const database = (rows: number) => {
    const place = new Rehearsal().standIn('psql', `cat > /dev/null; printf 'public.block\\t${rows}\\tabc\\n'`).standIn('pg_dump', 'printf PGDMP').standIn('pg_restore', 'cat > /dev/null');
    place.write('scripts/backup_system.sh', '#!/bin/bash\n', 0o755);
    return place;
  };
  const backUp = (repository: Repository, rows: number) => rehearsed(database(rows), (place) => {
    const run = enact(place, repository.files[script('postgres-backup')], { DATABASE_URL: 'postgres://tool@localhost/tool', DESTINATION: 'kept/backup' });
    return { ...run, kept: existsSync(join(place.work, 'kept/backup/SHA256SUMS')) };
  });

  only('A20 a backup of nothing fails, and what is restored is the very folder that was made', {
    found: (repository) => {
      const empty = backUp(repository, 0);
      const good = backUp(repository, 3);
      return [
        ...when(empty.status === 0 || empty.kept, 'an empty backup'),
        ...when(good.status !== 0 || good.outputs.backup !== 'kept/backup' || !good.kept, 'a good backup'),
        ...migrations(repository).filter(({ job }) => {
          const [made, used] = [stepOf(job, 'Back up'), stepOf(job, 'Restore the backup')];
          return made.env.DESTINATION !== used.env.BACKUP || /^\/|\.\./.test(made.env.DESTINATION) || !used.if.includes(`steps.${made.id}.outcome == 'success'`);
        }).map(({ place }) => place),
      ];
    },
    comeback: [
      (repository) => (repository.files[script('postgres-backup')] = seedStep('migration-test', 'Backup current state')),
      (repository) => edit(repository, script('postgres-backup'), '(( rows == 0 ))', '(( rows < 0 ))'),
      (repository) => (stepOf(one(repository), 'Restore the backup').env.BACKUP = '/var/backups/alys/'),
    ],
  });

  only('A21 the phase is written into its job, and pasted into no shell and no name', {
    found: (repository) => [
      ...rules.noExpressionInShell(repository),
      ...placesOf(repository, (step) => calls(step, 'actions/upload-artifact') && /\binputs\./.test(step.with.name)),
    ],
    comeback: [
      (repository) => (stepOf(one(repository), 'Validate migration').run = './tests/migration/validate_${{ inputs.phase }}.sh'),
      (repository) => (stepOf(one(repository), 'Keep report and backup').with.name = 'migration-report-${{ inputs.phase }}'),
    ],
  });

  only('A22 a phase tests a target that exists, whatever hyphens its own name has', {
    found: (repository) => {
      const targets = migrations(repository).map(({ job }): string => stepOf(job, 'Test migration').env.TARGETS);
      return [
        ...targets.filter((target) => !repositoryNamed('alys').has(`tests/${target}.rs`)),
        ...when(targets.length !== phasesOf(repository).length, 'a phase without a target'),
      ];
    },
    comeback: (repository) => (stepOf(one(repository), 'Test migration').env.TARGETS = 'migration_actor-core_test'),
  });

  only('A23 migration branches are tested by themselves, with the toolchain, and what was seen is kept', {
    found: (repository) => [
      ...when(!repository.workflows[MIGRATION].on.push?.branches.includes('migration/**'), 'manual only'),
      ...when(running(repository, 'metric-gate').length === 0, 'the gate is not run'),
      ...migrations(repository).flatMap(({ job, place }) => outOfOrder(job, 'rust-toolchain', 'Test migration', 'Report', 'Keep report and backup').map((name) => `${place} ${name}`)),
    ],
    comeback: [
      (repository) => delete repository.workflows[MIGRATION].on.push,
      (repository) => removeStep(one(repository), 'Set up Rust'),
      (repository) => jobsOf(repository).forEach(({ job }) => (job.steps = job.steps.filter((step: Document) => !String(step.run).includes('metric-gate')))),
    ],
  });

  only('A24 the phase that is chosen is the one that runs, and a push runs all', {
    found: (repository) => {
      const runs = (event: string, phase?: string) => migrations(repository).filter(({ job }) => {
        const needs = Object.fromEntries([job.needs ?? []].flat().map((id: string) => [id, { result: phase ? 'skipped' : 'success' }]));
        return evaluateCondition(job.if, { github: { event_name: event, event: {} }, inputs: { phase }, needs });
      }).map(({ id }) => id.replace('migration-', ''));
      const phases = phasesOf(repository);
      return [
        ...phases.filter((phase) => runs('workflow_dispatch', phase).join() !== phase),
        ...when(runs('push').join() !== phases.join() || runs('workflow_dispatch', 'all').join() !== phases.join(), 'all'),
      ];
    },
    comeback: (repository) => (one(repository).if = one(repository).if.replace(/inputs\.phase/g, 'github.event.inputs.migration_phase')),
  });

  only('A25 a report is written after a failure and not after a cancellation, and its absence fails', {
    found: (repository) => [
      ...migrations(repository).flatMap(({ job, place }) => ['Report', 'Keep report and backup']
        .filter((name) => evaluateCondition(stepOf(job, name).if, {}, { status: 'cancelled' }) || !evaluateCondition(stepOf(job, name).if, {}, { status: 'failure' })).map((name) => `${place} ${name}`)),
      ...rules.everyUploadMissesNothing(repository),
    ],
    comeback: [
      (repository) => (stepOf(one(repository), 'Report').if = 'always()'),
      (repository) => delete stepOf(one(repository), 'Keep report and backup').with['if-no-files-found'],
    ],
  });
});

describe('image', () => {
  const build = (repository: Repository) => jobOf(repository, 'image', 'build');
  const named = (repository: Repository, REF_NAME: string, more: Record<string, string> = {}) => rehearsed(new Rehearsal(), (place) =>
    enact(place, repository.files[script('image-name')], { IMAGE: 'ghcr.io/acme/tool', REF_TYPE: 'tag', REF_NAME, REVISION: SHA, ...more }));
  const NAME = script('image-name');

  only('A26 every tag of a release is one that a registry takes', {
    found: (repository) => {
      const { status, outputs: { tags = '' } } = named(repository, 'v1.2.3');
      return [...when(status !== 0 || tags === '', 'no tags'), ...tags.split(' ').filter((tag) => !/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag))];
    },
    comeback: (repository) => edit(repository, NAME, 'tags+=("sha-${REVISION:0:12}")', 'tags+=("${BRANCH:-}-${REVISION:0:12}")'),
  });

  only('A27 each platform is built on a machine of its own kind, and joined by digest', {
    found: (repository) => [
      ...['validate', 'build'].flatMap((id) => jobOf(repository, 'image', id).strategy.matrix.include
        .filter(({ platform, runner }: Document) => platform.endsWith('arm64') !== runner.endsWith('-arm')).map(({ platform }: Document) => `${id} ${platform}`)),
      ...placesOf(repository, (step) => calls(step, 'docker/setup-qemu-action') || /,/.test(step.with?.platforms ?? '')),
      ...when(!/linux\/arm64@\$\{\{ needs\.build\.outputs\.digest-arm64 \}\}/.test(firstRunning(repository, 'merge-image').env.PLATFORMS), 'not joined'),
    ],
    comeback: [
      (repository) => (build(repository).strategy.matrix.include[1].runner = 'ubuntu-24.04'),
      (repository) => (stepOf(build(repository), 'Build image').with.platforms = 'linux/amd64,linux/arm64'),
    ],
  });

  only('A28 a release has the tags of its version and commit, and a branch those of the branch', {
    found: (repository) => [
      ...when(named(repository, 'v1.2.3').outputs.tags !== '1.2.3 1.2 1 latest sha-aaaaaaaaaaaa', 'release'),
      ...when(named(repository, 'v2.0.0-rc.1').outputs.tags !== '2.0.0-rc.1 sha-aaaaaaaaaaaa', 'prerelease'),
      ...when(named(repository, 'migration/x', { REF_TYPE: 'branch' }).outputs.tags !== 'migration-x sha-aaaaaaaaaaaa', 'branch'),
    ],
    comeback: (repository) => edit(repository, NAME, '  tags+=("sha-', '  tags+=("migration-20260101-${REVISION:0:7}" "sha-'),
  });

  only('A29 what is built does not hang on the name of a ref', {
    found: (repository) => placesOf(repository, (step) => calls(step, 'docker/build-push-action') && /github\.ref\b|ref_name/.test(String(step.with['build-args'] ?? ''))),
    comeback: (repository) => (stepOf(build(repository), 'Build image').with['build-args'] = "FEATURES=${{ contains(github.ref, 'migration') && 'migration' || 'default' }}"),
  });

  only('A30 a pull request builds and scans the image, and pushes nothing', {
    found: (repository) => {
      const { on, jobs: { validate } } = repository.workflows[IMAGE];
      const { with: inputs } = stepOf(validate, 'Build image');
      return [
        ...when(!('pull_request' in on) || !evaluateCondition(validate.if, { github: { event_name: 'pull_request' } }), 'not built'),
        ...when(outOfOrder(validate, 'Build image', 'Scan image').length > 0, 'not scanned'),
        ...when(inputs.push === true || /push/.test(inputs.outputs ?? '') || validate.permissions.packages !== undefined, 'pushed'),
      ];
    },
    comeback: [
      (repository) => delete repository.workflows[IMAGE].on.pull_request,
      (repository) => (stepOf(jobOf(repository, 'image', 'validate'), 'Build image').with.push = true),
    ],
  });

  only('A31 an image gets its tags when the commit has passed CI', {
    found: (repository) => {
      const { jobs } = repository.workflows[IMAGE];
      const wait = firstRunning(repository, 'wait-for-checks').env;
      return [
        ...when(!needsOf(repository.workflows[IMAGE], 'publish').has('tested') || jobs.publish.if !== undefined, 'published untested'),
        ...when(wait.CHECKS !== 'Continuous Integration Gate' || wait.REVISION !== '${{ github.sha }}', 'another check, or another commit'),
        ...when(!evaluateCondition(jobs.tested.if, { github: { event_name: 'push' } }), 'not waited for'),
      ];
    },
    comeback: [
      (repository) => (jobOf(repository, 'image', 'publish').needs = ['build', 'scan']),
      (repository) => (firstRunning(repository, 'wait-for-checks').env.REVISION = 'main'),
      (repository) => (jobOf(repository, 'image', 'tested').if = "github.event_name == 'schedule'"),
    ],
  });

  only('A32 an image is scanned and its materials listed before it has a tag, and both are signed', {
    found: (repository) => {
      const publish = jobOf(repository, 'image', 'publish');
      const scans = (job: Document) => job.steps.filter((step: Document) => calls(step, 'anchore/scan-action') && step.with['fail-build'] === true).length;
      return [
        ...when(!needsOf(repository.workflows[IMAGE], 'publish').has('scan') || publish.if !== undefined, 'published without a scan'),
        ...when(scans(jobOf(repository, 'image', 'scan')) !== build(repository).strategy.matrix.include.length, 'a platform is not scanned'),
        ...when(outOfOrder(publish, 'merge-image', 'Attest provenance', 'Attest materials (amd64)', 'Attest materials (arm64)', 'tag-image').length > 0, 'not signed'),
        ...when(/\bname=[^,]*:|(^|,)tags?=/.test(stepOf(build(repository), 'Build image').with.outputs) || 'tags' in stepOf(build(repository), 'Build image').with, 'a tag too early'),
        ...when(!/outputs\.digest/.test(firstRunning(repository, 'verify-image').env.DIGEST), 'not verified'),
      ];
    },
    comeback: [
      (repository) => (jobOf(repository, 'image', 'publish').needs = ['build']),
      (repository) => removeStep(jobOf(repository, 'image', 'scan'), 'Scan image (arm64)'),
      (repository) => removeStep(jobOf(repository, 'image', 'publish'), 'Attest provenance'),
      (repository) => (stepOf(build(repository), 'Build image').with.tags = 'ghcr.io/acme/tool:1.2.3'),
    ],
  });

  only('A33 an image of a release is built without the cache that branches write', {
    found: (repository) => ['cache-from', 'cache-to'].filter((name) => {
      const of = (type: string) => evaluateExpression(String(stepOf(build(repository), 'Build image').with[name]), { github: { ref_type: type }, matrix: { architecture: 'amd64' } });
      return of('tag') !== '' || !String(of('branch')).startsWith('type=gha');
    }),
    comeback: (repository) => (stepOf(build(repository), 'Build image').with['cache-from'] = "${{ format('type=gha') }}"),
  });

  only('A34 the smoke test runs the image that is deployed, whose name is in lower case', {
    found: (repository) => [
      ...when(named(repository, 'v1.2.3', { IMAGE: 'ghcr.io/Acme/Tool' }).outputs.image !== 'ghcr.io/acme/tool', 'capitals'),
      ...running(repository, 'smoke-test').filter(({ step, job }) => step.env.IMAGE !== `${job!.env.IMAGE}@${job!.env.DIGEST}`).map(({ place }) => place),
      ...when(firstRunning(repository, 'image-name').env.IMAGE !== firstRunning(repository, 'resolve-image').env.IMAGE, 'another image'),
    ],
    comeback: [
      (repository) => edit(repository, NAME, 'image="${image,,}"', ':'),
      (repository) => (firstRunning(repository, 'smoke-test').env.IMAGE = 'ghcr.io/acme/alys/test:${{ inputs.version }}'),
    ],
  });
});

describe('deployment', () => {
  // Answers from $RECORDS and $STATUSES as GitHub does: 30 records unless asked for another number, and not without a token.
  const GH = `
path='' filter=''
while (( $# > 0 )); do case "$1" in --jq) filter="$2"; shift;; api|-*) ;; *) path="$1";; esac; shift; done
if [[ -z "\${GH_TOKEN:-}" ]]; then echo 'gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable.' >&2; exit 4; fi
if [[ -n "\${BREAK:-}" ]]; then echo 'gh: Server Error (HTTP 502)' >&2; exit 1; fi
if [[ "$path" =~ deployments/([0-9]+)/statuses ]]; then answer="$(jq --arg id "\${BASH_REMATCH[1]}" '.[$id] // []' <<< "$STATUSES")"
else
  name='' count=30
  if [[ "$path" =~ environment=([^\\&]+) ]]; then name="\${BASH_REMATCH[1]}"; fi
  if [[ "$path" =~ per_page=([0-9]+) ]]; then count="\${BASH_REMATCH[1]}"; fi
  answer="$(jq --arg name "$name" --argjson count "$count" 'map(select($name == "" or .environment == $name)) | .[:$count]' <<< "$RECORDS")"
fi
jq --raw-output "\${filter:-.}" <<< "$answer"`;
  const CHECK = script('check-deployment');
  const back = (repository: Repository) => (repository.files[CHECK] = seedStep('deploy', 'Check deployment conditions', { repository: 'acme/alys', environment: 'staging' }));
  const TIME = new Date().toISOString().replace(/\.\d+Z$/, 'Z');

  /** Whether a deployment to staging goes ahead after these, newest first: environment and state, or no state yet. */
  function check(repository: Repository, before: [string, string?][], more: Record<string, string> = {}): Enacted & { ahead: boolean; red: boolean } {
    const records = before.map(([environment], index) => ({ id: 100 - index, environment, created_at: TIME, payload: { version: '1.0.0', run_id: String(index) } }));
    const statuses = Object.fromEntries(before.map(([, state], index) => [100 - index, state ? [{ state, created_at: TIME }] : []]));
    return rehearsed(new Rehearsal().standIn('gh', GH), (place) => {
      const values = { REPOSITORY: 'acme/alys', ENVIRONMENT: 'staging', VERSION: '1.4.0', GH_TOKEN: 'token-of-test', RECORDS: JSON.stringify(records), STATUSES: JSON.stringify(statuses), ...more };
      const run = enact(place, repository.files[CHECK], values);
      return { ...run, ahead: run.status === 0 && run.outputs.proceed !== 'false', red: run.status !== 0 };
    });
  }

  only('A36 a check that GitHub does not answer lets nothing pass, and has the token to ask', {
    found: (repository) => [
      ...when(check(repository, [], { BREAK: 'x' }).ahead, 'no answer'),
      ...when(check(repository, [['staging', 'success']], { GH_TOKEN: '' }).ahead, 'no token'),
      ...when(!check(repository, [['staging', 'success']]).ahead, 'a good one is refused'),
      ...placesOf(repository, (step) => /(check-(deployment|environment)|deployment-record|verify-image)\.sh/.test(step.run) && step.env?.GH_TOKEN !== '${{ github.token }}'),
      ...when(jobOf(repository, 'deploy', 'pre-deployment').permissions.deployments !== 'read', 'deployments: read'),
    ],
    comeback: [back, (repository) => delete firstRunning(repository, 'check-deployment').env.GH_TOKEN],
  });

  only('A44 after a failed deployment a fix can be deployed, and a refusal is red, unless it is forced', {
    found: (repository) => [
      ...when(!check(repository, [['staging', 'failure'], ['staging', 'success']]).ahead, 'a fix is refused'),
      ...when(!check(repository, [['staging']]).red, 'one is in progress, and the run is green'),
      ...when(!check(repository, [['staging']], { FORCE: 'true', ACTOR: 'ann' }).ahead, 'force'),
      ...when(firstRunning(repository, 'check-deployment').env.FORCE !== '${{ inputs.force }}', 'no input'),
    ],
    comeback: [
      back,
      (repository) => edit(repository, CHECK, "fail 3 'Not now'", "printf '%s: %s'"),
      (repository) => delete firstRunning(repository, 'check-deployment').env.FORCE,
    ],
  });

  only('A45 only deployments to the same environment count, and none of them is missed', {
    found: (repository) => {
      const others = Array.from({ length: 40 }, (): [string, string] => ['production', 'success']);
      return [
        ...when(check(repository, [...others, ['staging']]).ahead, 'not seen behind those to production'),
        ...when(!check(repository, [['production'], ['staging', 'success']]).ahead, 'production stands in the way of staging'),
      ];
    },
    comeback: [back, (repository) => edit(repository, CHECK, 'environment=${name}&', '')],
  });

  // Takes only the states that GitHub has.
  const RECORDING = `
path="\${!#}"
case "$path" in
  *'?environment='*) printf '%s' "\${LIST:-[]}" ;;
  *'/statuses?per_page=1') echo '[]' ;;
  */statuses) state="$(jq --raw-output .state)"
    if [[ ! "$state" =~ ^(error|failure|inactive|in_progress|queued|pending|success)$ ]]; then echo 'gh: Validation Failed (HTTP 422)' >&2; exit 1; fi
    echo "$state" >> states; jq --null-input --arg state "$state" '{ $state }' ;;
  *) echo '{"id":42}' ;;
esac`;
  const RECORD = script('deployment-record');
  const record = (repository: Repository, more: Record<string, string>) => rehearsed(new Rehearsal().standIn('gh', RECORDING), (place) => {
    const run = enact(place, repository.files[RECORD], {
      ACTION: 'finish', REPOSITORY: 'acme/alys', ENVIRONMENT: 'staging', RUN_ID: '7', RUN_URL: 'https://github.com/acme/alys/actions/runs/7', GH_TOKEN: 'token-of-test', ...more,
    });
    return { ...run, states: place.exists('states') ? place.read('states').trim().split('\n') : [] };
  });
  const OWN = '[{"id":5,"payload":{"run_id":"7"}}]';

  only('A46 a deployment ends in a state that GitHub has, names a commit, and one that never began has none', {
    found: (repository) => [
      ...['success', 'failure', 'cancelled'].filter((STATUS) => record(repository, { STATUS, LIST: OWN }).states.length !== 1),
      ...when(record(repository, { STATUS: 'failure', LIST: '[]' }).status !== 0 || record(repository, { STATUS: 'failure', LIST: '[]' }).states.length > 0, 'a record of nothing'),
      ...running(repository, 'deployment-record').filter(({ step }) => step.env.ACTION === 'start' && !/^\$\{\{ (needs\.\S+\.outputs\.revision|github\.sha) \}\}$/.test(step.env.REF)).map(({ place }) => place),
    ],
    comeback: [
      (repository) => edit(repository, RECORD, "cancelled) printf 'error'", "cancelled) printf 'cancelled'"),
      (repository) => (stepOf(deployJob(repository), 'Record the deployment').env.REF = '${{ inputs.version }}'),
      (repository) => edit(repository, RECORD, '  if [[ -z "${id}" ]]; then\n    printf', '  id="${id:-42}"\n  if [[ -z "${id}" ]]; then\n    printf'),
    ],
  });

  only('A47 a deployment has one record: GitHub makes none beside it', {
    found: (repository) => [
      ...jobsOf(repository).filter(({ job }) => job.environment !== undefined && job.environment.deployment !== false).map(({ place }) => place),
      ...jobsOf(repository).filter(({ job }) => job.steps.filter((step: Document) => String(step.run).includes(RECORD) && step.env.ACTION === 'start').length > 1).map(({ place }) => place),
    ],
    comeback: (repository) => (deployJob(repository).environment = { name: '${{ inputs.environment }}', url: 'https://alys.network' }),
  });

  only('A48 no input reaches a language through its text', {
    found: (repository) => [
      ...rules.noExpressionInShell(repository),
      ...placesOf(repository, (step) => calls(step, 'actions/github-script') || Object.keys(step.with ?? {}).some((name) => /script|eval|payload/.test(name))),
    ],
    comeback: (repository) => deployJob(repository).steps.push({ name: 'Record', uses: `actions/github-script@${SHA}`, with: { script: "const ref = '${{ inputs.version }}';" } }),
  });

  only('A35 a version is one thing, as a Git tag with its v and as an image without', {
    found: (repository) => {
      const find = (VERSION: string) => rehearsed(new Rehearsal().standIn('skopeo', 'echo \'{"config":{"Labels":{"org.opencontainers.image.revision":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}}\''), (place) =>
        enact(place, repository.files[script('resolve-image')], { IMAGE: 'ghcr.io/acme/tool', VERSION }).outputs);
      return [
        ...['1.2.3', 'v1.2.3'].filter((version) => find(version).tag !== '1.2.3' || find(version).revision !== SHA),
        ...when(!/outputs\.revision/.test(stepOf(deployJob(repository), 'Check out the version').with.ref), 'the chart is of another commit'),
        ...when(!/outputs\.tag/.test(deployJob(repository).env.VERSION), 'the image has another version'),
      ];
    },
    comeback: [
      (repository) => edit(repository, script('resolve-image'), 'tag="${BASH_REMATCH[1]}"', 'tag="${text}"'),
      (repository) => (stepOf(deployJob(repository), 'Check out the version').with.ref = '${{ inputs.version }}'),
    ],
  });

  only('A40 a job that signs in with OpenID Connect may, and to the environment that it acts on', {
    found: (repository) => stepsOf(repository).filter(({ step, job }) => job && calls(step, 'aws-actions/configure-aws-credentials')
      && (job.permissions['id-token'] !== 'write' || job.environment?.name !== '${{ inputs.environment }}' || !step.with['role-to-assume'])).map(({ place }) => place),
    comeback: [
      (repository) => delete deployJob(repository).permissions['id-token'],
      (repository) => delete rollbackJob(repository).environment,
    ],
  });

  const CLUSTER = `
case "$*" in
  'create --filename'*) cat >> created; echo 'job.batch/x created';;
  'get job'*) jq --null-input --arg state "$STATE" '{status: {conditions: [{type: $state, status: "True"}]}}';;
  logs*) echo 'block 17 is missing';;
esac`;
  const SMOKE = script('smoke-test');
  // Who waits for more than a moment fails at it.
  const smoke = (place: Rehearsal, repository: Repository, STATE: string) => enact(place.standIn('sleep', 'if (( CALL > 3 )); then exit 1; fi'), repository.files[SMOKE], {
    RELEASE: 'alys', NAMESPACE: 'net', ENVIRONMENT: 'staging', IMAGE: 'ghcr.io/acme/alys@sha256:1', URL: 'http://alys', STATE,
  });

  only('A41 a smoke test ends as soon as it has an end, good or bad, and shows what it printed', {
    found: (repository) => ['Complete', 'Failed'].filter((state) => {
      const run = rehearsed(new Rehearsal().standIn('kubectl', CLUSTER), (place) => smoke(place, repository, state));
      return run.status !== (state === 'Complete' ? 0 : 3) || !run.said.includes('block 17 is missing');
    }),
    comeback: [
      (repository) => edit(repository, SMOKE, '(.type == "Complete" or .type == "Failed")', '(.type == "Succeeded")'),
      (repository) => edit(repository, SMOKE, /\n {2}kubectl logs .*/, ''),
    ],
  });

  only('A42 a smoke test has a name of its own each time, in the namespace of the release, and goes away', {
    found: (repository) => rehearsed(new Rehearsal().standIn('kubectl', CLUSTER), (place) => {
      ['Complete', 'Failed'].forEach((state) => smoke(place, repository, state));
      const made: Document[] = JSON.parse(`[${place.read('created').replace(/\n\}\n\{/g, '\n},{')}]`);
      const removed = place.calls('kubectl').map(({ args }) => args.join(' ')).filter((text) => text.startsWith('delete job'));
      return [
        ...when(new Set(made.map(({ metadata: { name } }) => name)).size !== 2, 'the same name'),
        ...made.filter(({ metadata: { name, namespace } }) => namespace !== 'net' || !removed.some((text) => text.includes(`${name} --namespace net`))).map(({ metadata }) => metadata.name),
      ];
    }),
    comeback: [
      (repository) => edit(repository, SMOKE, 'job_name="${NAME:-smoke-test}-$(date +%s)-${RANDOM}"', 'job_name=smoke-test'),
      (repository) => edit(repository, SMOKE, '  trap remove_job EXIT\n', ''),
      (repository) => edit(repository, SMOKE, 'namespace: $namespace, ', ''),
    ],
  });

  const FLAGS = script('apply-feature-flags');
  const flags = (repository: Repository, text: string) => rehearsed(new Rehearsal().standIn('kubectl', `
case "$*" in
  'create configmap'*) cat > /dev/null; jq --null-input --arg name "$3" --arg namespace "$5" '{metadata: {$name, $namespace}}';;
  apply*) cat > applied.json;;
  'get namespace'*) ;;
  get*) echo '{"items":[]}';;
esac`), (place) => {
    place.write('features.toml', text);
    enact(place, repository.files[FLAGS], { FILE: 'features.toml', RELEASE: 'alys', NAMESPACE: 'net', ENVIRONMENT: 'staging' });
    const asked = place.calls('kubectl').map(({ args }) => args.join(' '));
    const at = (start: string) => asked.findIndex((line) => line.startsWith(start));
    return { ...JSON.parse(place.read('applied.json')).metadata, spaceFirst: at('create namespace net') >= 0 && at('create namespace net') < at('apply') };
  });

  only('A43 feature flags lie in the namespace, which is there first, and other flags are another object, so that pods restart', {
    found: (repository) => {
      const [one, same, other] = ['a = 1\n', 'a = 1\n', 'a = 2\n'].map((text) => flags(repository, text));
      return [
        ...when(one.namespace !== 'net' || !one.spaceFirst, 'namespace'),
        ...when(one.name === other.name || one.name !== same.name, 'name'),
        ...outOfOrder(deployJob(repository), 'apply-feature-flags', 'helm-rollout'),
        ...running(repository, 'helm-rollout').filter(({ step }) => !step.env.CONFIG_MAP?.includes('outputs.config-map')).map(({ place }) => place),
      ];
    },
    comeback: [
      (repository) => edit(repository, FLAGS, /name="\$\{RELEASE:\?\}-features-.*"/, 'name=feature-flags'),
      (repository) => edit(repository, FLAGS, '  make_namespace\n', ''),
      (repository) => edit(repository, FLAGS, 'create configmap "${name}" --namespace "${NAMESPACE:?}"', 'create configmap "${name}" --namespace default'),
      (repository) => delete firstRunning(repository, 'helm-rollout').env.CONFIG_MAP,
    ],
  });

  const ROLLOUT = script('helm-rollout');
  const rollOut = (repository: Repository, more: Record<string, string> = {}) => rehearsed(rehearsal(), (place) => {
    place.write('chart/Chart.yaml', '');
    const run = enact(place, repository.files[ROLLOUT], { RELEASE: 'alys', NAMESPACE: 'net', CHART: 'chart', ENVIRONMENT: 'staging', IMAGE: 'ghcr.io/acme/alys', VERSION: '1.4.0', PHASE: 'promote', ...more });
    return { ...run, args: changes(place).flat(), values: release(place).at(-1)?.values };
  });

  only('A49 a version is text for Helm, whatever digits and commas are in it', {
    found: (repository) => ['20260101', '1.0,environment=production'].filter((VERSION) => {
      const { values, args } = rollOut(repository, { VERSION });
      return values?.image.tag !== VERSION || values.environment !== 'staging' || args.some((arg) => arg.startsWith('--set'));
    }),
    comeback: [
      (repository) => edit(repository, ROLLOUT, '--arg tag "${VERSION:?}"', '--argjson tag "${VERSION:?}"'),
      (repository) => edit(repository, ROLLOUT, '--history-max', '--set "image.tag=${VERSION}" --history-max'),
    ],
  });

  const BACK = script('helm-rollback');
  const interrupted = (repository: Repository, status: string, phase: string) => rehearsed(rehearsal(), (place) => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0', phase), status });
    enact(place, repository.files[BACK], { RELEASE: 'alys', NAMESPACE: 'net', WHEN: 'interrupted', LOCK_WAIT: '0' });
    return changes(place).map(([command, , to]) => `${command} ${to}`).join();
  });

  only('A50 a rollout that fails or is interrupted is taken back, and blocks no later one', {
    found: (repository) => [
      ...[['failed', 'stable'], ['pending-upgrade', 'stable'], ['deployed', 'rolling']]
        .filter(([status, phase]) => interrupted(repository, status, phase) !== 'rollback 1').map(([status]) => status),
      ...outOfOrder(deployJob(repository), 'Recover an interrupted rollout, if there is one', 'helm-rollout', 'Roll back'),
      ...(['failure', 'cancelled'] as const).filter((status) => !evaluateCondition(stepOf(deployJob(repository), 'Roll back').if, { steps: { look: { outcome: 'success' } } }, { status })),
    ],
    comeback: [
      (repository) => edit(repository, BACK, 'IN("deployed", "superseded")', 'IN("deployed", "superseded", "failed", "pending-upgrade")'),
      (repository) => edit(repository, BACK, '(.rollout.phase? // "stable") == "stable"', 'true'),
      (repository) => removeStep(deployJob(repository), 'Recover an interrupted rollout, if there is one'),
      (repository) => (stepOf(deployJob(repository), 'Roll back').if = 'failure()'),
    ],
  });

  only('A51 the shares of a rollout are numbers of the composition, and each environment goes its own steps', {
    found: (repository) => {
      const steps = (environment: string) => deployJob(repository).steps
        .filter((step: Document) => String(step.run).includes(ROLLOUT) && step.env.PHASE !== 'promote' && evaluateCondition(step.if, { inputs: { environment } }))
        .map(({ env: { STRATEGY, PERCENTAGE } }: Document) => `${STRATEGY} ${PERCENTAGE}`).join(', ');
      return [
        ...Object.keys(repository.workflows[DEPLOY].on.workflow_dispatch.inputs).filter((name) => !['environment', 'version', 'force'].includes(name)),
        ...ENVIRONMENTS.filter((name) => steps(name) !== (name === 'testnet' ? 'rolling 100' : 'canary 10, canary 50, canary 100')),
        ...['150', '-1', 'ten'].filter((PERCENTAGE) => rollOut(repository, { PERCENTAGE }).status !== 64),
      ];
    },
    comeback: [
      (repository) => (repository.workflows[DEPLOY].on.workflow_dispatch.inputs.rollout_percentage = { default: '10' }),
      (repository) => (stepOf(deployJob(repository), 'Roll out to 10 %').env.PERCENTAGE = '${{ inputs.rollout_percentage }}'),
      (repository) => edit(repository, ROLLOUT, '^(100|[1-9]?[0-9])$', '.'),
    ],
  });

  only('A52 a version is one, and its image exists, before anything changes', {
    found: (repository) => {
      const find = (VERSION: string) => rehearsed(new Rehearsal().standIn('skopeo', 'if [[ "$*" == *9.9.9* ]]; then echo "manifest unknown" >&2; exit 1; fi; echo "{}"'), (place) =>
        enact(place, repository.files[script('resolve-image')], { IMAGE: 'ghcr.io/acme/tool', VERSION }));
      return [
        ...endsWith(0, find('1.2.3'), 'a version'),
        ...endsWith(3, find('9.9.9'), 'no image'),
        ...['latest', 'main', '1.2', '1.2.3 --help'].flatMap((version) => endsWith(64, find(version), version)),
        ...when(!needsOf(repository.workflows[DEPLOY], 'deploy').has('pre-deployment') || deployJob(repository).if !== undefined, 'too late'),
        ...outOfOrder(jobOf(repository, 'deploy', 'pre-deployment'), 'resolve-image', 'verify-image', 'check-deployment'),
      ];
    },
    comeback: [
      (repository) => edit(repository, script('resolve-image'), /fail 64 'Not a version'.*/, 'tag="${text}"'),
      (repository) => edit(repository, script('resolve-image'), /fail 3 'No such image'.*/, 'exit 0'),
      (repository) => delete deployJob(repository).needs,
    ],
  });

  only('A53 deployments to an environment, and rollbacks of it, wait for each other', {
    found: ({ workflows }) => [
      ...when(workflows[DEPLOY].concurrency?.group !== 'deploy-${{ inputs.environment }}', 'deploy'),
      ...when(workflows[DEPLOY].concurrency?.group !== workflows[ROLLBACK].concurrency?.group, 'rollback'),
      // By default only the newest of those that wait is kept.
      ...[DEPLOY, ROLLBACK].filter((path) => workflows[path].concurrency?.queue !== 'max' || workflows[path].concurrency['cancel-in-progress']),
    ],
    comeback: [
      (repository) => (repository.workflows[ROLLBACK].concurrency.group = 'rollback-${{ inputs.environment }}'),
      (repository) => delete repository.workflows[DEPLOY].concurrency.queue,
    ],
  });

  only('A54 kubectl and Helm have their versions, and the actions that set them up are current', {
    found: (repository) => [
      ...pinned(repository, '[Aa]zure/setup-kubectl', /^v([4-9]|\d\d)\./),
      ...placesOf(repository, (step) => /^azure\/setup-(kubectl|helm)@/i.test(step.uses ?? '') && !/^v\d+\.\d+\.\d+$/.test(step.with?.version)),
      ...['deploy', 'recovery'].flatMap((id) => outOfOrder(jobOf(repository, 'deploy', id), 'Set up kubectl', 'Set up Helm', 'Roll back').map((name) => `${id} ${name}`)),
    ],
    comeback: [
      (repository) => delete stepOf(deployJob(repository), 'Set up kubectl').with,
      (repository) => removeStep(deployJob(repository), 'Set up Helm'),
      (repository) => edit(repository, DEPLOY, /(setup-kubectl@\S+ # )v\S+/, '$1v3.2.0'),
    ],
  });

  const ENVIRONMENT_CHECK = script('check-environment');
  const declared = { name: 'production', protection_rules: [{ type: 'required_reviewers', reviewers: [{ type: 'User' }] }], deployment_branch_policy: { protected_branches: true } };
  const checkEnvironment = (repository: Repository, answer: object, more: Record<string, string> = {}) => rehearsed(new Rehearsal(), (place) => {
    place.standIn('gh', 'printf \'%s\' "$ANSWER"; if [[ "$ANSWER" == *\'"404"\'* ]]; then exit 1; fi');
    const values = { REPOSITORY: 'acme/alys', ENVIRONMENT: 'production', REVIEWED: 'canary production', REF: 'refs/heads/main', BRANCH: 'main', GH_TOKEN: 'token-of-test' };
    return enact(place, repository.files[ENVIRONMENT_CHECK], { ...values, ANSWER: JSON.stringify(answer), ...more });
  });

  only('A55 an environment is declared and guarded, and is deployed to from one branch', {
    found: (repository) => [
      ...endsWith(0, checkEnvironment(repository, declared), 'declared'),
      ...endsWith(3, checkEnvironment(repository, { message: 'Not Found', status: '404' }, { ENVIRONMENT: 'testnet' }), 'made on the fly'),
      ...endsWith(3, checkEnvironment(repository, { ...declared, protection_rules: [] }), 'nobody approves'),
      ...endsWith(3, checkEnvironment(repository, declared, { REF: 'refs/heads/wip' }), 'another branch'),
      ...when(firstRunning(repository, 'check-environment').env.REVIEWED !== 'canary production', 'who approves'),
      ...outOfOrder(jobOf(repository, 'deploy', 'pre-deployment'), 'check-environment', 'resolve-image'),
    ],
    comeback: [
      (repository) => edit(repository, ENVIRONMENT_CHECK, "fail 3 'No environment'", 'printf "%s %s" x'),
      (repository) => edit(repository, ENVIRONMENT_CHECK, "fail 3 'Nobody approves'", 'printf "%s %s" x'),
      (repository) => edit(repository, ENVIRONMENT_CHECK, "fail 3 'Wrong branch'", 'printf "%s %s" x'),
      (repository) => delete firstRunning(repository, 'check-environment').env.REVIEWED,
    ],
  });
});

describe('rollback', () => {
  const BACK = script('helm-rollback');
  const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'];
  const rollBack = (repository: Repository, parameters: Record<string, string> = {}) => rehearsed(rehearsal(), (place) => {
    given(place, ...versions.map((version) => ({ values: valuesOf(version) })));
    const run = enact(place, repository.files[BACK], { RELEASE: 'alys', NAMESPACE: 'net', ...parameters });
    return { ...run, args: changes(place).flat() };
  });

  only('A58 whoever rolls back has signed in, and has kubectl, Helm and the cluster', {
    found: (repository) => [['rollback', 'rollback'], ['deploy', 'recovery'], ['deploy', 'deploy']].flatMap(([workflow, id]) =>
      outOfOrder(jobOf(repository, workflow, id), 'Set up kubectl', 'Set up Helm', 'Sign in to AWS', 'eks-kubeconfig', 'check-cluster', 'helm-rollback').map((name) => `${workflow}/${id} ${name}`)),
    comeback: [
      (repository) => removeStep(rollbackJob(repository), 'Sign in to AWS'),
      (repository) => removeStep(rollbackJob(repository), 'Write kubeconfig'),
      (repository) => removeStep(jobOf(repository, 'deploy', 'recovery'), 'Set up Helm'),
    ],
  });

  only('A59 the version that is wanted is the one that comes back, or none', {
    found: (repository) => [
      ...['1.1.0', 'v1.1.0'].filter((TARGET_VERSION) => rollBack(repository, { TARGET_VERSION }).args.slice(0, 3).join(' ') !== 'rollback alys 2'),
      ...when(rollBack(repository, { TARGET_VERSION: '9.9.9' }).status !== 4, 'one that never was'),
      ...when(stepOf(rollbackJob(repository), 'Roll back').env.TARGET_VERSION !== '${{ inputs.version }}', 'the input'),
    ],
    comeback: [
      (repository) => (repository.files[BACK] = seedStep('rollback', 'Rollback with Helm')),
      (repository) => edit(repository, BACK, '"${below}" "${TARGET_VERSION:-}"', '"${below}" ""'),
      (repository) => delete stepOf(rollbackJob(repository), 'Roll back').env.TARGET_VERSION,
    ],
  });

  only('A60 the version before is the one before, by the tag of its image', {
    found: (repository) => {
      const { outputs, args } = rollBack(repository);
      return when(outputs.version !== '1.2.0' || args[2] !== '3', `${outputs.version} as revision ${args[2]}`);
    },
    comeback: [
      (repository) => (repository.files[BACK] = seedStep('rollback', 'Get rollback version')),
      (repository) => edit(repository, BACK, 'select(.revision < $below)', 'select(.revision <= $below)'),
      (repository) => edit(repository, BACK, 'reverse[]', '.[]'),
      (repository) => edit(repository, BACK, '.image.tag? //', '.app_version? //'),
    ],
  });

  only('A61 a rollback works in the environment itself, with its secrets, rules and identity', {
    found: (repository) => [rollbackJob(repository), jobOf(repository, 'deploy', 'recovery')]
      .filter(({ environment }) => environment?.name !== deployJob(repository).environment.name).map(({ name }) => name),
    comeback: (repository) => (rollbackJob(repository).environment.name = '${{ inputs.environment }}-rollback'),
  });

  only('A62 the wanted version is a value of the environment, whatever it holds', {
    found: (repository) => [
      ...rules.noExpressionInShell(repository),
      ...when(rollBack(repository, { TARGET_VERSION: '"; helm uninstall alys; "' }).args.length > 0, 'it was run'),
    ],
    comeback: [
      (repository) => (stepOf(rollbackJob(repository), 'Roll back').run = 'if [ -n "${{ inputs.version }}" ]; then helm rollback alys; fi'),
      (repository) => (repository.files[BACK] = 'VERSION=""\neval "VERSION=\\"${TARGET_VERSION}\\""\n'),
    ],
  });

  only('A64 a rollback has its time, brings the flags of its version along and is recorded', {
    found: (repository) => {
      const { args } = rollBack(repository);
      const rolledOut = rehearsed(rehearsal(), (place) => {
        place.write('chart/Chart.yaml', '');
        enact(place, repository.files[script('helm-rollout')], { RELEASE: 'alys', NAMESPACE: 'net', CHART: 'chart', ENVIRONMENT: 'staging', IMAGE: 'ghcr.io/acme/alys', VERSION: '1.4.0', PHASE: 'promote', CONFIG_MAP: 'flags-1' });
        return release(place).at(-1)?.values;
      });
      const job = rollbackJob(repository);
      return [
        ...when(!args.includes('--wait') || !args.includes('--timeout') || !(job['timeout-minutes'] <= 60), 'time'),
        ...when(rolledOut?.featureFlags?.configMap !== 'flags-1', 'a revision does not name its flags'),
        ...outOfOrder(job, 'Roll back', 'Record the rollback', 'Record the result'),
        ...when(job.permissions.deployments !== 'write', 'deployments: write'),
      ];
    },
    comeback: [
      (repository) => edit(repository, BACK, 'waiting=(--wait)', 'waiting=()'),
      (repository) => edit(repository, script('helm-rollout'), 'featureFlags: {configMap: $flags},', ''),
      (repository) => removeStep(rollbackJob(repository), 'Record the rollback'),
    ],
  });

  only('A65 a deployment that fails goes back by itself; by hand the version is found, and an emergency waits for nothing', {
    found: (repository) => {
      const { inputs } = repository.workflows[ROLLBACK].on.workflow_dispatch;
      const wait = (emergency: boolean) => evaluateExpression(stepOf(rollbackJob(repository), 'Roll back').env.LOCK_WAIT, { inputs: { emergency } });
      const verifies = (emergency: boolean) => evaluateCondition(stepOf(rollbackJob(repository), 'Verify the version that is back').if, { inputs: { emergency }, steps: { 'roll-back': { outputs: { outcome: 'rolled-back' } } } });
      const lost = (finish: string) => evaluateCondition(jobOf(repository, 'deploy', 'unfinished').if, { needs: { deploy: { result: 'failure', outputs: { finish } } } }, { status: 'failure' });
      return [
        ...when(!evaluateCondition(stepOf(deployJob(repository), 'Roll back').if, { steps: { look: { outcome: 'success' } } }, { status: 'failure' }), 'not by itself'),
        ...when(!lost('') || lost('success'), 'not where the job was lost'),
        ...when(inputs.version.required === true || inputs.emergency?.type !== 'boolean', 'inputs'),
        ...when(wait(true) !== '0' || wait(false) === '0' || verifies(true) || !verifies(false), 'emergency'),
      ];
    },
    comeback: [
      (repository) => (stepOf(deployJob(repository), 'Roll back').if = 'success()'),
      (repository) => (jobOf(repository, 'deploy', 'unfinished').if = 'success()'),
      (repository) => delete repository.workflows[ROLLBACK].on.workflow_dispatch.inputs.emergency,
      (repository) => (stepOf(rollbackJob(repository), 'Roll back').env.LOCK_WAIT = '600'),
    ],
  });
});

describe('notifications', () => {
  const NOTIFY = script('notify');
  const HOSTILE = '1.4.0"}]}); process.exit(0); ({"';
  const notifying = (repository: Repository) => jobsOf(repository).filter(({ id }) => id.startsWith('notify-'));
  const notify = (repository: Repository, more: Record<string, string> = {}, curl = 'for arg in "$@"; do if [[ "$arg" == @* ]]; then cp "${arg#@}" payload; fi; done; printf 200') =>
    rehearsed(new Rehearsal().standIn('curl', curl), (place) => {
      const run = enact(place, repository.files[NOTIFY], {
        CHANNEL: 'slack', TITLE: 'Deployment', STATUS: 'started', VERSION: HOSTILE, RUN_URL: 'https://github.com/acme/alys/actions/runs/7', WEBHOOK_URL: 'https://hooks.slack.com/services/abc', ...more,
      });
      return { ...run, payload: place.exists('payload') ? place.read('payload') : undefined };
    });
  const told = (payload: string | undefined): string[] => {
    try {
      return textsIn(JSON.parse(payload ?? 'null'));
    } catch {
      return [];
    }
  };

  only('A37 no message, and no lack of one, keeps anything from being deployed', {
    found: (repository) => [
      ...running(repository, 'notify').filter(({ step }) => !/^\$\{\{ secrets\.\w+ \}\}$/.test(step.env.WEBHOOK_URL)).map(({ place }) => place),
      ...when(notify(repository, { WEBHOOK_URL: '' }).status !== 0, 'no secret'),
      ...when(notify(repository, {}, 'exit 7').status !== 0, 'no connection'),
      ...when(notify(repository, {}, 'printf 404; exit 22').status !== 0, 'no such webhook'),
      ...when(notify(repository).payload === undefined, 'nothing is sent'),
    ],
    comeback: [
      (repository) => (firstRunning(repository, 'notify').env.WEBHOOK_URL = ''),
      (repository) => edit(repository, NOTIFY, 'explain_failure "${status}" "${code}" "${url}"', 'exit 1'),
      (repository) => edit(repository, NOTIFY, 'if [[ -z "${WEBHOOK_URL:+set}" ]]; then', 'if false; then'),
    ],
  });

  only('A38 a message is data, whatever the version is called', {
    found: (repository) => [
      ...['slack', 'discord', 'webhook'].filter((CHANNEL) => !told(notify(repository, { CHANNEL }).payload).some((text) => text.replace(/\\(?=[^\\])/g, '').includes(HOSTILE))),
      ...placesOf(repository, (step) => Object.keys(step.with ?? {}).some((name) => /payload/.test(name))),
    ],
    comeback: [
      (repository) => edit(repository, NOTIFY, /slack_payload "\$\{functions\}" .* ;;/, 'printf \'{"text": "%s"}\' "${VERSION}" ;;'),
      (repository) => deployJob(repository).steps.push({ name: 'Notify', uses: `acme/notify@${SHA}`, with: { custom_payload: '{ text: "${{ inputs.version }}" }' } }),
    ],
  });

  only('A39 no abandoned action is used, for messages or anything else', {
    found: (repository) => placesOf(repository, (step) => step.uses !== undefined && ActionCatalog.standard().refusal(step.uses.split('@')[0]) !== undefined),
    comeback: (repository) => notifying(repository)[0].job.steps.push({ name: 'Notify', uses: `8398a7/action-slack@${SHA}` }),
  });

  only('A56 start and every end are told, a failure is taken back, and versions go from one environment to the next', {
    found: (repository) => {
      const result = jobOf(repository, 'deploy', 'notify-result');
      const status = (deploy: string, back: string) => evaluateExpression(stepOf(result, 'Notify Slack').env.STATUS, {
        needs: { deploy: { result: deploy, outputs: { 'roll-back': back === 'rolled-back' ? 'success' : back, 'roll-back-outcome': back } }, recovery: { result: back === 'failure' ? 'failure' : 'skipped', outputs: { 'roll-back-outcome': '' } } },
      });
      const ends = [status('success', ''), status('failure', 'rolled-back'), status('failure', 'failure'), status('failure', '')];
      const after = ENVIRONMENTS.map((environment) => evaluateExpression(firstRunning(repository, 'check-deployment').env.AFTER, { inputs: { environment } }));
      return [
        ...(['success', 'failure', 'cancelled'] as const).filter((each) => !evaluateCondition(result.if, {}, { status: each })),
        ...when(ends.join() !== 'success,rolled-back,rollback-failed,failure', `ends: ${ends.join()}`),
        ...when(notifying(repository).length < 3, 'start, result or rollback'),
        ...when(after.join() !== ',testnet,staging,canary', 'order'),
        ...when(!stepOf(deployJob(repository), 'Roll back'), 'not taken back'),
      ];
    },
    comeback: [
      (repository) => (jobOf(repository, 'deploy', 'notify-result').if = 'success()'),
      (repository) => delete repository.workflows[DEPLOY].jobs['notify-start'],
      (repository) => (firstRunning(repository, 'check-deployment').env.AFTER = "${{ (inputs.environment == 'production' && 'testnet') || '' }}"),
    ],
  });

  only('A57 nothing waits for a job that tells, and its failure is no failure of the run', {
    found: (repository) => notifying(repository).filter(({ workflow, id, job }) => job['continue-on-error'] !== true
      || Object.keys(workflow.jobs).some((other) => needsOf(workflow, other).has(id))).map(({ place }) => place),
    comeback: [
      (repository) => (deployJob(repository).needs = ['pre-deployment', 'notify-start']),
      (repository) => delete notifying(repository)[0].job['continue-on-error'],
    ],
  });

  only('A63 a message is told after a failure as after a success, with the same fields', {
    found: (repository) => ['success', 'failure', 'cancelled', 'rolled-back', 'rollback-failed'].filter((STATUS) => {
      const run = notify(repository, { STATUS });
      return run.status !== 0 || !told(run.payload).some((text) => text.includes(HOSTILE));
    }),
    comeback: [
      (repository) => edit(repository, NOTIFY, /    cancelled\) .*\n/, ''),
      (repository) => edit(repository, NOTIFY, '["Version", .version],', '(if .status == "started" then ["Version", .version] else empty end),'),
    ],
  });
});

describe('metric gate', () => {
  // A process of its own, since a run of the gate keeps this one waiting. A query has the values of the first part that is in it.
  const PROMETHEUS = `
const fs = require('node:fs');
const [values, log] = process.argv.slice(1);
require('node:http').createServer((request, response) => {
  const query = new URL(request.url, 'http://localhost').searchParams.get('query') ?? '';
  fs.appendFileSync(log, query + '\\n');
  const [, found] = Object.entries(JSON.parse(fs.readFileSync(values, 'utf8'))).find(([part]) => query.includes(part)) ?? [];
  const result = (found ?? []).map((value, index) => ({ metric: { pod: String(index) }, value: [1700000000, value] }));
  response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;
  type Values = Record<string, string[]>;
  const HEALTHY: Values = { errors: ['0.0001'], rollbacks: ['0'], restarts: ['0'], blocks: ['500'], migration_total: ['5'] };
  const GATE = script('metric-gate');

  let folder: string;
  let server: ChildProcess;
  let origin: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    server = spawn(process.execPath, ['--eval', PROMETHEUS, join(folder, 'values'), join(folder, 'log')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const port = await new Promise<string>((resolve, reject) => {
      server.once('error', reject);
      server.stdout!.once('data', (text: Buffer) => resolve(text.toString().trim()));
    });
    origin = `http://127.0.0.1:${port}`;
  });
  afterAll(() => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the gate of the deployment, in a phase for the first text, and tells what Prometheus was asked. */
  function gate(repository: Repository, values: Values, parameters: Record<string, string> = {}, { phase = 'foundation', place = new Rehearsal() } = {}) {
    writeFileSync(join(folder, 'values'), JSON.stringify(values));
    writeFileSync(join(folder, 'log'), '');
    const name = running(repository, 'metric-gate')[0]?.step.env.GATE ?? 'none';
    return rehearsed(place, () => {
      place.write('gate.json', repository.files[GATE_FILE]);
      const run = enact(place, repository.files[GATE], { GATE_FILE: 'gate.json', GATE: name, SERVER: origin, ENVIRONMENT: 'staging', VERSION: '1.4.0', ATTEMPTS: '1', ...parameters }, phase);
      return { ...run, passes: run.status === 0, asked: readFileSync(join(folder, 'log'), 'utf8'), jq: place.calls('jq').length };
    });
  }

  // As it was, but for the address of the server, which is none there.
  const first = (repository: Repository) => (repository.files[GATE] = seedFile('scripts/ci/migration_gate.sh').replace('http://localhost:9090', origin));
  // With queries that curl sends, which was only the first of its faults.
  const sending = (repository: Repository) => (repository.files[GATE] = first(repository)
    .replace(/curl -s "\$\{METRICS_ENDPOINT\}\?query=([^"]*)"/g, 'curl -s --get --data-urlencode "query=$1" "$${METRICS_ENDPOINT}"'));

  only('A73 a query with brackets in it reaches the server', {
    found: (repository) => when(!gate(repository, HEALTHY).asked.includes('[5m]'), 'not asked'),
    comeback: first,
  });

  only('A74 a server that does not answer lets nothing pass', {
    found: (repository) => when(gate(repository, HEALTHY, { SERVER: 'http://127.0.0.1:1', QUERY_TIMEOUT: '2' }).passes, 'it passes'),
    comeback: [
      (repository) => (first(repository), edit(repository, GATE, origin, 'http://127.0.0.1:1')),
      (repository) => edit(repository, GATE, 'if $status != "0" then {problem: "no answer: \\($trouble)"}', 'if $status != "0" then {samples: [{text: "0", series: "{}"}]}'),
    ],
  });

  only('A75 a metric without data lets nothing pass', {
    found: (repository) => ['errors', 'rollbacks'].filter((name) => gate(repository, { ...HEALTHY, [name]: [] }).passes),
    comeback: [sending, (repository) => edit(repository, GATE, 'elif $samples == [] then unmeasured("no data")', 'elif $samples == [] then {value: 0, shown: "0", verdict: "met"}')],
  });

  only('A76 a number is one also where Prometheus writes it with an exponent', {
    found: (repository) => [
      ...when(gate(repository, { ...HEALTHY, errors: ['1.5e+02'] }).passes, '150 errors for each migration'),
      ...when(!gate(repository, { ...HEALTHY, errors: ['5e-05'] }).passes, 'hardly any error'),
    ],
    comeback: [sending, (repository) => edit(repository, GATE, '([eE][+-]?[0-9]+)?', '')],
  });

  only('A77 each gate that a workflow names is written, and passes where all is well', {
    found: (repository) => [
      ...running(repository, 'metric-gate').filter(({ step }) => !(step.env.GATE in JSON.parse(repository.files[GATE_FILE]).gates) || step.env.GATE_FILE !== GATE_FILE).map(({ place }) => place),
      ...['lighthouse-migration', 'governance-integration'].filter((phase) => !gate(repository, HEALTHY, {}, { phase }).passes),
    ],
    comeback: [sending, (repository) => (firstRunning(repository, 'metric-gate').env.GATE = 'lighthouse-migration')],
  });

  only('A78 whatever fails on the way, nothing passes', {
    found: (repository) => {
      const jq = `if [[ "$CALL" == "\${BREAK:-}" ]]; then exit 5; fi; exec ${findProgram('jq')} "$@"`;
      const run = (BREAK: string) => gate(repository, HEALTHY, { BREAK }, { place: new Rehearsal().standIn('jq', jq) });
      const asked = Array.from({ length: run('none').jq }, (_, index) => String(index + 1));
      const passed = asked.find((each) => run(each).passes);
      return [...when(asked.length === 0, 'jq is not asked'), ...when(passed !== undefined, `after call ${passed}`)];
    },
    comeback: [sending, (repository) => edit(repository, GATE, 'set -euo pipefail\nshopt -s inherit_errexit', 'set -uo pipefail')],
  });

  only('A79 a gate that nobody knows lets nothing pass', {
    found: (repository) => ['foundatoin', 'sync'].filter((phase) => gate(repository, HEALTHY, { GATE: phase }, { phase }).passes),
    comeback: sending,
  });

  only('A80 a share of errors is one of all series, and several series are not taken for the first', {
    found: (repository) => {
      const conditions: Document[] = Object.values(JSON.parse(repository.files[GATE_FILE]).gates).flat() as Document[];
      return [
        ...conditions.filter(({ query }) => /(^|[^(])rate\(/.test(query) || (/errors/.test(query) && !/^sum\(.*\) \/ sum\(.*\)$/.test(query))).map(({ name }) => name),
        ...when(gate(repository, { ...HEALTHY, errors: ['0', '0.9'] }).passes, 'the second series'),
      ];
    },
    comeback: [
      sending,
      (repository) => edit(repository, GATE_FILE, 'sum(rate(alys_migration_errors_total[5m])) / sum(rate(alys_migration_total[5m]))', 'rate(alys_migration_errors_total[5m])'),
    ],
  });

  only('A81 the server is named by the environment, and never by guess', {
    found: (repository) => [
      ...running(repository, 'metric-gate').filter(({ step }) => !/^\$\{\{ vars\.\w+ \}\}$/.test(step.env.SERVER)).map(({ place }) => place),
      ...endsWith(64, gate(repository, HEALTHY, { SERVER: '' }), 'no server'),
      ...inShell(repository, /localhost:9090/),
    ],
    comeback: [
      (repository) => (firstRunning(repository, 'metric-gate').env.SERVER = 'http://localhost:9090'),
      (repository) => (repository.files[GATE] = seedFile('scripts/ci/migration_gate.sh')),
    ],
  });

  only('A82 a parameter that is missing is told by its name', {
    found: (repository) => ['GATE', 'GATE_FILE', 'SERVER'].filter((name) => {
      const run = rehearsed(new Rehearsal(), (place) => enact(place, repository.files[GATE], { ...{ GATE: 'x', GATE_FILE: 'gate.json', SERVER: origin }, [name]: '' }));
      return run.status !== 64 || !run.said.includes(`${name} is empty`);
    }),
    comeback: first,
  });

  only('A83 the gate needs no program that runners lack, tells what it measured, and a workflow runs it', {
    found: (repository) => [
      ...inShell(repository, /\|\s*bc\b/),
      ...when(!/\| met \|/.test(gate(repository, HEALTHY).summary), 'no summary'),
      ...outOfOrder(deployJob(repository), 'helm-rollout', 'metric-gate', 'Roll back'),
    ],
    comeback: [
      sending,
      (repository) => (deployJob(repository).steps = deployJob(repository).steps.filter((step: Document) => !String(step.run).includes(GATE))),
    ],
  });
});

describe('what was promised', () => {
  only('A84 Discord, lists of licences and crates, alerts, a status before the end, tests of properties', {
    found: (repository) => {
      const text = (path: string) => repository.files[path] ?? '';
      return [
        ...when(!running(repository, 'notify').some(({ step }) => step.env.CHANNEL === 'discord'), 'Discord'),
        ...when(!/^allow = \[\s*"MIT"/m.test(text('deny.toml')) || !/openssl-sys/.test(text('deny.toml')), 'lists'),
        ...when(!parse(text('.github/workflows/dependency-alerts.yml') || '{}').on?.schedule, 'alerts'),
        ...outOfOrder(deployJob(repository), 'Record the deployment', 'helm-rollout', 'Record the result'),
        ...when(!parse(text('.github/workflows/ci.yml')).jobs['property-tests'], 'property tests'),
      ];
    },
    comeback: [
      (repository) => running(repository, 'notify').forEach(({ step }) => (step.env.CHANNEL = 'slack')),
      (repository) => delete repository.files['deny.toml'],
      (repository) => delete repository.files['.github/workflows/dependency-alerts.yml'],
      (repository) => removeStep(deployJob(repository), 'Record the deployment'),
    ],
  });
});
