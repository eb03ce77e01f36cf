import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const ACTION = 'actions/create-github-app-token';

/**
 * Without limits the token may do all that the app may, in every repository it is installed in.
 *
 * @see https://github.com/actions/create-github-app-token#inputs
 */
export class GithubAppToken extends SourceCheck {
  public readonly id = 'github-app-token';
  public readonly description = 'A token of a GitHub App is limited to repositories and permissions, and revoked.';
  public readonly covers = ['S29'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'github-app';

  public visitStep(step: StepSource, context: CheckContext): void {
    const { uses, inputs } = step;
    if (uses?.action !== ACTION) return;
    const owner = inputs.get('owner');
    if (owner?.text && !inputs.get('repositories')?.text && !inputs.has('enterprise')) {
      context.report(owner, `The token reaches every repository of ${owner.text} that the app is installed in, since owner is set and repositories is not.`,
        'Name the repositories it needs in repositories; with neither input the token reaches this repository alone.');
    }
    if (![...inputs.keys()].some((name) => name.startsWith('permission-'))) {
      context.report(uses.at, 'The token has every permission of the app\'s installation.', 'Name what it needs, such as permission-contents: write; permission-* inputs replace the whole set.');
    }
    const keep = inputs.get('skip-token-revoke') ?? inputs.get('skip_token_revoke');
    if (keep && /^(true|1)$/i.test(keep.text ?? '')) {
      context.report(keep, 'The token is kept after the job, and works for up to an hour.', 'Remove skip-token-revoke: the token is then revoked when the job ends. A job that needs one later makes its own.');
    }
  }
}
