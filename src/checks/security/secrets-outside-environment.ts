import { publicationsOf } from './publication';
import { secretsIn } from './secret-references';
import type { JobSource } from '../../read/job-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/**
 * A secret of the repository is given to every job of every branch; one of an environment only after its rules.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
 */
export class SecretsOutsideEnvironment extends SourceCheck {
  public readonly id = 'secrets-outside-environment';
  public readonly description = 'A job that publishes or deploys takes its secrets from an environment.';
  public readonly covers = ['S27'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'secrets-outside-env';

  public visitJob(job: JobSource, context: CheckContext): void {
    if (job.value.has('environment')) return;
    const [publication] = publicationsOf(job);
    if (!publication) return;
    // What a caller hands over is the caller's to guard.
    const given = new Set((job.workflow.event('workflow_call')?.value?.get('secrets')?.entries() ?? []).map(({ name }) => name.toUpperCase()));
    const read = job.expressions.flatMap((expression) => secretsIn(expression).filter((secret) => !given.has(secret)).map((secret) => ({ expression, secret })));
    if (read.length === 0) return;
    const secrets = named([...new Set(read.map(({ secret }) => secret))]);
    context.report(read[0].expression, `Job ${job.id} publishes (${publication.what}) without an environment, so every branch can use ${secrets}, and nobody approves.`,
      'Move what it reads into an environment with branch and reviewer rules of its own, and name that environment in the job: environment: <name>.');
  }
}

// A job can read dozens.
function named(secrets: readonly string[]): string {
  const shown = secrets.length > 4 ? [...secrets.slice(0, 3), `${secrets.length - 3} more secrets`] : secrets;
  return shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}
