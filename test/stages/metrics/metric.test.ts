// A metric becomes one query in which nothing of its labels is more than text; what can only fail, or would always pass,
// is refused when it is written.
import { Condition, Metric } from '../../../src';

const ERRORS = 'alys_migration_errors_total';
const TOTAL = 'alys_migration_total';
const told = ({ name, query, required }: Condition) => [name, query, required];

test.each([
  [Metric.value('rollbacks_total').equalTo(0), 'rollbacks_total', 'rollbacks_total', '= 0'],
  [Metric.sum('queue_length').atMost(50), 'sum of queue_length', 'sum(queue_length)', '<= 50'],
  [Metric.rate('restarts_total').below(0.1), 'restarts_total per second over 5m', 'sum(rate(restarts_total[5m]))', '< 0.1'],
  [Metric.rate('blocks_total', '1h30m').atLeast(100), 'blocks_total per second over 1h30m', 'sum(rate(blocks_total[1h30m]))', '>= 100'],
  [Metric.ratio(ERRORS, TOTAL).below(0.01), `${ERRORS} / ${TOTAL} over 5m`, `sum(rate(${ERRORS}[5m])) / sum(rate(${TOTAL}[5m]))`, '< 0.01'],
  [Metric.quantile(0.999, 'request_seconds_bucket', '10m').below(2), 'p99.9 of request_seconds over 10m', 'histogram_quantile(0.999, sum by (le) (rate(request_seconds_bucket[10m])))', '< 2'],
  [Metric.query('Peers', ' min(peers{job="{environment}"}) ').above(3), 'Peers', 'min(peers{job="{environment}"})', '> 3'],
])('%s', (condition, name, query, required) => {
  expect(told(condition)).toEqual([name, query, required]);
  expect(String(condition)).toBe(`${name} ${required}`);
});

describe('labels', () => {
  test('narrow every counter of the query', () => {
    const ratio = Metric.ratio('errors_total', 'requests_total').where({ environment: '{environment}' }).where({ job: 'api' });
    expect(ratio.below(0.01).query).toBe('sum(rate(errors_total{environment="{environment}",job="api"}[5m])) / sum(rate(requests_total{environment="{environment}",job="api"}[5m]))');
    expect(Metric.quantile(0.5, 'a_bucket').where({ job: 'api' }).below(1).query).toContain('rate(a_bucket{job="api"}[5m])');
  });

  test('are text, whatever is in them', () => {
    expect(Metric.value('up').where({ route: 'a"} or vector(1) #\\\n' }).equalTo(1).query).toBe('up{route="a\\"} or vector(1) #\\\\\\n"}');
  });

  test('leave the metric that they were added to as it was', () => {
    const metric = Metric.value('up');
    metric.where({ job: 'api' });
    expect(metric.name).toBe('up');
  });
});

test('a name of its own stands in tables, and leaves the query', () => {
  const condition = Metric.rate('errors_total').where({ job: 'api' }).named('Errors per second').below(1);
  expect(told(condition)).toEqual(['Errors per second', 'sum(rate(errors_total{job="api"}[5m]))', '< 1']);
});

describe('no traffic', () => {
  const document = (condition: Condition) => condition._document();

  test('fails unless it is accepted', () => {
    const ratio = Metric.ratio(ERRORS, TOTAL).where({ job: 'api' }).below(0.01);
    expect(document(ratio).traffic).toBeUndefined();
    expect(document(ratio.orNoTraffic())).toEqual({ ...document(ratio), traffic: `sum(rate(${TOTAL}{job="api"}[5m]))` });
    expect(document(Metric.quantile(0.9, 'a_bucket').below(1).orNoTraffic()).traffic).toBe('sum(rate(a_bucket[5m]))');
  });

  test.each([Metric.value('a'), Metric.sum('a'), Metric.rate('a'), Metric.query('A', 'a')])('is nothing that %p knows', (metric) => {
    expect(() => metric.below(1).orNoTraffic()).toThrow(/does not tell whether there was traffic[^]*Only ratios and quantiles/);
  });
});

describe('what is refused', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['no name', () => Metric.value(''), /Metric\.value: "" is not the name of a metric\./],
    ['labels in a name', () => Metric.rate('errors{job="a"}'), /Metric\.rate: "errors\{job="a"\}" is not the name[^]*Metric\.query/],
    ['a hyphen in a name', () => Metric.ratio('errors', 'all-requests'), /Metric\.ratio: "all-requests"/],
    ['a digit in front', () => Metric.sum('5xx'), /Metric\.sum: "5xx"/],
    ['no name of a query', () => Metric.query(' ', 'up'), /Metric\.query: the name is empty/],
    ['a line break in a name', () => Metric.value('up').named('a\n::error::b'), /line break/],
    ['no window', () => Metric.rate('errors', ''), /"" is not a window/],
    ['a window without unit', () => Metric.rate('errors', '5'), /"5" is not a window/],
    ['an empty window', () => Metric.ratio('a', 'b', '0m'), /"0m" is not a window/],
    ['units out of order', () => Metric.quantile(0.5, 'a_bucket', '30s5m'), /"30s5m" is not a window/],
    ['a ratio of one counter', () => Metric.ratio('a', 'a'), /"a" is held against itself/],
    ['percent for a quantile', () => Metric.quantile(99, 'a_bucket'), /99 is not a quantile/],
    ['NaN for a quantile', () => Metric.quantile(NaN, 'a_bucket'), /NaN is not a quantile/],
    ['a histogram for its buckets', () => Metric.quantile(0.99, 'request_seconds'), /mostly "request_seconds_bucket"/],
    ['a threshold without a query', () => Metric.query('Peers', ' '), /there is no query[^]*A threshold needs a query/],
    ['an expression of GitHub', () => Metric.query('Peers', 'peers{env="${{ inputs.environment }}"}'), /no expression of GitHub/],
    ['a query of two lines', () => Metric.query('Peers', 'peers\n'), /line break/],
    ['a placeholder that is no text', () => Metric.query('Peers', 'peers{environment}'), /outside of double quotes/],
    ['a placeholder in single quotes', () => Metric.query('Peers', "peers{job='{environment}'}"), /outside of double quotes/],
    ['a placeholder in a raw text', () => Metric.query('Peers', 'peers{job=`{version}`}'), /outside of double quotes/],
    ['a placeholder in a regular expression', () => Metric.query('Peers', 'peers{job!~"x-{version}"}'), /regular expression/],
    ['a bracket that is not closed', () => Metric.query('Peers', 'sum(rate(peers[5m])'), /"\(" is not closed/],
    ['a bracket too many', () => Metric.query('Peers', 'sum(peers))'), /"\)" closes nothing/],
    ['brackets across', () => Metric.query('Peers', 'rate(peers[5m)]'), /"\)" closes nothing/],
    ['a quote that is not closed', () => Metric.query('Peers', 'peers{job="a}'), /a quote is not closed/],
    ['a label with a hyphen', () => Metric.value('up').where({ 'app-name': 'a' }), /"app-name" is not a label/],
    ['the name as a label', () => Metric.value('up').where({ __name__: 'a' }), /"__name__" is not a label/],
    ['an empty label', () => Metric.value('up').where({ job: '' }), /the label "job" has no value/],
    ['labels of a query', () => Metric.query('Peers', 'peers').where({ job: 'a' }), /Write the labels in the query: \{job="a"\}/],
    ['NaN as a threshold', () => Metric.value('up').below(NaN), /Metric up: the threshold is NaN/],
    ['an infinite threshold', () => Metric.rate('a').below(Infinity), /the threshold is Infinity/],
    ['percent as a share', () => Metric.ratio('a', 'b').below(5), /5 is no share[^]*One percent is 0\.01/],
    ['a negative share', () => Metric.ratio('a', 'b').above(-1), /-1 is no share/],
    ['no number as a share', () => Metric.ratio('a', 'b').above(NaN), /NaN is no share/],
  ])('%s', (_, write, message) => {
    expect(write).toThrow(message);
  });

  test.each(['peers{a="(", b=\'[\', c=`{`} > 1', 'peers{route="/{id}"}', 'peers{a="\\"("}', 'peers{job=~"a.*", env="{environment}"}', 'peers{job="x-{environment}-y"}'])('but not %s', (query) => {
    expect(Metric.query('Peers', query).above(1).query).toBe(query);
  });
});
