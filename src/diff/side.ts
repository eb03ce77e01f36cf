import { posix } from 'node:path';
import { ActionSource } from '../read/action-source';
import type { Place } from '../read/located';
import { isPipelineFile } from '../read/repository-source';
import type { Tree } from '../read/tree';
import { WorkflowSource } from '../read/workflow-source';
import { YamlFile } from '../read/yaml-file';

/** A tree that can tell why a file has no text. */
export interface ReadableTree extends Tree {
  problemOf?(path: string): string | undefined;
}

/** Why a file cannot be compared. */
export interface Unreadable extends Place {
  readonly problem: string;
}

/** Parses a YAML file, or says why that cannot be done. */
export type ReadYaml = (path: string, text: string) => YamlFile | Unreadable;

/** What a file is to the pipelines. */
export type FileKind = 'workflow' | 'action' | 'data' | 'script' | 'other';

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /(^|\/)action\.ya?ml$/;
const DATA = /\.(ya?ml|json)$/;
const SCRIPT = /\.(sh|bash)$/;

/** One of the two trees: the files of its pipelines, parsed when they are asked for. */
export class Side {
  /** The files that are compared. */
  public readonly paths: Set<string>;
  private readonly all: ReadonlySet<string>;
  private readonly files = new Map<string, YamlFile | Unreadable>();
  private readonly workflows = new Map<string, WorkflowSource>();

  public constructor(public readonly tree: ReadableTree, private readonly readYaml: ReadYaml) {
    this.all = new Set(tree.paths);
    const paths = new Set(tree.paths.filter(isPipelineFile));
    // What else the pipelines run: actions and scripts of the repository that they name.
    for (const path of paths) for (const named of namedIn(tree.read(path) ?? '')) for (const each of named) if (this.all.has(each)) paths.add(each);
    this.paths = paths;
  }

  /** Compares files that the other tree names, where they are here too. */
  public include(paths: Iterable<string>): void {
    for (const path of paths) if (this.all.has(path)) this.paths.add(path);
  }

  public text(path: string): string | undefined {
    return this.paths.has(path) ? this.tree.read(path) : undefined;
  }

  /** Why the file cannot be compared. */
  public problem(path: string): Unreadable | undefined {
    if (!this.paths.has(path)) return undefined;
    if (this.tree.read(path) === undefined) {
      const problem = this.tree.problemOf?.(path);
      return problem === undefined ? undefined : { problem: `${path} ${problem}.`, line: 1, column: 1 };
    }
    const kind = kindOf(path);
    if (kind !== 'workflow' && kind !== 'action' && kind !== 'data') return undefined;
    const file = this.file(path)!;
    return file instanceof YamlFile ? undefined : file;
  }

  public yaml(path: string): YamlFile | undefined {
    const file = this.file(path);
    return file instanceof YamlFile ? file : undefined;
  }

  public workflow(path: string): WorkflowSource | undefined {
    if (kindOf(path) !== 'workflow' || !this.paths.has(path)) return undefined;
    const file = this.yaml(path);
    if (file && !this.workflows.has(path)) this.workflows.set(path, new WorkflowSource(file));
    return this.workflows.get(path);
  }

  public action(path: string): ActionSource | undefined {
    const file = this.yaml(path);
    return file && new ActionSource(file);
  }

  private file(path: string): YamlFile | Unreadable | undefined {
    if (!this.files.has(path)) {
      const text = this.text(path);
      if (text === undefined) return undefined;
      this.files.set(path, this.parse(path, text));
    }
    return this.files.get(path);
  }

  private parse(path: string, text: string): YamlFile | Unreadable {
    const file = this.readYaml(path, text);
    if (!(file instanceof YamlFile)) return file;
    const problem = file.problems[0];
    if (problem) return { problem: `${path} is no YAML: ${problem.message}`, line: problem.at.place.line, column: problem.at.place.column };
    if (kindOf(path) === 'workflow' && !file.root.isMap) return { problem: `${path} is no workflow: it holds no keys.`, line: 1, column: 1 };
    return file;
  }
}

export function kindOf(path: string): FileKind {
  if (WORKFLOW.test(path)) return 'workflow';
  if (ACTION.test(path)) return 'action';
  if (DATA.test(path)) return 'data';
  return SCRIPT.test(path) ? 'script' : 'other';
}

/** Parses without a guard against files that are made to break readers. */
export function readPlainYaml(path: string, text: string): YamlFile {
  return YamlFile.of(path, text);
}

// Words, not a pattern over the text: that would take long where somebody wrote one endless word.
function* namedIn(text: string): Generator<string[]> {
  for (const word of text.split(/[^\w./-]+/)) {
    if (SCRIPT.test(word)) yield [posix.normalize(word)];
    else if (word.startsWith('./') && word.length < 1_000) yield ['action.yml', 'action.yaml'].map((name) => posix.join(word, name));
  }
}
