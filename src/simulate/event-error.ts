import { nearest } from '../catalog/nearest';
import { EVENT_TYPES } from '../model/events.const';

/** An event that GitHub does not know, or that cannot be as it was told. */
export class EventError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'EventError';
  }
}

/**
 * The name, where GitHub knows such an event.
 *
 * @throws EventError that names the nearest and all there are
 */
export function knownEvent(name: string): string {
  if (name === 'workflow_call') throw new EventError('Event "workflow_call" happens only inside a run, where a job calls a workflow. Simulate the event that starts the caller.');
  if (Object.hasOwn(EVENT_TYPES, name)) return name;
  const names = Object.keys(EVENT_TYPES).filter((each) => each !== 'workflow_call');
  throw new EventError(`Event "${name}" is unknown${meant(name, names)}. GitHub knows: ${names.join(', ')}.`);
}

/**
 * The activity type, where the event has it.
 *
 * @throws EventError that names the nearest and all there are
 */
export function knownAction(event: string, action: string): string {
  const types = EVENT_TYPES[event] ?? [];
  if (event === 'repository_dispatch' || types.includes(action)) return action;
  if (types.length === 0) throw new EventError(`Event "${event}" has no activity types, and so no "${action}".`);
  throw new EventError(`Event "${event}" has no activity type "${action}"${meant(action, types)}. GitHub knows: ${types.join(', ')}.`);
}

/** `; did you mean "x"?`, where something is near. */
export function meant(name: string, names: string[]): string {
  const near = nearest(name, names);
  return near === undefined ? '' : `, did you mean "${near}"`;
}

/**
 * Refuses a branch beside a tag, and names that no ref can have.
 *
 * @throws EventError
 */
export function checkRefs(event: string, options: { readonly branch?: string; readonly tag?: string }): void {
  const { branch, tag } = options;
  if (branch !== undefined && tag !== undefined) throw new EventError(`Event "${event}" has the branch "${branch}" and the tag "${tag}". It is about one of them: leave the other out.`);
  for (const [kind, name] of [['branch', branch], ['tag', tag]]) {
    if (name !== undefined && !isRefName(name)) throw new EventError(`Event "${event}" has the ${kind} "${name}", which git refuses as a name. Write it as \`git branch\` shows it, such as "main".`);
  }
}

/** @see https://git-scm.com/docs/git-check-ref-format */
function isRefName(name: string): boolean {
  // eslint-disable-next-line no-control-regex
  const wrong = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|(?:^|\/)\.|\.lock(?:\/|$)/;
  return name !== '' && name !== '@' && !wrong.test(name);
}
