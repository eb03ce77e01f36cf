import { ActionCatalog } from '../catalog/action-catalog';
import { Diagnostic, languageServices } from '../read/language-services';
import type { RepositorySource } from '../read/repository-source';
import { WorkflowSource } from '../read/workflow-source';
import { YamlFile } from '../read/yaml-file';
import type { YamlValue } from '../read/yaml-value';

interface ActionReference {
  readonly owner: string;
  readonly name: string;
  readonly ref: string;
  readonly path?: string;
}

interface FileReference {
  readonly path: string;
  readonly owner?: string;
}

const failures: string[] = [];
let isLogging = false;

/**
 * What GitHub's own validator says of a workflow or action.
 *
 * @throws where the validator itself fails
 */
export function validate(file: YamlFile, repository: RepositorySource): readonly Diagnostic[] {
  const services = languageServices();
  logFailures();
  const uri = `file:///${file.path}`;
  services.clearCacheEntry(uri);
  failures.length = 0;
  const text = withoutWholeEnvs(file);
  services.sharedDocument.current = { text: file.text, document: file._document, lineCounter: file._lineCounter };
  const diagnostics = services.validate(services.TextDocument.create(uri, 'yaml', 1, text), {
    featureFlags: new services.FeatureFlags({ allowBackgroundSteps: true, allowCaseFunction: true, allowCopilotRequestsPermission: true }),
    actionsMetadataProvider: { fetchActionMetadata: actionMetadata },
    fileProvider: { getFileContent: (reference: FileReference) => fileContent(reference, repository) },
  });
  // The validator logs its own crashes and would then say nothing about the file.
  if (failures.length > 0) throw new Error(`${file.path}: GitHub's validator failed: ${failures.join('; ')}`);
  return diagnostics;
}

function logFailures(): void {
  if (isLogging) return;
  const ignore = () => undefined;
  languageServices().registerLogger({ log: ignore, info: ignore, warn: ignore, error: (message) => failures.push(message) });
  isLogging = true;
}

const metadata = new Map<string, object>();

/** Only the version that the catalogue holds has known inputs; without `inputs` none are checked. */
function actionMetadata({ owner, name, ref, path }: ActionReference): object {
  const action = [owner, name, path].filter(Boolean).join('/');
  const known = metadata.get(`${action}@${ref}`);
  if (known) return known;
  const made = metadataOf(action, ref);
  metadata.set(`${action}@${ref}`, made);
  return made;
}

function metadataOf(action: string, ref: string): object {
  const entry = ActionCatalog.standard().find(action);
  const unchecked = { name: action, description: '' };
  if (!entry || !(ref === entry.commit || ref === entry.version || ref === entry.version.split('.')[0])) return unchecked;
  const inputs = Object.entries(entry.inputs).map(([input, { required, default: value, deprecated }]) => [input, {
    description: '', required: required && value === undefined, default: value, deprecationMessage: deprecated ? 'deprecated' : undefined,
  }]);
  return { ...unchecked, inputs: Object.fromEntries(inputs) };
}

/**
 * A called workflow as its caller sees it. Its own mistakes are told of its own file; the validator would tell them
 * of the caller, at the places they have in the other file.
 */
function fileContent(reference: FileReference, repository: RepositorySource): { name: string; content: string } {
  const text = reference.owner === undefined ? repository.tree.read(reference.path) : undefined;
  // The validator's own way to learn that a file does not exist.
  if (text === undefined) throw new Error(`${reference.path} does not exist`);
  const call = new WorkflowSource(YamlFile.of(reference.path, text)).event('workflow_call');
  const on = call ? { workflow_call: declared(call.value) } : 'push';
  return { name: reference.path, content: JSON.stringify({ on, jobs: { job: { 'runs-on': 'x', 'steps': [{ run: 'x' }] } } }) };
}

function declared(call: YamlValue | undefined): object {
  const names = (key: string, what: (entry: YamlValue) => object) => Object.fromEntries((call?.get(key)?.entries() ?? []).map((entry) => [entry.name, what(entry)]));
  return {
    inputs: names('inputs', (entry) => ({ type: 'string', required: entry.get('required')?.scalar === true && !entry.has('default') })),
    secrets: names('secrets', (entry) => ({ required: entry.get('required')?.scalar === true })),
    outputs: names('outputs', () => ({ value: 'x' })),
  };
}

/** The validator breaks on an `env` that is one expression, which GitHub allows: it is blanked, and nothing else moves. */
function withoutWholeEnvs({ root, text }: YamlFile): string {
  const jobs = root.get('jobs')?.entries() ?? [];
  const steps = jobs.flatMap((job) => job.get('steps')?.items() ?? []);
  const envs = [root, ...jobs, ...steps].map((each) => each.get('env')).filter((env) => env?.isScalar && !env.isAlias && env.text?.includes('${{'));
  return envs.reduce((whole, env) => whole.slice(0, env!.offset) + text.slice(env!.offset, env!.end).replace(/[^\n]/g, ' ').replace(/^ {2}/, '{}') + whole.slice(env!.end), text);
}
