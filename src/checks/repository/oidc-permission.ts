import type { JobSource } from '../../read/job-source';
import type { Located } from '../../read/located';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { mayFail } from './conditions';
import { isDecidedElsewhere, isHosted } from './token-use';

/** Actions that sign in with the run's identity, and when they do. */
const ACTIONS: Readonly<Record<string, (step: StepSource) => boolean>> = {
  'aws-actions/configure-aws-credentials': (step) => step.inputs.has('role-to-assume') && !['aws-access-key-id', 'web-identity-token-file', 'role-chaining'].some((name) => step.inputs.has(name)),
  'azure/login': (step) => step.inputs.has('client-id') && !step.inputs.has('creds') && step.input('auth-type') === undefined,
  'google-github-actions/auth': (step) => step.inputs.has('workload_identity_provider') && !step.inputs.has('credentials_json'),
  'pypa/gh-action-pypi-publish': (step) => !step.inputs.has('password') && !step.inputs.has('user'),
  'rust-lang/crates-io-auth-action': () => true,
  'actions/attest': () => true,
  'actions/attest-build-provenance': () => true,
  'actions/attest-sbom': () => true,
  'actions/deploy-pages': () => true,
  'codecov/codecov-action': (step) => step.input('use_oidc') === 'true',
  'hashicorp/vault-action': (step) => step.input('method') === 'jwt' && !step.inputs.has('jwtprivatekey'),
};

/**
 * A job gets an identity token only where `id-token: write` is granted; no default grants it.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export class OidcPermission extends SourceCheck {
  public readonly id = 'oidc-permission';
  public readonly description = 'A job that signs in with OpenID Connect has the permission id-token: write.';
  public readonly covers = ['X08'];
  public readonly severity = { baseline: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    if (job.permission('id-token') === 'write' || isDecidedElsewhere(job) || !isHosted(job)) return;
    for (const step of job.steps) {
      const found = identityUse(step);
      // A second sign-in can go on from the first one, or from keys that earlier steps exported.
      if (found && !mayFail(step, job) && !hasKeys(step, job)) this.tell(found.what, found.at, job, context);
    }
  }

  private tell(what: string, at: Located, job: JobSource, context: CheckContext): void {
    const given = job.value.has('permissions') ? 'has permissions without it' : job.workflow.value.has('permissions') ? 'has the workflow\'s permissions, which lack it' : 'has no permissions, and no default grants it';
    context.report(at, `${what} needs id-token: write, and job "${job.id}" ${given}: it gets no identity token and fails.`,
      'Give the job "permissions:" with "id-token: write" and whatever else it needs, such as "contents: read".');
  }
}

function identityUse(step: StepSource): { what: string; at: Located } | undefined {
  const { uses, run } = step;
  if (uses) return ACTIONS[uses.action]?.(step) ? { what: uses.text.split('@')[0], at: uses.at } : undefined;
  for (const command of run?.commands ?? []) {
    const words = command.args.map(({ raw }) => raw);
    const provenance = command.name === 'npm' && words[0] === 'publish' && words.some((word) => /^--provenance(=true)?$/.test(word)) && !words.includes('--dry-run');
    if (provenance && run) return { what: 'npm publish --provenance', at: run.at(command.node) };
  }
  return undefined;
}

function hasKeys(step: StepSource, job: JobSource): boolean {
  if (step.uses?.action !== 'aws-actions/configure-aws-credentials') return false;
  const env = [...job.workflow.env.keys(), ...job.env.keys(), ...step.env.keys()];
  return env.includes('AWS_ACCESS_KEY_ID') || step.earlier.some((other) => other.uses?.repository === 'aws-actions/configure-aws-credentials' || /AWS_ACCESS_KEY_ID/.test(other.run?.text ?? ''));
}
