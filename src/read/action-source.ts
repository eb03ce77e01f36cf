import { Located } from './located';
import { entriesByName, StepHolder, StepSource } from './step-source';
import { YamlFile } from './yaml-file';
import type { YamlValue } from './yaml-value';

/** An action of the repository, `…/action.yml`. */
export class ActionSource implements StepHolder {
  public readonly defaultShell = undefined;
  public readonly env: ReadonlyMap<string, YamlValue> = new Map();
  private stepList?: StepSource[];

  public constructor(public readonly file: YamlFile) {}

  public get path(): string {
    return this.file.path;
  }

  /** Its folder, as a local `uses` names it: empty at the root of the repository. */
  public get folder(): string {
    return this.path.split('/').slice(0, -1).join('/');
  }

  public get value(): YamlValue {
    return this.file.root;
  }

  /** What a finding about the whole action points at. */
  public get at(): Located {
    return this.value.get('name') ?? this.file.at(0);
  }

  /** `composite`, `docker`, `node24` … */
  public get using(): string | undefined {
    return this.value.get('runs', 'using')?.text;
  }

  public get steps(): readonly StepSource[] {
    this.stepList ??= (this.value.get('runs', 'steps')?.items() ?? []).filter((item) => item.isMap).map((item, index) => new StepSource(item, index, this));
    return this.stepList;
  }

  public get inputs(): Map<string, YamlValue> {
    return entriesByName(this.value.get('inputs'));
  }

  public get outputs(): Map<string, YamlValue> {
    return entriesByName(this.value.get('outputs'));
  }
}
