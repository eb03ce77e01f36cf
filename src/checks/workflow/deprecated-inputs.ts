import { isCatalogVersion } from './catalog-version';
import { ActionCatalog } from '../../catalog/action-catalog';
import type { ActionEntry } from '../../catalog/action-entry';
import type { StepSource } from '../../read/step-source';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';
import { ValidatorCheck } from '../validator-check';

interface Deprecated {
  /** What is given in its place. */
  readonly instead: string;
  /** First major version that no longer has it. */
  readonly goneIn?: number;
}

/**
 * Inputs that their owners gave up, beside those the catalogue knows.
 *
 * @see https://github.com/codecov/codecov-action/blob/v5.0.0/README.md#breaking-changes
 * @see https://github.com/actions/setup-node/blob/v2.0.0/action.yml
 */
const DEPRECATED: Record<string, Record<string, Deprecated>> = {
  'codecov/codecov-action': { file: { instead: '`files`', goneIn: 5 }, plugin: { instead: '`plugins`', goneIn: 5 } },
  'actions/setup-node': { version: { instead: '`node-version`', goneIn: 3 } },
  'google-github-actions/setup-gcloud': {
    service_account_key: { instead: 'google-github-actions/auth in a step before', goneIn: 1 },
    credentials_json: { instead: 'google-github-actions/auth in a step before', goneIn: 1 },
  },
};

/** Whether a call names a release before that of the catalogue, which may not have had what takes the input's place. */
function isEarlier(uses: UsesSource, { version, commit }: ActionEntry): boolean {
  const given = uses.isCommit ? uses.versionComment ?? '' : uses.ref;
  return uses.ref !== commit && given !== version && /\d\.\d/.test(given);
}

/** A deprecated input works until a new version of the action ignores it without a word. */
export class DeprecatedInputs extends ValidatorCheck {
  public readonly id = 'deprecated-inputs';
  public readonly description = 'No step gives an input that the owner of the action wants gone.';
  public readonly covers = ['R25'];
  public readonly severity = { baseline: 'warning' } as const;
  public readonly actionlint = 'action';
  public readonly messages = [/^deprecated$/];

  /** Told by `visitStep`, which knows every release of a major version. */
  protected explain(): undefined {
    return undefined;
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    const { uses } = step;
    if (uses?.kind !== 'repository') return;
    const known = DEPRECATED[uses.action] ?? {};
    const entry = ActionCatalog.standard().find(uses.action);
    const isSame = entry !== undefined && isCatalogVersion(uses, entry);
    for (const [name, given] of step.inputs) {
      const old = Object.hasOwn(known, name) ? known[name] : undefined;
      const listed = isSame && Object.entries(entry.inputs).some(([input, { deprecated }]) => deprecated && input.toLowerCase() === name);
      if (!old && !listed) continue;
      const gone = old?.goneIn !== undefined && uses.major !== undefined && uses.major >= old.goneIn;
      // Told by `action-inputs`, with the names the version has.
      if (gone && isSame) continue;
      const isLater = !old && isEarlier(uses, entry!);
      const problem = `Input "${given.name}" of ${uses.action} is ${gone ? 'gone: it has no effect' : isLater ? `deprecated in ${entry!.version}` : 'deprecated'}.`;
      context.report(given.key, problem, old ? `Use ${old.instead}.` : isLater ? 'When you raise the version, read in the README of the action what takes its place.' : 'Remove it; the README of the action says what takes its place.', isLater ? 'info' : undefined);
    }
  }
}
