/**
 * Invariants: people are told of the start and the end of a deployment, and a webhook that is down, slow or wrong changes
 * nothing for anybody else: its job passes, and no job waits for it.
 */
import { withPrograms } from './helpers/debian';
import { Repository } from './helpers/repository';
import { expectConclusion, JobOptions, JobRun, removeJobFolders, Result, runJob } from './helpers/run-job';
import { startWebhook, Webhook } from './helpers/webhook';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard } from '../../src/run/guard';
import { synthesizeExample } from '../helpers/example';

jest.setTimeout(300_000);

withPrograms({ curl: 'curl', jq: 'jq', git: 'git' })('notifications of alys', () => {
  const guard = new Guard();
  let repository: Repository;
  let slack: Webhook;
  let discord: Webhook;
  let addresses: Record<string, string>;

  beforeAll(() => {
    repository = new Repository(synthesizeExample('alys'));
    guard.undo(repository.removal);
  });
  beforeEach(async () => {
    slack = await startWebhook();
    discord = await startWebhook();
    addresses = { SLACK_WEBHOOK_URL: `${slack.url}/T1/B1/XyZZy`, DISCORD_WEBHOOK_URL: `${discord.url}/1/XyZZy` };
  });
  afterEach(() => Promise.all([slack.stop(), discord.stop()]));
  afterAll(async () => {
    removeJobFolders();
    await guard.release();
  });

  const tell = (job: string, needs: JobOptions['needs']): Promise<JobRun> => runJob(repository.example.workflow('deploy'), job, {
    source: repository.folder,
    artifacts: undefined as unknown as ArtifactStore,
    inputs: { environment: 'production', version: '1.4.0', force: false },
    secrets: addresses,
    event: { name: 'workflow_dispatch' },
    needs,
  });
  const ended = (deploy: Result, outputs: Record<string, string>): JobOptions['needs'] => ({
    'pre-deployment': { result: 'success' }, 'deploy': { result: deploy, outputs }, 'unfinished': { result: 'skipped' }, 'recovery': { result: 'skipped' },
  });

  test('the start is told to both', async () => {
    expectConclusion(await tell('notify-start', { 'pre-deployment': { result: 'success' } }), 'success');
    for (const channel of [slack, discord]) {
      expect(channel.requests).toHaveLength(1);
      expect(channel.requests[0].text).toContain('1.4.0');
      expect(channel.requests[0].text).toContain('production');
    }
  });

  test('a deployment that went back is told as that, with what to do', async () => {
    const run = await tell('notify-result', ended('failure', { 'finish': 'success', 'roll-back': 'success', 'roll-back-outcome': 'rolled-back', 'verify': 'success', 'before': '1.3.0' }));
    expectConclusion(run, 'success');
    expect(slack.requests[0].text).toMatch(/rolled back/i);
    expect(slack.requests[0].text).toContain('1.3.0');
    expect(slack.requests[0].text).toContain('run the workflow rollback');
  });

  test('a webhook that is down, broken or silent: its job passes, and the other channel is told', async () => {
    await slack.stop();
    const down = await tell('notify-result', ended('success', { before: '1.3.0' }));
    expectConclusion(down, 'success');
    expect(down.steps.find(({ name }) => name === 'Notify Slack')!.log).toMatch(/::warning/);
    expect(discord.requests).toHaveLength(1);
    expect(down.steps.map(({ log }) => log).join('')).not.toContain('XyZZy');

    slack = await startWebhook();
    addresses.SLACK_WEBHOOK_URL = `${slack.url}/T1/B1/XyZZy`;
    slack.answer = { status: 500 };
    discord.answer = 'hang';
    const broken = await tell('notify-result', ended('success', { before: '1.3.0' }));
    expectConclusion(broken, 'success');
    expect(broken.steps.filter(({ log }) => log.includes('::warning'))).toHaveLength(2);
  });

  test('no job waits for them, and they never turn a run red', () => {
    const jobs = Object.entries<any>(repository.example.workflow('deploy').document.jobs);
    for (const [id, job] of jobs) {
      if (id.startsWith('notify-')) expect(job['continue-on-error']).toBe(true);
      expect([job.needs ?? []].flat().filter((need: string) => need.startsWith('notify-'))).toEqual([]);
    }
  });
});
