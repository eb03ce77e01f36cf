import { keysOf } from './diagnostic-place';
import { didYouMean } from './did-you-mean';
import { PERMISSION_SCOPES } from '../../catalog/permission-scopes.const';
import type { Diagnostic } from '../../read/language-services';
import type { YamlFile } from '../../read/yaml-file';
import { Told, ValidatorCheck } from '../validator-check';

/** Scopes of apps and of personal tokens that people ask the job's token for. */
const NOT_OF_THE_TOKEN: Readonly<Record<string, string>> = {
  administration: 'a GitHub App', members: 'a GitHub App', metadata: 'nothing: reading is always allowed', secrets: 'a GitHub App', workflows: 'a GitHub App', environments: 'a GitHub App',
};

/** GitHub refuses a workflow that asks for a permission it does not know. */
export class PermissionScopes extends ValidatorCheck {
  public readonly id = 'permission-scopes';
  public readonly description = 'Permissions name scopes of the job\'s token, and levels these have.';
  public readonly covers = ['R21'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'permissions';
  public readonly messages = [];

  public claims(diagnostic: Diagnostic, file: YamlFile): boolean {
    const keys = keysOf(diagnostic, file);
    return keys[0] === 'permissions' || (keys[0] === 'jobs' && keys[2] === 'permissions');
  }

  protected explain(diagnostic: Diagnostic, file: YamlFile): Told | undefined {
    const keys = keysOf(diagnostic, file);
    const scope = keys[keys.indexOf('permissions') + 1];
    const value = /^Unexpected value '([\s\S]*)'$/.exec(diagnostic.message)?.[1];
    if (value === undefined && !/was not expected$/.test(diagnostic.message)) return undefined;
    if (scope === undefined || typeof scope === 'number') return wholeValue(value);
    const levels = PERMISSION_SCOPES[scope];
    if (levels && value !== undefined) return { problem: value === '' ? `The permission "${scope}" has no level.` : `The permission "${scope}" has no level "${value}".`, fix: `Its levels are: ${levels.join(', ')}.` };
    const holder = NOT_OF_THE_TOKEN[scope];
    const hint = holder ? `That permission is one of ${holder}. ` : didYouMean(String(scope), Object.keys(PERMISSION_SCOPES));
    return { problem: `The token has no permission "${scope}".`, fix: `${hint}Its permissions are: ${Object.keys(PERMISSION_SCOPES).join(', ')}.` };
  }
}

function wholeValue(value: string | undefined): Told {
  const fix = 'Write read-all, write-all, {} for none, or a map such as `contents: read`.';
  if (value === '') return { problem: '`permissions` is empty.', fix };
  return { problem: value === undefined ? '`permissions` is a list.' : `\`permissions\` has the value "${value}".`, fix };
}
