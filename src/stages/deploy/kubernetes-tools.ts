import { SetupHelm } from '../../catalog/actions/setup-helm';
import { SetupKubectl } from '../../catalog/actions/setup-kubectl';
import { DeliveryError } from '../../model/delivery-error';
import { Step } from '../../model/step';
import { HELM_3_VERSION, HELM_4_VERSION, KUBECTL_VERSION } from '../tool-versions';

/** Which programs talk to a cluster. */
export interface KubernetesToolsOptions {
  /** Version of kubectl, as `v1.36.6`: supported is one minor version more or less than the cluster's. @default 'v1.36.6' */
  readonly kubectl?: string;
  /** Version of Helm, as `v4.3.1`; `3` and `4` stand for the newest of that line that this library knows. @default '4' */
  readonly helm?: string;
}

const HELM_LINES: Record<string, string> = { 3: HELM_3_VERSION, 4: HELM_4_VERSION };

/**
 * kubectl and Helm at fixed versions; what the runner's image has changes under its users' feet.
 *
 * @see https://helm.sh/docs/topics/version_skew/
 */
export class KubernetesTools {
  /**
   * These versions.
   *
   * @throws when a version is not a whole one, or Helm is older than 3 or newer than 4
   */
  public static of(options: KubernetesToolsOptions = {}): KubernetesTools {
    const kubectl = options.kubectl ?? KUBECTL_VERSION;
    const helm = HELM_LINES[options.helm ?? '4'] ?? options.helm!;
    if (!/^v1\.\d+\.\d+$/.test(kubectl)) throw refuse('kubectl', kubectl, `Write all three numbers, such as '${KUBECTL_VERSION}': any less is another version next month.`);
    if (!/^v[34]\.\d+\.\d+$/.test(helm)) throw refuse('helm', helm, `Write '3', '4', or all three numbers of a version of these, such as '${HELM_4_VERSION}'.`);
    return new KubernetesTools(kubectl, helm);
  }

  /** Version of kubectl. */
  public readonly kubectl: string;
  /** Version of Helm. */
  public readonly helm: string;
  /** Major version of Helm: 3 or 4. */
  public readonly helmMajor: number;

  private constructor(kubectl: string, helm: string) {
    this.kubectl = kubectl;
    this.helm = helm;
    this.helmMajor = Number(helm[1]);
  }

  /** Steps that bring them. @internal */
  public _steps(): Step[] {
    return [
      Step.uses(SetupKubectl.call({ version: this.kubectl }), { id: 'setup-kubectl', name: 'Set up kubectl' }),
      Step.uses(SetupHelm.call({ version: this.helm }), { id: 'setup-helm', name: 'Set up Helm' }),
    ];
  }
}

function refuse(tool: string, version: string, fix: string): DeliveryError {
  return new DeliveryError({ place: 'KubernetesTools.of', problem: `"${version}" is not a version of ${tool}.`, fix });
}
