/**
 * Invariants: whoever is told is told by a job of its own that nothing waits for, that cannot fail the run, that reads no
 * more than the scripts and one secret a step; and no value becomes a part of shell text.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPage } from '../../../projenrc/doc-samples';
import { Channel, Expr, Job, Pipeline, Stage, Step, Trigger, WorkflowInput } from '../../../src';
import { Notification, notificationJob } from '../../../src/stages/notify/notification-job';
import { evaluateCondition } from '../../helpers/github-validator';
import { refusal } from '../../model/refusal';
import { stepNames, written } from '../in-pipeline';

type Options = Partial<Omit<Notification, 'needs'>>;

/** A delivery that tells how it went. */
class Delivery extends Stage {
  public constructor(scope: Pipeline, id: string, private readonly notification: Options) {
    super(scope, id, { workflow: 'deploy' });
    // Pull requests of forks have no secrets, so no workflow of theirs can tell anybody.
    const inputs = Object.fromEntries(['environment', 'version', 'image'].map((name) => [name, WorkflowInput.string({ description: `The ${name}.` })]));
    scope.addWorkflow('deploy', 'deploy', { name: 'Deploy', triggers: [Trigger.workflowDispatch(inputs)] });
  }

  protected buildJobs(): Job[] {
    const deploy = this.newJob('deploy', { name: 'Deploy' });
    deploy.addStep(Step.command('make deploy'));
    return [deploy, notificationJob(this, 'notify-result', { ...DEFAULTS, needs: [deploy], ...this.notification })];
  }
}

const DEFAULTS: Notification = {
  name: 'Notify Result',
  channels: [Channel.slack()],
  title: 'Deployment of tool',
  status: 'success',
};
const deliver = (options: Options) => (pipeline: Pipeline) => new Delivery(pipeline, 'Delivery', options);
const job = (options: Options = {}) => written(deliver(options)).workflow('deploy').job('notify-result');
const env = (options: Options, step = 'Notify Slack') => job(options).step(step).env!;

test('a job of its own that fails nobody, with five minutes and no environment', () => {
  expect(job().document).toMatchObject({ 'name': 'Notify Result', 'needs': 'deploy', 'continue-on-error': true, 'timeout-minutes': 5, 'permissions': { contents: 'read' } });
  expect(job().document).not.toHaveProperty('environment');
  expect(job().document).not.toHaveProperty('if');
  expect(job().document).not.toHaveProperty('env');
});

test('fetches the scripts alone and runs one of them for each channel', () => {
  const all = job({ channels: [Channel.slack(), Channel.discord(), Channel.webhook()] });
  expect(stepNames(all)).toEqual(['Check out', 'Notify Slack', 'Notify Discord', 'Notify Webhook']);
  expect(all.step('Check out').with).toEqual({ 'persist-credentials': false, 'sparse-checkout': 'scripts/ci' });
  expect(new Set(all.steps.slice(1).map((step) => step.run))).toEqual(new Set(['bash scripts/ci/notify.sh']));
  expect(all.steps.slice(1).map((step) => step.env!.CHANNEL)).toEqual(['slack', 'discord', 'webhook']);
});

test('each step gets the secret of its channel and no other', () => {
  const all = job({ channels: [Channel.slack(), Channel.discord(), Channel.webhook(), Channel.slack({ webhook: Expr.secret('OPS') })] });
  const secrets = all.steps.map((step) => JSON.stringify(step).match(/secrets\.\w+/g));
  expect(secrets).toEqual([null, ['secrets.SLACK_WEBHOOK_URL'], ['secrets.DISCORD_WEBHOOK_URL'], ['secrets.NOTIFICATION_WEBHOOK_URL'], ['secrets.OPS']]);
  expect(stepNames(all)).toEqual(expect.arrayContaining(['Notify Slack (SLACK_WEBHOOK_URL)', 'Notify Slack (OPS)']));
});

test('a channel is told also when telling another failed, but not when the scripts are missing for all', () => {
  const [, first, second] = job({ channels: [Channel.slack(), Channel.discord()] }).steps;
  expect(first.if).toBeUndefined();
  expect(second.if).toBe('!cancelled()');
});

test('tells what is known, and leaves out what was not given', () => {
  expect(env({})).toEqual({
    CHANNEL: 'slack',
    TITLE: 'Deployment of tool',
    STATUS: 'success',
    RUN_URL: '${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}',
    ACTOR: '${{ github.triggering_actor }}',
    WEBHOOK_URL: '${{ secrets.SLACK_WEBHOOK_URL }}',
  });
  const whole = env({ environment: Expr.input('environment'), version: Expr.input('version'), details: 'Look at the pods.', status: Expr.needsResult('deploy') });
  expect(whole).toMatchObject({ ENVIRONMENT: '${{ inputs.environment }}', VERSION: '${{ inputs.version }}', DETAILS: 'Look at the pods.', STATUS: '${{ needs.deploy.result }}' });
});

describe('fields', () => {
  test('are a JSON object, whatever is in them', () => {
    const { FIELDS } = env({ fields: { 'Plain "{text}"': 'a\n{b}', 'Image': Expr.input('image'), 'Run': Expr.github('run_number') } });
    expect(FIELDS).toContain('"Image": ${{ toJSON(inputs.image) }}, "Run": ${{ toJSON(github.run_number) }}');
    const filled = FIELDS.replace(/\$\{\{ toJSON\((.*?)\) \}\}/g, (_: string, name: string) => JSON.stringify(`"${name}",\n`));
    expect(JSON.parse(filled)).toEqual({ 'Plain "{text}"': 'a\n{b}', 'Image': '"inputs.image",\n', 'Run': '"github.run_number",\n' });
  });

  test('without expressions are plain text, and none are left out', () => {
    expect(JSON.parse(env({ fields: { Chart: '{1}' } }).FIELDS)).toEqual({ Chart: '{1}' });
    expect(env({ fields: {} })).not.toHaveProperty('FIELDS');
  });
});

test('the condition is the one given: with it a failure is told, without it only success', () => {
  const runs = (options: Options, status: 'success' | 'failure' | 'cancelled') =>
    evaluateCondition(job(options).document.if ?? 'true', {}, { status });
  expect((['success', 'failure', 'cancelled'] as const).map((status) => runs({ condition: Expr.always() }, status))).toEqual([true, true, true]);
  expect((['success', 'failure', 'cancelled'] as const).map((status) => runs({}, status))).toEqual([true, false, false]);
});

test('the script is written beside the workflow', () => {
  const synthesized = written(deliver({}));
  expect(synthesized.generated).toContain('scripts/ci/notify.sh');
});

test('the page shows the job as it is written', () => {
  const { text } = written(deliver({
    channels: [Channel.slack(), Channel.discord()],
    title: 'Deployment of tool',
    status: Expr.needsResult('deploy'),
    environment: Expr.input('environment'),
    version: Expr.input('version'),
    details: 'Look at the events of the namespace, then run the workflow again or roll back.',
    condition: Expr.always(),
  })).workflow('deploy');
  const shown = renderPage('page', '<!-- sample: deploy.yml#notify-result -->\n', () => text).split('\n').slice(2).join('\n');
  expect(readFileSync(join(__dirname, '..', '..', '..', 'docs', 'stages', 'notifications.md'), 'utf8')).toContain(shown);
});

describe('refused is', () => {
  const refused = (options: Options) => refusal(() => written(deliver(options)));

  test('no channel', () => {
    expect(refused({ channels: [] })).toContain('Ci/Delivery: nobody is notified: there is no channel.');
  });

  test('a channel twice', () => {
    const channels = [Channel.slack(), Channel.discord(), Channel.slack({ webhook: Expr.secret('SLACK_WEBHOOK_URL') })];
    expect(refused({ channels })).toContain('the channel slack by SLACK_WEBHOOK_URL is named twice.');
  });

  test('more fields than Slack takes', () => {
    const fields = Object.fromEntries([...'abcdefg'].map((name) => [name, 'x']));
    expect(refused({ fields })).toContain('a notification has 7 fields.\n');
  });
});
