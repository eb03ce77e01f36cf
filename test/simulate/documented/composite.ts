import { DocumentedCase, onPush } from './case';
import { from } from './sources';
import { Event } from '../../../src/simulate/event';

const main = Event.push({ branch: 'main' });
const RUNNER = from.runner('Runner.Worker/Expressions/SuccessFunction.cs');

/** A workflow whose job `a` has these steps, and the action that they call as `./.github/actions/own`. */
function files(steps: string, action: string): Record<string, string> {
  return {
    '.github/workflows/ci.yml': onPush({ a: `steps:\n${steps}` }),
    '.github/actions/own/action.yml': `name: Own\ndescription: Own\n${action}`,
  };
}

const CALL = 'uses: ./.github/actions/own';
const TWO_STEPS = 'runs:\n  using: composite\n  steps:\n    - { id: one, run: make, shell: bash }\n    - { id: two, run: make, shell: bash }\n    - { id: three, if: always(), run: make, shell: bash }\n    - { id: four, if: failure(), run: make, shell: bash }\n';

/** Steps that are composite actions of the repository. */
export const compositeCases: DocumentedCase[] = [
  {
    id: 'composite/outputs',
    title: 'Outputs of a composite action come from its steps',
    source: from.metadata('outputs-for-composite-actions'),
    workflow: files(
      `- { id: call, ${CALL} }\n- { id: seen, if: "steps.call.outputs.random-number == '7'", run: make }`,
      'outputs:\n  random-number: { description: Random number, value: "${{ steps.generator.outputs.random-id }}" }\nruns:\n  using: composite\n  steps:\n    - { id: generator, run: make, shell: bash }\n',
    ),
    event: main,
    given: { outputs: { 'a/generator': { 'random-id': '7' } } },
    expected: { steps: { 'a/call': 'success', 'a/seen': 'success' }, outputs: { 'a/call': { 'random-number': '7' } } },
    act: 'agrees',
  },
  {
    id: 'composite/inputs',
    title: 'An input that is not given has its default, and all are texts',
    source: from.metadata('inputs'),
    workflow: files(
      `- { id: call, ${CALL}, with: { given: true } }\n- { id: seen, if: "steps.call.outputs.told == 'true octocat '", run: make }`,
      'inputs:\n  given: { description: Given, required: true }\n  named: { description: Named, default: octocat }\n  empty: { description: Empty }\noutputs:\n  told: { description: Told, value: "${{ inputs.given }} ${{ inputs.named }} ${{ inputs.empty }}" }\nruns:\n  using: composite\n  steps:\n    - { id: one, run: make, shell: bash }\n',
    ),
    event: main,
    expected: { steps: { 'a/seen': 'success' } },
    act: 'agrees',
  },
  {
    id: 'composite/failure',
    title: 'When a step of the action fails, the action fails; its other steps follow their conditions',
    source: from.metadata('runsstepsif'),
    workflow: files(`- { id: call, ${CALL} }\n- { id: next, run: make }\n- { id: alarm, if: failure(), run: make }`, TWO_STEPS),
    event: main,
    given: { results: { 'a/one': 'failure' } },
    expected: {
      jobs: { a: 'failure' },
      steps: { 'a/call': 'failure', 'a/one': 'failure', 'a/two': 'skipped', 'a/three': 'success', 'a/four': 'success', 'a/next': 'skipped', 'a/alarm': 'success' },
    },
    act: { notSupported: 'steps of an action are not in its context' },
  },
  {
    id: 'composite/failure-outside',
    title: 'A failing action fails its job, and steps after it follow their conditions',
    source: from.metadata('runsstepsif'),
    workflow: files(`- { id: call, ${CALL} }\n- { id: next, run: make }\n- { id: alarm, if: failure(), run: make }`, TWO_STEPS),
    event: main,
    given: { results: { 'a/two': 'failure' } },
    expected: { jobs: { a: 'failure' }, steps: { 'a/call': 'failure', 'a/next': 'skipped', 'a/alarm': 'success' } },
    act: 'agrees',
  },
  {
    id: 'composite/may-fail-inside',
    title: 'A step with continue-on-error does not fail the action',
    source: from.metadata('runsstepscontinue-on-error'),
    workflow: files(`- { id: call, ${CALL} }`, 'runs:\n  using: composite\n  steps:\n    - { id: one, continue-on-error: true, run: make, shell: bash }\n    - { id: two, run: make, shell: bash }\n'),
    event: main,
    given: { results: { 'a/one': 'failure' } },
    expected: { jobs: { a: 'success' }, steps: { 'a/call': 'success' } },
    act: 'agrees',
  },
  {
    id: 'composite/may-fail-outside',
    title: 'A call with continue-on-error has the outcome failure and the conclusion success',
    source: from.contexts('steps-context'),
    workflow: files(`- { id: call, continue-on-error: true, ${CALL} }\n- { id: next, run: make }`, TWO_STEPS),
    event: main,
    given: { results: { 'a/one': 'failure' } },
    expected: { jobs: { a: 'success' }, outcomes: { 'a/call': 'failure' }, steps: { 'a/call': 'success', 'a/next': 'success' } },
    act: 'agrees',
  },
  {
    id: 'composite/own-status',
    title: 'success() and failure() in an action look at the steps of the action, not at those of the job (only the source says so)',
    source: RUNNER,
    stated: 'source',
    workflow: files(`- { id: bad, run: make }\n- { id: call, if: always(), ${CALL} }`, TWO_STEPS),
    event: main,
    given: { results: { 'a/bad': 'failure' } },
    expected: { jobs: { a: 'failure' }, steps: { 'a/call': 'success', 'a/one': 'success', 'a/two': 'success', 'a/four': 'skipped' } },
    act: { notSupported: 'steps of an action are not in its context' },
  },
  {
    id: 'composite/own-steps',
    title: 'An action sees its own steps and not those of the job, and the job does not see those of the action',
    source: from.contexts('steps-context'),
    workflow: files(
      `- { id: before, run: make }\n- { id: call, ${CALL} }\n- { id: none, if: "steps.one.outcome == ''", run: make }\n- { id: seen, if: "steps.call.outputs.told == '<><success>'", run: make }`,
      'outputs:\n  told: { description: Told, value: "<${{ steps.before.outcome }}><${{ steps.one.outcome }}>" }\nruns:\n  using: composite\n  steps:\n    - { id: one, run: make, shell: bash }\n',
    ),
    event: main,
    expected: { steps: { 'a/none': 'success', 'a/seen': 'success' } },
    act: 'agrees',
  },
  {
    id: 'composite/no-secrets',
    title: 'An action cannot see secrets',
    source: from.contexts('secrets-context'),
    workflow: files(`- { id: call, ${CALL} }`, 'runs:\n  using: composite\n  steps:\n    - { id: one, run: make, shell: bash, env: { TOKEN: "${{ secrets.TOKEN }}" } }\n'),
    event: main,
    given: { secrets: { TOKEN: 'hush' } },
    expected: { jobs: { a: 'failure' } },
    act: 'agrees',
  },
];
