// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of docker/login-action v4.1.0. */
export interface DockerLoginInputs {
  /** Address of the registry. @default - not set */
  readonly registry?: string | Expr;
  /** User. @default - not set */
  readonly username?: string | Expr;
  /** Password or token. @default - not set */
  readonly password?: string | Expr;
  /** Whether the registry is Amazon ECR: auto, true or false. @default - not set */
  readonly ecr?: string | boolean | Expr;
  /** Scope of the sign-in. @default - not set */
  readonly scope?: string | Expr;
  /** Whether the job signs out at its end. @default true */
  readonly logout?: boolean | Expr;
  /** Several registries with their credentials, as YAML. @default - not set */
  readonly registryAuth?: string | Expr;
}

/**
 * Signs in to an image registry.
 *
 * Described by docker/login-action v4.1.0.
 *
 * @see https://github.com/docker/login-action/tree/4907a6ddec9925e35a0a9e82d7399ccc52663121
 */
export class DockerLogin {
  /** Name of the action. */
  public static readonly ACTION = 'docker/login-action';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: DockerLoginInputs = {}): ActionCall {
    return bindingCall(DockerLogin.ACTION, {
      'registry': inputs.registry,
      'username': inputs.username,
      'password': inputs.password,
      'ecr': inputs.ecr,
      'scope': inputs.scope,
      'logout': inputs.logout,
      'registry-auth': inputs.registryAuth,
    });
  }

  private constructor() {}
}
