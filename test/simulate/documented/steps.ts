import { DocumentedCase, onPush } from './case';
import { from } from './sources';
import { Event } from '../../../src/simulate/event';

const main = Event.push({ branch: 'main' });
const STEPS = from.contexts('steps-context');
const RUNNER = from.runner('Runner.Worker/StepsRunner.cs');

/** What the steps of a job do to each other. */
export const stepCases: DocumentedCase[] = [
  {
    id: 'steps/after-a-failure',
    title: 'After a failed step the next is skipped, and the job fails',
    source: from.expressions('success'),
    workflow: onPush({ a: 'steps:\n- { id: one, run: make }\n- { id: two, run: make }\n- { id: three, if: success(), run: make }' }),
    event: main,
    given: { results: { 'a/one': 'failure' } },
    expected: { conclusion: 'failure', jobs: { a: 'failure' }, steps: { 'a/one': 'failure', 'a/two': 'skipped', 'a/three': 'skipped' } },
    act: 'agrees',
  },
  {
    id: 'steps/always-and-failure',
    title: 'Steps with always(), failure() and !cancelled() run after a failed one',
    source: from.expressions('failure'),
    workflow: onPush({ a: 'steps:\n- { id: one, run: make }\n- { id: two, if: always(), run: make }\n- { id: three, if: failure(), run: make }\n- { id: four, if: "${{ !cancelled() }}", run: make }\n- { id: five, if: cancelled(), run: make }' }),
    event: main,
    given: { results: { 'a/one': 'failure' } },
    expected: { jobs: { a: 'failure' }, steps: { 'a/two': 'success', 'a/three': 'success', 'a/four': 'success', 'a/five': 'skipped' } },
    act: 'agrees',
  },
  {
    id: 'steps/failure-without-one',
    title: 'failure() is false as long as every step succeeded',
    source: from.expressions('failure'),
    workflow: onPush({ a: 'steps:\n- { id: one, run: make }\n- { id: two, if: failure(), run: make }\n- { id: three, run: make }' }),
    event: main,
    expected: { jobs: { a: 'success' }, steps: { 'a/one': 'success', 'a/two': 'skipped', 'a/three': 'success' } },
    act: 'agrees',
  },
  {
    id: 'steps/failure-with-condition',
    title: 'The example of failure() with a condition: the step looks at the one that failed',
    source: from.expressions('failure-with-conditions'),
    workflow: onPush({
      a: `
        steps:
          - { name: Failing step, id: demo, run: exit 1 }
          - { name: The demo step has failed, id: told, if: "\${{ failure() && steps.demo.conclusion == 'failure' }}", run: make }
          - { name: Without a status function, id: silent, if: "steps.demo.conclusion == 'failure'", run: make }`,
    }),
    event: main,
    given: { results: { 'a/demo': 'failure' } },
    expected: { steps: { 'a/demo': 'failure', 'a/told': 'success', 'a/silent': 'skipped' } },
    act: 'agrees',
  },
  {
    id: 'steps/continue-on-error',
    title: 'A step that may fail has the outcome failure and the conclusion success, and the job goes on',
    source: [STEPS, from.syntax('jobsjob_idstepscontinue-on-error')],
    workflow: onPush({
      a: `
        steps:
          - { id: one, continue-on-error: true, run: make }
          - { id: two, run: make }
          - { id: outcome, if: "steps.one.outcome == 'failure'", run: make }
          - { id: conclusion, if: "steps.one.conclusion == 'failure'", run: make }
          - { id: alarm, if: failure(), run: make }`,
    }),
    event: main,
    given: { results: { 'a/one': 'failure' } },
    expected: {
      conclusion: 'success',
      jobs: { a: 'success' },
      outcomes: { 'a/one': 'failure' },
      steps: { 'a/one': 'success', 'a/two': 'success', 'a/outcome': 'success', 'a/conclusion': 'skipped', 'a/alarm': 'skipped' },
    },
    act: 'agrees',
  },
  {
    id: 'steps/continue-on-error-expression',
    title: 'continue-on-error may be an expression; a text from env becomes a boolean by fromJSON',
    source: from.expressions('fromjson'),
    workflow: onPush({ job1: 'steps: [{ id: one, continue-on-error: "${{ fromJSON(env.continue) }}", run: make }]' }, 'env: { continue: true, time: 3 }'),
    event: main,
    given: { results: { 'job1/one': 'failure' } },
    expected: { jobs: { job1: 'success' }, outcomes: { 'job1/one': 'failure' }, steps: { 'job1/one': 'success' } },
    act: 'agrees',
  },
  {
    id: 'steps/skipped-in-the-context',
    title: 'A skipped step has the outcome and the conclusion skipped, and no outputs',
    source: STEPS,
    workflow: onPush({
      a: `
        steps:
          - { id: one, if: false, run: make }
          - { id: two, if: "steps.one.outcome == 'skipped' && steps.one.conclusion == 'skipped' && steps.one.outputs.any == ''", run: make }`,
    }),
    event: main,
    expected: { steps: { 'a/one': 'skipped', 'a/two': 'success' } },
    act: 'agrees',
  },
  {
    id: 'steps/not-yet-run',
    title: 'A step that has not run yet is not in the context',
    source: STEPS,
    workflow: onPush({ a: 'steps:\n- { id: one, if: "!steps.two", run: make }\n- { id: two, run: make }\n- { id: three, if: steps.two, run: make }' }),
    event: main,
    expected: { steps: { 'a/one': 'success', 'a/two': 'success', 'a/three': 'success' } },
    act: { differs: 'a/three skipped' },
  },
  {
    id: 'steps/job-status',
    title: 'job.status tells how the job stands',
    source: from.contexts('job-context'),
    workflow: onPush({
      a: `
        steps:
          - { id: good, if: "job.status == 'success'", run: make }
          - { id: one, run: make }
          - { id: bad, if: "always() && job.status == 'failure'", run: make }`,
    }),
    event: main,
    given: { results: { 'a/one': 'failure' } },
    expected: { steps: { 'a/good': 'success', 'a/one': 'failure', 'a/bad': 'success' } },
    act: 'agrees',
  },
  {
    id: 'steps/outputs',
    title: 'Outputs go from steps to the job, and to the jobs that need it',
    source: [from.syntax('jobsjob_idoutputs'), from.outputs],
    workflow: onPush({
      job1: `
        outputs: { output1: "\${{ steps.step1.outputs.test }}", output2: "\${{ steps.step2.outputs.test }}", output3: "\${{ steps.step2.outputs.none }}" }
        steps: [{ id: step1, run: make }, { id: step2, run: make }]`,
      job2: `
        needs: job1
        outputs: { both: "\${{ needs.job1.outputs.output1 }} \${{ needs.job1.outputs.output2 }}" }
        steps: [{ id: hello, if: "needs.job1.outputs.output1 == 'hello'", run: make }]`,
    }),
    event: main,
    given: { outputs: { 'job1/step1': { test: 'hello' }, 'job1/step2': { test: 'world' } } },
    expected: { outputs: { job1: { output1: 'hello', output2: 'world', output3: '' }, job2: { both: 'hello world' } }, steps: { 'job2/hello': 'success' } },
    act: 'agrees',
  },
  {
    id: 'steps/outputs-of-a-failed-job',
    title: 'A job that fails still has its outputs, evaluated at its end',
    source: from.syntax('jobsjob_idoutputs'),
    workflow: onPush({
      job1: 'outputs: { version: "${{ steps.one.outputs.version }}" }\nsteps: [{ id: one, run: make }, { id: two, run: make }]',
      job2: 'needs: job1\nif: always()\noutputs: { seen: "${{ needs.job1.outputs.version }}" }',
    }),
    event: main,
    given: { results: { 'job1/two': 'failure' }, outputs: { 'job1/one': { version: '1.2.3' } } },
    expected: { jobs: { job1: 'failure', job2: 'success' }, outputs: { job2: { seen: '1.2.3' } } },
    act: 'agrees',
  },
  {
    id: 'steps/secret-is-set',
    title: 'The example: whether a secret is set, by a variable of the job',
    source: from.syntax('jobsjob_idstepsif'),
    workflow: superSecret(),
    event: main,
    given: { secrets: { SuperSecret: 'hush' } },
    expected: { steps: { 'my-jobname/set': 'success', 'my-jobname/unset': 'skipped' } },
    act: 'agrees',
  },
  {
    id: 'steps/secret-is-not-set',
    title: 'A secret that is not set is an empty text',
    source: from.secrets,
    workflow: superSecret(),
    event: main,
    expected: { steps: { 'my-jobname/set': 'skipped', 'my-jobname/unset': 'success' } },
    act: 'agrees',
  },
  {
    id: 'steps/env-of-three-levels',
    title: 'A variable of the step comes before that of the job, and that before the one of the workflow',
    source: from.contexts('env-context'),
    workflow: onPush({
      plain: 'steps: [{ id: mona, if: "env.mascot == \'Mona\'", run: make }]',
      linux: 'env: { mascot: Tux }\nsteps: [{ id: tux, if: "env.mascot == \'Tux\'", run: make }, { id: mona, if: "env.mascot == \'Mona\'", run: make }]',
    }, 'env: { mascot: Mona }'),
    event: main,
    expected: { steps: { 'plain/mona': 'success', 'linux/tux': 'success', 'linux/mona': 'skipped' } },
    act: 'agrees',
  },
  {
    id: 'steps/own-env-in-the-condition',
    title: "A step's own variables are there when its condition is evaluated (only the source says so)",
    source: RUNNER,
    stated: 'source',
    workflow: onPush({ a: 'env: { mascot: Tux }\nsteps: [{ id: one, env: { mascot: Octocat }, if: "env.mascot == \'Octocat\'", run: make }]' }),
    event: main,
    expected: { steps: { 'a/one': 'success' } },
    act: 'agrees',
  },
  {
    id: 'steps/broken-condition',
    title: 'A step whose condition cannot be evaluated fails, and does not run (only the source says so)',
    source: RUNNER,
    stated: 'source',
    workflow: onPush({ a: 'steps:\n- { id: one, run: make }\n- { id: two, if: "fromJSON(steps.one.outputs.none)", run: make }\n- { id: three, if: failure(), run: make }' }),
    event: main,
    expected: { jobs: { a: 'failure' }, steps: { 'a/one': 'success', 'a/two': 'failure', 'a/three': 'success' } },
    act: 'agrees',
  },
  {
    id: 'steps/unique-ids',
    title: 'The id of a step is unique in its job',
    source: [from.syntax('jobsjob_idstepsid'), from.runner('Sdk/WorkflowParser/Conversion/IdBuilder.cs')],
    workflow: onPush({ a: 'steps: [{ id: one, run: make }, { id: one, run: make }]' }),
    event: main,
    expected: { refused: /one/ },
    act: { differs: 'a success' },
  },
];

function superSecret(): string {
  return onPush({
    'my-jobname': `
      env: { super_secret: "\${{ secrets.SuperSecret }}" }
      steps:
        - { id: set, if: "\${{ env.super_secret != '' }}", run: make }
        - { id: unset, if: "\${{ env.super_secret == '' }}", run: make }`,
  });
}
