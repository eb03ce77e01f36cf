import { posix } from 'node:path';
import type { OnFile } from './look';
import type { Target } from './targets';
import { readYaml, unreadable } from './unreadable';
import type { SourceFinding } from '../checks/source-finding';
import { ActionSource } from '../read/action-source';
import { DiskTree } from '../read/disk-tree';
import { isPipelineFile, RepositorySource } from '../read/repository-source';
import { ScriptSource } from '../read/script-source';
import { WorkflowSource } from '../read/workflow-source';
import type { YamlFile } from '../read/yaml-file';

type Kind = 'workflow' | 'action' | 'script';

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /(^|\/)action\.ya?ml$/;
const YAML = /\.ya?ml$/;
const SCRIPT = /\.(sh|bash)$/;
const SHEBANG = /^#!.*\b(?:ba|da|k|z)?sh\b/;
const SCRIPT_NAME = /[\w.-]+(?:\/[\w.-]+)*\.(?:sh|bash)\b/g;
const LOCAL_ACTION = /\buses:\s*['"]?\.\/([\w./-]+)/g;

/** What of a repository on disk is looked at, and what of that cannot be read. */
export class SelectedRepository extends RepositorySource {
  /** What cannot be read. */
  public readonly unreadable: SourceFinding[] = [];
  /** Named files that are none of the three. */
  public readonly others: string[] = [];
  private readonly kinds = new Map<string, Kind>();
  private readonly yaml = new Map<string, YamlFile>();
  private made?: { readonly workflows: WorkflowSource[]; readonly actions: ActionSource[]; readonly scripts: ScriptSource[] };

  /** @param left files that are left out, with the reason */
  public static of(target: Target, left: ReadonlyMap<string, string>, onFile: OnFile): SelectedRepository {
    const { root, isRepository, whole, folders, files } = target;
    const listed = isRepository || whole || folders.length > 0;
    return new SelectedRepository(target, new DiskTree(root, { also: files, listed }), left, onFile);
  }

  private constructor(
    private readonly target: Target,
    public readonly disk: DiskTree,
    private readonly left: ReadonlyMap<string, string>,
    private readonly onFile: OnFile,
  ) {
    super(disk, (path) => this.kinds.has(path), disk.isWhole && target.isRepository);
    const { whole, folders, files } = target;
    const isBelow = (path: string) => folders.some((folder) => path.startsWith(`${folder}/`));
    for (const path of disk.paths) {
      if (files.includes(path) || isBelow(path) || (whole && isPipelineFile(path))) this.look(path, files.includes(path), files.includes(path) || isBelow(path));
    }
    if (whole) this.follow();
    const closed = disk.closedFolders.filter((path) => whole ? isPipelineFile(path) : isBelow(path) || folders.includes(path.slice(0, -1)));
    for (const path of closed) this.unreadable.push(unreadable(path, `${path} ${disk.problemOf(path)}.`, 'Let whoever runs the checks read it.'));
  }

  /** Whether findings at this path are told. */
  public includes(path: string): boolean {
    return this.target.whole || this.kinds.has(path);
  }

  public get workflows(): readonly WorkflowSource[] {
    return this.sources.workflows;
  }

  public get actions(): readonly ActionSource[] {
    return this.sources.actions;
  }

  public get scripts(): readonly ScriptSource[] {
    return this.sources.scripts;
  }

  /** How many files are looked at. */
  public get size(): number {
    return this.kinds.size + this.unreadable.length;
  }

  /** The texts that were looked at. */
  public get texts(): { readonly path: string; readonly text: string }[] {
    return [...this.kinds.keys()].map((path) => ({ path, text: this.disk.read(path) ?? '' }));
  }

  private get sources(): NonNullable<typeof this.made> {
    const of = (kind: Kind) => [...this.kinds].filter(([, each]) => each === kind).map(([path]) => path).sort();
    this.made ??= {
      workflows: of('workflow').map((path) => new WorkflowSource(this.yaml.get(path)!)),
      actions: of('action').map((path) => new ActionSource(this.yaml.get(path)!)),
      scripts: of('script').map((path) => ScriptSource.of(path, this.disk.read(path)!)),
    };
    return this.made;
  }

  // What else the workflows run: actions and scripts of the repository that they name.
  private follow(): void {
    const paths = new Set(this.disk.paths);
    for (const { text } of this.texts) {
      for (const [, folder] of text.matchAll(LOCAL_ACTION)) {
        for (const name of ['action.yml', 'action.yaml']) this.lookAgain(posix.join(folder, name), paths);
      }
      for (const line of linesWith(text, '.sh', '.bash')) {
        for (const [path] of line.matchAll(SCRIPT_NAME)) this.lookAgain(posix.normalize(path), paths);
      }
    }
  }

  private lookAgain(path: string, paths: ReadonlySet<string>): void {
    if (paths.has(path) && !this.kinds.has(path)) this.look(path, false, false);
  }

  private look(path: string, isNamed: boolean, isByShape: boolean): void {
    const text = this.disk.read(path);
    if (text === undefined) return this.unread(path, isNamed);
    const left = this.left.get(path);
    if (left !== undefined) return void this.unreadable.push(unreadable(path, `${path} ${left}.`, 'Nothing in it was checked. Take it apart: the longest lines and lists first.'));
    this.onFile(path, text.length);
    if (YAML.test(path)) return this.lookAtYaml(path, text, isNamed, isByShape);
    if (SCRIPT.test(path) || SHEBANG.test(text)) this.kinds.set(path, 'script');
    else if (isNamed) this.others.push(path);
  }

  private lookAtYaml(path: string, text: string, isNamed: boolean, isByShape: boolean): void {
    const known = WORKFLOW.test(path) ? 'workflow' : ACTION.test(path) ? 'action' : undefined;
    if (known === undefined && !isByShape) return;
    const file = readYaml(path, text);
    if (!('root' in file)) return void this.unreadable.push(file);
    const kind = known ?? kindByShape(file);
    if (kind === undefined && isNamed) this.others.push(path);
    if (kind === undefined) return;
    this.kinds.set(path, kind);
    this.yaml.set(path, file);
  }

  private unread(path: string, isNamed: boolean): void {
    const problem = this.disk.problemOf(path);
    if (problem === undefined || !(isNamed || WORKFLOW.test(path) || ACTION.test(path) || SCRIPT.test(path))) return;
    this.unreadable.push(unreadable(path, `${path} ${problem}.`, 'Nothing in it was checked. Write it as UTF-8 text of at most 1 MiB in a regular file.'));
  }
}

// Few lines do, and an expression takes long to find out.
function* linesWith(text: string, ...parts: readonly string[]): Generator<string> {
  for (const part of parts) {
    let end = 0;
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, end)) {
      end = text.indexOf('\n', at);
      if (end < 0) end = text.length;
      yield text.slice(text.lastIndexOf('\n', at) + 1, end);
    }
  }
}

function kindByShape({ root }: YamlFile): Kind | undefined {
  if (root.has('jobs') && root.has('on')) return 'workflow';
  return root.get('runs')?.isMap ? 'action' : undefined;
}
