import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Limits, StepDone, StepPrograms } from './step-work';
import type { ActionSource } from '../read/action-source';
import { decide, Scope } from '../simulate/evaluate';

/** A JavaScript action that a step calls. */
export interface NodeCall {
  readonly action: ActionSource;
  readonly folder: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly scope: Scope;
  /** What its parts before told those that follow. */
  readonly state: Readonly<Record<string, string>>;
}

/** Whether this program can run such an action. */
export function isNodeAction(action: ActionSource): boolean {
  return /^node\d+$/.test(action.using ?? '');
}

/**
 * Runs `pre` or `main` of a JavaScript action, or `post` of it when the job is over.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runs-for-javascript-actions
 */
export async function runNodeAction(part: 'pre' | 'main' | 'post', call: NodeCall, programs: StepPrograms, limits: Limits): Promise<StepDone | undefined> {
  const { action, folder, inputs, env, cwd, scope, state } = call;
  const file = action.value.get('runs', part)?.text;
  if (file === undefined) return part === 'main' ? programs.refused(`${action.path} has no runs.main`) : undefined;
  const condition = action.value.get('runs', `${part}-if`);
  if (condition && !decide(condition, scope, action.at).holds) return undefined;
  const script = path.join(folder, file);
  if (!fs.existsSync(script)) return programs.refused(`${file} of the action is not there: build the action and commit what is built, or let a step before build it`);
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]);
  const kept = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
  const all = { ...env, ...Object.fromEntries(given), ...Object.fromEntries(kept), GITHUB_ACTION_PATH: folder };
  return programs.run({ program: process.execPath, args: [script], cwd, env: all }, limits);
}
