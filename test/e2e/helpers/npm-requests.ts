// What npm asks a registry for, told from the request.

export type NpmOperation = 'publish' | 'deprecate' | 'unpublish' | 'dist-tag' | 'dist-tags' | 'packument' | 'tarball' | 'exchange' | 'id-token' | 'visibility' | 'other';

/** Operations that change something. */
export const WRITES: readonly NpmOperation[] = ['publish', 'deprecate', 'unpublish', 'dist-tag'];

export interface NpmRequest {
  readonly operation: NpmOperation;
  /** Of the package; empty where it is about none. */
  readonly name: string;
  /** Version that is published, tag that is moved. */
  readonly subject: string;
}

/** Where jobs ask who they are; that is GitHub's, not the registry's. */
export const ID_TOKEN_PATH = '/-/actions/id-token';

const NAME = '(@[^/]+/[^/]+|[^@/-][^/]*)';
const PATTERNS: [NpmOperation, string, RegExp][] = [
  ['id-token', 'GET', new RegExp(`^${ID_TOKEN_PATH}()$`)],
  ['exchange', 'POST', new RegExp(`^/-/npm/v1/oidc/token/exchange/package/${NAME}$`)],
  ['visibility', 'GET', new RegExp(`^/-/package/${NAME}/visibility$`)],
  ['dist-tags', 'GET', new RegExp(`^/-/package/${NAME}/dist-tags$`)],
  ['dist-tag', 'PUT', new RegExp(`^/-/package/${NAME}/dist-tags/(.+)$`)],
  ['dist-tag', 'DELETE', new RegExp(`^/-/package/${NAME}/dist-tags/(.+)$`)],
  ['tarball', 'GET', new RegExp(`^/${NAME}/-/(.+)$`)],
  ['unpublish', 'PUT', new RegExp(`^/${NAME}/-rev/.+$`)],
  ['unpublish', 'DELETE', new RegExp(`^/${NAME}/.*-rev/.+$`)],
  ['packument', 'GET', new RegExp(`^/${NAME}(?:/([^/]+))?$`)],
];

export function npmRequest(method: string, pathname: string, body: Buffer): NpmRequest {
  const path = decodeURIComponent(pathname);
  for (const [operation, verb, pattern] of PATTERNS) {
    const found = verb === method ? pattern.exec(path) : null;
    if (found) return { operation, name: found[1], subject: found[2] ?? '' };
  }
  const [, name] = new RegExp(`^/${NAME}$`).exec(path) ?? [];
  if (method !== 'PUT' || name === undefined) return { operation: 'other', name: '', subject: '' };
  // Deprecating puts the whole document, publishing one version and its file.
  const { _attachments: files = {}, versions = {} } = JSON.parse(body.toString());
  return Object.keys(files).length > 0 ? { operation: 'publish', name, subject: Object.keys(versions)[0] } : { operation: 'deprecate', name, subject: '' };
}
