// A rollout ends with everything or is none; its shares rise, and none needs a fleet; a threshold has a query behind it.
import { Metric, MetricGate, Rollout } from '../../../src';

const SERVER = 'https://prometheus.example.com';
const gate = () => MetricGate.prometheus({ server: SERVER, require: [Metric.value('errors').below(1)] });

describe('a rollout', () => {
  test('by steps is a canary that gets these shares', () => {
    expect(Rollout.steps(10, 50, 100)).toMatchObject({ strategy: 'canary', percentages: [10, 50, 100], gate: undefined });
    expect(Rollout.steps(100).percentages).toEqual([100]);
    expect(Rollout.steps(1, 80, 100).percentages).toEqual([1, 80, 100]);
  });

  test('may replace pods, or switch from nothing to all', () => {
    expect(Rollout.rolling()).toMatchObject({ strategy: 'rolling', percentages: [100] });
    expect(Rollout.blueGreen()).toMatchObject({ strategy: 'blue-green', percentages: [0, 100] });
  });

  test.each([Rollout.steps(10, 100), Rollout.rolling(), Rollout.blueGreen()])('with a gate is another one, otherwise the same', (rollout) => {
    const metrics = gate();
    expect(rollout.gatedBy(metrics)).toMatchObject({ strategy: rollout.strategy, percentages: rollout.percentages, gate: metrics });
    expect(rollout.gate).toBeUndefined();
  });
});

describe('refused are', () => {
  test.each([[[10, 50]], [[100, 50]], [[10, 10, 100]], [[50, 10, 100]], [[100, 100]], [[99]]])('steps that do not rise to 100: %j', (steps) => {
    expect(() => Rollout.steps(...steps)).toThrow(`Rollout.steps: rollout steps must rise to 100, got ${steps.join(', ')}.`);
    expect(() => Rollout.steps(...steps)).toThrow(/End with 100, or leave `rollout` out\n {2}to deploy all at once\./);
  });

  test('no steps', () => {
    expect(() => Rollout.steps()).toThrow('rollout steps must rise to 100, got none.');
  });

  test.each([0, -1, 101, 12.5, NaN, Infinity])('the share %d', (share) => {
    expect(() => Rollout.steps(share, 100)).toThrow(`${share} is no percentage.`);
    expect(() => Rollout.steps(share, 100)).toThrow('Use whole numbers from 1 to 100.');
  });

  test.each([[81, 5], [90, 9], [99, 99]])('%d %%, which would take %d times the pods', (share, times) => {
    expect(() => Rollout.steps(10, share, 100)).toThrow(`${share} % needs ${times} times the pods`);
    expect(() => Rollout.steps(10, share, 100)).toThrow('Go from at most 80 to 100.');
  });

  test('exactly the lists that do not rise to 100 in whole shares of at most 80', () => {
    const shares = [0, 1, 40, 80, 81, 100, 101];
    const [some, more] = [shares.map((a) => [a]), shares.flatMap((a) => shares.map((b) => [a, b]))];
    const lists = [[], ...some, ...more, ...more.flatMap((two) => shares.map((c) => [...two, c]))];
    const accepted = lists.filter((list) => {
      try {
        return Rollout.steps(...list).percentages.length > 0;
      } catch (error) {
        expect((error as Error).message).toMatch(/^Rollout\.steps: .+\.\n {2}at .+\n {2}.+\.\nNothing was written\.$/s);
        return false;
      }
    });
    expect(accepted).toEqual([[100], [1, 100], [40, 100], [80, 100], [1, 40, 100], [1, 80, 100], [40, 80, 100]]);
  });

  test('thresholds without a query, and a gate without conditions', () => {
    expect(() => Metric.query('Errors', ' ').below(0.01)).toThrow(/Metric\.query: there is no query\.[^]*A threshold needs a query whose value it is held against/);
    expect(() => Metric.value('').below(1)).toThrow('"" is not the name of a metric.');
    expect(() => Metric.value('errors').below(NaN)).toThrow('the threshold is NaN.');
    expect(() => MetricGate.prometheus({ server: SERVER, require: [] })).toThrow(/MetricGate\.prometheus: it requires nothing\.[^]*lets everything pass/);
  });
});
