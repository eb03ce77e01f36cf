import { ExpressionSource } from './expression-source';
import { Located } from './located';
import { shellOf, ShellSource } from './shell-source';
import { UsesSource } from './uses-source';
import type { YamlValue } from './yaml-value';

/** What holds steps: a job or a composite action. */
export interface StepHolder {
  readonly value: YamlValue;
  readonly steps: readonly StepSource[];
  /** What runs a `run` without a `shell` of its own. */
  readonly defaultShell: string | undefined;
  readonly env: ReadonlyMap<string, YamlValue>;
}

/** A step as it stands in a file. */
export class StepSource {
  // Asked for by many checks. Null where it has been looked for in vain.
  private shellSource?: ShellSource | null;
  private usesSource?: UsesSource | null;
  private inputMap?: ReadonlyMap<string, YamlValue>;
  private envMap?: ReadonlyMap<string, YamlValue>;

  public constructor(public readonly value: YamlValue, public readonly index: number, public readonly holder: StepHolder) {}

  public get id(): string | undefined {
    return this.value.get('id')?.text;
  }

  /** Its name, its id or its number: what a message calls it. */
  public get label(): string {
    return this.value.get('name')?.text ?? this.id ?? this.value.get('uses')?.text ?? `step ${this.index + 1}`;
  }

  /** What a finding about the whole step points at. */
  public get at(): Located {
    return this.value;
  }

  public get uses(): UsesSource | undefined {
    if (this.usesSource === undefined) {
      const value = this.value.get('uses');
      this.usesSource = value?.text === undefined ? null : new UsesSource(value);
    }
    return this.usesSource ?? undefined;
  }

  /** The body of `run`, with the shell that runs it. */
  public get run(): ShellSource | undefined {
    if (this.shellSource === undefined) {
      const value = this.value.get('run');
      this.shellSource = value?.text === undefined ? null : ShellSource.ofRun(value, shellOf(this.value.get('shell')?.text ?? this.holder.defaultShell));
    }
    return this.shellSource ?? undefined;
  }

  public get condition(): YamlValue | undefined {
    return this.value.get('if');
  }

  /** The inputs of `with`, by their name in lower case, as runners compare them. */
  public get inputs(): ReadonlyMap<string, YamlValue> {
    this.inputMap ??= new Map((this.value.get('with')?.entries() ?? []).map((entry) => [entry.name.toLowerCase(), entry]));
    return this.inputMap;
  }

  /** The text of an input, or undefined. */
  public input(name: string): string | undefined {
    return this.inputs.get(name)?.text;
  }

  /** Its own `env`, by name. */
  public get env(): ReadonlyMap<string, YamlValue> {
    this.envMap ??= entriesByName(this.value.get('env'));
    return this.envMap;
  }

  /** The steps before it. */
  public get earlier(): readonly StepSource[] {
    return this.holder.steps.slice(0, this.index);
  }

  /** Every expression in it. */
  public get expressions(): ExpressionSource[] {
    const { value } = this;
    return value.file.expressionsBetween(value.offset, value.end);
  }
}

/** A map's entries by their name. */
export function entriesByName(map: YamlValue | undefined): Map<string, YamlValue> {
  return new Map((map?.entries() ?? []).map((entry) => [entry.name, entry]));
}
