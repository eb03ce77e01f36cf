// Guards that an address which lets anybody write to a channel is a secret, and that each form has its own default.
import { Channel, Expr } from '../../../src';
import { refusal } from '../../model/refusal';

test.each([
  [Channel.slack(), 'slack', 'Slack', 'SLACK_WEBHOOK_URL'],
  [Channel.discord(), 'discord', 'Discord', 'DISCORD_WEBHOOK_URL'],
  [Channel.webhook(), 'webhook', 'Webhook', 'NOTIFICATION_WEBHOOK_URL'],
  [Channel.slack({ webhook: Expr.secret('OPS_SLACK') }), 'slack', 'Slack', 'OPS_SLACK'],
  [Channel.discord({ webhook: Expr.secret('OPS_DISCORD') }), 'discord', 'Discord', 'OPS_DISCORD'],
  [Channel.webhook({ webhook: Expr.secret('OPS_HOOK') }), 'webhook', 'Webhook', 'OPS_HOOK'],
])('%#: the form, its name and its secret', (channel, form, label, secret) => {
  expect(channel).toMatchObject({ form, label });
  expect(channel.address.text).toBe(`secrets.${secret}`);
});

test.each([
  ['slack', () => Channel.slack({ webhook: Expr.variable('SLACK_WEBHOOK_URL') })],
  ['discord', () => Channel.discord({ webhook: Expr.literal('https://discord.com/api/webhooks/1/x') })],
  ['webhook', () => Channel.webhook({ webhook: Expr.input('webhook') })],
  ['webhook', () => Channel.webhook({ webhook: Expr.or(Expr.secret('ONE'), Expr.secret('TWO')) })],
])('%s: an address that is not one secret is refused', (form, make) => {
  const told = refusal(make);
  expect(told).toContain(`Channel.${form}: "`);
  expect(told).toContain('" is not a secret.');
  expect(told).toContain('store it as a secret and give Expr.secret(\'NAME\').');
});
