import { inputProblems, outputProblems } from './action-contract';
import { ActionEntry, ActionEntryInput, ActionProblem, RefusedAction } from './action-entry';
import { ACTIONS, ActionFact } from './actions.const';
import { nearest } from './nearest';
import { REFUSED_ACTIONS } from './refused-actions.const';
import type { ActionCall } from '../model/action-call';
import { DeliveryError } from '../model/delivery-error';

/** The commit an action's repository is used at. */
export interface ActionPin {
  /** The commit, 40 hex digits. */
  readonly commit: string;
  /** Version that the commit carries, such as `v1.2.3`. */
  readonly version: string;
}

/** An action of your own choice, or another version of one in the catalogue. */
export interface ActionOverride {
  /** The commit, 40 hex digits. It serves every path of the repository. */
  readonly commit: string;
  /** Version that the commit carries, such as `v1.2.3`. */
  readonly version: string;
  /** Inputs of that version. @default - those of the catalogue; none are checked for an action it lacks */
  readonly inputs?: Record<string, ActionEntryInput>;
  /** Outputs of that version. @default - those of the catalogue; none are checked for an action it lacks */
  readonly outputs?: string[];
  /** Why the action is used although the catalogue refuses it. @default - a refused action stays refused */
  readonly acceptedBecause?: string;
}

/** What a call of an action comes down to. */
export interface ResolvedAction {
  /** `owner/repository[/path]@<commit>`, or the folder of an action of this repository. */
  readonly uses: string;
  /** Version of that commit; empty for an action of this repository. */
  readonly version: string;
  /** Whether the version's own tag was read and names the commit; only the catalogue can know. */
  readonly verified: boolean;
}

const REFUSALS = Object.entries(REFUSED_ACTIONS).map(([name, refused]) => [name.toLowerCase(), refused] as const);

interface Named {
  readonly name: string;
  /** What the library knows of it. */
  readonly fact?: ActionFact;
  /** What the user says of it. */
  readonly entry?: ActionEntry;
}

interface Contents {
  readonly actions: Map<string, Named>;
  readonly repositories: Map<string, ActionPin & { readonly verified: boolean }>;
  readonly pins: Map<string, ActionPin>;
  readonly accepted: Set<string>;
}

/**
 * The actions a repository may use, each at one commit, with the inputs and outputs they have there.
 *
 * Data alone: nothing is fetched. Immutable: `with` and `withPins` give a new catalogue.
 * A call's own commit comes first, then the repository's pins, then the catalogue.
 * Names of actions are compared without case, as GitHub does.
 */
export class ActionCatalog {
  /** The reviewed actions that come with this library. */
  public static standard(): ActionCatalog {
    ActionCatalog.shared ??= new ActionCatalog(standardContents());
    return ActionCatalog.shared;
  }

  private static shared?: ActionCatalog;

  private readonly found = new Map<Named, ActionEntry>();

  private constructor(private readonly contents: Contents) {}

  /** Names of the actions whose inputs and outputs are known, sorted. */
  public get actions(): string[] {
    return [...this.contents.actions.values()].filter(({ entry, fact }) => entry ?? fact).map(({ name }) => name).sort();
  }

  /** What is known of an action, or undefined. */
  public find(action: string): ActionEntry | undefined {
    const known = this.contents.actions.get(action.toLowerCase());
    if (known?.entry || !known?.fact) return known?.entry;
    let entry = this.found.get(known);
    if (!entry) this.found.set(known, entry = Object.freeze({ ...known.fact, inputs: JSON.parse(known.fact.inputs) as Record<string, ActionEntryInput> }));
    return entry;
  }

  /** Why an action must not be used, or undefined. */
  public refusal(action: string): RefusedAction | undefined {
    const key = action.toLowerCase();
    if (this.contents.accepted.has(key)) return undefined;
    return REFUSALS.find(([refused]) => covers(refused, key))?.[1];
  }

  /**
   * The same catalogue with an action added, or with another version of it and of its whole repository.
   *
   * @throws when the commit or the version is malformed
   */
  public with(action: string, override: ActionOverride): ActionCatalog {
    checkPin('ActionCatalog.with', action, override);
    const key = action.toLowerCase();
    const { commit, version } = override;
    const actions = new Map(this.contents.actions).set(key, { name: action, entry: overridden(this.find(action), override) });
    const repositories = new Map(this.contents.repositories).set(repositoryOf(action), { commit, version, verified: false });
    const accepted = new Set(this.contents.accepted);
    if (override.acceptedBecause?.trim()) accepted.add(key);
    return new ActionCatalog({ ...this.contents, actions, repositories, accepted });
  }

  /**
   * The same catalogue with pins of the repository on top, by `owner/repository`; see `parsePins`.
   *
   * @throws when a commit or a version is malformed
   */
  public withPins(pins: Record<string, ActionPin>): ActionCatalog {
    const merged = new Map(this.contents.pins);
    for (const [repository, pin] of Object.entries(pins)) {
      checkPin('ActionCatalog.withPins', repository, pin);
      merged.set(repositoryOf(repository), { commit: pin.commit, version: pin.version });
    }
    return new ActionCatalog({ ...this.contents, pins: merged });
  }

  /**
   * The commit a call runs at.
   *
   * @throws when the action is refused, or is unknown and has no pin
   */
  public resolve(call: ActionCall): ResolvedAction {
    if (call.isLocal) return { uses: call.action, version: '', verified: true };
    const pin = this.pinOf(call);
    const problems = this.useProblems(call, pin);
    if (!pin || problems.length > 0) throw new DeliveryError({ place: 'ActionCatalog.resolve', ...problems[0] });
    const listed = this.contents.repositories.get(repositoryOf(call.action));
    const verified = listed?.verified === true && listed.commit === pin.commit && listed.version === pin.version;
    return { uses: `${call.action}@${pin.commit}`, version: pin.version, verified };
  }

  /**
   * What is wrong with a call: refused or unknown action, unknown input, missing input.
   *
   * Inputs are those of the catalogue's version. A call with another commit of its own is not compared with them.
   */
  public check(call: ActionCall): ActionProblem[] {
    if (call.isLocal) return [];
    const pin = this.pinOf(call);
    const problems = this.useProblems(call, pin);
    const entry = this.find(call.action);
    if (problems.length > 0 || !entry || !pin) return problems;
    if (call.commit !== undefined && call.commit !== entry.commit) return [];
    return inputProblems(call, entry, pin.version);
  }

  /** What is wrong with reading an output of a call; nothing where its outputs are not known. */
  public checkOutput(call: ActionCall, output: string): ActionProblem[] {
    const entry = this.find(call.action);
    if (!entry || (call.commit !== undefined && call.commit !== entry.commit)) return [];
    return outputProblems(call.action, output, entry);
  }

  private pinOf(call: ActionCall): ActionPin | undefined {
    if (call.commit !== undefined && call.version !== undefined) return { commit: call.commit, version: call.version };
    const repository = repositoryOf(call.action);
    return this.contents.pins.get(repository) ?? this.contents.repositories.get(repository);
  }

  private useProblems(call: ActionCall, pin: ActionPin | undefined): ActionProblem[] {
    const refused = this.refusal(call.action);
    if (refused) return [{ problem: `${call.action} is refused. ${refused.reason}`, fix: `Use ${refused.successor}.` }];
    if (pin && (call.commit !== undefined || this.contents.actions.has(call.action.toLowerCase()))) return [];
    // A path nobody has read, below a repository that was pinned for other paths: most likely a slip of the pen.
    const siblings = this.actions.filter((name) => repositoryOf(name) === repositoryOf(call.action));
    if (pin && siblings.length === 0) return [];
    return [this.unknownAction(call.action, siblings)];
  }

  private unknownAction(action: string, siblings: string[]): ActionProblem {
    const near = nearest(action, siblings.length > 0 ? siblings : this.actions);
    const own = `Give its commit and version: ActionCall.of('${action}', {}, { commit: '<40 hex digits>', version: 'v1.2.3' }).`;
    return {
      problem: siblings.length > 0 ? `${action} is not a known action of its repository.` : `${action} is not in the catalogue and has no pin.`,
      fix: `${near ? `Did you mean "${near}"? ` : ''}${own}`,
    };
  }
}

function standardContents(): Contents {
  const actions = new Map<string, Named>();
  const repositories = new Map<string, ActionPin & { readonly verified: boolean }>();
  for (const [name, fact] of Object.entries(ACTIONS)) {
    actions.set(name.toLowerCase(), { name, fact });
    repositories.set(repositoryOf(name), fact);
  }
  return { actions, repositories, pins: new Map(), accepted: new Set() };
}

/** `owner/*` covers every repository of the owner; a repository's root does not cover its paths. */
function covers(refused: string, action: string): boolean {
  return refused.endsWith('/*') ? action.startsWith(refused.slice(0, -1)) : action === refused;
}

function repositoryOf(action: string): string {
  return action.toLowerCase().split('/').slice(0, 2).join('/');
}

/** Without inputs of its own the override is compared with those that are known, of whatever version. */
function overridden(known: ActionEntry | undefined, override: ActionOverride): ActionEntry | undefined {
  const { commit, version, inputs, outputs } = override;
  if (!inputs) return known && outputs ? { ...known, outputs, openOutputs: undefined } : known;
  const using = known?.using ?? 'unknown';
  const openOutputs = outputs ? undefined : known?.openOutputs ?? known === undefined;
  return { commit, version, verified: false, using, inputs, outputs: outputs ?? known?.outputs ?? [], openOutputs };
}

function checkPin(place: string, action: string, pin: ActionPin): void {
  if (!/^[\w.-]+\/[\w.-]+(\/[\w./-]+)?$/.test(action)) {
    throw new DeliveryError({ place, problem: `"${action}" is not an action.`, fix: 'Write owner/repository, or owner/repository/path, without @ref.' });
  }
  if (!/^[0-9a-f]{40}$/.test(pin.commit)) {
    throw new DeliveryError({ place, problem: `"${pin.commit}" is not a commit of ${action}.`, fix: 'Give all 40 hex digits of the commit, not a tag or branch.' });
  }
  if (!/\d/.test(pin.version) || /\s/.test(pin.version)) {
    throw new DeliveryError({ place, problem: `"${pin.version}" is not a version of ${action}.`, fix: 'Give the version that the commit carries, such as v1.2.3.' });
  }
}
