import type { DocumentedCase, Given } from './case';
import type { Event } from '../../../src/simulate/event';
import { simulate } from '../../../src/simulate/simulate';
import type { Simulation } from '../../../src/simulate/simulation';

/** Where the workflow of a case stands that is one text. */
export const WORKFLOW = '.github/workflows/ci.yml';

/** The files of a case by path. */
export function filesOf({ workflow }: DocumentedCase): Readonly<Record<string, string>> {
  return typeof workflow === 'string' ? { [WORKFLOW]: workflow } : workflow;
}

/** The case, ready to be simulated. */
export function simulationOf(documented: DocumentedCase): Simulation {
  const events = [documented.event].flat() as Event[];
  return withGiven(simulate(filesOf(documented), ...events), documented.given ?? {});
}

function withGiven(simulation: Simulation, { results = {}, outputs = {}, variables = {}, secrets = {}, environments = {}, cancelledAt }: Given): Simulation {
  let set = simulation.withVariables(variables).withSecrets(secrets);
  for (const [what, result] of Object.entries(results)) set = set.withResult(what, result);
  for (const [what, values] of Object.entries(outputs)) set = set.withOutputs(what, values);
  for (const [name, rules] of Object.entries(environments)) set = set.withEnvironment(name, rules);
  return cancelledAt === undefined ? set : set.cancelledAt(cancelledAt);
}
