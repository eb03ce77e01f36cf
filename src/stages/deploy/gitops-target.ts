import { DeliveryError } from '../../model/delivery-error';

/** How a file of Helm values names the version. */
export interface GitOpsHelmValuesOptions {
  /**
   * Whether the chart takes the values of a rollout, as a `StarterChart` does: `image`, `environment`, `rollout` and
   * `featureFlags.configMap`. Without them it gets tag and digest alone.
   *
   * @default true
   */
  readonly rollout?: boolean;
  /** Key above `tag` and `digest`, such as `api.image`, where the chart takes no values of a rollout. @default 'image' */
  readonly image?: string;
}

/** How a kustomization names the version. */
export interface GitOpsKustomizeOptions {
  /** Name of the file. @default 'kustomization.yaml' */
  readonly file?: string;
  /** Name of the image in the manifests. @default - the image that is deployed */
  readonly image?: string;
}

/** The file of the desired state that names the version, and how it does. It is there before the first deployment. */
export class GitOpsTarget {
  /**
   * Values of a Helm chart.
   *
   * @throws when the file is no YAML below the folder, or the key is none
   */
  public static helmValues(file: string = 'values.yaml', options: GitOpsHelmValuesOptions = {}): GitOpsTarget {
    const place = 'GitOpsTarget.helmValues';
    const { image, rollout = true } = options;
    if (rollout && image !== undefined && image !== 'image') {
      throw new DeliveryError({ place, problem: `\`image\` is "${image}", but a chart with the values of a rollout has it under "image".`, fix: 'Leave it out, or say { rollout: false }.' });
    }
    if (image !== undefined && !/^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$/.test(image)) {
      throw new DeliveryError({ place, problem: `"${image}" is no key.`, fix: 'Write keys with dots between, such as api.image.' });
    }
    return new GitOpsTarget('helm-values', checkedFile(place, file), rollout, image);
  }

  /**
   * The list `images` of a kustomization.
   *
   * @throws when the file is no YAML below the folder, or the name is none of an image
   * @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
   */
  public static kustomize(options: GitOpsKustomizeOptions = {}): GitOpsTarget {
    const place = 'GitOpsTarget.kustomize';
    const { file = 'kustomization.yaml', image } = options;
    if (image !== undefined && !/^[a-z0-9][a-z0-9._/:-]*$/.test(image)) {
      throw new DeliveryError({ place, problem: `"${image}" is no name of an image.`, fix: 'Write it as the manifests do, without tag: alys, or ghcr.io/acme/alys.' });
    }
    return new GitOpsTarget('kustomize', checkedFile(place, file), false, image);
  }

  /** How the version is named: `helm-values` or `kustomize`. */
  public readonly kind: string;
  /** The file, below the folder of the environment. */
  public readonly file: string;
  /** Whether two versions can run beside each other. */
  public readonly hasRollout: boolean;
  /** Where the image is in the file; undefined for the usual place. */
  public readonly image?: string;

  private constructor(kind: string, file: string, hasRollout: boolean, image: string | undefined) {
    this.kind = kind;
    this.file = file;
    this.hasRollout = hasRollout;
    this.image = image;
  }
}

function checkedFile(place: string, file: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*\.ya?ml$/.test(file)) return file;
  throw new DeliveryError({ place, problem: `"${file}" is no YAML file below the folder.`, fix: 'Give its path from there, such as values.yaml.' });
}
