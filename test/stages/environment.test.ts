// An environment is a name that works everywhere, with an order and people who consent; each step of its making gives another
// value, and what GitHub would refuse is refused where it is written.
import { Environment, Rollout } from '../../src';

describe('an environment', () => {
  test('has its name, and neither order nor reviewers of its own', () => {
    const environment = Environment.named('production');
    expect(environment).toMatchObject({ name: 'production', options: {}, previous: undefined, reviewers: [] });
  });

  test('keeps address and rollout', () => {
    const rollout = Rollout.blueGreen();
    expect(Environment.named('production', { url: 'https://tool.example.com/start', rollout }).options).toEqual({ url: 'https://tool.example.com/start', rollout });
  });

  test('is never changed: order and consent make another one, with all that was there', () => {
    const first = Environment.named('production', { url: 'https://tool.example.com' });
    const second = first.after('staging');
    const third = second.approvedBy('ann', 'acme/operators').approvedBy('bob', 'ann');
    expect([first, second].map(({ previous, reviewers }) => [previous, reviewers])).toEqual([[undefined, []], ['staging', []]]);
    expect(third).toMatchObject({ name: 'production', options: first.options, previous: 'staging', reviewers: ['ann', 'acme/operators', 'bob'] });
    expect(third.after('canary')).toMatchObject({ previous: 'canary', reviewers: third.reviewers });
  });

  test('may be kept for some branches and Git tags', () => {
    const environment = Environment.named('production').approvedBy('ann').onlyFrom({ branches: ['main', 'releases/*'], tags: ['v*'] }).after('staging');
    expect(environment).toMatchObject({ previous: 'staging', reviewers: ['ann'], refs: { branches: ['main', 'releases/*'], tags: ['v*'] } });
  });

  test.each([
    [{}, 'neither a branch nor a tag may use it.'],
    [{ branches: [], tags: [] }, 'neither a branch nor a tag may use it'],
    [{ branches: ['refs/heads/main'] }, '"refs/heads/main" is neither a branch nor a tag.'],
    [{ tags: ['a tag'] }, '"a tag" is neither a branch nor a tag'],
  ])('is not kept for %j', (refs, message) => {
    expect(() => Environment.named('production').onlyFrom(refs)).toThrow(message);
  });

  test.each(['a', '1', 'eu-west-1', 'a'.repeat(63)])('may be named %s', (name) => {
    expect(Environment.named(name).name).toBe(name);
  });
});

describe('refused is', () => {
  test.each(['', 'Production', 'a_b', '-a', 'a-', 'a b', 'a/b', 'ä', 'a'.repeat(64), '${{ x }}', 'a\nb', '{environment}'])('the name %j', (name) => {
    expect(() => Environment.named(name)).toThrow(`Environment.named: "${name}" is not a name.`);
    expect(() => Environment.named(name)).toThrow('Use lower-case letters, digits and hyphens, 63 at most');
  });

  test.each(['', 'tool.example.com', 'ftp://tool.example.com', 'https://', 'https://a b', 'https://${{ inputs.x }}', '/status'])('the address %j', (url) => {
    expect(() => Environment.named('production', { url })).toThrow(/Environment\.named\("production"\): ".*" is no address\.[^]*Write it in full, such as https:\/\//);
  });

  test('an environment after itself', () => {
    expect(() => Environment.named('staging').after('staging')).toThrow(/Environment\.named\("staging"\): it comes after itself\.[^]*Name the environment before it/);
  });

  test('consent of nobody, of more than GitHub takes, of what is no name', () => {
    const production = Environment.named('production');
    expect(() => production.approvedBy()).toThrow(/nobody is to approve\.[^]*users, or teams as owner\/team/);
    expect(() => production.approvedBy('a', 'b', 'c', 'd').approvedBy('e', 'f', 'g')).toThrow(/7 reviewers are named\.[^]*six at most: name a team/);
    expect(production.approvedBy('a', 'b', 'c', 'd').approvedBy('d', 'e', 'f').reviewers).toHaveLength(6);
    for (const name of ['@ann', 'ann bob', 'acme/a/b', '', 'ann@example.com']) expect(() => production.approvedBy(name)).toThrow(`"${name}" is no reviewer.`);
  });
});
