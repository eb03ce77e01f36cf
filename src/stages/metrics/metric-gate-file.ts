import { Construct, IConstruct } from 'constructs';
import { Project } from 'projen';
import { Condition } from './condition';
import { Ci } from '../../ci/ci';
import { IRendered } from '../../files/generated-file';
import { DeliveryError } from '../../model/delivery-error';

/** One file with the conditions of gates: what a pull request shows when a threshold changes. @internal */
export class MetricGateFile extends Construct {
  /** The file of that path in the project that a construct belongs to; created on first use. */
  public static of(scope: IConstruct, path: string): MetricGateFile {
    const { root } = Project.of(scope);
    const id = `metric-gates ${path.replaceAll('/', ' ')}`;
    return (root.node.tryFindChild(id) as MetricGateFile | undefined) ?? new MetricGateFile(root, id, path);
  }

  private readonly gates = new Map<string, Condition[]>();

  private constructor(scope: IConstruct, id: string, private readonly path: string) {
    super(scope, id);
    const source: IRendered = { render: (marker) => this.render(marker) };
    const ci = Ci.of(this);
    ci.addSource({ produce: () => ci._addFile(path, source) });
  }

  /** Adds a gate; the same one may be added by every step that asks it. */
  public add(name: string, conditions: Condition[]): void {
    const known = this.gates.get(name);
    if (known && JSON.stringify(documents(known)) !== JSON.stringify(documents(conditions))) {
      throw new DeliveryError({ place: this.path, problem: `two gates of different conditions are named "${name}".`, fix: `Give one of them another name; taken are: ${[...this.gates.keys()].join(', ')}.` });
    }
    this.gates.set(name, conditions);
  }

  // JSON has no comments, so the marker is a key, as in other files of projen.
  private render(marker: string | undefined): string {
    const gates = Object.fromEntries([...this.gates].map(([name, conditions]) => [name, documents(conditions)]));
    return `${JSON.stringify({ ...(marker ? { '//': marker } : {}), gates }, undefined, 2)}\n`;
  }
}

function documents(conditions: Condition[]): object[] {
  return conditions.map((condition) => condition._document());
}
