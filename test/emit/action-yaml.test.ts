// Guards that composite actions are written as GitHub reads them: a shell for each command, ids where
// outputs refer to them, defaults for what need not be given, and no finding of GitHub's validator.
import { COMMIT, emitAction } from './github';
import { ActionCall, CompositeActionModel, Expr, Step } from '../../src/model';

test('inputs, outputs and steps', () => {
  const action = new CompositeActionModel('set-up', {
    name: 'Set Up',
    description: 'Sets up: everything.',
    inputs: {
      'tool-version': { description: 'Version', required: true },
      'packages': { description: 'Packages', defaultValue: 'a b' },
      'extra': { description: 'Extra' },
    },
    outputs: { path: { description: 'Where it is', value: Expr.step('find', 'path') } },
    steps: [
      Step.uses(ActionCall.of('actions/setup-node', { 'node-version': Expr.input('tool-version') }), { name: 'Set up Node' }),
      Step.script({ path: '$GITHUB_ACTION_PATH/find it.sh', source: '/find it.sh', outputs: ['path'] }, { id: 'find', name: 'Find', env: { PACKAGES: Expr.input('packages') }, workingDirectory: 'sub', continueOnError: true }),
      Step.command('echo "a"\necho "b"', { id: 'unread', name: 'Say', condition: Expr.eq(Expr.runner('os'), 'Linux') }),
    ],
  });
  expect(emitAction(action).data).toEqual({
    name: 'Set Up',
    description: 'Sets up: everything.',
    inputs: {
      'tool-version': { description: 'Version', required: true },
      'packages': { description: 'Packages', required: false, default: 'a b' },
      'extra': { description: 'Extra', required: false, default: '' },
    },
    outputs: { path: { description: 'Where it is', value: '${{ steps.find.outputs.path }}' } },
    runs: {
      using: 'composite',
      steps: [
        { name: 'Set up Node', uses: `actions/setup-node@${COMMIT}`, with: { 'node-version': '${{ inputs.tool-version }}' } },
        { 'name': 'Find', 'id': 'find', 'run': 'bash "$GITHUB_ACTION_PATH/find it.sh"', 'shell': 'bash', 'working-directory': 'sub', 'env': { PACKAGES: '${{ inputs.packages }}' }, 'continue-on-error': true },
        { name: 'Say', if: "runner.os == 'Linux'", run: 'echo "a"\necho "b"', shell: 'bash' },
      ],
    },
  });
});

test('an action without inputs and outputs has no such keys', () => {
  const action = new CompositeActionModel('say', { name: 'Say', description: 'Says.', steps: [Step.command('echo')] });
  expect(Object.keys(emitAction(action).data)).toEqual(['name', 'description', 'runs']);
});
