import { flowsOf } from './flow';
import { jobReach } from './reach';
import { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { ShellCommand } from '../../read/shell-command';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import { folderOf } from '../repository/workspace';

/** Events that run with the secrets and the token of this repository, whoever causes them. */
export const PRIVILEGED_EVENTS: readonly string[] = ['pull_request_target', 'workflow_run', 'issue_comment'];

// A commit or branch that whoever opened the pull request chose.
const HEAD = /^(?:github\.head_ref|github\.event\.pull_request\.(?:head\.(?:sha|ref)|merge_commit_sha)|github\.event\.pull_request\.head\.repo\.(?:full_name|clone_url|ssh_url|html_url)|github\.event\.workflow_run\.(?:head_sha|head_branch|head_commit\.id|head_repository\.full_name|pull_requests\.(?:\*|\[\]|\d+)\.head\.(?:sha|ref)))$/;
const RUNS = new Set(['npm', 'npx', 'yarn', 'pnpm', 'bun', 'bunx', 'make', 'cmake', 'ninja', 'pytest', 'tox', 'nox', 'mvn', 'mvnw', 'gradle', 'gradlew', 'bundle', 'rake', 'composer', 'dotnet', 'deno', 'just', 'bazel', 'bazelisk', 'poetry', 'uv', 'hatch', 'ant', 'sbt', 'mix', 'docker-compose']);
const INTERPRETERS = new Set(['bash', 'sh', 'python', 'python3', 'node', 'ruby', 'perl', 'php', 'source', '.']);
/** Options whose value is the folder or file that a tool works on. */
const FOLDER = /^(?:-C|--directory|--prefix|--cwd|--dir|--project|--manifest-path|-f|-r|-e)$/;
const WITH_WORD: Readonly<Record<string, RegExp>> = {
  cargo: /^(?:build|b|check|c|test|t|run|r|bench|doc|clippy|nextest|tarpaulin|llvm-cov|semver-checks|publish|package)$/,
  go: /^(?:build|test|run|generate|install)$/,
  docker: /^(?:build|buildx|compose)$/,
  pip: /^install$/,
  pip3: /^install$/,
  terraform: /^(?:init|plan|apply)$/,
};

/** What a step brings onto the disk from a pull request: the words for it, or undefined. */
export function fetchesHead(step: StepSource): string | undefined {
  if (step.uses?.is('actions/checkout')) {
    for (const name of ['ref', 'repository']) {
      const value = step.inputs.get(name);
      const flows = value ? value.file.expressionsBetween(value.offset, value.end).flatMap(({ tree }) => (tree ? flowsOf(tree) : [])) : [];
      const head = flows.find((flow) => HEAD.test(flow.name));
      if (head) return `${name}: ${value?.text?.trim()}`;
      if (value?.text && /refs\/pull\/.*\/(?:head|merge)/.test(value.text)) return `${name}: ${value.text.trim()}`;
    }
    return undefined;
  }
  const command = fetchingCommand(step);
  return command && fetched(command);
}

/** The command of a step that brings it. */
export function fetchingCommand(step: StepSource): ShellCommand | undefined {
  return step.run?.commands.find((command) => fetched(command) !== undefined);
}

function fetched({ name, args, words }: ShellCommand): string | undefined {
  const [first, second] = args.map(({ text }) => text);
  if (name === 'gh' && first === 'pr' && second === 'checkout') return words.slice(0, 3).map(({ raw }) => raw).join(' ');
  const pulls = name === 'git' && (first === 'fetch' || first === 'pull') && args.some(({ raw }) => /\bpull\/.+\/(?:head|merge)/.test(raw));
  return pulls ? words.map(({ raw }) => raw).join(' ').replace(/_{4,}/g, '…') : undefined;
}

/** Whether a job puts what git fetched into its files. */
export function switchesTo(step: StepSource): boolean {
  if (!step.run) return false;
  return step.run.commands.some(({ name, args }) => (name === 'gh' && args[1]?.text === 'checkout') || (name === 'git' && args.some(({ text }) => /^(?:checkout|switch|merge|reset|worktree|pull|rebase|cherry-pick|restore|archive|branch)$/.test(text ?? ''))));
}

/** What a step runs out of the folder that was fetched, the workspace itself or one in it: the words for it, or undefined. */
export function runsFetched(step: StepSource, folder = ''): string | undefined {
  const { uses, run } = step;
  const inFolder = (text: string) => folder === '' || `${text.replace(/^["']?(?:\.\/)?/, '').replace(/["']$/, '')}/`.startsWith(`${folder}/`);
  if (uses?.text.startsWith('./')) return inFolder(uses.text) ? uses.text : undefined;
  const isThere = inFolder(step.holder instanceof JobSource ? folderOf(step, step.holder) ?? '' : '') || new RegExp(`\\b(?:cd|pushd)\\s+["']?(?:\\./)?${folder.replace(/[^\w/]/g, '.')}(?![\\w.-])`).test(run?.text ?? '');
  const command = run?.commands.find((each) => runs(each) && (isThere || startsIn(each, inFolder)));
  return command && command.words.slice(0, 3).map(({ raw }) => raw).join(' ').replace(/\s+/g, ' ');
}

// Other words that name the folder are data to the program.
function startsIn({ name, words, args }: ShellCommand, inFolder: (text: string) => boolean): boolean {
  if (inFolder(words[0]?.raw ?? '')) return true;
  if (INTERPRETERS.has(name) && inFolder(args.find(({ raw }) => !raw.startsWith('-'))?.raw ?? '')) return true;
  return args.some(({ raw }, index) => FOLDER.test(args[index - 1]?.raw ?? '') && inFolder(raw));
}

function runs({ name, words, args }: ShellCommand): boolean {
  const called = words[0]?.text ?? '';
  if (/^\.{1,2}\//.test(called)) return true;
  const first = args.find(({ raw }) => !raw.startsWith('-'))?.text;
  if (INTERPRETERS.has(name)) return first !== undefined && !first.startsWith('/') && /[./]/.test(first) && !args[0]?.raw.startsWith('-c');
  if (WITH_WORD[name]) return args.some(({ text }) => text !== undefined && WITH_WORD[name].test(text)) && !(name.startsWith('pip') && !args.some(({ raw }) => /^(?:\.|-r|-e|--requirement|--editable)/.test(raw)));
  if (!RUNS.has(name)) return false;
  // Global tools of a fixed name come from their registry, and versions come from nowhere.
  return !args.some(({ raw }) => /^(?:-g|--global|--version|-v|--ignore-scripts|config|cache|login|whoami|view)$/.test(raw));
}

/** Whether a pull request can start the workflows that a `workflow_run` follows; undefined where one of them is not here. */
export function followsPullRequests(workflow: WorkflowSource, repository: RepositorySource): boolean | undefined {
  const names = workflow.event('workflow_run')?.value?.get('workflows')?.texts() ?? [];
  const followed = names.map((name) => repository.workflows.filter((each) => each.name === name));
  if (followed.flat().some((each) => each.hasEvent('pull_request', 'pull_request_target', 'pull_request_review'))) return true;
  return names.length > 0 && followed.every((each) => each.length > 0) ? false : undefined;
}

const ARTIFACTS = /downloadArtifact|\bgh run download\b/;
const BIG = ['contents', 'packages', 'actions', 'id-token', 'deployments'];

/** Whether code or files of strangers get into a job of a privileged event, or can: by checkout, by artifact, or by a token that writes. */
export function takesOutside(job: JobSource, event: string, repository: RepositorySource, depth = 0): boolean {
  if (job.uses) {
    const called = job.uses.kind === 'local' ? repository.workflow(job.uses.target) : undefined;
    return called !== undefined && depth < 3 && called.jobs.some((each) => takesOutside(each, event, repository, depth + 1));
  }
  if (job.steps.some((step) => (fetchesHead(step) !== undefined && (step.uses !== undefined || job.steps.some(switchesTo))) || step.uses?.is('actions/download-artifact', 'dawidd6/action-download-artifact') || ARTIFACTS.test(step.run?.text ?? step.input('script') ?? ''))) return true;
  return jobReach(job, event) === 'open' && BIG.some((scope) => job.permission(scope) === 'write') && job.steps.some((step) => step.uses?.action === 'actions/checkout');
}

/** Whether a job does more than call actions on the API: it has files of the repository, an artifact or a script. */
export function touchesCode(job: JobSource): boolean {
  return job.uses !== undefined || job.steps.some(({ run, uses }) => run !== undefined || uses === undefined || uses.kind !== 'repository' || uses.is('actions/checkout', 'actions/download-artifact', 'actions/github-script', 'dawidd6/action-download-artifact'));
}
