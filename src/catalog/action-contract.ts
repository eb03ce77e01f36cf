import { ActionEntry, ActionEntryInput, ActionProblem, mustBeGiven } from './action-entry';
import { nearest } from './nearest';
import type { ActionCall } from '../model/action-call';

/** What the inputs of a call and the action's entry do not agree on. @internal */
export function inputProblems(call: ActionCall, entry: ActionEntry, version: string): ActionProblem[] {
  // Runners compare names of inputs without case.
  const given = new Set(Object.keys(call.inputs).map((name) => name.toLowerCase()));
  const known = new Set(Object.keys(entry.inputs).map((name) => name.toLowerCase()));
  const unknown = Object.keys(call.inputs).filter((name) => !known.has(name.toLowerCase()));
  const missing = Object.entries(entry.inputs).filter(([name, input]) => mustBeGiven(input) && !given.has(name.toLowerCase()));
  return [
    ...unknown.map((name) => unknownInput(call, name, entry, version)),
    ...missing.map(([name, input]) => missingInput(call, name, input)),
  ];
}

/** What is wrong with reading an output. @internal */
export function outputProblems(action: string, output: string, entry: ActionEntry): ActionProblem[] {
  if (entry.openOutputs || entry.outputs.includes(output)) return [];
  const near = nearest(output, entry.outputs);
  const list = entry.outputs.length > 0 ? `It has: ${entry.outputs.join(', ')}.` : 'It has no outputs.';
  return [{ problem: `${action} ${entry.version} has no output "${output}".`, fix: near ? `Did you mean "${near}"? ${list}` : list }];
}

function unknownInput(call: ActionCall, name: string, entry: ActionEntry, version: string): ActionProblem {
  const names = Object.keys(entry.inputs);
  const near = nearest(name, names);
  const list = names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has no inputs.';
  const newer = version === entry.version
    ? ''
    : `\nThe inputs known are those of ${entry.version}, the pin says ${version}. If ${version} has it, say so: catalog.with('${call.action}', { commit, version, inputs }).`;
  return {
    problem: `${call.action} ${entry.version} has no input "${name}".`,
    fix: `${near ? `Did you mean "${near}"? ` : ''}${list}${newer}`,
  };
}

function missingInput(call: ActionCall, name: string, input: ActionEntryInput): ActionProblem {
  if (input.floating) {
    return {
      problem: `${call.action} lacks the input "${name}", whose default "${input.default}" moves.`,
      fix: `Give "${name}" a fixed version: a pinned action that fetches the newest program is not pinned.`,
    };
  }
  return { problem: `${call.action} lacks the required input "${name}".`, fix: `Give "${name}".` };
}
