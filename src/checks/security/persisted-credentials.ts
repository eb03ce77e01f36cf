import { asksRemote } from './git-network';
import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const WHOLE = /^(\.\/?|\*\*?|\.\/\*\*?|\*\*\/\*|\.\/\*\*\/\*|\$\{\{\s*github\.workspace\s*\}\}\/?)$/i;

/**
 * A checkout leaves its token on disk, where every later step and every tool of the job finds it.
 *
 * @see https://github.com/actions/checkout#usage
 * @see https://unit42.paloaltonetworks.com/github-repo-artifacts-leak-tokens/
 */
export class PersistedCredentials extends SourceCheck {
  public readonly id = 'persisted-credentials';
  public readonly description = 'A checkout leaves its token behind only in a job that asks the remote again.';
  public readonly covers = ['S18'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'artipacked';

  public visitJob(job: JobSource, context: CheckContext): void {
    const checkouts = job.steps.filter(({ uses }) => uses?.action === 'actions/checkout');
    if (checkouts.length === 0) return;
    const upload = job.steps.find(publishesWorkspace);
    const needed = job.steps.some((step) => asksRemote(step, context.repository));
    for (const step of checkouts) {
      const given = step.input('persist-credentials')?.trim().toLowerCase();
      if (given !== undefined && given !== 'true') continue;
      if (upload && upload.index > step.index && (step.uses!.major ?? 0) < 6) {
        context.report(given === undefined ? step.uses!.at : step.inputs.get('persist-credentials')!, `The checkout writes its token to .git/config, and "${upload.label}" uploads the folder with it.`, 'Write `persist-credentials: false`, and upload only what was built.');
      } else if (given === undefined && !needed) {
        context.report(step.uses!.at, `The checkout leaves ${whose(step)} on disk for every later step of ${job.id}, none of which asks the remote again.`, 'Add `persist-credentials: false` below `with`; write `true` where a later step pushes or fetches.', context.inBaseline('info'));
      }
    }
  }
}

function whose(step: StepSource): string {
  const token = step.input('token') ?? step.input('ssh-key');
  return token !== undefined && !/github\.token|secrets\.github_token/i.test(token) ? `the secret ${token}` : 'the token';
}

// Hidden files, and so .git, are left out since v4.4 unless asked for.
function publishesWorkspace(step: StepSource): boolean {
  const { uses } = step;
  if (uses?.action !== 'actions/upload-artifact') return false;
  const hidden = (uses.major ?? 99) < 4 || step.input('include-hidden-files')?.toLowerCase() === 'true';
  const lines = (step.input('path') ?? '').split('\n').map((line) => line.trim());
  return hidden && lines.some((line) => WHOLE.test(line)) && !lines.some((line) => /^!.*\.git\b/.test(line));
}
