// notify.sh against a receiver of its own on the loopback: what it sends fits what Slack and Discord document, no value
// is more than text, a receiver that fails stops nothing, and the address of the webhook is never seen.
import { ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Rehearsal, RunOptions } from '../helpers/stand-ins';

// A process of its own, since a run of the script keeps this one waiting. The path tells how it answers.
const RECEIVER = `
let asked = 0;
const answer = (request, response, body) => {
  require('node:fs').appendFileSync(process.argv[1], JSON.stringify({ method: request.method, url: request.url, type: request.headers['content-type'], body }) + '\\n');
  const [, how] = request.url.split('/');
  if (how === 'hang') return;
  if (how === 'echo') return response.writeHead(400).end('no ' + request.url + ' at\\n::error::http://' + request.headers.host + request.url);
  if (how === 'flaky') return response.writeHead(asked++ === 0 ? 503 : 204).end();
  response.writeHead(Number(how), { location: '/200' }).end(how === '200' ? 'ok' : 'invalid_payload');
};
const server = require('node:http').createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; }).on('end', () => answer(request, response, body));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;
const SECRET = 'T0SECRET00/B0SECRET00/s3cr3ts3cr3ts3cr3t';
const RUN_URL = 'https://github.com/acme/tool/actions/runs/1?pr=2&attempt=3';
const PARAMETERS = { CHANNEL: 'slack', TITLE: 'Deployment of tool', STATUS: 'success', RUN_URL };
const FACTS = { ENVIRONMENT: 'production', VERSION: '1.4.0', ACTOR: 'ann' };
const HOSTILE = [
  'plain "double" and \'single\'', 'two\nlines\r\nand\ttab', '`code` $(touch pwned) `touch pwned` ${HOME}', '@everyone @here <@&1>',
  '<!channel> <!here> <@U1> <https://evil.example|GitHub>', '*bold* _it_ ~s~ ||spoiler|| # head [text](https://evil.example)', '& &amp; &lt;!channel&gt;',
  '\\" \\\\ \\n {"a": 1} %0A::error::x', 'a\u202Eb\u2066c\u2028d\u0007e', 'x'.repeat(5000), '&'.repeat(5000), '*'.repeat(5000), '😀'.repeat(5000), '€é漢'.repeat(1700),
];

let receiver: ChildProcess;
let folder: string;
let origin: string;
let place: Rehearsal;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'receiver-'));
  receiver = spawn('node', ['--eval', RECEIVER, path.join(folder, 'log')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve, reject) => {
    receiver.once('error', reject);
    receiver.stdout!.once('data', (text: Buffer) => resolve(text.toString().trim()));
  });
  origin = `http://127.0.0.1:${port}`;
});
afterAll(() => {
  receiver.kill();
  fs.rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  fs.writeFileSync(path.join(folder, 'log'), '');
  place = new Rehearsal();
});
afterEach(() => place.remove());

const notify = (parameters: Record<string, string>, how: string = '200', options?: RunOptions) =>
  place.run('notify.sh', { WEBHOOK_URL: `${origin}/${how}/${SECRET}`, ...PARAMETERS, ...parameters }, options);
const requests = () => fs.readFileSync(path.join(folder, 'log'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
const sent = (parameters: Record<string, string>) => {
  const run = notify(parameters);
  expect([run.status, run.stdout, run.stderr]).toEqual([0, '', 'The message was sent.\n']);
  return JSON.parse(requests().at(-1).body);
};
const blocksOf = (message: any) => [...message.blocks, ...message.attachments.flatMap((attachment: any) => attachment.blocks)];
/** Every text that Slack formats. */
const textsOf = (message: any): any[] => blocksOf(message).flatMap((block: any) => [...block.text ? [block.text] : [], ...block.fields ?? []]);
const lengths = (texts: string[]) => texts.reduce((sum, text) => sum + text.length, 0);

test('Slack gets the headline, the facts, what to do and the run, in the colour of the result', () => {
  const message = sent({ ...FACTS, STATUS: 'rollback-failed', DETAILS: 'Run:\nhelm history tool', FIELDS: '{"Image":"ghcr.io/acme/tool","Gone":null,"Pods":3}' });
  const markdown = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });
  const headline = 'Deployment of tool: failed, and the rollback failed';
  expect(message).toEqual({
    text: headline,
    blocks: [{ type: 'section', text: markdown(`*${headline}*`) }],
    attachments: [{
      color: '#82071e',
      fallback: headline,
      blocks: [
        { type: 'section', fields: ['*Environment*\nproduction', '*Version*\n1.4.0', '*Started by*\nann', '*Image*\nghcr.io/acme/tool', '*Pods*\n3'].map(markdown) },
        { type: 'section', text: markdown('Run:\nhelm history tool') },
        { type: 'section', text: markdown(`<${RUN_URL.replace(/&/g, '&amp;')}|Open the run>`) },
      ],
    }],
    unfurl_links: false,
    unfurl_media: false,
  });
  expect(requests()).toMatchObject([{ method: 'POST', url: `/200/${SECRET}`, type: 'application/json' }]);
});

test('Discord gets the same, and may mention nobody', () => {
  const message = sent({ ...FACTS, CHANNEL: 'discord', STATUS: 'failure', DETAILS: 'Run:\nhelm history tool', FIELDS: '{"Image":"ghcr.io/acme/tool"}' });
  const field = (name: string, value: string) => ({ name, value, inline: true });
  expect(message).toEqual({
    allowed_mentions: { parse: [] },
    embeds: [{
      title: 'Deployment of tool: failed',
      url: RUN_URL,
      color: 0xcf222e,
      description: `Run:\nhelm history tool\n\n[Open the run](${RUN_URL})`,
      fields: [field('Environment', 'production'), field('Version', '1.4.0'), field('Started by', 'ann'), field('Image', 'ghcr.io/acme/tool')],
    }],
  });
});

test('a plain webhook gets the values as they are', () => {
  const DETAILS = 'two\n<lines> & "more"';
  expect(sent({ ...FACTS, CHANNEL: 'webhook', STATUS: 'started', DETAILS, FIELDS: '{"Image":"x"}' })).toEqual({
    title: 'Deployment of tool', status: 'started', result: 'started', environment: 'production', version: '1.4.0', actor: 'ann', run_url: RUN_URL, details: DETAILS, fields: { Image: 'x' },
  });
});

test('what is not known is left out', () => {
  expect(textsOf(sent({})).map(({ text }) => text)).toEqual(['*Deployment of tool: succeeded*', expect.stringMatching(/^<https.*\|Open the run>$/)]);
  expect(sent({ CHANNEL: 'discord', VERSION: ' \n ', FIELDS: '{"":"x"}' }).embeds[0].fields).toEqual([]);
});

test('each result has words and a colour of its own', () => {
  const results = ['started', 'success', 'failure', 'cancelled', 'rolled-back', 'rollback-failed'].map((STATUS) => {
    const slack = sent({ STATUS });
    const discord = sent({ STATUS, CHANNEL: 'discord' }).embeds[0];
    expect(discord.title).toBe(slack.text);
    expect(`#${discord.color.toString(16).padStart(6, '0')}`).toBe(slack.attachments[0].color);
    return [slack.text, slack.attachments[0].color];
  });
  expect(results.map(([text]) => text.replace('Deployment of tool: ', ''))).toEqual(['started', 'succeeded', 'failed', 'cancelled', 'failed, rolled back', 'failed, and the rollback failed']);
  expect(new Set(results.map(([, color]) => color)).size).toBe(6);
});

describe.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 30)).replace(/[^ -~]/g, '?'), text]))('the value %s', (_, text) => {
  const everywhere = { TITLE: text, ENVIRONMENT: text, VERSION: text, ACTOR: text, DETAILS: text, FIELDS: JSON.stringify(Object.fromEntries([...'abcdefgh'].map((name) => [name + text.slice(0, 500), text.slice(0, 500)]))) };
  // What is left of it on one line, or on several; the start of it, where it is too long.
  const cleaned = text.replace(/[\u202A-\u202E\u2066-\u2069]/g, '').replace(/[\r\t\u0007\u2028]/g, ' ');
  const asShown = (shown: string, original: string) => (shown.endsWith('…') ? original.startsWith(shown.slice(0, -1)) && shown.length > 20 : shown === original);
  const oneLine = cleaned.replace(/\n/g, ' ');

  test('is text to Slack, within what it takes', () => {
    const message = sent(everywhere);
    const texts = textsOf(message);
    const fields = blocksOf(message).find((block) => block.fields).fields.map((field: any) => field.text as string);
    const plain = (shown: string) => shown.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
    expect(fields).toHaveLength(9);
    expect(Math.max(...fields.map((field: string) => field.length))).toBeLessThanOrEqual(2000);
    expect(Math.max(...texts.map((each) => each.text.length))).toBeLessThanOrEqual(3000);
    expect(lengths([message.text, message.attachments[0].fallback, ...texts.map((each) => each.text)])).toBeLessThan(13_000);
    for (const shown of [message.text, ...texts.slice(0, -1).map((each) => each.text)]) expect(shown).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    expect(texts.every((each) => each.verbatim)).toBe(true);
    expect(asShown(plain(fields[1].replace('*Version*\n', '')), oneLine)).toBe(true);
    expect(asShown(plain(texts.at(-2).text), cleaned)).toBe(true);
    expect(fs.readdirSync(place.work)).toEqual([]);
  });

  test('is text to Discord, within what it takes', () => {
    const message = sent({ ...everywhere, CHANNEL: 'discord' });
    const [embed] = message.embeds;
    const texts: string[] = embed.fields.flatMap(({ name, value }: any) => [name, value]);
    const plain = (shown: string) => shown.replace(/\\(.)/g, '$1');
    expect(message.allowed_mentions).toEqual({ parse: [] });
    expect(message).not.toHaveProperty('content');
    expect(embed.title.length).toBeLessThanOrEqual(256);
    expect(embed.description.length).toBeLessThanOrEqual(4096);
    expect(Math.max(...texts.map((each) => each.length))).toBeLessThanOrEqual(256);
    expect(lengths([embed.title, embed.description, ...texts])).toBeLessThanOrEqual(6000);
    for (const shown of [embed.title, ...texts]) expect(shown.replace(/\\./g, '')).not.toMatch(/[\\`*_~|<>#@[\]\n]/);
    expect(asShown(plain(embed.fields[1].value), oneLine)).toBe(true);
    expect(embed.description.endsWith(`\n\n[Open the run](${RUN_URL})`)).toBe(true);
    expect(asShown(plain(embed.description.split('\n\n[Open')[0]), cleaned)).toBe(true);
  });
});

describe('a receiver that fails stops nothing, and its address stays unknown:', () => {
  const CASES: [string, Record<string, string>, string, number][] = [
    ['404', {}, 'The webhook answered HTTP 404: invalid_payload.', 1],
    ['500', {}, 'The webhook answered HTTP 500: invalid_payload.', 3],
    ['302', {}, 'The webhook answered HTTP 302: invalid_payload.', 1],
    ['echo', {}, 'The webhook answered HTTP 400: no /echo/***/***/*** at ::error::***.', 1],
    ['hang', { MAX_SECONDS: '1' }, 'The webhook did not answer within 1 seconds.', 3],
  ];
  test.each(CASES)('%s', (how, parameters, message, tries) => {
    const run = notify(parameters, how);
    expect([run.status, run.stdout]).toEqual([0, '']);
    expect(run.stderr).toBe(`Notification not sent: ${message} Nothing else is affected. If it lasts, make a new webhook and store its address in the secret.\n`);
    expect(requests()).toHaveLength(tries);
    expect(run.stderr).not.toMatch(/SECRET00|s3cr3t/);
  }, 60_000);

  test.each([
    ['a closed port', 'http://127.0.0.1:1/', 'takes no connection'],
    ['a host that does not exist', 'https://hooks.invalid/', 'The host of the webhook is unknown'],
    ['a host without a certificate', 'https', 'has no valid certificate'],
  ])('%s', (_, address, message) => {
    const run = notify({ WEBHOOK_URL: `${address === 'https' ? `${origin.replace('http:', 'https:')}/` : address}${SECRET}` });
    expect(run.status).toBe(0);
    expect(run.stderr).toContain(message);
    expect(run.stderr).not.toMatch(/SECRET00|s3cr3t/);
  }, 60_000);

  test('a warning of the run, on one line', () => {
    const run = notify({ GITHUB_ACTIONS: 'true' }, 'echo');
    expect(run.stderr).toMatch(/^::warning title=Notification not sent::The webhook answered HTTP 400: .*\n$/);
  });
});

test('one that fails once is asked again', () => {
  expect(notify({}, 'flaky').stderr).toBe('The message was sent.\n');
  expect(requests()).toHaveLength(2);
}, 60_000);

test.each(['http://hooks.example.com/', 'http://localhost@example.com/', 'http://127.0.0.1.example.com/', 'ftp://localhost/', 'file:///etc/hostname#', 'hooks.example.com/', 'https://a b/', 'https://a/"\noutput = "x/'])(
  'nothing goes to %j', (address) => {
    place.standIn('curl');
    const run = notify({ WEBHOOK_URL: address + SECRET });
    expect(run.status).toBe(0);
    expect(run.stderr).toBe('Notification not sent: The secret holds no address that begins with https://. Store the address of the webhook in it, whole.\n');
    expect(place.calls('curl')).toEqual([]);
  });

test('the address is in no argument and in no file that is left', () => {
  const wrapper = 'exec /usr/bin/env --unset=CALL "$(PATH="${PATH#*:}" type -P curl)" "$@"';
  place.standIn('curl', wrapper);
  expect(notify({}).stderr).toBe('The message was sent.\n');
  const [call] = place.calls('curl');
  expect(call.args.join(' ')).not.toMatch(/SECRET00|s3cr3t|127\.0\.0\.1/);
  expect(call.args.slice(0, 3)).toEqual(['--disable', '--config', '-']);
  expect(call.args).toEqual(expect.arrayContaining(['--fail-with-body', '--max-time', '10', '--retry', '2']));
  expect(fs.readdirSync(path.join(place.folder, 'runner-temp'))).toEqual([]);
});

test('blanks around the address do not matter', () => {
  expect(notify({ WEBHOOK_URL: ` ${origin}/200/x\r\n` }).stderr).toBe('The message was sent.\n');
  expect(requests().map(({ url }) => url)).toEqual(['/200/x']);
});

test('without a secret nothing is sent, and that is said', () => {
  place.standIn('curl');
  const run = notify({ WEBHOOK_URL: '' });
  expect([run.status, run.stderr]).toEqual([0, 'The secret with the address of the webhook is not set: nothing was sent.\n']);
  expect(place.calls('curl')).toEqual([]);
});

test('it runs on a laptop as well', () => {
  expect(notify({}, '200', { onLaptop: true }).stderr).toBe('The message was sent.\n');
});

test.each([
  [{ CHANNEL: 'teams' }, 'CHANNEL is teams'],
  [{ CHANNEL: '' }, 'CHANNEL is empty'],
  [{ TITLE: '' }, 'TITLE is empty'],
  [{ STATUS: 'skipped' }, 'STATUS is skipped'],
  [{ STATUS: '' }, 'STATUS is empty'],
  [{ RUN_URL: 'javascript:alert(1)' }, 'RUN_URL is javascript'],
  [{ RUN_URL: 'https://github.com/a) [x](https://evil.example' }, 'RUN_URL is https://github.com/a)'],
  [{ RUN_URL: `https://github.com/${'a'.repeat(300)}` }, 'at most 300 characters'],
  [{ FIELDS: 'Image=x' }, 'FIELDS is no JSON object'],
  [{ FIELDS: '[1]' }, 'FIELDS is no JSON object'],
  [{ MAX_SECONDS: '0' }, 'MAX_SECONDS is 0'],
])('%j is wrong usage', (parameters, message) => {
  const run = notify(parameters as unknown as Record<string, string>);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
  expect(requests()).toEqual([]);
});

test.each(['curl', 'jq'])('without %s it ends with 69', (missing) => {
  const run = notify({}, '200', { onlyPrograms: ['bash', 'curl', 'jq', 'mktemp', 'rm', 'cat'].filter((program) => program !== missing) });
  expect(run.status).toBe(69);
  expect(run.stderr).toContain(`${missing} is not on PATH`);
});
