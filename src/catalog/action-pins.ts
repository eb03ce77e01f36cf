import { ActionCatalog, ActionPin } from './action-catalog';
import { ActionEntry, mustBeGiven } from './action-entry';
import type { ActionCall } from '../model/action-call';
import { DeliveryError, DeliveryErrorDetails } from '../model/delivery-error';

/** A pin of the pins file. */
export interface FilePin extends ActionPin {
  /** Line of the file. */
  readonly line: number;
}

/** A pin as every file writes it behind the action: `@<commit> # <version>`. @internal */
export const PIN = /@[0-9a-f]{40} # v?[0-9][\w.+-]*/g;

const USES = /^\s*(?:-\s+)?uses:\s*(?:"([^"]*)"|'([^']*)'|([^\s#"']+))\s*(?:#\s*(.*?)\s*)?$/;
const REFERENCE = /^([\w.-]+\/[\w.-]+)((?:\/[\w.-]+)*)@(.+)$/;
// Renovate writes `tag=v1.2.3` where it was asked to.
const VERSION = /^(?:tag=)?([\w./-]*\d[\w./-]*)(?:\s|$)/;

/**
 * Reads the pins of a repository from the text of its pins file, by `owner/repository` as written there.
 *
 * Dependabot reads every YAML file of a directory that is named under `directories`, takes paths of one repository
 * for one dependency, and renews the comment together with the commit. Renovate reads each `action.yml` by itself
 * and follows the version in the comment. Both change only lines of the form
 * `uses: owner/repository[/path]@<commit> # <version>`.
 *
 * @param text the text of the file
 * @param path its path, for messages
 * @throws with every line that names a tag or branch, lacks the version, or contradicts another line
 * @see https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference#directories-or-directory--
 * @see https://github.com/dependabot/dependabot-core/blob/main/github_actions/lib/dependabot/github_actions/file_fetcher.rb
 * @see https://github.blog/changelog/2022-10-31-dependabot-now-updates-comments-in-github-actions-workflows-referencing-action-versions
 * @see https://docs.renovatebot.com/modules/manager/github-actions/
 */
export function parsePins(text: string, path: string): Record<string, FilePin> {
  const errors: DeliveryErrorDetails[] = [];
  const pins = new Map<string, { repository: string; pin: FilePin }>();
  text.split(/\r?\n/).forEach((content, index) => {
    const read = readLine(content, path, index + 1);
    if (read === undefined) return;
    if ('problem' in read) return void errors.push(read);
    const key = read.repository.toLowerCase();
    const other = pins.get(key);
    if (!other) pins.set(key, read);
    else if (other.pin.commit !== read.pin.commit || other.pin.version !== read.pin.version) errors.push(contradiction(path, read, other.pin));
  });
  if (errors.length > 0) throw DeliveryError.combine(errors.map((details) => new DeliveryError(details)));
  return Object.fromEntries([...pins.values()].map(({ repository, pin }) => [repository, pin]));
}

/**
 * The text of the pins file: a composite action with one step for each action that is used.
 *
 * A call with a commit of its own is left out: it is pinned where it is written.
 */
export function renderPins(catalog: ActionCatalog, calls: ActionCall[]): string {
  const steps = new Map<string, string[]>();
  for (const call of calls) {
    if (!call.isLocal && call.commit === undefined) steps.set(call.action, pinStep(catalog, call));
  }
  const sorted = [...steps.keys()].sort((left, right) => compare(left.toLowerCase(), right.toLowerCase()));
  return [
    'name: Pins',
    'description: >-',
    '  Never runs. It holds the commit of every action of this repository, where Dependabot and Renovate find and raise it.',
    '  The workflows are generated from it: after a change here, synthesize again.',
    'runs:',
    '  using: composite',
    sorted.length > 0 ? '  steps:' : '  steps: []',
    ...sorted.flatMap((action) => steps.get(action)!),
    '',
  ].join('\n');
}

type Read = { readonly repository: string; readonly pin: FilePin } | DeliveryErrorDetails;

function readLine(content: string, path: string, line: number): Read | undefined {
  const match = USES.exec(content);
  const target = match ? match[1] ?? match[2] ?? match[3] : undefined;
  if (!match || target === undefined || /^(\.|\$\/|docker:)/.test(target)) return undefined;
  const place = `${path}:${line}`;
  const reference = REFERENCE.exec(target);
  if (!reference) return { place, problem: `"${target}" names no commit.`, fix: 'Write owner/repository[/path]@<40 hex digits> # v1.2.3.' };
  const [, repository, , commit] = reference;
  if (!/^[0-9a-f]{40}$/.test(commit)) {
    return { place, problem: `"${commit}" is not a commit of ${repository}.`, fix: 'A tag or branch can be moved to other code. Write all 40 hex digits of the commit.' };
  }
  const version = VERSION.exec(match[4] ?? '')?.[1];
  if (version === undefined) {
    return { place, problem: `${repository} lacks the version comment.`, fix: `Write "${target} # v1.2.3": without the version nobody, person or bot, can tell what the commit is.` };
  }
  return { repository, pin: { commit, version, line } };
}

function contradiction(path: string, read: { repository: string; pin: FilePin }, other: FilePin): DeliveryErrorDetails {
  return {
    place: `${path}:${read.pin.line}`,
    problem: `${read.repository} is at ${short(read.pin)}, and at ${short(other)} in line ${other.line}.`,
    fix: 'One repository has one commit for all its paths. Give both lines the same commit and version.',
  };
}

function short(pin: FilePin): string {
  return `${pin.commit.slice(0, 12)} (${pin.version})`;
}

function pinStep(catalog: ActionCatalog, call: ActionCall): string[] {
  const { uses, version } = catalog.resolve(call);
  const inputs = Object.entries(wantedInputs(catalog.find(call.action)));
  return [
    `    - uses: ${uses} # ${version}`,
    ...(inputs.length > 0 ? ['      with:', ...inputs.map(([name, value]) => `        ${name}: ${value}`)] : []),
  ];
}

/** What auditors want of a checkout, and of a token. */
const HARMLESS: Record<string, string> = { 'persist-credentials': 'false', 'permission-metadata': 'read' };

// Nothing runs here, but validators want required inputs, and auditors those that limit what is done.
function wantedInputs(entry: ActionEntry | undefined): Record<string, string> {
  const names = Object.keys(entry?.inputs ?? {}).sort();
  const required = names.filter((name) => mustBeGiven(entry!.inputs[name])).map((name) => [name, 'unused']);
  return Object.fromEntries([...required, ...names.filter((name) => HARMLESS[name] !== undefined).map((name) => [name, HARMLESS[name]])]);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
