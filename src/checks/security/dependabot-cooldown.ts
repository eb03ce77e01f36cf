import type { RepositorySource } from '../../read/repository-source';
import { YamlFile } from '../../read/yaml-file';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** Days within which most malicious releases were found and withdrawn. */
const DAYS = 7;
/** What Dependabot waits where nothing is said. */
const DEFAULT = 3;
const BY_VERSION = ['semver-major-days', 'semver-minor-days', 'semver-patch-days'];

/**
 * A stolen package is mostly found within days; who waits never installs it. Security updates do not wait.
 *
 * @see https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference#cooldown-
 * @see https://docs.zizmor.sh/audits/#dependabot-cooldown
 */
export class DependabotCooldown extends SourceCheck {
  public readonly id = 'dependabot-cooldown';
  public readonly description = 'Dependabot waits seven days before it offers a new version, and runs no code of dependencies.';
  public readonly covers = ['S36'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'dependabot-cooldown';

  public visitRepository({ tree }: RepositorySource, context: CheckContext): void {
    for (const path of ['.github/dependabot.yml', '.github/dependabot.yaml']) {
      const text = tree.read(path);
      if (text === undefined) continue;
      const file = YamlFile.of(path, text);
      if (file.problems.length > 0) continue;
      for (const update of file.root.get('updates')?.items() ?? []) if (update.isMap) this.look(update, context);
    }
  }

  private look(update: YamlValue, context: CheckContext): void {
    const ecosystem = update.get('package-ecosystem');
    const name = ecosystem?.text ?? 'its dependencies';
    const code = update.get('insecure-external-code-execution');
    if (code?.text === 'allow') context.report(code, `Dependabot runs code of ${name} packages while it looks for updates.`, 'Remove insecure-external-code-execution, or set it to deny.');
    // With no pull requests for versions only security updates are left, and those never wait.
    if (update.get('open-pull-requests-limit')?.text === '0') return;
    const cooldown = update.get('cooldown');
    if (!cooldown || cooldown.isNull) {
      context.report(ecosystem ?? update, `Updates of ${name} have no cooldown of their own, so they wait for the three days that Dependabot waits by default.`, `Add cooldown: with default-days: ${DAYS} or more.`, context.inBaseline('info'));
      return;
    }
    this.days(cooldown, name, context);
  }

  private days(cooldown: YamlValue, name: string, context: CheckContext): void {
    for (const key of ['default-days', ...BY_VERSION]) {
      const value = cooldown.get(key);
      if (value && Number(value.text) < DAYS) context.report(value, `Updates of ${name} wait ${value.text} days (${key}).`, `Set ${key} to ${DAYS} or more.`, Number(value.text) < DEFAULT ? undefined : context.inBaseline('info'));
    }
    if (!cooldown.isMap || cooldown.has('default-days') || BY_VERSION.every((key) => cooldown.has(key))) return;
    context.report(cooldown, `The cooldown of ${name} has no default-days, so what its other keys do not name waits for three days at most.`, `Add default-days: ${DAYS} or more.`, context.inBaseline('info'));
  }
}
