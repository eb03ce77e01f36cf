import { DocumentedCase, onCall, onPush } from './case';
import { from } from './sources';
import { Event } from '../../../src/simulate/event';

const main = Event.push({ branch: 'main' });
const CALLED = './.github/workflows/called.yml';
const INPUTS = from.syntax('onworkflow_callinputs');
const SECRETS = from.calling('passing-secrets-to-nested-workflows');
const PERMISSIONS = from.reuse('access-and-permissions-for-nested-workflows');

/** Files of a caller and of the workflow that it calls. */
function files(caller: string, called: string, others: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { '.github/workflows/ci.yml': caller, '.github/workflows/called.yml': called, ...others };
}

const seesToken = onCall({ work: 'env: { TOKEN: "${{ secrets.TOKEN }}", OTHER: "${{ secrets.OTHER }}" }\nsteps: [{ id: token, if: "env.TOKEN != \'\'", run: make }, { id: other, if: "env.OTHER != \'\'", run: make }]' }, 'secrets: { TOKEN: { required: false } }');

/** Workflows that call others. */
export const reusableCases: DocumentedCase[] = [
  {
    id: 'reusable/keys',
    title: 'Jobs of a called workflow stand below the job that calls it',
    source: from.calling('calling-a-reusable-workflow'),
    workflow: files(onPush({ call: `uses: ${CALLED}`, next: 'needs: call' }), onCall({ build: '', test: 'needs: build' })),
    event: main,
    expected: { conclusion: 'success', jobs: { 'call / build': 'success', 'call / test': 'success', 'next': 'success' }, order: ['call / build', 'call / test', 'next'] },
    act: 'agrees',
  },
  {
    id: 'reusable/failure',
    title: 'When a job of the called workflow fails, the caller has failed',
    source: from.contexts('needs-context'),
    workflow: files(
      onPush({ call: `uses: ${CALLED}`, next: 'needs: call', alarm: "needs: call\nif: always() && needs.call.result == 'failure'" }),
      onCall({ build: '', test: 'needs: build' }),
    ),
    event: main,
    given: { results: { 'call / build': 'failure' } },
    expected: { conclusion: 'failure', jobs: { 'call / build': 'failure', 'call / test': 'skipped', 'next': 'skipped', 'alarm': 'success' } },
    act: { differs: 'alarm skipped' },
  },
  {
    id: 'reusable/skipped',
    title: 'A call that is skipped makes no job below it',
    source: from.reuse('supported-keywords-for-jobs-that-call-a-reusable-workflow'),
    workflow: files(onPush({ call: `if: false\nuses: ${CALLED}`, next: 'needs: call' }), onCall({ build: '' })),
    event: main,
    expected: { conclusion: 'skipped', jobs: { call: 'skipped', next: 'skipped' }, keys: ['call', 'next'] },
    act: 'agrees',
  },
  {
    id: 'reusable/outputs',
    title: 'The example of outputs: from steps to the job, to the called workflow, to the caller',
    source: from.calling('using-outputs-from-a-reusable-workflow'),
    workflow: files(
      onPush({ job1: `uses: ${CALLED}`, job2: 'needs: job1\noutputs: { both: "${{ needs.job1.outputs.firstword }} ${{ needs.job1.outputs.secondword }}" }' }),
      onCall({
        example_job: `
          outputs: { output1: "\${{ steps.step1.outputs.firstword }}", output2: "\${{ steps.step2.outputs.secondword }}" }
          steps: [{ id: step1, run: make }, { id: step2, run: make }]`,
      }, `
        outputs:
          firstword: { description: The first output string, value: "\${{ jobs.example_job.outputs.output1 }}" }
          secondword: { description: The second output string, value: "\${{ jobs.example_job.outputs.output2 }}" }`),
    ),
    event: main,
    given: { outputs: { 'job1 / example_job/step1': { firstword: 'hello' }, 'job1 / example_job/step2': { secondword: 'world' } } },
    expected: { outputs: { job2: { both: 'hello world' } } },
    act: 'agrees',
  },
  {
    id: 'reusable/typed-inputs',
    title: 'Inputs keep their type: false is false, and a number is a number',
    source: from.contexts('inputs-context'),
    workflow: files(
      onPush({ call: `uses: ${CALLED}\nwith: { build_id: 123456768, deploy_target: deployment_sys_1a, perform_deploy: false }` }),
      onCall({ deploy: 'if: ${{ inputs.perform_deploy }}', other: "if: inputs.perform_deploy == false && inputs.build_id == 123456768 && inputs.deploy_target == 'deployment_sys_1a'" }, `
        inputs:
          build_id: { required: true, type: number }
          deploy_target: { required: true, type: string }
          perform_deploy: { required: true, type: boolean }`),
    ),
    event: main,
    expected: { jobs: { 'call / deploy': 'skipped', 'call / other': 'success' } },
    act: 'agrees',
  },
  {
    id: 'reusable/default-inputs',
    title: 'An input that is not given has its default, else false, 0 or an empty text',
    source: INPUTS,
    workflow: files(
      onPush({ call: `uses: ${CALLED}` }),
      onCall({
        named: "if: inputs.username == 'john-doe'",
        empty: "if: inputs.flag == false && inputs.count == 0 && inputs.text == ''",
        typed: "if: format('{0}{1}{2}', inputs.flag, inputs.count, inputs.text) == 'false0'",
      }, `
        inputs:
          username: { default: john-doe, required: false, type: string }
          flag: { type: boolean }
          count: { type: number }
          text: { type: string }`),
    ),
    event: main,
    expected: { jobs: { 'call / named': 'success', 'call / empty': 'success', 'call / typed': 'success' } },
    act: { differs: 'call / typed skipped' },
  },
  {
    id: 'reusable/missing-input',
    title: 'A required input must be given',
    source: INPUTS,
    workflow: files(onPush({ call: `uses: ${CALLED}` }), onCall({ build: '' }, 'inputs: { target: { required: true, type: string } }')),
    event: main,
    expected: { refused: /target/ },
    act: { differs: 'call success' },
  },
  {
    id: 'reusable/unknown-input',
    title: 'An input that the called workflow does not know is an error',
    source: INPUTS,
    workflow: files(onPush({ call: `uses: ${CALLED}\nwith: { wrong: 1 }` }), onCall({ build: '' }, 'inputs: { target: { type: string } }')),
    event: main,
    expected: { refused: /wrong/ },
    act: { differs: 'call success' },
  },
  {
    id: 'reusable/wrong-type',
    title: 'The type of a value must be that of the input',
    source: from.syntax('jobsjob_idwithinput_id'),
    workflow: files(onPush({ call: `uses: ${CALLED}\nwith: { count: many }` }), onCall({ build: '' }, 'inputs: { count: { type: number } }')),
    event: main,
    expected: { refused: /count|many/ },
    act: { differs: 'call success' },
  },
  {
    id: 'reusable/secrets-stay',
    title: 'Secrets are not passed to a called workflow by themselves',
    source: from.secrets,
    workflow: files(onPush({ call: `uses: ${CALLED}` }), seesToken),
    event: main,
    given: { secrets: { TOKEN: 'hush', OTHER: 'hush' } },
    expected: { steps: { 'call / work/token': 'skipped', 'call / work/other': 'skipped' } },
    act: 'agrees',
  },
  {
    id: 'reusable/secrets-by-name',
    title: 'A secret that is passed by name is there, others are not',
    source: SECRETS,
    workflow: files(onPush({ call: `uses: ${CALLED}\nsecrets: { TOKEN: "\${{ secrets.OTHER }}" }` }), seesToken),
    event: main,
    given: { secrets: { OTHER: 'hush' } },
    expected: { steps: { 'call / work/token': 'success', 'call / work/other': 'skipped' } },
    act: 'agrees',
  },
  {
    id: 'reusable/secrets-inherit',
    title: 'With secrets: inherit all are there, declared or not',
    source: from.syntax('jobsjob_idsecretsinherit'),
    workflow: files(onPush({ call: `uses: ${CALLED}\nsecrets: inherit` }), seesToken),
    event: main,
    given: { secrets: { TOKEN: 'hush', OTHER: 'hush' } },
    expected: { steps: { 'call / work/token': 'success', 'call / work/other': 'success' } },
    act: 'agrees',
  },
  {
    id: 'reusable/secrets-of-a-chain',
    title: 'Secrets go to the workflow that is called directly, and no further by themselves',
    source: SECRETS,
    workflow: files(onPush({ call: 'uses: ./.github/workflows/middle.yml\nsecrets: inherit' }), seesToken, {
      '.github/workflows/middle.yml': onCall({ deep: `uses: ${CALLED}` }),
    }),
    event: main,
    given: { secrets: { TOKEN: 'hush', OTHER: 'hush' } },
    expected: { steps: { 'call / deep / work/token': 'skipped' } },
    act: 'agrees',
  },
  {
    id: 'reusable/missing-secret',
    title: 'A required secret must be passed',
    source: from.syntax('onworkflow_callsecretssecret_idrequired'),
    workflow: files(onPush({ call: `uses: ${CALLED}` }), onCall({ build: '' }, 'secrets: { TOKEN: { required: true } }')),
    event: main,
    expected: { refused: /TOKEN/ },
    act: { differs: 'call success' },
  },
  {
    id: 'reusable/env-stays',
    title: 'Variables of the workflow that calls are not there in the one that is called',
    source: from.reuse('limitations-of-reusable-workflows'),
    workflow: files(
      onPush({ call: `uses: ${CALLED}` }, 'env: { MASCOT: Mona }'),
      onCall({ build: 'steps: [{ id: none, if: "env.MASCOT == \'\'", run: make }, { id: own, if: "env.OWN == \'yes\'", run: make }]' }, '', 'env: { OWN: "yes" }'),
    ),
    event: main,
    expected: { steps: { 'call / build/none': 'success', 'call / build/own': 'success' } },
    act: 'agrees',
  },
  {
    id: 'reusable/context-of-the-caller',
    title: 'The github context is that of the caller',
    source: from.reuse('github-context'),
    workflow: files(
      onPush({ call: `uses: ${CALLED}` }, 'name: Caller'),
      onCall({ build: "if: github.workflow == 'Caller' && github.event_name == 'push'" }, '', 'name: Called'),
    ),
    event: main,
    expected: { jobs: { 'call / build': 'success' } },
    act: { differs: 'call / build skipped' },
  },
  {
    id: 'reusable/permissions-of-the-caller',
    title: 'A called workflow that names no permissions has those of the job that calls it',
    source: PERMISSIONS,
    workflow: files(onPush({ call: `uses: ${CALLED}\npermissions: { contents: read, packages: write }` }), onCall({ build: '' })),
    event: main,
    expected: { permissions: { 'call / build': { contents: 'read', packages: 'write' } } },
    act: { notSupported: 'it hands out the token that it is given' },
  },
  {
    id: 'reusable/permissions-shrink',
    title: 'A called workflow may have fewer permissions',
    source: PERMISSIONS,
    workflow: files(onPush({ call: `uses: ${CALLED}\npermissions: { contents: write, packages: write }` }), onCall({ build: 'permissions: { contents: read }' })),
    event: main,
    expected: { permissions: { 'call / build': { contents: 'read' } } },
    act: { notSupported: 'it hands out the token that it is given' },
  },
  {
    id: 'reusable/permissions-do-not-grow',
    title: 'A called workflow that asks for more permissions is refused',
    source: [PERMISSIONS, from.issue('actions/runner', 4151), from.runner('Sdk/WorkflowParser/Conversion/PermissionsHelper.cs')],
    workflow: files(onPush({ call: `uses: ${CALLED}` }, 'permissions: { packages: read }'), onCall({ build: 'permissions: { packages: write }' })),
    event: main,
    expected: { refused: /packages/ },
    act: { differs: 'call success' },
  },
  {
    id: 'reusable/matrix',
    title: 'A matrix calls the workflow once for each leg, with its values as inputs',
    source: from.calling('using-a-matrix-strategy-with-a-reusable-workflow'),
    workflow: files(
      onPush({ deploy: `strategy: { matrix: { target: [dev, stage, prod] } }\nuses: ${CALLED}\nwith: { target: "\${{ matrix.target }}" }` }),
      onCall({ work: 'steps: [{ id: prod, if: "inputs.target == \'prod\'", run: make }]' }, 'inputs: { target: { type: string } }'),
    ),
    event: main,
    expected: {
      jobs: { 'deploy (dev) / work': 'success', 'deploy (stage) / work': 'success', 'deploy (prod) / work': 'success' },
      steps: { 'deploy (dev) / work/prod': 'skipped', 'deploy (prod) / work/prod': 'success' },
    },
    act: { notSupported: 'its log does not tell the legs of a call apart' },
  },
  {
    id: 'reusable/nested',
    title: 'A called workflow may call another',
    source: from.calling('nesting-reusable-workflows'),
    workflow: files(onPush({ a: 'uses: ./.github/workflows/middle.yml' }), onCall({ c: '' }), { '.github/workflows/middle.yml': onCall({ b: `uses: ${CALLED}` }) }),
    event: main,
    expected: { conclusion: 'success', jobs: { 'a / b / c': 'success' } },
    act: 'agrees',
  },
  {
    id: 'reusable/loop',
    title: 'Workflows cannot call each other in a circle',
    source: from.calling('nesting-reusable-workflows'),
    workflow: files(onPush({ a: `uses: ${CALLED}` }), onCall({ b: 'uses: ./.github/workflows/middle.yml' }), { '.github/workflows/middle.yml': onCall({ c: `uses: ${CALLED}` }) }),
    event: main,
    expected: { refused: /called\.yml|middle\.yml/ },
    act: { notSupported: 'it would never end' },
  },
  {
    id: 'reusable/not-callable',
    title: 'A workflow without workflow_call cannot be called',
    source: from.calling('creating-a-reusable-workflow'),
    workflow: files(onPush({ a: `uses: ${CALLED}` }), 'on: workflow_dispatch\njobs: { b: { runs-on: ubuntu-latest, steps: [{ run: make }] } }\n'),
    event: main,
    expected: { refused: /workflow_call/ },
    act: { differs: 'a nothing' },
  },
  {
    id: 'reusable/missing-file',
    title: 'A workflow that is not there cannot be called',
    source: from.calling('calling-a-reusable-workflow'),
    workflow: files(onPush({ a: 'uses: ./.github/workflows/gone.yml' }), onCall({ b: '' })),
    event: main,
    expected: { refused: /gone\.yml/ },
    act: 'agrees',
  },
];
