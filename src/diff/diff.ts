import { actionChanges } from './action-definition';
import { Change, Difference, sorted } from './change';
import { Checks } from './checks';
import { dataChanges } from './data';
import { lineChange, lineWords, sameLines } from './lines';
import { scriptChanges, scriptFeatures, scriptWords } from './script';
import { kindOf, ReadableTree, readPlainYaml, ReadYaml, Side, Unreadable } from './side';
import { Pair, pairUp } from './similar';
import { Telling } from './telling';
import { workflowAdded, workflowChanges, workflowFeatures, workflowRemoved } from './workflow';
import { SourceFile } from '../read/source-file';

export interface DiffOptions {
  /** Parses YAML, or says why it cannot. @default - without a guard against files that are made to break readers */
  readonly readYaml?: ReadYaml;
}

/** What two trees differ in that matters to their pipelines, in words. */
export function diff(before: ReadableTree, after: ReadableTree, { readYaml = readPlainYaml }: DiffOptions = {}): Difference {
  return new TreeDiff(new Side(before, readYaml), new Side(after, readYaml)).compare();
}

class TreeDiff {
  private readonly changes: Change[] = [];
  private readonly checks: Checks;

  public constructor(private readonly before: Side, private readonly after: Side) {
    before.include(after.paths);
    after.include(before.paths);
    this.checks = new Checks(before, after);
  }

  public compare(): Difference {
    const [olds, news] = [[...this.before.paths], [...this.after.paths]].map((paths) => paths.sort());
    const { pairs, removed, added } = pairUp(olds, news, [(path) => path], () => []);
    const touched = pairs.filter(({ before: path }) => this.isTouched(path));
    const renamed = this.pairByContent(removed, added);
    for (const { before: path } of touched) this.file({ before: path, after: path });
    for (const pair of renamed.pairs) this.renamed(pair);
    for (const path of renamed.removed) this.guarded(path, () => this.gone(path));
    for (const path of renamed.added) this.guarded(path, () => this.come(path));
    const changedFiles = new Set([...touched.map(({ before: path }) => path), ...removed, ...added]);
    this.callers(pairs.map(({ before: path }) => path).filter((path) => !changedFiles.has(path)), changedFiles);
    if (changedFiles.size > 0) this.checks.tellRequired((path) => this.telling(path));
    return { changes: sorted(this.changes) };
  }

  private isTouched(path: string): boolean {
    const [old, now] = [this.before.text(path), this.after.text(path)];
    return old === undefined || now === undefined ? true : old !== now || this.before.tree.isExecutable(path) !== this.after.tree.isExecutable(path);
  }

  // A file can be renamed only into one of its kind.
  private pairByContent(removed: readonly string[], added: readonly string[]) {
    const whole = (path: string) => `${kindOf(path)} ${this.sideOf(path).text(path) ?? path}`;
    const features = (path: string) => {
      const kind = kindOf(path);
      const workflow = kind === 'workflow' ? this.sideOf(path).workflow(path) : undefined;
      const content = workflow ? workflowFeatures(workflow) : scriptFeatures(this.sideOf(path).text(path) ?? '');
      return content.map((line) => `${kind} ${line}`);
    };
    return pairUp(removed, added, [whole], features);
  }

  private sideOf(path: string): Side {
    return this.before.paths.has(path) && !this.after.paths.has(path) ? this.before : this.after;
  }

  private renamed(pair: Pair<string>): void {
    this.telling(pair.after).tell('file', 'notice', `is ${pair.before} under another name`, { old: pair.before, new: pair.after });
    this.file(pair);
  }

  private file(pair: Pair<string>): void {
    this.guarded(pair.after, () => {
      const [old, now] = [this.before.problem(pair.before), this.after.problem(pair.after)];
      // A picture in `.github`, say.
      if (kindOf(pair.after) === 'other' && (old ?? now)) return;
      if (now) return this.unreadable(pair.after, now, 'new');
      if (old) return this.unreadable(pair.before, old, 'old');
      this.content(pair);
      this.mode(pair);
    });
  }

  private content({ before: path, after: now }: Pair<string>): void {
    const telling = this.telling(now);
    const kind = kindOf(now);
    const [old, text] = [this.before.text(path), this.after.text(now)];
    if (old === text) return;
    if (old === undefined) return this.come(now);
    if (text === undefined) return this.gone(path);
    if (kind === 'workflow') return workflowChanges(this.before.workflow(path)!, this.after.workflow(now)!, this.checks, telling);
    if (kind === 'action') return actionChanges(this.before.action(path)!, this.after.action(now)!, telling);
    if (kind === 'data') return dataChanges(this.before.yaml(path)!, this.after.yaml(now)!, telling);
    if (kind === 'script') return scriptChanges(new SourceFile(path, old), new SourceFile(now, text), telling);
    if (!sameLines(old, text)) telling.tell('file', 'notice', lineWords(lineChange(old, text)));
  }

  private mode({ before: path, after: now }: Pair<string>): void {
    const [old, is] = [this.before.tree.isExecutable(path), this.after.tree.isExecutable(now)];
    if (old === undefined || is === undefined || old === is || kindOf(now) !== 'script') return;
    this.telling(now).tell('script', 'notice', is ? 'may now be run as a program' : 'may no longer be run as a program');
  }

  private come(path: string): void {
    const problem = this.after.problem(path);
    if (problem && kindOf(path) === 'other') return this.telling(path).tell('file', 'notice', 'is new');
    if (problem) return this.unreadable(path, problem, 'new');
    const workflow = this.after.workflow(path);
    if (workflow) return workflowAdded(workflow, this.checks, this.telling(path));
    const text = this.after.text(path);
    if (text !== undefined) this.telling(path).tell('file', 'notice', `is new (${scriptWords(text)})`);
  }

  private gone(path: string): void {
    const workflow = this.before.problem(path) ? undefined : this.before.workflow(path);
    if (workflow) return workflowRemoved(workflow, this.checks, this.telling(path));
    const text = this.before.text(path);
    if (text !== undefined || this.before.problem(path)) this.telling(path).tell('file', 'notice', `is gone${text === undefined ? '' : ` (${scriptWords(text)})`}`);
  }

  // A job that calls a workflow reports the checks of that.
  private callers(untouched: readonly string[], changed: ReadonlySet<string>): void {
    const targets = [...changed].filter((path) => kindOf(path) === 'workflow');
    if (targets.length === 0) return;
    for (const path of untouched) {
      const text = kindOf(path) === 'workflow' ? this.after.text(path) ?? '' : '';
      if (!text.includes('.github/workflows/') || this.before.problem(path)) continue;
      const [old, now] = [this.before.workflow(path), this.after.workflow(path)];
      if (!old || !now) continue;
      const calling = now.jobs.filter(({ uses }) => uses?.kind === 'local');
      const pairs = calling.flatMap((after) => old.jobs.filter(({ id }) => id === after.id).map((before) => ({ before, after })));
      this.checks.tell({ pairs, removed: [], added: [] }, this.telling(path));
    }
  }

  // What parses can still be nested deeper than the stack is.
  private guarded(path: string, work: () => void): void {
    const told = this.changes.length;
    try {
      work();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.changes.length = told;
      this.unreadable(path, { problem: `${path} is nested too deeply to be compared.`, line: 1, column: 1 }, this.after.paths.has(path) ? 'new' : 'old');
    }
  }

  private unreadable(path: string, { problem, line, column }: Unreadable, side: 'old' | 'new'): void {
    const words = problem.startsWith(`${path} `) ? problem.slice(path.length + 1) : problem;
    const text = `${words.replace(/\.$/, '')}, so that it is not compared${side === 'old' ? ' (the old one)' : ''}`;
    this.changes.push({ kind: 'unreadable', risk: side === 'new' ? 'risk' : 'notice', file: path, text, at: { path, line, column, in: side } });
  }

  private telling(path: string): Telling {
    return new Telling(this.changes, path);
  }
}
