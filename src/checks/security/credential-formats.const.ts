/** A token that can be told by its form. */
export interface CredentialFormat {
  /** What it opens. */
  readonly name: string;
  readonly pattern: RegExp;
  /** Whether the text by itself gives access. */
  readonly isSecret: boolean;
}

/** @see https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns and the pages of each owner */
export const CREDENTIAL_FORMATS: readonly CredentialFormat[] = [
  { name: 'a GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b/g, isSecret: true },
  { name: 'a GitHub token', pattern: /\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/g, isSecret: true },
  { name: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g, isSecret: true },
  { name: 'a PyPI token', pattern: /\bpypi-AgE[A-Za-z0-9_-]{60,}/g, isSecret: true },
  { name: 'a crates.io token', pattern: /\bcio[A-Za-z0-9]{32}\b/g, isSecret: true },
  { name: 'a GitLab token', pattern: /\bglpat-[A-Za-z0-9_-]{20}\b/g, isSecret: true },
  { name: 'a Docker Hub token', pattern: /\bdckr_pat_[A-Za-z0-9_-]{27}\b/g, isSecret: true },
  { name: 'a Slack token', pattern: /\bxox[abprs]-\d{8,}-[A-Za-z0-9-]{10,}\b/g, isSecret: true },
  { name: 'a Slack webhook', pattern: /\bhooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/[A-Za-z0-9]{24}\b/g, isSecret: true },
  { name: 'a Discord webhook', pattern: /\bdiscord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,70}\b/g, isSecret: true },
  { name: 'a Stripe key', pattern: /\b[sr]k_live_[A-Za-z0-9]{24,}\b/g, isSecret: true },
  { name: 'a Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}\b/g, isSecret: false },
  { name: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g, isSecret: false },
  { name: 'a private key', pattern: /-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY(?: BLOCK)?-----(?:\\n|\s)+[A-Za-z0-9+/=]{40,}/g, isSecret: true },
];

/** Texts that are shaped like one but made up. */
export const MADE_UP = /EXAMPLE|example|xxxx|XXXX|(\w)\1{5}|0123456|1234567|abcdefg|ABCDEFG|placeholder|dummy|fake/;
