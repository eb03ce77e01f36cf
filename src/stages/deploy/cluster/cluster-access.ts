import { DeliveryError } from '../../../model/delivery-error';
import { Expr } from '../../../model/expr';
import { Access, Permissions } from '../../../model/permissions';
import { Step } from '../../../model/step';

/** A value of a run: plain text, or an expression. */
export type Text = string | Expr;

/** How one kind of cluster is reached. */
export interface ClusterAccess {
  /** Kind of the cluster, such as `eks`. */
  readonly kind: string;
  /** Name of the cluster, for messages. */
  readonly name: Text;
  /** Who signs in, for messages. */
  readonly identity: Text;
  /** What signing in needs of the job's token. */
  readonly permissions: Permissions;
  /** How long signing in holds, in minutes; undefined where it holds for ever. */
  readonly sessionMinutes?: number;
  /** Steps that end with KUBECONFIG set; `fill` puts the environment into a text. */
  steps(fill: (text: Text) => Text): Step[];
}

/** The permission to sign in by the job's identity. */
export function identityPermission(cloud: string): Permissions {
  return Permissions.of({ idToken: Access.WRITE }, `sign in to ${cloud} with OpenID Connect, no stored token`);
}

/**
 * Refuses plain text that cannot be right; expressions are known in the run only.
 *
 * @throws when the text is not of the form, or has another placeholder than `{environment}`
 */
export function checkText(place: string, option: string, value: Text, form: RegExp, example: string): void {
  if (value instanceof Expr) return;
  const stranger = /\{(?!environment\})[^}]*\}/.exec(value.replace(/\$\{\{.*?\}\}/g, '{expression}'));
  if (stranger) {
    throw new DeliveryError({ place, problem: `\`${option}\` is "${value}", where ${stranger[0]} has no meaning.`, fix: 'The one placeholder is {environment}; give an Expr for anything else of the run.' });
  }
  if (!form.test(value.replace(/\{environment\}/g, 'staging'))) {
    throw new DeliveryError({ place, problem: `\`${option}\` is "${value}".`, fix: `Write it like "${example}", or give an Expr such as Expr.variable('NAME').` });
  }
}

/** The text with the environment of the run in it. */
export function fillText(text: Text, environment: Expr): Text {
  return typeof text === 'string' && text.includes('{environment}') ? Expr.template(text, { environment }) : text;
}

/** What a message may say of a value: never a secret, whose mask would hide which one it is. */
export function shown(value: Text, what: string): Text {
  const secret = value instanceof Expr ? value.secrets[0] : undefined;
  return secret === undefined ? value : `${what} of the secret ${secret}`;
}
