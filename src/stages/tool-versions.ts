// Versions of the tools that stages bring themselves. A floating version would change a pipeline under its owner's feet.

/** @see https://www.npmjs.com/package/publint @internal */
export const PUBLINT_VERSION = '0.3.25';
/** @see https://www.npmjs.com/package/git-cliff @internal */
export const GIT_CLIFF_VERSION = '2.14.2';
/** @see https://github.com/anchore/grype/releases @internal */
export const GRYPE_VERSION = 'v0.118.0';
/** @see https://pypi.org/project/codecov-cli @internal */
export const CODECOV_CLI_VERSION = 'v11.3.1';
/** The newest that taiki-e/install-action v2.86.5 has checksums for. @internal */
export const NEXTEST_VERSION = '0.9.143';
/** @internal */
export const LLVM_COV_VERSION = '0.9.0';
/** @internal */
export const CARGO_DENY_VERSION = '0.20.2';
/** @see https://pypi.org/project/semgrep @internal */
export const SEMGREP_VERSION = '1.180.0';
/** PostgreSQL 18, as seen in many public repositories; bots that know service images bump it. @internal */
export const POSTGRES_IMAGE = 'postgres:18@sha256:4ef4dbc939d61acea57712655ddb4b4ab27419c913f94cca0cd57cb3ea3c2280';
/** Supports clusters of 1.35 to 1.37. @see https://kubernetes.io/releases/version-skew-policy/#kubectl @internal */
export const KUBECTL_VERSION = 'v1.36.6';
/** Supports clusters of 1.34 to 1.37. @see https://helm.sh/docs/topics/version_skew/ @internal */
export const HELM_4_VERSION = 'v4.3.1';
/** The last line of Helm 3, which gets security fixes until February 2027. @see https://helm.sh/blog/helm-v3-end-of-life @internal */
export const HELM_3_VERSION = 'v3.22.0';
/** @see https://github.com/Azure/kubelogin/releases @internal */
export const KUBELOGIN_VERSION = 'v0.2.22';
