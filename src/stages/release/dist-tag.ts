/**
 * Whether it can be a dist-tag of versions that are no releases, and a word in their numbers: npm refuses what reads as a range
 * of versions, and `latest` is for releases alone.
 *
 * @see https://docs.npmjs.com/cli/commands/npm-dist-tag
 * @internal
 */
export function isOwnDistTag(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]*$/.test(text) && !/^v?[\dx]+(-.*)?$/i.test(text) && text !== 'latest';
}
