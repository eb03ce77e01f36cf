import { rendered, renderedMap } from './values';
import { Commented } from './yaml-writer';
import { ActionCall } from '../model/action-call';
import { Step } from '../model/step';

/** Tells which commit an action runs at. @internal */
export interface PinResolver {
  /** `owner/repository[/path]@<commit>` and the version of that commit. */
  pin(call: ActionCall): { uses: string; version: string };
}

/** How steps stand in a file. @internal */
export interface StepContext {
  readonly pins: PinResolver;
  /** Ids that something refers to. */
  readonly referenced: Set<string>;
  /** Composite actions must name the shell of each step. */
  readonly shell?: string;
}

/** One step. @internal */
export function stepYaml(step: Step, context: StepContext): Record<string, unknown> {
  const { options } = step;
  const run = runText(step);
  return {
    'name': rendered(step.name),
    'id': context.referenced.has(step.id) ? step.id : undefined,
    'if': options.condition?.condition(),
    'uses': step.action ? usesYaml(step.action, context.pins) : undefined,
    'with': step.action ? renderedMap(step.action.inputs) : undefined,
    run,
    'shell': run === undefined ? undefined : context.shell,
    'working-directory': run === undefined ? undefined : options.workingDirectory,
    'env': renderedMap(options.env),
    'timeout-minutes': options.timeout?.inMinutes,
    'continue-on-error': options.continueOnError === false ? undefined : rendered(options.continueOnError),
  };
}

/** Ids of the steps that the expressions refer to. @internal */
export function referencedSteps(references: string[]): Set<string> {
  return new Set(references.filter((reference) => reference.startsWith('step:')).map((reference) => reference.slice('step:'.length)));
}

function usesYaml(action: ActionCall, pins: PinResolver): string | Commented {
  if (action.isLocal) return action.action;
  const { uses, version } = pins.pin(action);
  return new Commented(uses, version);
}

function runText(step: Step): string | undefined {
  if (!step.scriptFile) return step.commandLine;
  const { path } = step.scriptFile;
  if (path.startsWith('$')) return `bash "${path}"`;
  return step.options.workingDirectory ? `bash "$GITHUB_WORKSPACE/${path}"` : `bash ${path}`;
}
