import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ci } from './ci';
import { ActionCatalog } from '../catalog/action-catalog';
import { parsePins, renderPins } from '../catalog/action-pins';
import { PinResolver } from '../emit/step-yaml';
import { workflowYaml } from '../emit/workflow-yaml';
import { marked } from '../files/marked';
import { ActionCall } from '../model/action-call';
import { DeliveryError } from '../model/delivery-error';
import { Step } from '../model/step';
import { Workflow } from '../model/workflow';
import { ScriptAsset } from '../script/script-asset';

/** The one file that holds every pin. @internal */
export const PINS_FILE = '.github/actions/pins/action.yml';

/** Registers the files of the workflows: YAML, scripts and pins. @internal */
export function produceFiles(ci: Ci, workflows: Workflow[]): void {
  const catalog = pinnedCatalog(ci);
  const steps = workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => job.steps.map((step) => ({ step, place: `${job.origin}/${step.id}` }))));
  const problems = steps.flatMap(({ step, place }) => (step.action ? checkAction(catalog, step, place) : []));
  if (problems.length > 0) throw DeliveryError.combine(problems);
  const pins = pinResolver(catalog);
  for (const workflow of workflows) {
    ci._addFile(workflow.path, { render: (marker) => workflowYaml(workflow, pins, marker) });
  }
  for (const { step } of steps) produceScript(ci, step);
  producePins(ci, catalog, steps.map(({ step }) => step.action).filter((action): action is ActionCall => action !== undefined));
}

/** Registers the script file a step runs. @internal */
export function produceScript(ci: Ci, step: Step): void {
  const script = step.scriptFile;
  if (!script || script.path.startsWith('$')) return;
  const asset = ScriptAsset.fromFile(script.source);
  ci._addFile(script.path, { render: (marker) => marked(asset.content, marker) }, { executable: true });
}

/** Reads the repository's pins over the catalogue's. @internal */
export function pinnedCatalog(ci: Ci): ActionCatalog {
  let text: string;
  try {
    text = readFileSync(join(ci.project.outdir, PINS_FILE), 'utf8');
  } catch {
    return ci.catalog;
  }
  return ci.catalog.withPins(parsePins(text, PINS_FILE));
}

/** @internal */
export function pinResolver(catalog: ActionCatalog): PinResolver {
  return { pin: (call) => catalog.resolve(call) };
}

function checkAction(catalog: ActionCatalog, step: Step, place: string): DeliveryError[] {
  return catalog.check(step.action!).map((details) => new DeliveryError({ ...details, place, at: step.at ?? '' }));
}

function producePins(ci: Ci, catalog: ActionCatalog, actions: ActionCall[]): void {
  const used = actions.filter((action) => !action.isLocal);
  if (used.length === 0) return;
  ci._addFile(PINS_FILE, { render: (marker) => marked(renderPins(catalog, used), marker) }, { writable: true });
}
