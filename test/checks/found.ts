import { Check } from '../../src';
import { standardChecks } from '../../src/checks/composition/registry';
import { runChecks } from '../../src/checks/composition/run-checks';
import { Workflow } from '../../src/model';

/** What the checks say, one text a finding, without the lines of the test. */
export function found(workflow: Workflow, checks: Check[] = standardChecks()): string[] {
  return runChecks([workflow], checks).map(({ check, place, problem, fix }) => `[${check}] ${place}: ${problem} ${fix.replace(/\n/g, ' ')}`);
}
