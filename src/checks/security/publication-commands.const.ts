/** What a command does with what was built. */
export type PublicationKind = 'registry' | 'deployment' | 'release' | 'branch';

/** A command that publishes or deploys: its words without options, as a prefix. */
export interface PublicationCommand {
  readonly kind: PublicationKind;
  readonly name: RegExp;
  /** What the words behind the name begin with, options left out, joined by a space. */
  readonly words: RegExp;
  /** Options with which it changes nothing outside. */
  readonly harmless?: RegExp;
}

const DRY = /^(--dry-run|-n)$/;

/** Programs whose commands reach users: registries, clusters, sites. Each is documented by its owner. */
export const PUBLICATION_COMMANDS: readonly PublicationCommand[] = [
  { kind: 'registry', name: /^npm$/, words: /^publish\b/, harmless: /^--dry-run(=true)?$/ },
  { kind: 'registry', name: /^pnpm$/, words: /^(-r |recursive )?publish\b/, harmless: /^--dry-run$/ },
  { kind: 'registry', name: /^yarn$/, words: /^(npm )?publish\b/, harmless: /^(--dry-run|-n)$/ },
  { kind: 'registry', name: /^cargo$/, words: /^publish\b/, harmless: DRY },
  { kind: 'registry', name: /^twine$/, words: /^upload\b/ },
  { kind: 'registry', name: /^(poetry|uv|flit|hatch|pdm)$/, words: /^publish\b/, harmless: /^--dry-run$/ },
  { kind: 'registry', name: /^gem$/, words: /^push\b/ },
  { kind: 'registry', name: /^dotnet$/, words: /^nuget push\b/ },
  { kind: 'registry', name: /^(docker|podman)$/, words: /^(image )?push\b/ },
  { kind: 'registry', name: /^(vsce|ovsx)$/, words: /^publish\b/ },
  { kind: 'registry', name: /^(lerna|changeset)$/, words: /^publish\b/ },
  { kind: 'registry', name: /^helm$/, words: /^push\b/ },
  { kind: 'registry', name: /^(mvn|mvnw)$/, words: /^(\S+ )*deploy$/ },
  { kind: 'release', name: /^gh$/, words: /^release (create|upload)\b/ },
  { kind: 'release', name: /^goreleaser$/, words: /^release\b/, harmless: /^(--snapshot|--skip=.*publish.*)$/ },
  { kind: 'release', name: /^semantic-release$/, words: /^/, harmless: /^(--dry-run|-d)$/ },
  { kind: 'branch', name: /^mkdocs$/, words: /^gh-deploy\b/ },
  { kind: 'branch', name: /^ghp-import$/, words: /^/ },
  { kind: 'deployment', name: /^helm$/, words: /^(upgrade|install|rollback|uninstall)\b/, harmless: /^--dry-run/ },
  { kind: 'deployment', name: /^kubectl$/, words: /^(apply|replace|patch|set image|rollout (restart|undo)|scale)\b/, harmless: /^--dry-run/ },
  { kind: 'deployment', name: /^(terraform|tofu|terragrunt)$/, words: /^(apply|destroy)\b/ },
  { kind: 'deployment', name: /^pulumi$/, words: /^(up|destroy)\b/ },
  { kind: 'deployment', name: /^(cdk|sam|serverless|sls|wrangler|firebase|flyctl|fly)$/, words: /^deploy\b/, harmless: /^(--dry-run|--noop)$/ },
  { kind: 'deployment', name: /^gcloud$/, words: /^(run|app|functions) deploy\b/ },
];

/** Actions that do the same. An input decides where `when` names it. */
export const PUBLICATION_ACTIONS: readonly { readonly action: string; readonly kind: PublicationKind; readonly when?: { readonly input: string; readonly is: RegExp } }[] = [
  { action: 'docker/build-push-action', kind: 'registry', when: { input: 'push', is: /^true$/i } },
  { action: 'pypa/gh-action-pypi-publish', kind: 'registry' },
  { action: 'js-devtools/npm-publish', kind: 'registry' },
  { action: 'katyo/publish-crates', kind: 'registry' },
  { action: 'rubygems/release-gem', kind: 'registry' },
  { action: 'softprops/action-gh-release', kind: 'release' },
  { action: 'ncipollo/release-action', kind: 'release' },
  { action: 'goreleaser/goreleaser-action', kind: 'release', when: { input: 'args', is: /^(?!.*(--snapshot|--skip[= ]\S*publish))\s*release\b/ } },
  { action: 'peaceiris/actions-gh-pages', kind: 'branch' },
  { action: 'jamesives/github-pages-deploy-action', kind: 'branch' },
  { action: 'azure/webapps-deploy', kind: 'deployment' },
  { action: 'azure/k8s-deploy', kind: 'deployment' },
  { action: 'aws-actions/amazon-ecs-deploy-task-definition', kind: 'deployment' },
  { action: 'google-github-actions/deploy-cloudrun', kind: 'deployment' },
];

/** Programs and actions that make a cluster for the job alone: what is deployed there reaches nobody. */
export const LOCAL_CLUSTER = /^(kind|minikube|k3d|k3s|microk8s|ctlptl)$/;
export const LOCAL_CLUSTER_ACTION = /(^|[/-])(kind|minikube|k3d|k3s|microk8s)([/-]|$)|helm\/chart-testing-action|ctlptl/;
