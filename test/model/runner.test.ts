// Guards that jobs run on images that exist and do not move, and that messages list those that do.
import { refusal } from './refusal';
import { Architecture, Expr, Runner } from '../../src/model';
import { RUNNER_LABELS } from '../../src/model/runner-labels.const';

const labels = Object.keys(RUNNER_LABELS);

test.each(labels.filter((label) => RUNNER_LABELS[label].status !== 'retired'))('takes %s', (label) => {
  const runner = Runner.hosted(label);
  expect(runner).toMatchObject({ labels: [label], isHosted: true, architecture: RUNNER_LABELS[label].architecture, retires: RUNNER_LABELS[label].retires });
});

test.each(labels.filter((label) => RUNNER_LABELS[label].status === 'retired'))('refuses %s, which was removed', (label) => {
  expect(refusal(() => Runner.hosted(label))).toContain(`Runner.hosted: "${label}" was removed on ${RUNNER_LABELS[label].retires}.\n  Use one of: ubuntu-26.04, `);
});

test.each([
  ['ubuntu-latest', 'moves to another image without notice'],
  ['Ubuntu-24.04', 'is not a hosted runner'],
  ['', 'is not a hosted runner'],
])('refuses "%s"', (label, problem) => {
  const text = refusal(() => Runner.hosted(label));
  expect(text).toContain(`"${label}" ${problem}.`);
  expect(text).toContain('ubuntu-24.04-arm');
  expect(text).not.toContain('ubuntu-20.04');
});

test('adds self-hosted to machines of one\'s own', () => {
  const runner = Runner.selfHosted(['linux', 'kvm'], { architecture: Architecture.ARM64 });
  expect(runner).toMatchObject({ labels: ['self-hosted', 'linux', 'kvm'], isHosted: false, architecture: 'arm64' });
});

test('addresses scale sets by one name, and groups with or without labels', () => {
  expect(Runner.scaleSet('arc-large').labels).toEqual(['arc-large']);
  expect(Runner.group('big', ['x64'])).toMatchObject({ groupName: 'big', labels: ['x64'] });
  expect(String(Runner.group('big', ['x64', 'gpu']))).toBe('big, x64, gpu');
  expect(String(Runner.expression(Expr.matrix('runner')))).toBe('${{ matrix.runner }}');
});

test.each([
  () => Runner.selfHosted(['']),
  () => Runner.scaleSet(' '),
  () => Runner.group('${{ matrix.group }}'),
  () => Runner.group('big', ['${{ matrix.label }}']),
])('refuses a label that is none (%#)', (make) => {
  expect(refusal(make)).toContain('is not a label.\n  Give the label as it was registered; use Runner.expression for a computed one.');
});
