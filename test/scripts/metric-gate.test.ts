// metric-gate.sh against a Prometheus of its own on the loopback: only numbers that meet every condition pass. No data,
// no answer, NaN and whatever else is no number fail, each with its own words; the token is never seen.
import { ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findProgram, Rehearsal, RunOptions } from '../helpers/stand-ins';

/** How the server answers a query. */
interface Answer {
  readonly code?: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly how?: 'hang' | 'cut';
}

// A process of its own, since a run of the script keeps this one waiting. Of several answers the last one stays.
const SERVER = `
const fs = require('node:fs');
const [answers, log] = process.argv.slice(1);
const asked = {};
require('node:http').createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const query = url.searchParams.get('query');
  fs.appendFileSync(log, JSON.stringify({ method: request.method, path: url.pathname, query, timeout: url.searchParams.get('timeout'), authorization: request.headers.authorization }) + '\\n');
  const round = fs.statSync(answers).mtimeMs + query;
  const list = [JSON.parse(fs.readFileSync(answers, 'utf8'))[query] ?? { code: 400, body: '{"status":"error","errorType":"test","error":"not foreseen"}' }].flat();
  asked[round] = (asked[round] ?? 0) + 1;
  const { code = 200, body = '', headers = {}, how } = list[Math.min(asked[round], list.length) - 1];
  if (how === 'hang') return;
  if (how === 'cut') { response.writeHead(200, { 'content-length': 500 }); response.write(body, () => response.destroy()); return; }
  response.writeHead(code, headers).end(Buffer.from(body, 'latin1'));
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.s3cr3t~_+/=';

const success = (data: unknown, more: object = {}): Answer => ({ body: JSON.stringify({ status: 'success', data, ...more }) });
const vector = (...values: [string, Record<string, string>?][]): Answer => success({ resultType: 'vector', result: values.map(([value, metric = {}]) => ({ metric, value: [1700000000.123, value] })) });
const scalar = (value: string): Answer => success({ resultType: 'scalar', result: [1700000000, value] });
const condition = (comparison: string, threshold: number, more: object = {}) => ({ name: 'Errors', query: 'errors', series: 'one', comparison, threshold, ...more });
const BELOW = condition('<', 0.01);
const NONE = condition('==', 0, { name: 'Rollbacks', query: 'rollbacks', series: 'every' });

let server: ChildProcess;
let folder: string;
let origin: string;
let place: Rehearsal;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metrics-'));
  server = spawn(process.execPath, ['--eval', SERVER, path.join(folder, 'answers'), path.join(folder, 'log')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.stdout!.once('data', (text: Buffer) => resolve(text.toString().trim()));
  });
  origin = `http://127.0.0.1:${port}`;
});
afterAll(() => {
  server.kill();
  fs.rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  fs.writeFileSync(path.join(folder, 'log'), '');
  place = new Rehearsal().standIn('sleep');
});
afterEach(() => place.remove());

/** Runs a gate of these conditions; each query is answered as told. */
function run(conditions: unknown, answers: Record<string, Answer | Answer[]>, parameters: Record<string, string> = {}, options?: RunOptions) {
  fs.writeFileSync(path.join(folder, 'answers'), JSON.stringify(answers));
  place.write('gate.json', JSON.stringify({ '//': 'a remark', 'gates': { 'deploy': conditions, 'sync-improvement': [NONE] } }));
  return place.run('metric-gate.sh', { GATE_FILE: 'gate.json', GATE: 'deploy', SERVER: origin, ATTEMPTS: '1', ...parameters }, options);
}
const ask = (answer: Answer | Answer[], parameters: Record<string, string> = {}, one: object = BELOW) => run([one], { errors: answer }, parameters);
const requests = () => fs.readFileSync(path.join(folder, 'log'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
const waits = () => place.calls('sleep').map((call) => call.args[0]);

describe('what is met', () => {
  test('passes, in a table, a summary, an output and a file', () => {
    const done = run([BELOW, NONE], { errors: vector(['5e-05']), rollbacks: vector(['0', { __name__: 'rollbacks', pod: 'a' }]) }, { RESULT_FILE: 'out/gate.json', ENVIRONMENT: 'testnet', VERSION: '1.4.0' });
    expect(done.stderr).toBe([
      'Metric gate deploy, look 1 of 1: met',
      '  metric     value  required  verdict',
      '  Errors     5e-05  < 0.01    met',
      '  Rollbacks  0      = 0       met',
      '',
    ].join('\n'));
    expect(done.status).toBe(0);
    expect(done.outputs).toEqual({ verdict: 'met' });
    expect(done.summary).toBe('**Metric gate `deploy`: met**\n\n| metric | value | required | verdict |\n| --- | ---: | --- | --- |\n| Errors | 5e-05 | \\< 0.01 | met |\n| Rollbacks | 0 | = 0 | met |\n\n');
    expect(JSON.parse(place.read('out/gate.json'))).toEqual({
      gate: 'deploy',
      environment: 'testnet',
      version: '1.4.0',
      verdict: 'met',
      looks: 1,
      conditions: [
        { name: 'Errors', query: 'errors', comparison: '<', threshold: 0.01, value: 0.00005, series: 1, verdict: 'met', reason: null },
        { name: 'Rollbacks', query: 'rollbacks', comparison: '==', threshold: 0, value: 0, series: 1, verdict: 'met', reason: null },
      ],
    });
  });

  test('is asked once, by GET, with the whole query', () => {
    const query = 'sum(rate(errors_total{env="a b", path=~"[a-z]{2}/.*&x=1+2%"}[5m])) # {1..3}';
    expect(run([condition('<', 1, { query })], { [query]: vector(['0']) }, { SERVER: `${origin}/prometheus/`, QUERY_TIMEOUT: '7' }).status).toBe(0);
    expect(requests()).toEqual([{ method: 'GET', path: '/prometheus/api/v1/query', query, timeout: '7s' }]);
  });

  test('is asked at the address as it stands, brackets and braces in its path among it', () => {
    expect(ask(vector(['0']), { SERVER: `${origin}/tenant[1-2]/{a,b}` }).status).toBe(0);
    expect(requests().map((request) => decodeURIComponent(request.path))).toEqual(['/tenant[1-2]/{a,b}/api/v1/query']);
  });

  test('passes on a laptop, and without a file for the result', () => {
    const done = run([BELOW], { errors: scalar('0.001') }, {}, { onLaptop: true });
    expect([done.status, done.stdout, done.summary]).toEqual([0, 'verdict=met\n', '']);
    expect(fs.readdirSync(place.work)).toEqual(['gate.json']);
    expect(fs.readdirSync(path.join(place.folder, 'runner-temp'))).toEqual([]);
  });
});

describe('a comparison', () => {
  test.each([
    ['<', 0.01, '0.009', true], ['<', 0.01, '0.01', false], ['<', 0.01, '0.011', false],
    ['<=', 0.01, '0.01', true], ['<=', 0.01, '0.0100001', false],
    ['>', 100, '100.5', true], ['>', 100, '100', false], ['>', 100, '99', false],
    ['>=', 100, '100', true], ['>=', 100, '99.999', false],
    ['==', 0, '0', true], ['==', 0, '-0', true], ['==', 0, '1', false], ['==', 0, '-1', false],
    ['<', 0.01, '5e-05', true], ['<', 0.01, '1.5e+02', false], ['>', 0, '1e-300', true], ['<', 0, '-2.5E-3', true], ['>', 9, '1e+21', true],
  ])('%s %s with %s: %s', (comparison, threshold, value, met) => {
    const done = ask(vector([value]), {}, condition(comparison, threshold));
    expect([done.status, done.outputs.verdict]).toEqual(met ? [0, 'met'] : [3, 'not-met']);
  });

  test('that is not met tells value and requirement', () => {
    const done = ask(vector(['0.5']));
    expect(done.stderr).toContain('\n  Errors  0.5    < 0.01    not met\n');
    expect(done.stderr).toMatch(/^Metric gate not met: Errors: 0\.5, required < 0\.01$/m);
    expect(done.summary).toContain('| Errors | 0.5 | \\< 0.01 | not met |');
  });
});

describe('several series', () => {
  const pods = (...values: string[]) => ({ errors: vector(...values.map((value, index): [string, Record<string, string>] => [value, { __name__: 'errors', pod: `tool-${index}` }])) });

  test.each([
    ['<', 5, ['1', '7', '3'], 'tool-1', 7],
    ['>=', 5, ['9', '7', '3'], 'tool-2', 3],
    ['==', 5, ['4', '5', '9'], 'tool-2', 9],
    ['==', 5, ['5', '-4', '9'], 'tool-1', -4],
  ])('%s %s of %s is decided by the worst', (comparison, threshold, values, pod, value) => {
    const done = run([condition(comparison, threshold, { series: 'every' })], pods(...values), { RESULT_FILE: 'result.json' });
    expect(done.status).toBe(3);
    expect(done.stderr).toContain(`not met: decided by {pod="${pod}"}`);
    expect(JSON.parse(place.read('result.json')).conditions[0]).toMatchObject({ value, series: 3, verdict: 'not met' });
  });

  test('pass when each does', () => {
    expect(run([condition('<', 10, { series: 'every' })], pods('1', '9', '3')).status).toBe(0);
  });

  test('fail when one has no number, however good the others are', () => {
    const done = run([condition('<', 10, { series: 'every' })], pods('1', 'NaN', '3'));
    expect([done.status, done.outputs.verdict]).toEqual([4, 'not-measured']);
    expect(done.stderr).toContain('not measured: the value of {pod="tool-1"} is NaN');
  });

  test('fail where one value is expected', () => {
    const done = run([BELOW], pods('0', '0'));
    expect(done.status).toBe(4);
    expect(done.stderr).toContain('not measured: 2 series where one is expected');
  });
});

describe('what cannot be measured', () => {
  const html = '<html><body>Sign in</body></html>';
  const refused = (text: object) => JSON.stringify({ status: 'error', ...text });
  test.each<[string, Answer, string]>([
    ['no series', vector(), 'no data'],
    ['NaN', vector(['NaN']), 'the value is NaN'],
    ['+Inf', vector(['+Inf']), 'the value is +Inf'],
    ['-Inf', vector(['-Inf']), 'the value is -Inf'],
    ['a scalar NaN', scalar('NaN'), 'the value is NaN'],
    ['a value that is no number', vector(['0x10']), 'the value is 0x10'],
    ['a value that is null', { body: '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,null]}]}}' }, 'the value is null'],
    ['a value that is missing', { body: '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}' }, 'an answer of another form: no number'],
    ['a native histogram', { body: '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{"count":"1"}]}]}}' }, 'an answer of another form: no number'],
    ['a matrix', success({ resultType: 'matrix', result: [] }), 'a matrix instead of numbers'],
    ['a text', success({ resultType: 'string', result: [1, '0'] }), 'a string instead of numbers'],
    ['no data at all', { body: '{"status":"success"}' }, 'a null instead of numbers'],
    ['data of another form', success('none'), 'an answer of another form'],
    ['results of another form', success({ resultType: 'vector', result: { a: 1 } }), 'an answer of another form'],
    ['a warning of partial data', { body: JSON.stringify({ status: 'success', warnings: ['store-1 did not answer'], data: { resultType: 'vector', result: [{ metric: {}, value: [1, '0'] }] } }) }, 'a warning: store-1 did not answer'],
    ['another status', { body: '{"status":"partial"}' }, 'an answer without success'],
    ['an error with 200', { body: refused({ errorType: 'execution', error: 'too many samples' }) }, 'HTTP 200: execution: too many samples'],
    ['a query that is refused', { code: 400, body: refused({ errorType: 'bad_data', error: '1:5: parse error' }) }, 'HTTP 400: bad_data: 1:5: parse error'],
    ['no permission', { code: 403, body: html }, 'HTTP 403'],
    ['an error of the server', { code: 500, body: 'oops' }, 'HTTP 500'],
    ['success with another code', { code: 202, body: vector(['0']).body }, 'HTTP 202'],
    ['a page instead of data', { body: html }, 'an answer that is not JSON'],
    ['a list', { body: '[]' }, 'an answer that is not JSON'],
    ['nothing', { body: '' }, 'an answer that is not JSON'],
    ['half an answer', { body: vector(['0']).body!.slice(0, 60) }, 'an answer that is not JSON'],
    ['two answers', { body: `${vector(['0']).body}${vector(['0']).body}` }, 'an answer that is not JSON'],
    ['no text', { body: '\xff\xfe\x00' }, 'an answer that is not JSON'],
    ['a connection that breaks', { how: 'cut', body: vector(['0']).body!.slice(0, 60) }, 'no answer: curl: (18)'],
    ['no answer in time', { how: 'hang' }, 'no answer: curl: (28) Operation timed out after 1'],
  ])('%s fails and says so', (_, answer, words) => {
    const done = ask(answer, { QUERY_TIMEOUT: '1' });
    expect(done.stderr).toContain(`  Errors  -      < 0.01    not measured: ${words}`);
    expect([done.status, done.outputs]).toEqual([4, { verdict: 'not-measured' }]);
    expect(done.stderr).toContain('Metric gate not measured: Errors: -, required < 0.01');
  });

  test('a redirect is not followed', () => {
    const done = ask({ code: 302, headers: { location: `${origin}/elsewhere?query=good` }, body: vector(['0']).body });
    expect(done.stderr).toContain('not measured: HTTP 302: redirects are not followed');
    expect(done.status).toBe(4);
    expect(requests()).toHaveLength(1);
  });

  test('a server that is not there fails', () => {
    const done = ask([], { SERVER: 'http://127.0.0.1:1', QUERY_TIMEOUT: '1' });
    expect(done.stderr).toMatch(/not measured: no answer: curl: \(7\) Failed to connect to 127\.0\.0\.1 port 1/);
    expect(done.status).toBe(4);
  });

  test('a violated condition is what the exit code tells, where others are not measured', () => {
    const done = run([BELOW, NONE], { errors: vector(), rollbacks: vector(['1']) });
    expect([done.status, done.outputs.verdict]).toEqual([3, 'not-met']);
    expect(done.stderr).toContain('Errors: -, required < 0.01, no data\nRollbacks: 1, required = 0');
  });

  test('text of the server starts no line, cell or command', () => {
    const error = 'bad\n::error::forged\r\n| a | b |\u001b[31m `x` <b>' + 'y'.repeat(5000);
    const done = ask({ code: 422, body: refused({ errorType: 'execution', error }) }, { GITHUB_ACTIONS: 'true' });
    expect(done.stderr.split('\n').filter((line) => line.trim().startsWith('::'))).toEqual([expect.stringMatching(/^::error title=Metric gate not measured::Errors/)]);
    expect(done.stderr + done.summary).not.toMatch(/\u001b|y{400}/);
    expect(done.summary.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
    expect(done.summary).toContain('\\| a \\| b \\|');
  });
});

describe('no traffic', () => {
  const share = condition('<', 0.01, { traffic: 'requests' });
  test.each<[string, Answer, number, string]>([
    ['is accepted where the condition says so', vector(['0']), 0, 'met: no traffic'],
    ['is not accepted while there is some', vector(['0.2']), 4, 'not measured: the value is NaN'],
    ['is not accepted where the counter is missing', vector(), 4, 'not measured: the value is NaN'],
    ['is not accepted where that cannot be asked', { code: 500 }, 4, 'not measured: the value is NaN'],
  ])('%s', (_, requestRate, status, words) => {
    const done = run([share], { errors: vector(['NaN']), requests: requestRate }, { QUERY_TIMEOUT: '1' });
    expect(done.stderr).toContain(words);
    expect(done.status).toBe(status);
  });

  test('is a failure otherwise, and not asked for', () => {
    expect(ask(vector(['NaN'])).status).toBe(4);
    expect(requests()).toHaveLength(1);
  });

  test.each<[string, Answer]>([['no data', vector()], ['infinite', vector(['+Inf'])], ['too many', vector(['1'])]])('does not excuse what is %s', (_, answer) => {
    expect(run([share], { errors: answer, requests: vector(['0']) }).status).not.toBe(0);
    expect(requests()).toHaveLength(1);
  });
});

describe('recovery', () => {
  test('passes at the first look that is good, after what the others say', () => {
    const done = ask([vector(['0.5']), vector(), vector(['0.001']), vector(['0.5'])], { ATTEMPTS: '5', INTERVAL: '15', RESULT_FILE: 'result.json' });
    expect(done.status).toBe(0);
    expect(done.stderr.match(/look \d of 5: .*/g)).toEqual(['look 1 of 5: not met', 'look 2 of 5: not measured', 'look 3 of 5: met']);
    expect(waits()).toEqual(['15', '15']);
    expect(requests()).toHaveLength(3);
    expect(JSON.parse(place.read('result.json'))).toMatchObject({ verdict: 'met', looks: 3 });
    expect(done.summary.match(/Metric gate/g)).toHaveLength(1);
  });

  test('ends after as many looks as asked, without a wait behind the last', () => {
    expect(ask(vector(['0.5']), { ATTEMPTS: '2', INTERVAL: '7' }).status).toBe(3);
    expect(waits()).toEqual(['7']);
  });

  test('needs all conditions at the same look', () => {
    const done = run([BELOW, NONE], { errors: [vector(['0']), vector(['1'])], rollbacks: [vector(['1']), vector(['0'])] }, { ATTEMPTS: '2' });
    expect(done.status).toBe(3);
  });

  test('has defaults: three looks, ten seconds apart', () => {
    expect(ask(vector(['0.5']), { ATTEMPTS: '' }).status).toBe(3);
    expect(waits()).toEqual(['10', '10']);
  });

  test('nothing is asked before values have settled', () => {
    place.standIn('sleep', `cp '${path.join(folder, 'log')}' "$HOME/asked.$1"`);
    expect(ask(vector(['0']), { SETTLE: '300' }).status).toBe(0);
    expect(waits()).toEqual(['300']);
    expect(fs.readFileSync(path.join(place.folder, 'home', 'asked.300'), 'utf8')).toBe('');
    expect(requests()).toHaveLength(1);
  });

  test('a server that is busy is asked again within the same look', () => {
    const done = ask([{ code: 503, body: 'Service Unavailable' }, vector(['0'])], { QUERY_TIMEOUT: '5' });
    expect([done.status, requests().length]).toEqual([0, 2]);
    expect(done.stderr).toContain('look 1 of 1: met');
  });
});

describe('placeholders', () => {
  const query = 'errors{env="{environment}",version="{version}",route="/{id}"}';
  const filled = (ENVIRONMENT: string, VERSION: string) => {
    run([condition('<', 1, { query, name: 'Errors of {environment}' })], {}, { ENVIRONMENT, VERSION });
    return requests().at(-1).query;
  };

  test('are filled in, other braces are left', () => {
    expect(filled('testnet', '1.4.0')).toBe('errors{env="testnet",version="1.4.0",route="/{id}"}');
  });

  test('cannot end the text that they stand in, nor bring others in', () => {
    expect(filled('a"} or vector(0) #\\', '{environment}')).toBe('errors{env="a\\"} or vector(0) #\\\\",version="{environment}",route="/{id}"}');
  });

  test.each(['ENVIRONMENT', 'VERSION'])('without a value end the run before anything is asked: %s', (name) => {
    const done = run([condition('<', 1, { query })], {}, { ENVIRONMENT: 'a', VERSION: 'b', [name]: '' });
    expect(done.status).toBe(64);
    expect(done.stderr).toContain(`asks for {${name.toLowerCase()}}, and ${name} is empty`);
    expect(requests()).toEqual([]);
  });
});

describe('the token', () => {
  test('reaches Prometheus in a header, and no program as an argument', () => {
    for (const program of ['curl', 'jq']) place.standIn(program, `exec '${findProgram(program)}' "$@"`);
    const done = run([BELOW], { errors: { code: 401, body: JSON.stringify({ status: 'error', errorType: 'denied', error: `no ${TOKEN}\nsorry` }) } }, { BEARER_TOKEN: TOKEN, RESULT_FILE: 'result.json' });
    expect(requests()).toMatchObject([{ authorization: `Bearer ${TOKEN}` }]);
    expect(done.stderr).toContain('HTTP 401: denied: no *** sorry');
    expect(place.calls('curl')).toHaveLength(1);
    expect(place.calls().map((call) => call.args.join(' ')).join('\n')).not.toContain(TOKEN);
    expect([done.stdout, done.stderr, done.summary, place.read('result.json')].join('\n')).not.toContain(TOKEN);
  });

  test('is not sent where it could be read on its way', () => {
    const done = ask(vector(['0']), { SERVER: 'http://prometheus.example.com', BEARER_TOKEN: TOKEN });
    expect(done.status).toBe(64);
    expect(done.stderr).toContain('Use https.');
  });

  test.each(['a b', 'a"b', 'a\nheader = "X: y"', 'a\\b'])('that cannot be one is refused and not shown: %j', (token) => {
    const done = ask(vector(['0']), { BEARER_TOKEN: token });
    expect(done.status).toBe(64);
    expect(done.stderr).not.toContain(token);
  });

  test('settings of curl in the home folder are not read', () => {
    fs.writeFileSync(path.join(place.folder, 'home', '.curlrc'), 'url = "http://127.0.0.1:1/"\nproxy = "http://127.0.0.1:1"\n');
    expect(ask(vector(['0'])).status).toBe(0);
  });
});

describe('wrong usage', () => {
  test('an unknown gate lists those there are', () => {
    const done = ask(vector(['0']), { GATE: 'foundation' });
    expect(done.status).toBe(64);
    expect(done.stderr).toContain('gate.json: it has no gate "foundation"; it has: deploy, sync-improvement.');
  });

  test.each([
    ['no conditions', [], 'the gate "deploy" has no conditions'],
    ['no list', { name: 'x' }, 'the gate "deploy" has no conditions'],
    ['no query', [{ ...BELOW, query: '' }], 'is malformed'],
    ['no threshold', [{ ...BELOW, threshold: null }], 'is malformed'],
    ['a threshold that is text', [{ ...BELOW, threshold: '0.01' }], 'is malformed'],
    ['another comparison', [BELOW, { ...BELOW, comparison: '!=' }], 'is malformed: {"name":"Errors"'],
    ['no word on series', [{ ...BELOW, series: undefined }], 'is malformed'],
    ['traffic that is no query', [{ ...BELOW, traffic: 5 }], 'is malformed'],
  ])('a gate with %s is refused', (_, conditions, words) => {
    const done = run(conditions, { errors: vector(['0']) });
    expect(done.status).toBe(64);
    expect(done.stderr).toContain(words);
    expect(requests()).toEqual([]);
  });

  test.each([['{"gates": ', 'cannot be read as JSON'], ['{}', 'it has no object "gates"'], ['[]', 'it has no object "gates"'], ['', 'it has no object "gates"'], ['{"gates": {}} {}', 'it has no object "gates"']])('a file of %j is refused', (text, words) => {
    place.write('other.json', text);
    const done = ask(vector(['0']), { GATE_FILE: 'other.json' });
    expect(done.status).toBe(64);
    expect(done.stderr).toContain(words);
  });

  test.each([
    [{ GATE_FILE: '' }, 'GATE_FILE is empty'],
    [{ GATE: '' }, 'GATE is empty'],
    [{ SERVER: '' }, 'SERVER is empty'],
    [{ GATE_FILE: 'none.json' }, 'none.json: it cannot be read'],
    [{ SERVER: 'prometheus:9090' }, 'SERVER is prometheus:9090'],
    [{ SERVER: 'file:///etc/passwd' }, 'Give an address such as'],
    [{ SERVER: 'https://prometheus/?query=up' }, 'without a query'],
    [{ SERVER: 'https://a b' }, 'Give an address such as'],
    [{ SETTLE: 'soon' }, 'SETTLE is "soon"'],
    [{ ATTEMPTS: '0' }, 'ATTEMPTS is "0"'],
    [{ ATTEMPTS: '08' }, 'ATTEMPTS is "08"'],
    [{ INTERVAL: '-1' }, 'INTERVAL is "-1"'],
    [{ INTERVAL: '1.5' }, 'INTERVAL is "1.5"'],
    [{ QUERY_TIMEOUT: '0' }, 'QUERY_TIMEOUT is "0"'],
    [{ ATTEMPTS: 'a[$(touch pwned)]' }, 'ATTEMPTS is "a[$(touch pwned)]"'],
  ])('%j', (parameters, message) => {
    const done = ask(vector(['0']), parameters as unknown as Record<string, string>);
    expect(done.status).toBe(64);
    expect(done.stderr).toContain(message);
    expect(requests()).toEqual([]);
    expect(place.exists('pwned')).toBe(false);
  });

  test('a password in the address is refused and not shown', () => {
    const done = ask(vector(['0']), { SERVER: 'https://ann:s3cr3t@prometheus.example.com' });
    expect(done.status).toBe(64);
    expect(done.stderr).not.toContain('s3cr3t');
  });

  test.each(['curl', 'jq'])('without %s it cannot measure', (program) => {
    const rest = ['curl', 'jq', 'mktemp', 'rm', 'dirname', 'mkdir'].filter((name) => name !== program);
    const done = run([BELOW], {}, {}, { onlyPrograms: rest });
    expect(done.status).toBe(69);
    expect(done.stderr).toContain(`${program} is not on PATH`);
  });
});
