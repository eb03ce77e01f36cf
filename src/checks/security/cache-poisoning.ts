import { CACHING_ACTIONS } from './caching-actions.const';
import { publicationsOf } from './publication';
import type { JobSource } from '../../read/job-source';
import type { Located } from '../../read/located';
import type { RepositorySource } from '../../read/repository-source';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const CACHE = /^actions\/cache(?:\/restore)?$/;
const PROPOSES = /create-pull-request|git-auto-commit|add-and-commit|\bgh pr create\b/;

interface Restored {
  readonly at: Located;
  readonly what: string;
  readonly off: string;
}

/**
 * Whoever gets code into any job of the default branch can put what he likes into its caches, and a release takes it out.
 *
 * @see https://adnanthekhan.com/2024/05/06/the-monsters-in-your-build-cache-github-actions-cache-poisoning/
 */
export class CachePoisoning extends SourceCheck {
  public readonly id = 'cache-poisoning';
  public readonly description = 'What is published or deployed is built without caches of other runs.';
  public readonly covers = ['S19'];
  public readonly severity = { baseline: 'warning', release: 'error' } as const;
  public readonly zizmor = 'cache-poisoning';

  public visitJob(job: JobSource, context: CheckContext): void {
    if (restoresNothing(job)) return;
    const reason = reasonOf(job);
    if (reason === undefined) return;
    // What is published comes out of an artifact then, and what a cache brings is not part of it.
    const builtElsewhere = job.steps.some(({ uses }) => uses?.action === 'actions/download-artifact') && !job.steps.some(({ uses, run }) => uses?.action === 'actions/checkout' || uses?.kind === 'local' || run?.text.includes('git clone'));
    for (const step of job.steps) {
      if (step.condition) continue;
      const found = restoredBy(step, context.repository);
      if (!found || (builtElsewhere && !CACHE.test(found.what))) continue;
      context.report(found.at, `${found.what} restores a cache in ${job.id}, which ${reason}: what another run put there gets published.`, `${found.off}, or write \`cache-mode: none\` on the job.`, isOfThisRun(step) ? 'info' : undefined);
    }
  }
}

/** Whether `cache-mode` keeps the job from restoring, or an expression decides it. */
function restoresNothing(job: JobSource): boolean {
  const mode = (job.value.get('cache-mode') ?? job.workflow.value.get('cache-mode'))?.text;
  return mode !== undefined && mode !== 'read' && mode !== 'write';
}

function reasonOf(job: JobSource): string | undefined {
  const [first] = publicationsOf(job);
  if (first) return `runs ${first.what}`;
  // A condition on the event or ref can keep the job out of a release.
  if (job.expressions.some((each) => each.isCondition && each.value.keys.length === 3 && each.references.some((name) => /^github\.(event_name|ref|ref_type|ref_name)$/.test(name)))) return undefined;
  return isRelease(job.workflow) && !job.steps.some(proposes) ? 'belongs to a release' : undefined;
}

function isRelease(workflow: WorkflowSource): boolean {
  if (workflow.hasEvent('pull_request', 'pull_request_target', 'merge_group')) return false;
  if (workflow.hasEvent('release')) return true;
  const push = workflow.event('push')?.value;
  const onlyTags = push?.has('tags') === true && !push.has('branches') && !push.has('branches-ignore');
  return onlyTags;
}

// What follows a release, such as the next version in a pull request, is read before it gets anywhere.
function proposes({ uses, run }: StepSource): boolean {
  return PROPOSES.test(uses?.action ?? '') || PROPOSES.test(run?.text ?? '');
}

/** Whether its key is of one commit or run, so that other runs have nothing under it. */
function isOfThisRun({ uses, inputs }: StepSource): boolean {
  return CACHE.test(uses?.action ?? '') && /github\.(?:sha|run_id)\b/.test(inputs.get('key')?.text ?? '') && !inputs.get('restore-keys')?.text;
}

function restoredBy(step: StepSource, repository: RepositorySource): Restored | undefined {
  const { uses } = step;
  if (uses?.kind !== 'repository') return undefined;
  const what = uses.text.split('@')[0];
  if (uses.action === 'actions/setup-node') return restoredBySetupNode(step, what, repository);
  if (!Object.hasOwn(CACHING_ACTIONS, uses.action)) return undefined;
  const { input, on, byDefaultFrom, byDefaultUntil, off } = CACHING_ACTIONS[uses.action];
  if (input === undefined) return { at: uses.at, what, off };
  const given = step.inputs.get(input);
  if (given) return switchedOn(given, on!) ? { at: given, what, off } : undefined;
  const major = uses.major;
  const byDefault = byDefaultFrom !== undefined && (byDefaultFrom <= 1 || (major !== undefined && major >= byDefaultFrom));
  return byDefault && (byDefaultUntil === undefined || major! < byDefaultUntil) ? { at: uses.at, what, off } : undefined;
}

// Since v5 it caches by itself where package.json names npm as the package manager.
function restoredBySetupNode(step: StepSource, what: string, repository: RepositorySource): Restored | undefined {
  const cache = step.inputs.get('cache');
  if (cache?.text) return switchedOn(cache, /^(npm|yarn|pnpm)$/) ? { at: cache, what, off: 'Remove `cache`' } : undefined;
  const automatic = step.input('package-manager-cache');
  const manifest = repository.json('package.json');
  const manager = String(manifest?.packageManager ?? manifest?.devEngines?.packageManager?.name ?? '');
  const caches = (step.uses!.major ?? 0) >= 5 && (automatic === undefined || /^true$/i.test(automatic)) && /^npm(@|$)/.test(manager);
  return caches ? { at: step.uses!.at, what, off: 'Write `package-manager-cache: false`' } : undefined;
}

function switchedOn(value: YamlValue, on: RegExp): boolean {
  const text = value.text?.trim() ?? '';
  return !text.includes('${{') && on.test(text);
}
