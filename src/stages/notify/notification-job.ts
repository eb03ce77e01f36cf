import { Channel } from './channel';
import { checkoutStep } from '../../ci/checkout';
import { runUrl } from '../../ci/run-url';
import { Stage } from '../../ci/stage';
import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** How a delivery went, in the words of the script. @internal */
export type NotificationStatus = 'started' | 'success' | 'failure' | 'cancelled' | 'rolled-back' | 'rollback-failed';

/** Slack takes ten facts; four are left for what every message tells. */
const MOST_FIELDS = 6;

/** What a notification tells, and when. @internal */
export interface Notification {
  /** Name of the job. */
  readonly name: string;
  /** Who is told. */
  readonly channels: Channel[];
  /** What it is about; the script adds how it went. */
  readonly title: string | Expr;
  readonly status: NotificationStatus | Expr;
  readonly environment?: string | Expr;
  readonly version?: string | Expr;
  /** Plain text, such as what to do next; told as it is. */
  readonly details?: string | Expr;
  /** Further facts by name, six at most; those without a value are left out. */
  readonly fields?: Record<string, string | Expr>;
  readonly needs?: Job[];
  /** Without one it runs when every job it needs succeeded. To tell of failures it must hold after them. */
  readonly condition?: Expr;
}

/**
 * A job that tells every channel of a delivery, one step each.
 *
 * It stands beside the delivery: no job may need it, and it has no environment, whose approval it would wait for. So the
 * secrets are those of the repository.
 *
 * @throws when there is no channel, one is named twice, or there are too many fields
 * @internal
 */
export function notificationJob(stage: Stage, id: string, notification: Notification): Job {
  check(stage, notification);
  const { name, channels, needs, condition } = notification;
  const job = new Job(id, {
    name,
    needs,
    condition,
    runner: stage.pipeline.runner,
    timeout: Timeout.minutes(5),
    permissions: Permissions.readContents(),
    continueOnError: true,
    origin: stage.path,
  });
  job.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), ...channels.map((channel) => notifyStep(channel, channels, notification)));
  return job;
}

function notifyStep(channel: Channel, channels: Channel[], notification: Notification): Step {
  const { title, status, environment, version, details, fields } = notification;
  const several = channels.filter((other) => other.form === channel.form).length > 1;
  const [secret] = channel.address.secrets;
  return ScriptAsset._shipped('notify').step({
    CHANNEL: channel.form,
    TITLE: title,
    STATUS: status,
    RUN_URL: runUrl(),
    // Who started this attempt; `actor` stays whoever started the first.
    ACTOR: Expr.github('triggering_actor'),
    ...(environment === undefined ? {} : { ENVIRONMENT: environment }),
    ...(version === undefined ? {} : { VERSION: version }),
    ...(details === undefined ? {} : { DETAILS: details }),
    ...(fields === undefined || Object.keys(fields).length === 0 ? {} : { FIELDS: fieldsJson(fields) }),
    WEBHOOK_URL: channel.address,
  }, {
    id: several ? `notify-${channel.form}-${secret.toLowerCase()}` : `notify-${channel.form}`,
    name: several ? `Notify ${channel.label} (${secret})` : `Notify ${channel.label}`,
    // One channel that fails leaves the others to be told.
    condition: channel === channels[0] ? undefined : Expr.notCancelled(),
  });
}

// A JSON object, so that no value can pass for two facts. Braces of plain text are no placeholders.
function fieldsJson(fields: Record<string, string | Expr>): string | Expr {
  const values: Record<string, Expr> = {};
  const plain = (text: string) => JSON.stringify(text).replace(/\{/g, '\\u007b');
  const pairs = Object.entries(fields).map(([name, value], index) => {
    if (!(value instanceof Expr)) return `${plain(name)}: ${plain(value)}`;
    values[`value-${index}`] = Expr.toJson(value);
    return `${plain(name)}: {value-${index}}`;
  });
  const text = `{${pairs.join(', ')}}`;
  return Object.keys(values).length > 0 ? Expr.template(text, values) : text;
}

function check(stage: Stage, { channels, fields }: Notification): void {
  const refuse = (problem: string, fix: string) => new DeliveryError({ place: stage.path, problem, fix, at: stage.at });
  if (channels.length === 0) throw refuse('nobody is notified: there is no channel.', 'Give a channel, such as Channel.slack(), or leave notifications out.');
  const names = channels.map((channel) => `${channel.form} by ${channel.address.secrets[0]}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw refuse(`the channel ${twice} is named twice.`, 'Name it once, or give the other one a secret of its own.');
  const count = Object.keys(fields ?? {}).length;
  if (count > MOST_FIELDS) throw refuse(`a notification has ${count} fields.`, `At most ${MOST_FIELDS} are shown.`);
}
