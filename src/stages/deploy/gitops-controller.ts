import { DeliveryError } from '../../model/delivery-error';

/** The application in Argo CD. In texts `{environment}` becomes the environment that is deployed to. */
export interface ArgoCdOptions {
  /** Name of the Application, such as `alys-{environment}`. It syncs by itself. */
  readonly application: string;
  /** Namespace of the Application. @default 'argocd' */
  readonly namespace?: string;
}

/** Object of Flux that applies the folder. */
export enum FluxKind {
  /** Applies manifests; with `wait: true` it is ready when they are. */
  KUSTOMIZATION = 'Kustomization',
  /** Installs a chart out of the repository, with `reconcileStrategy: Revision`, or it does not tell which commit it installed. */
  HELM_RELEASE = 'HelmRelease',
}

/** The object of Flux. In texts `{environment}` becomes the environment that is deployed to. */
export interface FluxOptions {
  /** Name of the object, such as `alys-{environment}`. */
  readonly name: string;
  /** Kind of the object. @default FluxKind.KUSTOMIZATION */
  readonly kind?: FluxKind;
  /** Namespace of the object. @default 'flux-system' */
  readonly namespace?: string;
}

/** Who follows the desired state and brings it into the cluster. */
export class GitOpsController {
  /**
   * Argo CD.
   *
   * @throws when a name is none of Kubernetes
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#applications
   */
  public static argoCd(options: ArgoCdOptions): GitOpsController {
    return new GitOpsController('argo-cd', 'Application', options.application, options.namespace ?? 'argocd', 'applications.argoproj.io');
  }

  /**
   * Flux.
   *
   * @throws when a name is none of Kubernetes
   * @see https://fluxcd.io/flux/components/kustomize/kustomizations/
   */
  public static flux(options: FluxOptions): GitOpsController {
    const kind = options.kind ?? FluxKind.KUSTOMIZATION;
    const resource = kind === FluxKind.KUSTOMIZATION ? 'kustomizations.kustomize.toolkit.fluxcd.io' : 'helmreleases.helm.toolkit.fluxcd.io';
    return new GitOpsController('flux', kind, options.name, options.namespace ?? 'flux-system', resource);
  }

  /** Which one: `argo-cd` or `flux`. */
  public readonly program: string;
  /** Kind of the object that is watched. */
  public readonly kind: string;
  /** Its name. */
  public readonly name: string;
  /** Its namespace. */
  public readonly namespace: string;
  /** What a job does there. @internal */
  public readonly _actions: string;

  private constructor(program: string, kind: string, name: string, namespace: string, resource: string) {
    const place = `GitOpsController.${program === 'flux' ? 'flux' : 'argoCd'}`;
    for (const [what, value] of [['name', name], ['namespace', namespace]]) {
      if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(value.replaceAll('{environment}', 'environment'))) continue;
      throw new DeliveryError({ place, problem: `the ${what} "${value}" is none of Kubernetes.`, fix: 'Use lower-case letters, digits and hyphens; {environment} becomes the environment.' });
    }
    this.program = program;
    this.kind = kind;
    this.name = name;
    this.namespace = namespace;
    this._actions = `get ${resource}`;
  }
}
