import { JobSource } from './job-source';
import { Located } from './located';
import { entriesByName } from './step-source';
import { YamlFile } from './yaml-file';
import type { YamlValue } from './yaml-value';

/** One entry of `on`. */
export interface EventSource {
  readonly name: string;
  readonly at: Located;
  /** Its filters and inputs, where it has any. */
  readonly value?: YamlValue;
}

/** A workflow file, `.github/workflows/*.yml`. */
export class WorkflowSource {
  private jobList?: JobSource[];
  private eventList?: EventSource[];

  public constructor(public readonly file: YamlFile) {}

  public get path(): string {
    return this.file.path;
  }

  /** The whole document. */
  public get value(): YamlValue {
    return this.file.root;
  }

  /** What a finding about the whole workflow points at. */
  public get at(): Located {
    return this.value.get('name') ?? this.value.entries()[0]?.key ?? this.file.at(0);
  }

  /** Its name, or its path, as GitHub shows it. */
  public get name(): string {
    return this.value.get('name')?.text ?? this.path;
  }

  public get jobs(): JobSource[] {
    this.jobList ??= (this.value.get('jobs')?.entries() ?? []).filter((entry) => entry.isMap).map((entry) => new JobSource(entry, this));
    return this.jobList;
  }

  public job(id: string): JobSource | undefined {
    return this.jobs.find((job) => job.id === id);
  }

  /** What starts it. */
  public get events(): EventSource[] {
    this.eventList ??= eventsOf(this.value.get('on'));
    return this.eventList;
  }

  public event(name: string): EventSource | undefined {
    return this.events.find((event) => event.name === name);
  }

  public hasEvent(...names: string[]): boolean {
    return this.events.some((event) => names.includes(event.name));
  }

  public get env(): Map<string, YamlValue> {
    return entriesByName(this.value.get('env'));
  }

  /** Inputs of `workflow_dispatch` and `workflow_call`, by name. */
  public get inputs(): Map<string, YamlValue> {
    return new Map(['workflow_dispatch', 'workflow_call'].flatMap((name) => [...entriesByName(this.event(name)?.value?.get('inputs'))]));
  }
}

function eventsOf(on: YamlValue | undefined): EventSource[] {
  if (!on) return [];
  if (on.isMap) return on.entries().map((entry) => ({ name: entry.name, at: entry.key, value: entry.isNull ? undefined : entry }));
  return on.list().flatMap((item) => (item.text === undefined ? [] : [{ name: item.text, at: item }]));
}
