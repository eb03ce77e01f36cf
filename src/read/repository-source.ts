import { ActionSource } from './action-source';
import { ScriptSource } from './script-source';
import type { Tree } from './tree';
import { WorkflowSource } from './workflow-source';
import { YamlFile } from './yaml-file';

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /(^|\/)action\.ya?ml$/;
const SCRIPT = /\.(sh|bash)$/;

/** Everything of a repository that the checks look at, read on first use. */
export class RepositorySource {
  private workflowList?: WorkflowSource[];
  private actionList?: ActionSource[];
  private scriptList?: ScriptSource[];
  private manifests = new Map<string, any>();
  private pathSet?: Set<string>;

  public constructor(
    public readonly tree: Tree,
    /** Which files are looked at; the others are there for those to refer to. */
    private readonly wanted: (path: string) => boolean = isPipelineFile,
    /** Whether the tree is a whole repository, so that what it lacks is missing. */
    public readonly isWhole: boolean = true,
  ) {}

  public get workflows(): readonly WorkflowSource[] {
    this.workflowList ??= this.pick(WORKFLOW, (path, text) => new WorkflowSource(YamlFile.of(path, text)));
    return this.workflowList;
  }

  public get actions(): readonly ActionSource[] {
    this.actionList ??= this.pick(ACTION, (path, text) => new ActionSource(YamlFile.of(path, text)));
    return this.actionList;
  }

  /** Scripts that stand beside the pipeline, or that its steps name. */
  public get scripts(): readonly ScriptSource[] {
    this.scriptList ??= this.pick(SCRIPT, (path, text) => ScriptSource.of(path, text));
    return this.scriptList;
  }

  /** The workflow file of that path. */
  public workflow(path: string): WorkflowSource | undefined {
    return this.workflows.find((workflow) => workflow.path === path);
  }

  /** The action in that folder. */
  public action(folder: string): ActionSource | undefined {
    return this.actions.find((action) => action.folder === folder);
  }

  /** Whether the repository has a file or folder of that path. */
  public has(path: string): boolean {
    this.pathSet ??= withFolders(this.tree.paths);
    return this.pathSet.has(path.replace(/^\.\//, '').replace(/\/+$/, ''));
  }

  /** A JSON file, or undefined where there is none that can be read. */
  public json(path: string): any {
    if (!this.manifests.has(path)) this.manifests.set(path, parsed(this.tree.read(path)));
    return this.manifests.get(path);
  }

  private pick<T>(pattern: RegExp, make: (path: string, text: string) => T): T[] {
    return this.tree.paths.filter((path) => pattern.test(path) && this.wanted(path)).flatMap((path) => {
      const text = this.tree.read(path);
      return text === undefined ? [] : [make(path, text)];
    });
  }
}

/** What is looked at unless somebody asks for other files: `.github`, an action at the root, and `scripts/ci`. */
export function isPipelineFile(path: string): boolean {
  return /^\.github\//.test(path) || /^action\.ya?ml$/.test(path) || /^(\.ci|ci|scripts\/ci)\//.test(path);
}

function withFolders(paths: readonly string[]): Set<string> {
  const all = new Set<string>();
  for (const path of paths) {
    for (let part = path; part !== '' && !all.has(part); part = part.slice(0, Math.max(part.lastIndexOf('/'), 0))) all.add(part);
  }
  return all;
}

function parsed(text: string | undefined): any {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
