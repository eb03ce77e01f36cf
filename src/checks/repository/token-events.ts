import type { JobSource } from '../../read/job-source';
import type { Located } from '../../read/located';
import type { StepSource } from '../../read/step-source';
import { pushesTags, wordsOf } from '../security/publication';

/** Something a step does with the token of the job that would start workflows, had another token done it. */
export interface TokenEvent {
  readonly event: 'release' | 'tag';
  /** Whether the release is, or can be, a prerelease. */
  readonly prerelease?: boolean;
  readonly what: string;
  readonly at: Located;
}

interface ReleaseAction {
  /** The input for its token; undefined where it is a variable. */
  readonly token?: string;
  /** Whether it leaves a draft, which a person publishes later. */
  readonly draft: string;
}

const RELEASE_ACTIONS: Readonly<Record<string, ReleaseAction>> = {
  'softprops/action-gh-release': { token: 'token', draft: 'draft' },
  'ncipollo/release-action': { token: 'token', draft: 'draft' },
  'actions/create-release': { draft: 'draft' },
  'googleapis/release-please-action': { token: 'token', draft: 'draft' },
  'google-github-actions/release-please-action': { token: 'token', draft: 'draft' },
};
/** What gives git or gh another token than that of the job. */
const OTHER_TOKEN = /secrets\.(?!GITHUB_TOKEN\b)\w|create-github-app-token|github-app-token|steps\.[\w-]+\.outputs\.\w*token|insteadof|extraheader|remote set-url|ssh-agent|ssh-add|git@github/i;
const OWN_TOKEN = /^\s*\$\{\{\s*(secrets\.GITHUB_TOKEN|github\.token)\s*\}\}\s*$/i;

/** What a job does with its own token; nothing where another token is in reach, since that may be used. */
export function tokenEventsOf(job: JobSource): TokenEvent[] {
  const { file, offset, end } = job.value;
  if (OTHER_TOKEN.test(file.text.slice(offset, end)) || [...job.workflow.env.values()].some((value) => OTHER_TOKEN.test(value.text ?? ''))) return [];
  return job.steps.flatMap((step) => (step.uses ? ofAction(step, job) : ofCommands(step, job)));
}

function ofAction(step: StepSource, job: JobSource): TokenEvent[] {
  const uses = step.uses!;
  const fact = RELEASE_ACTIONS[uses.action];
  if (!fact || step.inputs.has(fact.draft) && !/^false$/i.test(step.input(fact.draft) ?? '') || step.input('skip-github-release')) return [];
  if (step.input('repository') ?? step.input('repo')) return [];
  // A tag from elsewhere can have a release already, and one that started the run has one for sure.
  if (job.workflow.hasEvent('release') || /inputs\.|github\.event\./.test(step.input('tag_name') ?? step.input('tag') ?? '') || [step, job].some(({ condition }) => /github\.repository/.test(condition?.text ?? ''))) return [];
  const given = (fact.token && step.input(fact.token)) ?? variable(step, job, 'GITHUB_TOKEN');
  return given === undefined || OWN_TOKEN.test(given) ? [{ event: 'release', prerelease: step.inputs.has('prerelease') && !/^false$/i.test(step.input('prerelease') ?? ''), what: uses.text.split('@')[0], at: uses.at }] : [];
}

function ofCommands(step: StepSource, job: JobSource): TokenEvent[] {
  return (step.run?.commands ?? []).flatMap((command): TokenEvent[] => {
    const [name, ...args] = wordsOf(command);
    const at = () => step.run!.at(command.node);
    if (name === 'gh' && args[0] === 'release' && args[1] === 'create' && !args.some((arg) => /^(--draft|-d$|--repo|-R)/.test(arg))) {
      const token = variable(step, job, 'GH_TOKEN') ?? variable(step, job, 'GITHUB_TOKEN');
      return token !== undefined && OWN_TOKEN.test(token) ? [{ event: 'release', prerelease: args.some((arg) => /^(--prerelease|-p$)/.test(arg)), what: 'gh release create', at: at() }] : [];
    }
    return name === 'git' && args[0] === 'push' && pushesTags(args) && checksOut(step) ? [{ event: 'tag', what: 'git push', at: at() }] : [];
  });
}

// git has the token of the last checkout of this repository.
function checksOut(step: StepSource): boolean {
  const checkouts = step.earlier.filter((each) => each.uses?.is('actions/checkout'));
  const last = checkouts[checkouts.length - 1];
  if (!last || checkouts.some((each) => each.inputs.has('repository') || each.inputs.has('ssh-key'))) return false;
  const token = last.input('token');
  return last.input('persist-credentials')?.toLowerCase() !== 'false' && (token === undefined || OWN_TOKEN.test(token));
}

function variable(step: StepSource, job: JobSource, name: string): string | undefined {
  return [step.env, job.env, job.workflow.env].map((env) => env.get(name)?.text).find((text) => text !== undefined);
}
