// Versions of the tools that stages bring themselves. A floating version would change a pipeline under its owner's feet.

/** @see https://www.npmjs.com/package/publint @internal */
export const PUBLINT_VERSION = '0.3.25';
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
