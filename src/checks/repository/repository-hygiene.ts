import { firstPublication } from './publishes';
import type { Located } from '../../read/located';
import type { RepositorySource } from '../../read/repository-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const UPDATERS = /^(\.github\/dependabot\.ya?ml|(\.github\/|\.gitlab\/)?renovate\.json5?|\.renovaterc(\.json5?)?|\.pyup\.yml|\.scala-steward\.conf|\.github\/\.scala-steward\.conf)$/i;
const POLICY = /^(\.github\/|docs\/)?security\.(md|rst|txt|adoc)$/i;
const MANIFEST = /^(package\.json|Cargo\.toml|go\.mod|pyproject\.toml|requirements\.txt|Gemfile|composer\.json|pom\.xml|build\.gradle(\.kts)?)$/;
/** As OpenSSF Scorecard knows them; the wrapper of Gradle is made to be committed, and data of tests is not run. */
const BINARY = /\.(crx|deb|dex|elf|o|a|so|macho|class|jar|dylib|lib|msi|dll|exe|pyc|pyo|rpm|whl|node)$/i;
const NOT_RUN = /(^|\/)gradle-wrapper\.jar$|(^|\/)(tests?\/data|test-?data|(__)?fixtures?(__)?)\//i;

/**
 * What readers and attackers look for first.
 *
 * @see https://github.com/ossf/scorecard/blob/main/docs/checks.md
 */
export class RepositoryHygiene extends SourceCheck {
  public readonly id = 'repository-hygiene';
  public readonly description = 'A repository updates its dependencies, says where to report a weakness, and holds no programs that nobody can read.';
  public readonly covers = ['S39'];
  public readonly severity = { baseline: 'off', hardened: 'info' } as const;

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    if (!repository.isWhole || repository.workflows.length === 0) return;
    const { paths } = repository.tree;
    const renovated = repository.json('package.json')?.renovate !== undefined || repository.workflows.some(({ file }) => /renovatebot\/github-action|updatecli/.test(file.text));
    if (!renovated && !paths.some((path) => UPDATERS.test(path))) {
      const manifest = paths.find((path) => MANIFEST.test(path));
      context.report(atStart(manifest ?? repository.workflows[0].path), 'Nothing in the repository keeps its dependencies up to date.', 'Add .github/dependabot.yml, or a configuration of Renovate.');
    }
    // An organization can have one policy for all, so only those whose users need it are asked.
    const published = paths.some((path) => POLICY.test(path)) ? undefined : firstPublication(repository);
    if (published) context.report(published.at, `The repository publishes (${published.what}) and does not say where to report a weakness in private.`, 'Add SECURITY.md, or one in the .github repository of the organization.');
    for (const path of paths) {
      if (BINARY.test(path) && !NOT_RUN.test(path)) context.report(atStart(path), `${path} is a program that cannot be read in review.`, 'Build it from source in the pipeline, or download it there with a digest.');
    }
  }
}

function atStart(path: string): Located {
  return { path, place: { line: 1, column: 1 }, keys: [] };
}
