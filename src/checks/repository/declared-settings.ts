import { INVENTORY } from './undeclared-secrets';
import type { RepositorySource } from '../../read/repository-source';
import { YamlFile } from '../../read/yaml-file';
import type { YamlValue } from '../../read/yaml-value';

/** The settings that a repository keeps as a file, in the form of the Settings app. */
export const SETTINGS = '.github/settings.yml';

/** That file, or undefined. */
export function settingsOf(repository: RepositorySource): YamlValue | undefined {
  const text = repository.tree.read(SETTINGS);
  return text === undefined ? undefined : YamlFile.of(SETTINGS, text).root;
}

/** The environments that a repository declares, in its settings or inventory; undefined where it declares none. */
export function declaredEnvironments(repository: RepositorySource): string[] | undefined {
  const settings = settingsOf(repository)?.get('environments');
  const inventory = repository.json(INVENTORY)?.environments;
  if (!settings && (inventory === null || typeof inventory !== 'object')) return undefined;
  const listed = (settings?.items() ?? []).map((item) => item.get('name')?.text ?? item.text ?? '');
  const kept = Array.isArray(inventory) ? inventory.map((each) => (typeof each === 'string' ? each : String(each?.name ?? ''))) : Object.keys(inventory ?? {});
  return [...listed, ...kept].filter((name) => name !== '');
}
