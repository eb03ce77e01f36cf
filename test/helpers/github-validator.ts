import { createRequire } from 'node:module';
import { vendoredBundle } from '../../projenrc/vendor';

export { evaluateCondition, evaluateExpression } from './expressions';

export interface Finding {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: string;
}

/** An action of another repository, as a step names it: owner/name/path@ref. */
export interface ActionReference {
  readonly owner: string;
  readonly name: string;
  readonly ref: string;
  readonly path?: string;
}

/** What an action's own file says of it. Without `inputs`, none are checked. */
export interface ActionMetadata {
  readonly name: string;
  readonly description: string;
  readonly inputs?: Record<string, ActionInput>;
}

export interface ActionInput {
  readonly description?: string;
  readonly required?: boolean;
  readonly default?: string;
  readonly deprecationMessage?: string;
}

export interface ValidateOptions {
  /** Metadata of an action; undefined means that there is no such action, which is an error. */
  readonly actions?: (reference: ActionReference) => ActionMetadata | undefined;
  /** Text of a file of the same repository, for `$/` actions and local reusable workflows. */
  readonly files?: (path: string) => string | undefined;
}

interface Diagnostic {
  readonly message: string;
  readonly severity?: 1 | 2 | 3 | 4;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

interface FileReference {
  readonly path: string;
  readonly owner?: string;
}

/** The part of the bundle that is used here. */
interface Validator {
  readonly TextDocument: { create(uri: string, language: string, version: number, text: string): object };
  readonly FeatureFlags: new (flags: object) => object;
  validate(document: object, config: object): Diagnostic[];
  clearCacheEntry(uri: string): void;
  registerLogger(logger: Record<'log' | 'info' | 'warn' | 'error', (message: string) => void>): void;
}

const severities = ['error', 'warning', 'info', 'hint'] as const;
const failures: string[] = [];
let loaded: Validator | undefined;

/**
 * What GitHub's own validator says about a workflow (`.github/workflows/x.yml`) or an action
 * (`…/action.yml`). Findings are sorted by place.
 */
export function validateGithubFile(path: string, text: string, options: ValidateOptions = {}): Finding[] {
  if (!/(^|\/)action\.ya?ml$|^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) {
    throw new Error(`${path} is neither .github/workflows/NAME.yml nor an action.yml`);
  }
  const validator = load();
  const uri = `file:///${path}`;
  validator.clearCacheEntry(uri);
  failures.length = 0;
  const document = validator.TextDocument.create(uri, 'yaml', 1, text);
  const diagnostics = validator.validate(document, {
    featureFlags: new validator.FeatureFlags({}),
    actionsMetadataProvider: options.actions && { fetchActionMetadata: options.actions },
    fileProvider: options.files && fileProvider(options.files),
  });
  // The validator logs its own crashes and would then say nothing about the file.
  if (failures.length > 0) throw new Error(`${path}: the validator failed: ${failures.join('; ')}`);
  return diagnostics.map((diagnostic) => toFinding(path, diagnostic)).sort(byPlace);
}

function load(): Validator {
  if (loaded === undefined) {
    loaded = createRequire(__filename)(vendoredBundle) as Validator;
    const ignore = () => undefined;
    loaded.registerLogger({ log: ignore, info: ignore, warn: ignore, error: (message) => failures.push(message) });
  }
  return loaded;
}

function fileProvider(files: (path: string) => string | undefined): object {
  return {
    getFileContent: (reference: FileReference) => {
      const content = reference.owner === undefined ? files(reference.path) : undefined;
      // The validator's own way to learn that a file does not exist.
      if (content === undefined) throw new Error(`${reference.path} does not exist`);
      return { name: reference.path, content };
    },
  };
}

function toFinding(path: string, diagnostic: Diagnostic): Finding {
  const { line, character } = diagnostic.range.start;
  return {
    path,
    line: line + 1,
    column: character + 1,
    severity: severities[(diagnostic.severity ?? 1) - 1],
    message: diagnostic.message,
  };
}

function byPlace(a: Finding, b: Finding): number {
  return a.line - b.line || a.column - b.column || a.message.localeCompare(b.message);
}
