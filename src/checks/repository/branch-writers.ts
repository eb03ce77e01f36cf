import type { JobSource } from '../../read/job-source';
import type { Located } from '../../read/located';
import type { StepSource } from '../../read/step-source';
import { wordsOf } from '../security/publication';

/** A step that writes to a branch made for generated files. */
export interface BranchWriter {
  readonly job: JobSource;
  readonly branch: string;
  /** What writes, such as `mkdocs gh-deploy`. */
  readonly what: string;
  /** What it writes there, so that the same site from two workflows is no conflict. */
  readonly content: string;
  /** Folder of the branch it keeps to; empty for the whole. */
  readonly folder: string;
  /** Whether it deletes what it did not write itself. */
  readonly wipes: boolean;
  readonly at: Located;
}

interface WriterFacts {
  readonly branch: string;
  readonly folder?: string;
  /** The folder where that input is not given. */
  readonly usual?: string;
  readonly content?: string;
  /** An input that sends it to another repository. */
  readonly elsewhere: string;
  /** Undefined where it does not write, or an expression decides. */
  wipes(step: StepSource): boolean | undefined;
}

/**
 * Actions that write to such a branch, with the inputs that say where. All but the last two delete what they did not write.
 *
 * @see https://github.com/peaceiris/actions-gh-pages#%EF%B8%8F-keeping-existing-files-keep_files
 * @see https://github.com/JamesIves/github-pages-deploy-action#optional-choices
 * @see https://github.com/benchmark-action/github-action-benchmark#action-inputs
 * @see https://github.com/helm/chart-releaser-action#inputs
 */
const ACTIONS: Readonly<Record<string, WriterFacts>> = {
  'peaceiris/actions-gh-pages': { branch: 'publish_branch', folder: 'destination_dir', content: 'publish_dir', elsewhere: 'external_repository', wipes: (step) => unless(step.input('keep_files'), 'true') },
  'jamesives/github-pages-deploy-action': { branch: 'branch', folder: 'target-folder', content: 'folder', elsewhere: 'repository-name', wipes: (step) => (step.inputs.has('clean-exclude') ? undefined : unless(step.input('clean'), 'false')) },
  'benchmark-action/github-action-benchmark': { branch: 'gh-pages-branch', folder: 'benchmark-data-dir-path', usual: 'dev/bench', elsewhere: 'gh-repository', wipes: (step) => (/^true$/i.test(step.input('auto-push') ?? '') ? false : undefined) },
  'helm/chart-releaser-action': { branch: 'pages_branch', elsewhere: 'pages_repository', wipes: () => false },
};

const known = new WeakMap<JobSource, readonly BranchWriter[]>();

/** The steps of a job that write to such a branch of this repository; none whose branch an expression decides. */
export function branchWritersOf(job: JobSource): readonly BranchWriter[] {
  let found = known.get(job);
  if (!found) known.set(job, found = job.steps.flatMap((step) => (step.uses ? ofAction(step, job) : ofCommands(step, job))).filter(({ branch }) => !branch.includes('${{')));
  return found;
}

function ofAction(step: StepSource, job: JobSource): BranchWriter[] {
  const uses = step.uses!;
  const facts = ACTIONS[uses.action];
  const wipes = facts?.wipes(step);
  if (!facts || wipes === undefined || step.input(facts.elsewhere)) return [];
  const folder = (facts.folder && step.input(facts.folder)) ?? facts.usual ?? '';
  return [{
    job,
    wipes,
    what: uses.text.split('@')[0],
    at: uses.at,
    branch: step.input(facts.branch) || 'gh-pages',
    folder: folder.replace(/^\.?\/+|\/+$/g, '').replace(/^\.$/, ''),
    content: (facts.content && step.input(facts.content)) ?? uses.action,
  }];
}

function ofCommands(step: StepSource, job: JobSource): BranchWriter[] {
  return (step.run?.commands ?? []).flatMap((command): BranchWriter[] => {
    const [name, ...args] = wordsOf(command);
    const at = () => step.run!.at(command.node);
    if (name === 'mkdocs' && args[0] === 'gh-deploy') return [{ job, branch: optionOf(args, '--remote-branch', '-b') ?? 'gh-pages', what: 'mkdocs gh-deploy', content: 'mkdocs', folder: '', wipes: true, at: at() }];
    if (name === 'ghp-import' && args.some((arg) => /^(--push|-[a-z]*p[a-z]*)$/.test(arg)) && !args.some((arg) => /^(-x|--prefix)/.test(arg))) {
      return [{ job, branch: optionOf(args, '--branch', '-b') ?? 'gh-pages', what: 'ghp-import', content: 'ghp-import', folder: '', wipes: true, at: at() }];
    }
    if (name === 'mike' && args[0] === 'deploy' && args.some((arg) => /^(--push|-p)$/.test(arg))) return [{ job, branch: optionOf(args, '--branch', '-b') ?? 'gh-pages', what: 'mike deploy', content: 'mike', folder: '', wipes: false, at: at() }];
    if (name === 'git' && args[0] === 'push' && args.some((arg) => /^(HEAD:)?(refs\/heads\/)?gh-pages$/.test(arg))) return [{ job, branch: 'gh-pages', what: 'git push', content: 'git', folder: '', wipes: false, at: at() }];
    return [];
  });
}

function unless(value: string | undefined, harmless: string): boolean | undefined {
  if (value?.includes('${{')) return undefined;
  return value?.toLowerCase() !== harmless;
}

function optionOf(args: readonly string[], ...names: string[]): string | undefined {
  const index = args.findIndex((arg) => names.some((name) => arg === name || arg.startsWith(`${name}=`)));
  return index < 0 ? undefined : args[index].split('=')[1] ?? args[index + 1];
}
