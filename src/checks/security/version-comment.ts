import { UsesCheck } from './uses-check';
import { ActionCatalog } from '../../catalog/action-catalog';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';

interface Pins {
  /** Version by `owner/repository@commit`. */
  readonly versions: ReadonlyMap<string, string>;
  /** Commit by `owner/repository@version`. */
  readonly commits: ReadonlyMap<string, string>;
}

let loaded: Pins | undefined;

/** People and bots read the comment, runners the commit: where they differ, a reviewer approves what does not run. */
export class VersionComment extends UsesCheck {
  public readonly id = 'version-comment';
  public readonly description = 'Behind every pinned commit stands the version it is.';
  public readonly covers = ['S08'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'ref-version-mismatch';

  protected visitUses(uses: UsesSource, context: CheckContext): void {
    if (uses.kind !== 'repository' || !uses.isCommit) return;
    const name = uses.text.split('@')[0];
    const { versions, commits } = pins();
    const version = versions.get(`${uses.repository}@${uses.ref}`);
    const comment = uses.versionComment;
    if (comment === undefined) {
      if (!hasComment(uses)) context.report(uses.at, `Nothing says which version of ${name} ${uses.ref.slice(0, 7)} is.`, `Write it behind the commit, where Dependabot and Renovate renew it: # ${version ?? 'v1.2.3'}`, 'info');
      return;
    }
    const meant = commits.get(`${uses.repository}@${plain(comment)}`);
    if (version !== undefined && !names(comment, version)) {
      context.report(uses.at, `The comment says ${comment}, the commit is ${version} of ${name}.`, `Write # ${version}, or the commit of ${comment}${meant ? `: ${meant}` : ''}.`);
    } else if (version === undefined && meant !== undefined) {
      context.report(uses.at, `The comment says ${comment}, which is commit ${meant} of ${name}, not ${uses.ref.slice(0, 7)}.`, `Write the commit of ${comment}, or the version that this commit is.`, 'warning');
    }
  }
}

function pins(): Pins {
  if (loaded) return loaded;
  const catalog = ActionCatalog.standard();
  const versions = new Map<string, string>();
  const commits = new Map<string, string>();
  for (const action of catalog.actions) {
    const entry = catalog.find(action);
    // A tag such as v1 moves, and a tag of another line of versions says nothing.
    if (!entry?.verified || !/^v?\d+(\.\d+)+$/.test(entry.version)) continue;
    const repository = action.toLowerCase().split('/').slice(0, 2).join('/');
    versions.set(`${repository}@${entry.commit}`, entry.version);
    commits.set(`${repository}@${plain(entry.version)}`, entry.commit);
  }
  return loaded = { versions, commits };
}

/** Whether a comment such as `v4` or `4.1` can mean a version such as `v4.1.2`. */
function names(comment: string, version: string): boolean {
  return `${plain(version)}.`.startsWith(`${plain(comment)}.`) || plain(comment).startsWith(`${plain(version)}.`);
}

function plain(version: string): string {
  return version.toLowerCase().replace(/^v/, '');
}

// Behind it, also after a closing brace, or in the line above. A branch or a date is an answer too.
function hasComment({ value }: UsesSource): boolean {
  const { text } = value.file;
  const end = text.indexOf('\n', value.end);
  const behind = /\s#\s*(\S.*)$/.exec(text.slice(value.end, end < 0 ? undefined : end))?.[1];
  if (behind !== undefined && !/^(zizmor|noqa|nosemgrep|yamllint|pragma|nosec)\b/i.test(behind)) return true;
  const { line } = value.place;
  return line > 1 && /^\s*#.*\d/.test(text.slice(value.file.offsetOfLine(line - 1), value.file.offsetOfLine(line)));
}
