// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/deploy-pages v5.0.0. */
export interface DeployPagesInputs {
  /** Token that deploys. @default - ${{ github.token }} */
  readonly token?: string | Expr;
  /** Milliseconds after which it gives up. @default 600000 */
  readonly timeout?: string | number | Expr;
  /** Failed status reads after which it gives up. @default 10 */
  readonly errorCount?: string | number | Expr;
  /** Milliseconds between status reads. @default 5000 */
  readonly reportingInterval?: string | number | Expr;
  /** Name of the artifact. @default 'github-pages' */
  readonly artifactName?: string | Expr;
  /** Whether a preview is deployed; of use only where GitHub has enabled it. @default false */
  readonly preview?: boolean | Expr;
}

/**
 * Deploys the artifact to Pages.
 *
 * Described by actions/deploy-pages v5.0.0.
 *
 * @see https://github.com/actions/deploy-pages/tree/cd2ce8fcbc39b97be8ca5fce6e763baed58fa128
 */
export class DeployPages {
  /** Name of the action. */
  public static readonly ACTION = 'actions/deploy-pages';
  /** Output, for `step.output()`: Address of the deployed site. */
  public static readonly OUTPUT_PAGE_URL = 'page_url';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: DeployPagesInputs = {}): ActionCall {
    return bindingCall(DeployPages.ACTION, {
      token: inputs.token,
      timeout: inputs.timeout,
      error_count: inputs.errorCount,
      reporting_interval: inputs.reportingInterval,
      artifact_name: inputs.artifactName,
      preview: inputs.preview,
    });
  }

  private constructor() {}
}
