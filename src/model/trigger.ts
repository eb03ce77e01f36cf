import { Cron } from './cron';
import { DeliveryError } from './delivery-error';
import { EVENT_TYPES, RISKY_EVENTS } from './events.const';
import { PullRequestTriggerOptions, PushTriggerOptions, WorkflowCallTriggerOptions, WorkflowRunTriggerOptions } from './trigger-options';
import { WorkflowInput } from './workflow-input';

const MAX_DISPATCH_INPUTS = 25;
const INPUT = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const FILTER_PAIRS = [['branches', 'branchesIgnore'], ['tags', 'tagsIgnore'], ['paths', 'pathsIgnore']];

/**
 * What starts a workflow. Names of inputs and filters are rendered as written.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export class Trigger {
  /** A push of a branch or tag. */
  public static push(options: PushTriggerOptions = {}): Trigger {
    return new Trigger('push', options);
  }

  /** A pull request, with a read-only token for forks. */
  public static pullRequest(options: PullRequestTriggerOptions = {}): Trigger {
    return new Trigger('pull_request', options);
  }

  /** The merge queue asks for the checks of a group. */
  public static mergeGroup(): Trigger {
    return new Trigger('merge_group', { types: ['checks_requested'] });
  }

  /** A schedule. GitHub stops schedules of public repositories after 60 days without activity. */
  public static schedule(...crons: Cron[]): Trigger {
    if (crons.length === 0) throw refuse('schedule', 'has no time', 'Give at least one Cron.');
    return new Trigger('schedule', { crons });
  }

  /**
   * By hand, from the web page, the command line or the API.
   *
   * @throws when there are more than 25 inputs
   */
  public static workflowDispatch(inputs: Record<string, WorkflowInput> = {}): Trigger {
    const count = Object.keys(inputs).length;
    if (count > MAX_DISPATCH_INPUTS) throw refuse('workflow_dispatch', `has ${count} inputs`, `GitHub allows ${MAX_DISPATCH_INPUTS}.`);
    checkInputNames('workflow_dispatch', inputs);
    return new Trigger('workflow_dispatch', { inputs });
  }

  /** A call from another workflow: makes this one reusable. */
  public static workflowCall(options: WorkflowCallTriggerOptions = {}): Trigger {
    for (const [name, input] of Object.entries(options.inputs ?? {})) {
      if (!['string', 'number', 'boolean'].includes(input.type)) throw refuse('workflow_call', `input "${name}" has the type ${input.type}`, 'Reusable workflows take string, number and boolean.');
    }
    checkInputNames('workflow_call', options.inputs ?? {});
    return new Trigger('workflow_call', options);
  }

  /** Something happened to a release. Publishing fires `created`, `released` and `published`: name one. */
  public static release(...types: string[]): Trigger {
    return Trigger.event('release', types);
  }

  /** An event sent through the API, by its types. */
  public static repositoryDispatch(...types: string[]): Trigger {
    return new Trigger('repository_dispatch', { types });
  }

  /**
   * Any other event with its activity types.
   *
   * @throws when the event or a type is unknown, or when the event runs with secrets on behalf of strangers
   */
  public static event(name: string, types: string[] = []): Trigger {
    const known = EVENT_TYPES[name];
    if (!known) throw refuse(name, 'is not an event', `GitHub knows: ${Object.keys(EVENT_TYPES).join(', ')}.`);
    if (name === 'schedule') throw refuse(name, 'has no time', 'Use Trigger.schedule(Cron.…).');
    if (RISKY_EVENTS.includes(name)) throw refuse(name, 'runs with secrets and a write token for anybody', 'Use pull_request, or Trigger.unsafeEvent with the reason why no other event will do.');
    return new Trigger(name, types.length > 0 ? { types } : {});
  }

  /** `pull_request_target`, `workflow_run` or `issue_comment`: never check out or run what a stranger wrote in it. */
  public static unsafeEvent(name: string, reason: string, types: string[] = []): Trigger {
    if (!RISKY_EVENTS.includes(name)) throw refuse(name, 'is not one of the unsafe events', `Those are ${RISKY_EVENTS.join(', ')}; use Trigger.event for others.`);
    if (name === 'workflow_run') throw refuse(name, 'names no workflow', 'Use Trigger.workflowRun({ workflows: […] }, reason).');
    if (reason.trim() === '') throw refuse(name, 'has no reason', 'Say why no other event will do.');
    return new Trigger(name, types.length > 0 ? { types, reason } : { reason });
  }

  /** Another workflow finished. Runs with secrets: treat its artifacts as untrusted. */
  public static workflowRun(options: WorkflowRunTriggerOptions, reason: string): Trigger {
    if (reason.trim() === '') throw refuse('workflow_run', 'has no reason', 'Say why no other event will do.');
    if (options.workflows.length === 0) throw refuse('workflow_run', 'names no workflow', 'Give the names of the workflows.');
    return new Trigger('workflow_run', { ...options, reason });
  }

  /** GitHub's name of the event. */
  public readonly eventName: string;
  /** Filters, types, inputs: as given. */
  public readonly options: Record<string, any>;

  private constructor(event: string, options: object) {
    this.eventName = event;
    this.options = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    this.checkFilters();
    const known = EVENT_TYPES[event];
    const unknown = ((this.options.types ?? []) as string[]).find((type) => event !== 'repository_dispatch' && !known.includes(type));
    if (unknown !== undefined) throw refuse(event, `has no activity type "${unknown}"`, known.length > 0 ? `GitHub knows: ${known.join(', ')}.` : 'The event has no activity types.');
  }

  private checkFilters(): void {
    for (const [only, ignore] of FILTER_PAIRS) {
      if (this.options[only] && this.options[ignore]) throw refuse(this.eventName, `has both ${only} and ${ignore}`, `Keep one; inside ${only} a pattern with a leading ! excludes.`);
      for (const filter of [only, ignore]) this.checkPatterns(filter);
      for (const pattern of [...(this.options[only] ?? []), ...(this.options[ignore] ?? [])] as string[]) this.checkPattern(only, pattern);
    }
  }

  // GitHub starts nothing for a filter that matches nothing.
  private checkPatterns(filter: string): void {
    const patterns = this.options[filter] as string[] | undefined;
    if (patterns?.length === 0) throw refuse(this.eventName, `has no ${filter}`, 'Give at least one pattern, or leave the filter out.');
    if (patterns?.every((pattern) => pattern.startsWith('!'))) {
      throw refuse(this.eventName, `has only excluding ${filter}: ${patterns.join(', ')}`, 'A pattern without ! must come first, such as \'**\'.');
    }
  }

  private checkPattern(filter: string, pattern: string): void {
    if (pattern.trim() === '' || pattern.startsWith('./') || pattern.includes('${{')) {
      throw refuse(this.eventName, `has the ${filter} pattern "${pattern}"`, 'Patterns are names or globs relative to the root, without ./ and without expressions.');
    }
  }
}

function checkInputNames(event: string, inputs: object): void {
  const wrong = Object.keys(inputs).find((name) => !INPUT.test(name));
  if (wrong !== undefined) throw refuse(event, `has an input "${wrong}"`, 'Names have letters, digits, "_" and "-", and start with a letter or "_".');
}

function refuse(event: string, problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: 'Trigger', problem: `${event} ${problem}.`, fix });
}
