import { folderOf } from './workspace';
import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { Publication, publicationsOf } from '../security/publication';
import { SourceCheck } from '../source-check';

/** The registry takes the version of the manifest, whatever the tag says: a tag `v1.3.0` can publish 1.2.9, or fail at the last step. */
export class ReleaseVersion extends SourceCheck {
  public readonly id = 'release-version';
  public readonly description = 'What is published for a tag or release has the version that the tag says.';
  public readonly covers = ['X17'];
  public readonly severity = { baseline: 'info', release: 'warning' } as const;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    const event = workflow.hasEvent('release') ? 'the tag of the release' : workflow.event('push')?.value?.has('tags') ? 'the tag' : undefined;
    if (event === undefined || OTHER_SOURCE.test(workflow.file.text) || mayCompare(workflow)) return;
    for (const job of workflow.jobs) {
      if ([job, ...job.ancestors].some(({ uses }) => uses) || isElsewhere(job.condition?.text)) continue;
      const found = publicationsOf(job).filter(({ step }) => !isElsewhere(step.condition?.text))
        .map((each) => ({ each, manifest: manifestOf(each, job, context.repository) })).find(({ manifest }) => manifest);
      if (!found) continue;
      context.report(found.each.at, `${found.each.what} takes the version of ${found.manifest}; nothing compares it with ${event} that starts this workflow.`,
        `Before it, end the job unless "$GITHUB_REF_NAME" is the version in ${found.manifest} behind a "v", or however your tags are named.`);
      return;
    }
  }
}

/** Tools that make the version out of the tag, or both at once. */
const OTHER_SOURCE = /semantic-release|goreleaser|setuptools[-_]scm|hatch-vcs|versioneer|dynamic-versioning|dunamai|changesets?\b|cargo-dist|\bdist (plan|build)|release-plz|release-please|release-it|cargo[- ]release|\blerna\b|\bnx release|from-git|auto shipit|standard-version|gitversion|minver|nbgv/i;
const OTHER_SOURCE_FILES = /^(\.changeset\/|\.releaserc|release\.config\.|lerna\.json$|\.release-please-manifest\.json$|release-plz\.toml$|release\.toml$|\.release-it\.|dist-workspace\.toml$|\.versionrc|versioneer\.py$)/;

const TAG = /GITHUB_REF\b|GITHUB_REF_NAME|\bgithub\.ref(_name)?\b|tag_name|github\.event\.release\.(name|tag)|git describe|--points-at|git tag (-l|--list)|GITHUB_EVENT_PATH|context\.(ref|payload)/;
const VERSION = /version|package\.json|Cargo\.toml|pyproject|\.gemspec|setup\.(py|cfg)|cargo (metadata|pkgid)|sed |\bjq\b/i;
/** Programs of the repository, or of others, that may well do it. */
const MAY_COMPARE = /(^|[\s;&|(])(make|just|task|rake|nox|tox|invoke|gradle\w*|\.\/[\w-]\S*|[\w./-]+\.(sh|py|js|mjs|ts|rb)|(npm run|pnpm( run)?|yarn( run)?|bun run) \S*(release|version|publish|tag)\S*|cargo xtask)(?=[\s;&|)]|$)/m;
const PUBLISH = /\b(npm|pnpm|yarn|bun|cargo|twine|poetry|uv|flit|hatch|pdm|gem)( npm)? (publish|upload|push)\b/g;
const ACTION_MAY_COMPARE = /version|release|semver|\btag|bump/i;

// A condition may leave only the runs that no tag starts.
function isElsewhere(condition = ''): boolean {
  return /event_name|inputs\.|\bref/.test(condition) && !/tag|release\b|'push'/.test(condition);
}

function mayCompare(workflow: WorkflowSource): boolean {
  const steps = workflow.jobs.flatMap((job) => job.steps);
  if (workflow.jobs.some((job) => job.uses?.kind === 'local') || steps.some(actionMayCompare)) return true;
  const bodies = steps.flatMap((step) => [step.run?.text ?? step.input('script') ?? '']).join('\n');
  if (MAY_COMPARE.test(bodies.replace(PUBLISH, ''))) return true;
  const values = [...workflow.env.values(), ...workflow.jobs.flatMap((job) => [...job.env.values()]), ...steps.flatMap((step) => [...step.env.values()])];
  return VERSION.test(bodies) && (TAG.test(bodies) || values.some(({ text }) => TAG.test(text ?? '')));
}

function actionMayCompare({ uses }: StepSource): boolean {
  return uses !== undefined && (uses.kind === 'local' || (ACTION_MAY_COMPARE.test(uses.action) && !/^actions\/|^softprops\/action-gh-release$|publish/.test(uses.action)));
}

/** The manifest that says the version, where it is there and says one of its own. */
function manifestOf({ kind, what, step, command }: Publication, job: JobSource, repository: RepositorySource): string | undefined {
  if (kind !== 'registry' || repository.tree.paths.some((path) => OTHER_SOURCE_FILES.test(path))) return undefined;
  const folder = folderOf(step, job);
  if (folder === undefined || command?.args.some(({ raw }) => /^(--prefix|-C|--dir|--manifest-path|--cwd|-r|--recursive|-w|--workspaces?|--tag-version)\b/.test(raw))) return undefined;
  const before = folder === '' ? '' : `${folder}/`;
  if (/^(npm|pnpm|yarn) |npm-publish$/.test(what)) return ownPackage(`${before}package.json`, repository);
  if (/^cargo |publish-crates$/.test(what)) return withVersion(`${before}Cargo.toml`, repository);
  return /^(twine|poetry|uv|flit|hatch|pdm) |gh-action-pypi-publish$/.test(what) ? withVersion(`${before}pyproject.toml`, repository) : undefined;
}

function ownPackage(path: string, repository: RepositorySource): string | undefined {
  const manifest = repository.json(path);
  if (manifest === null || typeof manifest !== 'object' || manifest.private === true || typeof manifest.name !== 'string') return undefined;
  const { version, scripts, devDependencies, dependencies } = manifest;
  const hooks = ['prepublishOnly', 'prepublish', 'prepare', 'prepack', 'publish', 'preversion'].map((name) => String(scripts?.[name] ?? '')).join('\n');
  const isPlaceholder = /^0\.0\.0|development|semantic|placeholder/.test(String(version ?? ''));
  return isPlaceholder || /tag|version|check|verify|GITHUB_/i.test(hooks) || OTHER_SOURCE.test(JSON.stringify({ devDependencies, dependencies, scripts, release: manifest.release ? 'semantic-release' : '' })) ? undefined : path;
}

function withVersion(path: string, repository: RepositorySource): string | undefined {
  const text = repository.tree.read(path);
  return text !== undefined && /^version\s*=\s*["'](?!0\.0\.0)\d/m.test(text) && !OTHER_SOURCE.test(text) && !/^dynamic\s*=.*version/m.test(text) ? path : undefined;
}
