/** A program that GitHub's Ubuntu images do not have. */
export interface AbsentTool {
  readonly name: string;
  /** How to get it, or what to use. */
  readonly fix: string;
  /** Images that have it, as labels. */
  readonly except?: readonly string[];
}

const setup = (action: string) => `Set it up before: \`uses: ${action}\`.`;

/**
 * Programs that are not on the Ubuntu images; what else is not is not listed.
 *
 * @see https://github.com/actions/runner-images/tree/749514466b4f51b7dc8d9f1cda62257dcf13d183/images/ubuntu the lists of software of 22.04, 24.04 and 26.04
 * @see https://github.com/actions/runner-images/issues/9692 the end of docker-compose v1
 */
export const ABSENT_TOOLS: readonly AbsentTool[] = [
  { name: 'docker-compose', fix: 'Docker Compose 2 is there as a command of docker: `docker compose up -d --wait`.' },
  { name: 'terraform', fix: setup('hashicorp/setup-terraform'), except: ['ubuntu-22.04'] },
  { name: 'pnpm', fix: `${setup('pnpm/action-setup')} \`corepack enable\` does it too.` },
  { name: 'bun', fix: setup('oven-sh/setup-bun') },
  { name: 'deno', fix: setup('denoland/setup-deno') },
  { name: 'poetry', fix: 'Install it before: `pipx install poetry==VERSION`.' },
  { name: 'uv', fix: setup('astral-sh/setup-uv') },
  { name: 'hugo', fix: 'Install a version of it before.' },
  { name: 'golangci-lint', fix: 'Run it as `uses: golangci/golangci-lint-action`.' },
  { name: 'trivy', fix: setup('aquasecurity/setup-trivy') },
  { name: 'goreleaser', fix: 'Run it as `uses: goreleaser/goreleaser-action`.' },
  { name: 'wasm-pack', fix: 'Install a version of it before.' },
  { name: 'cosign', fix: setup('sigstore/cosign-installer') },
  { name: 'syft', fix: setup('anchore/sbom-action/download-syft') },
];

/** A program that is there and does nothing without a login. */
export interface LoginTool {
  readonly name: RegExp;
  /** Commands that reach out; undefined for all but asking the version. */
  readonly commands?: RegExp;
  /** Arguments with which it does not. */
  readonly offline: RegExp;
  /** What in the text of an earlier step, of an environment or of this one can be the login. */
  readonly login: RegExp;
  readonly problem: string;
  readonly fix: string;
}

const CLUSTER_LOGIN = /kubeconfig|\.kube\b|kube_?config|update-kubeconfig|get-credentials|\bkind\b|minikube|k3[sd]\b|microk8s|kubeadm|k0s|--server|--token|--context|kube_|doctl|\boc\b|\brancher\b|config set-cluster|vcluster|tsh\b/i;

/** The logins that are looked for. */
export const LOGIN_TOOLS: readonly LoginTool[] = [
  {
    name: /^helm$/,
    commands: /^(?:install|upgrade|rollback|uninstall|delete|history|list|ls|status|test|get)\b/,
    offline: /--dry-run=client|--help|--kubeconfig|--kube-/,
    login: CLUSTER_LOGIN,
    problem: 'no step of this job has logged in to a cluster: "Kubernetes cluster unreachable"',
    fix: 'Log in to the cloud first, then write a kubeconfig, as `aws eks update-kubeconfig` does.',
  },
  {
    name: /^kubectl$/,
    commands: /^(?:apply|create|delete|get|describe|logs|exec|rollout|scale|set|patch|wait|run|port-forward|label|annotate|top|replace|cordon|drain|cp|edit|expose)\b/,
    offline: /--dry-run=client|--help|--kubeconfig|--server|--local\b|--dry-run\b/,
    login: CLUSTER_LOGIN,
    problem: 'no step of this job has logged in to a cluster, so it asks localhost:8080',
    fix: 'Log in to the cloud first, then write a kubeconfig, as `aws eks update-kubeconfig` does.',
  },
  {
    name: /^aws$/,
    commands: /^(?:s3|s3api|ecr|ecs|eks|lambda|cloudformation|cloudfront|ssm|sts|ec2|iam|secretsmanager|elasticbeanstalk|codedeploy|dynamodb|sns|sqs|logs|route53)\b/,
    offline: /--no-sign-request|--endpoint-url|\bhelp\b|--version|--profile/,
    login: /AWS_|\.aws\b|aws configure|aws sso|assume-role|localstack|awslocal/i,
    problem: 'no step of this job has AWS credentials: "Unable to locate credentials"',
    fix: 'Add `aws-actions/configure-aws-credentials` with `role-to-assume` before it, and `id-token: write` to the permissions of the job.',
  },
];

/** Actions that log in nowhere and install nothing but what their name says; after any other nothing is sure. */
export const PLAIN_ACTIONS = /^(?:actions\/(?!github-script|create-github-app-token)[\w-]+|docker\/(?:login|setup-buildx|setup-qemu|metadata|build-push)-action|azure\/setup-(?:kubectl|helm)|dtolnay\/rust-toolchain|swatinem\/rust-cache|8398a7\/action-slack|slackapi\/slack-github-action|codecov\/codecov-action|peaceiris\/actions-gh-pages|dorny\/paths-filter|aquasecurity\/trivy-action|github\/codeql-action|softprops\/action-gh-release|step-security\/harden-runner|aws-actions\/configure-aws-credentials)(?:\/|$)/;

/** What can install about anything, so that nothing is sure behind it. */
export const INSTALLERS = /\b(?:pipx?3?|uv|conda|mamba|brew|apt|apt-get|snap|gem|nix\S*|choco|mise|asdf|make|corepack|sdk|curl|wget|dpkg|install|setup|bootstrap|eval|source|task|just)\b|(?:^|[\s;&|])\.{1,2}\/|GITHUB_PATH|\b(?:bash|sh)\s+\S|\bnpm (?:i|ci|run)\b|\bgo (?:install|get)\b|\bPATH=|alias |\bln -s/;

/** What installs the packages of a Node project, or can. */
export const NODE_INSTALLERS = /\bnpm (?:\S+ )*?(?:ci|i|install|install-test|it|cit|clean-install|link|rebuild)\b|\b(?:yarn|pnpm|bun|lerna|rush|nx|turbo|make|task|just|gradle|gradlew|mvn|docker|deno|projen|ni|nci)\b|node_modules|(?:^|[\s;&|])\.{1,2}\/|\b(?:bash|sh|source|python3?|ruby|eval)\s|\bnpm (?:\S+ )*?(?:run|run-script)\s+\S*(?:install|setup|bootstrap|init|prepare|ci)\b|\bnpx\s/;
