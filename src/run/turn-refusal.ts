import type { RunWorkflowOptions } from './run-options';
import type { JobTurn } from '../simulate/job-turn';

/** Why a job is not run here, though GitHub would: told at the end, and its dependents see it skipped. */
export function refusalOf(turn: JobTurn, { environments = [], identities = [] }: RunWorkflowOptions): string | undefined {
  const { environment, key, id } = turn;
  if (environment) {
    const isNamed = environments.some((each) => each.toLowerCase() === environment.name.toLowerCase());
    return isNamed ? undefined : `${key} was not run: it deploys to ${environment.name}. Name it with --environment ${environment.name} to run it`;
  }
  if (turn.permissions?.['id-token'] === 'write' && !identities.includes(id) && !identities.includes(key)) {
    return `${key} was not run: with id-token: write it signs in elsewhere. Name it with --identity ${id} to run it, without an identity`;
  }
  return otherMachine(turn);
}

// Labels of hosted runners tell their system and architecture; those of others tell nothing that is known here.
function otherMachine({ key, runsOn }: JobTurn): string | undefined {
  const labels = runsOn.map((label) => label.toLowerCase());
  const system = labels.some((label) => /^windows/.test(label)) ? 'Windows' : labels.some((label) => /^macos/.test(label)) ? 'macOS' : undefined;
  const here = process.platform === 'darwin' ? 'macOS' : 'Linux';
  if (system !== undefined && system !== here) return `${key} was not run: it needs ${system}, and this machine is ${here}`;
  const isArm = labels.some((label) => /(^|-)arm(64)?$/.test(label));
  if (isArm !== (process.arch === 'arm64') && (isArm || labels.includes('x64'))) return `${key} was not run: ${runsOn.join(', ')} has another processor than this machine, ${process.arch}`;
  return undefined;
}
