import { Expr } from '../model/expr';
import { Job } from '../model/job';
import { Workflow } from '../model/workflow';

/** Where the inventory is kept. @internal */
export const INVENTORY_FILE = '.projen/inventory.json';

/** An accepted finding, as the inventory tells it. @internal */
export interface AcceptedFinding {
  readonly check: string;
  readonly reason: string;
  readonly until?: string;
  /** Lines it stands at, `path:line`. */
  readonly findings: string[];
}

/**
 * What the workflows of a repository use: for whoever sets up its secrets, variables and environments, and for reviews
 * of what its tokens may do.
 *
 * @internal
 */
export interface Inventory {
  /** Jobs by the name of the secret they use. */
  readonly secrets: Record<string, string[]>;
  /** Jobs by the name of the variable they read. */
  readonly variables: Record<string, string[]>;
  /** Jobs by the name of their environment. */
  readonly environments: Record<string, string[]>;
  /** What the token of each job may do. */
  readonly permissions: Record<string, Record<string, string>>;
  /** Jobs by the action they run. */
  readonly actions: Record<string, string[]>;
  /** Findings that somebody accepted. */
  readonly acknowledgements: AcceptedFinding[];
}

/** Lists what the workflows use. @internal */
export function inventoryOf(workflows: Workflow[], acknowledgements: AcceptedFinding[] = []): Inventory {
  const lists = { secrets: new Map<string, string[]>(), variables: new Map<string, string[]>(), environments: new Map<string, string[]>(), actions: new Map<string, string[]>() };
  const permissions: Record<string, Record<string, string>> = {};
  for (const workflow of workflows) {
    for (const job of workflow.jobs) {
      const place = `${workflow.path}: ${job.id}`;
      for (const secret of secretsOf(job)) add(lists.secrets, secret, place);
      for (const variable of variablesOf(job)) add(lists.variables, variable, place);
      for (const step of job.steps) if (step.action && !step.action.isLocal) add(lists.actions, step.action.action, place);
      const { environment } = job.options;
      if (environment) for (const name of environment.names.length > 0 ? environment.names : [environment.name.toString()]) add(lists.environments, name, place);
      permissions[place] = job.permissions.scopes();
    }
  }
  return {
    secrets: sorted(lists.secrets),
    variables: sorted(lists.variables),
    environments: sorted(lists.environments),
    permissions,
    actions: sorted(lists.actions),
    acknowledgements,
  };
}

function secretsOf(job: Job): string[] {
  return job.expressions().flatMap((expression) => expression.secrets);
}

function variablesOf(job: Job): string[] {
  return job.expressions().flatMap((expression: Expr) => [...expression.text.matchAll(/\bvars\.([A-Za-z_]\w*)/g)].map(([, name]) => name));
}

function add(lists: Map<string, string[]>, name: string, place: string): void {
  const places = lists.get(name) ?? [];
  if (!places.includes(place)) places.push(place);
  lists.set(name, places);
}

function sorted(lists: Map<string, string[]>): Record<string, string[]> {
  return Object.fromEntries([...lists].sort(([a], [b]) => (a < b ? -1 : 1)));
}
