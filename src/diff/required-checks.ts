import type { Side } from './side';
import type { YamlValue } from '../read/yaml-value';

const RULESET = /^\.github\/rulesets\/[^/]+\.json$/;
const SETTINGS = '.github/settings.yml';

/**
 * The checks that a repository requires, with the place that says so: of rulesets and settings that it keeps as files.
 *
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/managing-rulesets-for-a-repository
 * @see https://github.com/repository-settings/app
 */
export function requiredChecks(side: Side): Map<string, YamlValue> {
  const settings = side.yaml(SETTINGS)?.root;
  const rulesets = [...side.paths].filter((path) => RULESET.test(path)).flatMap((path) => side.yaml(path)?.root ?? []);
  const branches = (settings?.get('branches')?.items() ?? []).flatMap((branch) => {
    const required = branch.get('protection', 'required_status_checks');
    return [...required?.get('contexts')?.items() ?? [], ...(required?.get('checks')?.items() ?? []).flatMap((check) => check.get('context') ?? [])];
  });
  const found = [...branches, ...[...rulesets, ...settings?.get('rulesets')?.items() ?? []].flatMap(ofRuleset)];
  return new Map(found.flatMap((value) => (value.text === undefined ? [] : [[value.text, value]])));
}

function ofRuleset(ruleset: YamlValue): YamlValue[] {
  if (ruleset.get('enforcement')?.text === 'disabled') return [];
  return (ruleset.get('rules')?.items() ?? []).filter((rule) => rule.get('type')?.text === 'required_status_checks')
    .flatMap((rule) => rule.get('parameters', 'required_status_checks')?.items() ?? [])
    .flatMap((check) => check.get('context') ?? []);
}
