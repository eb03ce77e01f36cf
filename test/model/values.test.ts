// Guards the small value classes: each accepts what GitHub accepts, and refuses the rest with a
// message that names the value, what is allowed and how to repair it.
import { refusal } from './refusal';
import { Concurrency, ConcurrencyQueue, Container, Expr, JobEnvironment, Timeout, Trust } from '../../src/model';

describe('Timeout', () => {
  test.each([1, 15, 360])('takes %s minutes', (minutes) => {
    expect(Timeout.minutes(minutes).inMinutes).toBe(minutes);
  });

  test.each([0, -1, 1.5, 361, Number.NaN, Infinity])('refuses %s minutes', (minutes) => {
    expect(refusal(() => Timeout.minutes(minutes))).toBe(
      `Timeout.minutes: ${minutes} is not allowed.\n  Give a whole number of minutes from 1 to 360, the longest a job on a hosted runner may take.`,
    );
  });
});

describe('Concurrency', () => {
  test('cancels superseded runs of pull requests only', () => {
    const { groupName, cancelInProgress, queueing } = Concurrency.cancelSuperseded();
    expect(String(groupName)).toBe('${{ github.workflow }}-${{ github.ref }}');
    expect(String(cancelInProgress)).toBe("${{ github.event_name == 'pull_request' }}");
    expect(queueing).toBe(ConcurrencyQueue.SINGLE);
  });

  test('queues every run', () => {
    const { cancelInProgress, queueing } = Concurrency.queue('deploy');
    expect([cancelInProgress, queueing]).toEqual([false, ConcurrencyQueue.MAX]);
  });

  test('refuses a group without a name', () => {
    expect(refusal(() => Concurrency.group('  '))).toContain('the group name is empty.\n  Name what may not run twice');
  });

  test.each([true, Expr.github('event.repository.private')])('refuses to keep and cancel waiting runs (%s)', (cancelInProgress) => {
    expect(refusal(() => Concurrency.group('deploy', { queue: ConcurrencyQueue.MAX, cancelInProgress })))
      .toBe('Concurrency.group: "deploy" both keeps and cancels waiting runs.\n  GitHub refuses `queue: max` with `cancel-in-progress`. Keep one of the two.');
  });
});

describe('Container', () => {
  const image = `postgres:17@sha256:${'0'.repeat(64)}`;

  test.each([image, `ghcr.io/owner/name:1.2@sha256:${'f'.repeat(64)}`, `localhost:5000/a@sha256:${'1'.repeat(64)}`])('takes %s', (name) => {
    expect(Container.image(name).imageName).toBe(name);
  });

  test.each(['postgres', 'postgres:17', `postgres:17@sha256:${'0'.repeat(63)}`, `Postgres@sha256:${'0'.repeat(64)}`])('refuses %s', (name) => {
    expect(refusal(() => Container.image(name))).toContain(`"${name}" is not pinned by digest.\n  Write name:tag@sha256:<64 hex>; \`docker buildx imagetools`);
  });

  test('takes a tag where it is said to be unpinned', () => {
    expect(Container.unpinned('postgres:17').imageName).toBe('postgres:17');
  });

  test('takes secrets as passwords', () => {
    for (const password of [Expr.secret('REGISTRY_PASSWORD'), Expr.token()]) {
      expect(Container.image(image, { username: 'bot', password }).options.password).toBe(password);
    }
  });

  test('refuses a password in the open, and half a login', () => {
    expect(refusal(() => Container.image(image, { username: 'bot', password: Expr.literal('hunter2') })))
      .toContain("the password ${{ 'hunter2' }} is not a secret.\n  Use Expr.secret or Expr.token.");
    expect(refusal(() => Container.image(image, { username: 'bot' }))).toContain('username or a password alone.\n  Give both');
    expect(refusal(() => Container.image(image, { password: Expr.token() }))).toContain('username or a password alone.\n  Give both');
  });
});

describe('JobEnvironment', () => {
  test('records a deployment unless told otherwise', () => {
    expect(JobEnvironment.named('production').deployment).toBe(true);
    expect(JobEnvironment.named('production', { deployment: false }).deployment).toBe(false);
  });

  test.each(['', ' ', 'x'.repeat(256)])('refuses the name "%s"', (name) => {
    expect(refusal(() => JobEnvironment.named(name))).toBe(`JobEnvironment.named: "${name}" is not a name.\n  Give 1 to 255 characters.`);
  });

  test('takes a computed name', () => {
    expect(JobEnvironment.named(Expr.input('environment')).name).toMatchObject({ text: 'inputs.environment', trust: Trust.UNTRUSTED });
  });
});
