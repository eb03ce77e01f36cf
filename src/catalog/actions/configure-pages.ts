// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/configure-pages v6.0.0. */
export interface ConfigurePagesInputs {
  /** Generator whose configuration is adapted: nuxt, next, gatsby or sveltekit. @default - not set */
  readonly staticSiteGenerator?: string | Expr;
  /** Configuration file of the generator. @default - not set */
  readonly generatorConfigFile?: string | Expr;
  /** Token that reads the settings. @default - ${{ github.token }} */
  readonly token?: string | Expr;
  /** Whether Pages is switched on; needs a token of its own. @default false */
  readonly enablement?: boolean | Expr;
}

/**
 * Reads the settings of the repository's Pages site.
 *
 * Described by actions/configure-pages v6.0.0.
 * v5.0.0, the newest tag read, needs node20, which runners no longer have. v6.0.0 was seen with this commit in SchemaStore/schemastore and zizmorcore/zizmor; its tag was not read. Inputs and outputs are those of v5.0.0.
 *
 * @see https://github.com/actions/configure-pages/tree/45bfe0192ca1faeb007ade9deae92b16b8254a0d
 */
export class ConfigurePages {
  /** Name of the action. */
  public static readonly ACTION = 'actions/configure-pages';
  /** Output, for `step.output()`: Address of the site. */
  public static readonly OUTPUT_BASE_URL = 'base_url';
  /** Output, for `step.output()`: Origin of the site. */
  public static readonly OUTPUT_ORIGIN = 'origin';
  /** Output, for `step.output()`: Host of the site. */
  public static readonly OUTPUT_HOST = 'host';
  /** Output, for `step.output()`: Path of the site below the host. */
  public static readonly OUTPUT_BASE_PATH = 'base_path';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: ConfigurePagesInputs = {}): ActionCall {
    return bindingCall(ConfigurePages.ACTION, {
      static_site_generator: inputs.staticSiteGenerator,
      generator_config_file: inputs.generatorConfigFile,
      token: inputs.token,
      enablement: inputs.enablement,
    });
  }

  private constructor() {}
}
