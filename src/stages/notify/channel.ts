import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';

/** How messages reach a channel. */
export interface ChannelOptions {
  /**
   * The secret with the address of the webhook, of the repository or its organization. Where it is not set, nothing is sent.
   *
   * @default - SLACK_WEBHOOK_URL, DISCORD_WEBHOOK_URL or NOTIFICATION_WEBHOOK_URL
   */
  readonly webhook?: Expr;
}

/** Where people are told how a delivery goes. */
export class Channel {
  /**
   * A channel of Slack, by an incoming webhook.
   *
   * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
   * @throws when the webhook is not a secret
   */
  public static slack(options: ChannelOptions = {}): Channel {
    return new Channel('slack', 'Slack', options.webhook ?? Expr.secret('SLACK_WEBHOOK_URL'));
  }

  /**
   * A channel of Discord, by a webhook.
   *
   * @see https://docs.discord.com/developers/resources/webhook
   * @throws when the webhook is not a secret
   */
  public static discord(options: ChannelOptions = {}): Channel {
    return new Channel('discord', 'Discord', options.webhook ?? Expr.secret('DISCORD_WEBHOOK_URL'));
  }

  /**
   * Anything that takes a JSON object by POST: title, status, result, environment, version, actor, run_url, details, fields.
   *
   * @throws when the webhook is not a secret
   */
  public static webhook(options: ChannelOptions = {}): Channel {
    return new Channel('webhook', 'Webhook', options.webhook ?? Expr.secret('NOTIFICATION_WEBHOOK_URL'));
  }

  /** Form of its messages: slack, discord or webhook. */
  public readonly form: string;
  /** Name shown to people. */
  public readonly label: string;
  /** The secret with the address of its webhook. */
  public readonly address: Expr;

  private constructor(form: string, label: string, address: Expr) {
    if (address.secrets.length !== 1) {
      throw new DeliveryError({
        place: `Channel.${form}`,
        problem: `"${address}" is not a secret.`,
        fix: 'Whoever knows the address can write to the channel: store it as a secret and give Expr.secret(\'NAME\').',
      });
    }
    this.form = form;
    this.label = label;
    this.address = address;
  }
}
