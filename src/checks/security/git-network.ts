import type { RepositorySource } from '../../read/repository-source';
import type { StepSource } from '../../read/step-source';

/** Commands of git that ask a remote, and programs and scripts known or named to do so. */
const GIT = /\bgit\b[^\n;&|]*?\b(push|fetch|pull|ls-remote|submodule|subtree|lfs|clone)\b/;
const TOOLS = /\b(semantic-release|lerna|release-it|release-plz|changeset|cargo[- ]release|gh-pages|ghp-import|gh-deploy|goreleaser|bump2version|bump-my-version|chart-releaser|docusaurus deploy|mike deploy|auto shipit|nx release|cz bump|jgitver|copybara)\b/;
const TASKS = /\b(npm|pnpm|yarn|bun)\s+(run|run-script)\s+\S*(release|publish|deploy|push|bump)|\b(make|just|task|rake|mage|nox|invoke)\b[^\n]*(release|publish|deploy|push|bump)|\bmvnw?\b[^\n]*release:|\bgradlew?\b[^\n]*\brelease\b|(?<![a-z\d])(release|publish|deploy|push|bump)([_-][\w-]+)?\.(sh|bash|py|js|mjs|cjs|ts|rb|pl)\b/i;
const SCRIPT = /(?:^|[\s"'=(])(?:\.\/)?((?:[\w.-]+\/)*[\w.-]+\.(?:sh|bash|py|js|mjs|cjs|ts|rb))\b/g;

/** Actions that push, or fetch, with the credentials of the checkout, lower case. */
const ACTIONS = new Set([
  'ad-m/github-push-action', 'changesets/action', 'crazy-max/ghaction-github-pages', 'cycjimmy/semantic-release-action', 'endbug/add-and-commit',
  'googleapis/release-please-action', 'helm/chart-releaser-action', 'helm/chart-testing-action', 'jamesives/github-pages-deploy-action', 'mathieudutour/github-tag-action',
  'nrwl/nx-set-shas', 'peter-evans/create-pull-request', 'pre-commit-ci/lite-action', 'python-semantic-release/python-semantic-release', 'release-plz/action',
  'stefanzweifel/git-auto-commit-action', 'tj-actions/changed-files', 'step-security/changed-files', 'dorny/paths-filter',
]);

/** Whether a step can need what a checkout leaves behind for git. */
export function asksRemote(step: StepSource, repository: RepositorySource, depth = 0): boolean {
  const { uses, run } = step;
  if (run) return scriptAsks(run.text, repository);
  if (!uses) return false;
  if (uses.kind === 'local') return depth < 4 && (repository.action(uses.target)?.steps.some((each) => asksRemote(each, repository, depth + 1)) ?? true);
  return ACTIONS.has(uses.action) || /(^|[/-])(?<!build-)(push|commit|bump|tag)([-/]|$)/.test(uses.action) || [...step.inputs.values()].some(({ text }) => text !== undefined && mayAsk(text));
}

function mayAsk(written: string): boolean {
  const text = written.replace(/\\\r?\n/g, ' ');
  return GIT.test(text) || TOOLS.test(text) || TASKS.test(text);
}

// What a script of the repository does, its text says better than its name.
function scriptAsks(text: string, repository: RepositorySource): boolean {
  const called: string[] = [];
  const rest = text.replace(SCRIPT, (match, path: string) => {
    const content = repository.tree.read(path);
    if (content !== undefined) called.push(content);
    return content === undefined ? match : ' ';
  });
  return mayAsk(rest) || called.some(mayAsk);
}
