/** A registry that gives a short-lived token to a workflow it trusts. */
export interface TrustingRegistry {
  readonly name: string;
  /** The program that uploads, and what its words begin with. */
  readonly command: RegExp;
  readonly words: RegExp;
  /** Variables from which the program takes a long-lived token. */
  readonly variables: RegExp;
  /** Options that take such a token. */
  readonly option?: RegExp;
  /** Options that name another registry, unless their value names this one. */
  readonly elsewhere: RegExp;
  /** Its own address. */
  readonly home: RegExp;
  readonly fix: string;
}

const NPM_FIX = 'Name this workflow as a trusted publisher on npmjs.com, give the job id-token: write, publish with npm 11.5.1 or newer on Node 22.14 or newer, and delete the token.';
const PYPI_FIX = 'Name this workflow as a trusted publisher on pypi.org, give the job id-token: write, and delete the token.';

/**
 * @see https://docs.npmjs.com/trusted-publishers
 * @see https://docs.pypi.org/trusted-publishers/
 * @see https://crates.io/docs/trusted-publishing
 * @see https://guides.rubygems.org/trusted-publishing/
 * @see https://learn.microsoft.com/en-us/nuget/nuget-org/trusted-publishing
 */
export const TRUSTING_REGISTRIES: readonly TrustingRegistry[] = [
  { name: 'npm', command: /^npm$/, words: /^publish\b/, variables: /^(NODE_AUTH_TOKEN|NPM_(AUTH_|CONFIG_)?TOKEN|NPM_CONFIG__AUTH|npm_config__authToken)$/i, elsewhere: /^--registry$/, home: /registry\.npmjs\.org/, fix: NPM_FIX },
  { name: 'PyPI', command: /^twine$/, words: /^upload\b/, variables: /^TWINE_PASSWORD$/, option: /^(--password|-p)$/, elsewhere: /^(--repository-url|--repository|-r)$/, home: /(^|\.)(test\.)?pypi(\.org|$)/, fix: PYPI_FIX },
  { name: 'PyPI', command: /^uv$/, words: /^publish\b/, variables: /^UV_PUBLISH_(TOKEN|PASSWORD)$/, option: /^(--token|-t|--password)$/, elsewhere: /^(--publish-url|--index)$/, home: /(^|\.)(test\.)?pypi(\.org|$)/, fix: PYPI_FIX },
  { name: 'PyPI', command: /^poetry$/, words: /^publish\b/, variables: /^POETRY_(PYPI_TOKEN|HTTP_BASIC)_PYPI(_PASSWORD)?$/, option: /^(--password|-p)$/, elsewhere: /^(--repository|-r)$/, home: /^pypi$/, fix: PYPI_FIX },
  { name: 'PyPI', command: /^(flit|hatch)$/, words: /^publish\b/, variables: /^(FLIT_PASSWORD|HATCH_INDEX_AUTH)$/, elsewhere: /^(--repository|--repo|-r)$/, home: /^(main|pypi)$/, fix: PYPI_FIX },
  { name: 'crates.io', command: /^cargo$/, words: /^publish\b/, variables: /^CARGO_REGISTR(Y|IES_CRATES_IO)_TOKEN$/, option: /^--token$/, elsewhere: /^(--registry|--index)$/, home: /^crates-io$/, fix: 'Name this workflow as a trusted publisher on crates.io, give the job id-token: write, take the token from rust-lang/crates-io-auth-action, and delete the old one.' },
  { name: 'RubyGems', command: /^gem$/, words: /^push\b/, variables: /^(GEM_HOST_API_KEY|RUBYGEMS_API_KEY)$/, elsewhere: /^--host$/, home: /rubygems\.org/, fix: 'Name this workflow as a trusted publisher on rubygems.org, give the job id-token: write, take the key from rubygems/configure-rubygems-credentials, and delete the old one.' },
];

/** Inputs of actions that take such a token, and the inputs that name another registry. */
export const TOKEN_INPUTS: Readonly<Record<string, { readonly name: string; readonly input: string; readonly elsewhere: string; readonly home: RegExp; readonly fix: string }>> = {
  'pypa/gh-action-pypi-publish': { name: 'PyPI', input: 'password', elsewhere: 'repository-url', home: /^$|pypi\.org/, fix: PYPI_FIX },
  'js-devtools/npm-publish': { name: 'npm', input: 'token', elsewhere: 'registry', home: /^$|registry\.npmjs\.org/, fix: NPM_FIX },
  'katyo/publish-crates': { name: 'crates.io', input: 'registry-token', elsewhere: 'registry', home: /^$/, fix: 'Name this workflow as a trusted publisher on crates.io, give the job id-token: write, take the token from rust-lang/crates-io-auth-action, and delete the old one.' },
};
