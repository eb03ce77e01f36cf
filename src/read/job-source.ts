import { ExpressionSource } from './expression-source';
import { Located } from './located';
import { MatrixLeg, matrixLegs, NamedLeg, namedLegs } from './matrix-legs';
import { entriesByName, StepHolder, StepSource } from './step-source';
import { UsesSource } from './uses-source';
import type { WorkflowSource } from './workflow-source';
import type { YamlValue } from './yaml-value';

/** A job as it stands in a file. */
export class JobSource implements StepHolder {
  public readonly id: string;
  private stepList?: StepSource[];
  /** Null where it has been looked for in vain. */
  private usesSource?: UsesSource | null;

  public constructor(public readonly value: YamlValue, public readonly workflow: WorkflowSource) {
    this.id = value.name;
  }

  /** What a finding about the whole job points at: its key. */
  public get at(): Located {
    return this.value.key;
  }

  /** Its name as written, or its id: the name of its check where no matrix is. */
  public get name(): string {
    return this.value.get('name')?.text ?? this.id;
  }

  public get steps(): readonly StepSource[] {
    this.stepList ??= (this.value.get('steps')?.items() ?? []).filter((item) => item.isMap).map((item, index) => new StepSource(item, index, this));
    return this.stepList;
  }

  /** The ids it needs, with their places. */
  public get needs(): { readonly id: string; readonly at: Located }[] {
    return (this.value.get('needs')?.list() ?? []).flatMap((item) => (item.text === undefined ? [] : [{ id: item.text, at: item }]));
  }

  /** The jobs it needs that exist. */
  public get neededJobs(): JobSource[] {
    return this.needs.map(({ id }) => this.workflow.job(id)).filter((job): job is JobSource => job !== undefined);
  }

  /** The jobs it waits for, directly or through others. */
  public get ancestors(): JobSource[] {
    const found = new Set<JobSource>();
    const open = [...this.neededJobs];
    for (let job = open.pop(); job; job = open.pop()) {
      if (found.has(job) || job === this) continue;
      found.add(job);
      open.push(...job.neededJobs);
    }
    return [...found];
  }

  public get condition(): YamlValue | undefined {
    return this.value.get('if');
  }

  /** The workflow it calls, for a job without steps. */
  public get uses(): UsesSource | undefined {
    if (this.usesSource === undefined) {
      const value = this.value.get('uses');
      this.usesSource = value?.text === undefined ? null : new UsesSource(value);
    }
    return this.usesSource ?? undefined;
  }

  /** Labels of `runs-on`, each with its place; expressions as they are written. */
  public get runnerLabels(): YamlValue[] {
    const value = this.value.get('runs-on');
    if (!value) return [];
    return (value.isMap ? value.get('labels')?.list() ?? [] : value.list()).filter((item) => item.text !== undefined);
  }

  /** The labels once matrix values stand in for `${{ matrix.x }}`; undefined where another expression decides. */
  public get runnerNames(): string[] | undefined {
    const names = new Set<string>();
    for (const label of this.runnerLabels) {
      const text = label.text ?? '';
      const axis = /^\$\{\{\s*matrix\.([\w.-]+)\s*\}\}$/.exec(text)?.[1];
      if (axis === undefined && text.includes('${{')) return undefined;
      if (axis === undefined) {names.add(text);} else {
        if (!this.legs) return undefined;
        for (const leg of this.legs) for (const name of [axis.split('.').reduce<any>((value, key) => value?.[key], leg)].flat()) if (typeof name === 'string') names.add(name);
      }
    }
    return [...names];
  }

  /** Its own `permissions`, or those of the workflow. */
  public get permissions(): YamlValue | undefined {
    return this.value.get('permissions') ?? this.workflow.value.get('permissions');
  }

  /** What its token may do with a scope; undefined where nobody says, so that the repository's default holds. */
  public permission(scope: string): 'none' | 'read' | 'write' | undefined {
    const given = this.permissions;
    if (!given || (given.isNull && !given.isMap)) return undefined;
    if (given.text === 'write-all') return 'write';
    if (given.text === 'read-all') return 'read';
    const level = given.get(scope)?.text;
    return level === 'read' || level === 'write' ? level : 'none';
  }

  /** Name of its environment as written, or undefined. */
  public get environment(): YamlValue | undefined {
    const value = this.value.get('environment');
    return value?.isMap ? value.get('name') : value?.text === undefined ? undefined : value;
  }

  public get concurrency(): YamlValue | undefined {
    return this.value.get('concurrency');
  }

  /** The jobs that its matrix makes, `[{}]` without one; undefined where an expression decides. */
  public get legs(): MatrixLeg[] | undefined {
    return matrixLegs(this.value.get('strategy', 'matrix'));
  }

  /** As `legs`, with what of them stands in their names. */
  public get namedLegs(): NamedLeg[] | undefined {
    const matrix = this.value.get('strategy', 'matrix');
    return this.legs && matrix ? namedLegs(matrix.toJs()) : undefined;
  }

  public get env(): Map<string, YamlValue> {
    return entriesByName(this.value.get('env'));
  }

  public get outputs(): Map<string, YamlValue> {
    return entriesByName(this.value.get('outputs'));
  }

  public get defaultShell(): string | undefined {
    const given = this.value.get('defaults', 'run', 'shell')?.text ?? this.workflow.value.get('defaults', 'run', 'shell')?.text;
    return given ?? (this.runnerNames?.some((name) => /windows/i.test(name)) ? 'pwsh' : undefined);
  }

  /** Every expression in it. */
  public get expressions(): ExpressionSource[] {
    const { value } = this;
    return value.file.expressionsBetween(value.offset, value.end);
  }
}
