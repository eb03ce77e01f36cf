/** How far the text behind an expression can be trusted. */
export enum Trust {
  /** Set by GitHub or by this repository's own configuration. */
  SAFE = 'safe',
  /** A secret or token: never printed, never in an argument. */
  SECRET = 'secret',
  /** Written by whoever opened the pull request, issue or comment. */
  UNTRUSTED = 'untrusted',
}

// Contexts whose text comes from outside, see GitHub's "Secure use reference".
const UNTRUSTED = /^github\.(head_ref$|event\..*(\.title|\.body|\.name|\.email|\.message|\.label|\.ref|default_branch|head_branch|display_title|page_name|inputs\b.*)$|event\.client_payload|event(\.(pull_request|issue|comment|review|discussion|head_commit|workflow_run))?$)/i;

/** How far a property of the `github` context can be trusted. @internal */
export function trustOf(path: string): Trust {
  if (UNTRUSTED.test(`github.${path}`)) return Trust.UNTRUSTED;
  return path === 'token' ? Trust.SECRET : Trust.SAFE;
}
