import type { JobSource } from '../../read/job-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** The called workflow, and each change to it, gets every secret, those included that are added later. */
export class SecretsInherit extends SourceCheck {
  public readonly id = 'secrets-inherit';
  public readonly description = 'A called workflow is given the secrets it needs by name.';
  public readonly covers = ['S25'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'secrets-inherit';

  public visitJob(job: JobSource, context: CheckContext): void {
    const secrets = job.value.get('secrets');
    if (!job.uses || secrets?.text !== 'inherit') return;
    const own = job.uses.kind === 'local';
    const names = own ? this.declared(job, context) : undefined;
    const example = names && names.length > 0 ? names : ['NAME'];
    context.report(secrets, `secrets: inherit gives every secret of this repository and its organization to ${job.uses.text}.`,
      `Name those it needs: secrets: { ${example.map((name) => `${name}: \${{ secrets.${name} }}`).join(', ')} }.`, own ? context.inBaseline('info') ?? 'warning' : undefined);
  }

  private declared(job: JobSource, { repository }: CheckContext): string[] {
    const called = repository.workflow(job.uses?.target ?? '');
    return (called?.event('workflow_call')?.value?.get('secrets')?.entries() ?? []).map(({ name }) => name);
  }
}
