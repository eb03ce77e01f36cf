import { settingsOf } from './declared-settings';
import type { RepositorySource } from '../../read/repository-source';
import { YamlFile } from '../../read/yaml-file';
import type { YamlValue } from '../../read/yaml-value';

/** A check that pull requests into a branch must pass. */
export interface RequiredContext {
  readonly name: string;
  readonly at: YamlValue;
  /** Whether it must come from GitHub Actions; undefined where anyone may report it. */
  readonly isActions: boolean | undefined;
  /** The branches, as far as they are plain names. */
  readonly branches: readonly string[];
  /** Whether a merge queue stands before them. */
  readonly hasQueue: boolean;
}

/** The app that reports the jobs of GitHub Actions. */
const ACTIONS_APP = '15368';

/**
 * The required checks in the rulesets that a repository keeps as files, and in its settings.
 *
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/managing-rulesets-for-a-repository
 * @see https://github.com/repository-settings/app
 */
export function requiredContexts(repository: RepositorySource): RequiredContext[] {
  const rulesets = repository.tree.paths.filter((path) => /^\.github\/rulesets\/[^/]+\.json$/.test(path));
  return [...rulesets.flatMap((path) => ofRuleset(YamlFile.of(path, repository.tree.read(path) ?? '').root)), ...ofSettings(settingsOf(repository))];
}

function ofRuleset(ruleset: YamlValue): RequiredContext[] {
  if (ruleset.get('enforcement')?.text === 'disabled') return [];
  const rules = ruleset.get('rules')?.items() ?? [];
  const branches = (ruleset.get('conditions', 'ref_name', 'include')?.texts() ?? []).flatMap((ref) => (/^refs\/heads\/[^*?[]+$/.test(ref) ? [ref.slice('refs/heads/'.length)] : []));
  const hasQueue = rules.some((rule) => rule.get('type')?.text === 'merge_queue');
  return rules.filter((rule) => rule.get('type')?.text === 'required_status_checks')
    .flatMap((rule) => rule.get('parameters', 'required_status_checks')?.items() ?? [])
    .flatMap((check) => {
      const app = check.get('integration_id')?.text;
      return context(check.get('context'), app === undefined ? undefined : app === ACTIONS_APP, branches, hasQueue);
    });
}

function ofSettings(settings: YamlValue | undefined): RequiredContext[] {
  const branches = (settings?.get('branches')?.items() ?? []).flatMap((branch) => {
    const required = branch.get('protection', 'required_status_checks');
    const name = branch.get('name')?.text;
    const names = name === undefined || /[*?[]/.test(name) ? [] : [name];
    const listed = (required?.get('contexts')?.items() ?? []).flatMap((each) => context(each, undefined, names, false));
    const checks = (required?.get('checks')?.items() ?? []).flatMap((each) => {
      const app = each.get('app_id')?.text;
      return context(each.get('context'), app === undefined || app === '-1' ? undefined : app === ACTIONS_APP, names, false);
    });
    return [...listed, ...checks];
  });
  const rulesets = (settings?.get('rulesets')?.items() ?? []).flatMap(ofRuleset);
  return [...branches, ...rulesets];
}

function context(at: YamlValue | undefined, isActions: boolean | undefined, branches: readonly string[], hasQueue: boolean): RequiredContext[] {
  return at?.text === undefined ? [] : [{ name: at.text, at, isActions, branches, hasQueue }];
}
