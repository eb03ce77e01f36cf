import { ActionCatalog } from '../catalog/action-catalog';
import { Diagnostic, languageServices } from '../read/language-services';
import type { RepositorySource } from '../read/repository-source';
import type { YamlFile } from '../read/yaml-file';

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
  const diagnostics = services.validate(services.TextDocument.create(uri, 'yaml', 1, file.text), {
    featureFlags: new services.FeatureFlags({}),
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

/** Only the version that the catalogue holds has known inputs; without `inputs` none are checked. */
function actionMetadata({ owner, name, ref, path }: ActionReference): object {
  const action = [owner, name, path].filter(Boolean).join('/');
  const entry = ActionCatalog.standard().find(action);
  const unchecked = { name: action, description: '' };
  if (!entry || !(ref === entry.commit || ref === entry.version || ref === entry.version.split('.')[0])) return unchecked;
  const inputs = Object.entries(entry.inputs).map(([input, { required, default: value, deprecated }]) => [input, {
    description: '', required: required && value === undefined, default: value, deprecationMessage: deprecated ? 'deprecated' : undefined,
  }]);
  return { ...unchecked, inputs: Object.fromEntries(inputs) };
}

function fileContent(reference: FileReference, repository: RepositorySource): { name: string; content: string } {
  const content = reference.owner === undefined ? repository.tree.read(reference.path) : undefined;
  // The validator's own way to learn that a file does not exist.
  if (content === undefined) throw new Error(`${reference.path} does not exist`);
  return { name: reference.path, content };
}
