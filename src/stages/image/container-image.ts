import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';
import { Step } from '../../model/step';
import { ScriptAsset } from '../../script/script-asset';

/** Who built an image. */
export interface ContainerImageOptions {
  /** Repository on GitHub that builds it, as `owner/name`. @default - that of the workflow that verifies it */
  readonly repository?: string | Expr;
  /** Workflow that signs it, as `owner/name/.github/workflows/image.yml`. @default - none: it is not signed, and cannot be verified */
  readonly signerWorkflow?: string | Expr;
}

// The grammar of references. @see https://github.com/distribution/reference
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REFERENCE = new RegExp(`^([a-z0-9.-]+(?::[0-9]+)?)/(${COMPONENT}(?:/${COMPONENT})*)$`);
const VERSION = /^v?((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?)$/;

/**
 * An image by its name: what a stage builds and another deploys, so that both mean the same.
 *
 * The image of the Git tag `v1.4.0` has the tag `1.4.0`; that of each commit has `sha-` and its first 12 digits.
 */
export class ContainerImage {
  /**
   * An image that is built elsewhere, such as `ghcr.io/acme/tool`.
   *
   * @throws when the reference has capitals, a tag, a digest or no registry
   */
  public static of(reference: string, options: ContainerImageOptions = {}): ContainerImage {
    if (!ContainerImage._isReference(reference)) {
      const problem = /[A-Z]/.test(reference) ? 'has capitals, which registries refuse' : 'is not the name of an image';
      throw new DeliveryError({ place: 'ContainerImage.of', problem: `"${reference}" ${problem}.`, fix: 'Write registry/owner/name in lower case, without tag and digest: ghcr.io/acme/tool.' });
    }
    const [registry, ...path] = reference.split('/');
    return new ContainerImage(registry, path.join('/'), options);
  }

  /** Whether a text is registry and name in lower case. @internal */
  public static _isReference(text: string): boolean {
    const registry = REFERENCE.exec(text)?.[1];
    return registry !== undefined && (/[.:]/.test(registry) || registry === 'localhost');
  }

  /** An image named after the repository that the run is of; scripts turn its capitals into lower case. @internal */
  public static _ofRepository(registry: string, part: string, options: ContainerImageOptions): ContainerImage {
    return new ContainerImage(registry, `{repository}${part}`, options);
  }

  /** Its registry, such as `ghcr.io`. */
  public readonly registry: string;
  private readonly path: string;
  private readonly options: ContainerImageOptions;

  private constructor(registry: string, path: string, options: ContainerImageOptions) {
    this.registry = registry;
    this.path = path;
    this.options = options;
  }

  /** Its name within the registry, such as `acme/tool`; an expression where the run alone knows the repository. */
  public get name(): string | Expr {
    return filled(this.path);
  }

  /** Registry and name, such as `ghcr.io/acme/tool`: what stands before `:tag` or `@digest`. */
  public get reference(): string | Expr {
    return filled(`${this.registry}/${this.path}`);
  }

  /** The image at a tag that only the run knows. @internal */
  public _tagged(tag: Expr): Expr {
    const values: Record<string, Expr> = this.path.includes('{repository}') ? { tag, repository: Expr.github('repository') } : { tag };
    return Expr.template(`${this.registry}/${this.path}:{tag}`, values);
  }

  /** Whether `verifyStep` can tell who built it. */
  public get isSigned(): boolean {
    return this.options.signerWorkflow !== undefined;
  }

  /**
   * The tag of a version: `1.4.0` for `1.4.0` and for the Git tag `v1.4.0`.
   *
   * @throws when it is not a version
   */
  public tagFor(version: string): string {
    const tag = VERSION.exec(version)?.[1];
    if (tag === undefined) throw new DeliveryError({ place: 'ContainerImage.tagFor', problem: `"${version}" is not a version.`, fix: 'Write 1.4.0 or v1.4.0; build metadata after + has no place in a tag.' });
    return tag;
  }

  /**
   * A step that finds the image of a version, with the outputs `digest`, `reference`, `tag`, `version` and `revision`.
   *
   * Its job has signed in to the registry before.
   */
  public resolveStep(version: string | Expr): Step {
    return ScriptAsset._shipped('resolve-image').step({ IMAGE: this.reference, VERSION: version }, { id: 'resolve-image', name: 'Find image' });
  }

  /**
   * A step that fails unless the image of that digest was built and signed by its workflow, and has a bill of materials.
   *
   * Its job has signed in to the registry before, and reads contents, packages and attestations.
   *
   * @throws when nobody signs the image
   */
  public verifyStep(digest: string | Expr): Step {
    const { signerWorkflow, repository } = this.options;
    if (signerWorkflow === undefined) {
      throw new DeliveryError({ place: 'ContainerImage.verifyStep', problem: 'nobody signs the image.', fix: 'Give `signerWorkflow` to ContainerImage.of, or leave `attest` of the stage that builds it on.' });
    }
    return ScriptAsset._shipped('verify-image').step({
      IMAGE: this.reference,
      DIGEST: digest,
      REPOSITORY: repository ?? Expr.github('repository'),
      SIGNER_WORKFLOW: signerWorkflow,
      GH_TOKEN: Expr.token(),
    }, { id: 'verify-image', name: 'Verify image' });
  }
}

function filled(text: string): string | Expr {
  return text.includes('{repository}') ? Expr.template(text, { repository: Expr.github('repository') }) : text;
}
