import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Construct, IConstruct } from 'constructs';
import { Project, SampleDir } from 'projen';
import { constructPath } from '../../ci/construct-path';
import { writeYaml } from '../../emit/yaml-writer';
import { callSite } from '../../model/call-site';
import { DeliveryError } from '../../model/delivery-error';

/** How a chart begins. */
export interface StarterChartOptions {
  /** Folder of the chart. @default - `helm/<name of the project>` */
  readonly path?: string;
  /** What the application does, one sentence. @default - its name */
  readonly description?: string;
}

/** Where the chart of this library is, from `src/stages/deploy` and from `lib/stages/deploy` alike. */
const SHIPPED = join(__dirname, '..', '..', '..', 'assets', 'chart');
const known = new WeakMap<Project, Set<string>>();

/**
 * A Helm chart to begin with: Deployments, a Service and what belongs to them, able to run two versions beside each
 * other. Written once, where there is none; from then on it is the repository's own.
 */
export class StarterChart extends Construct {
  /** Whether a folder of a project holds such a chart, or will. @internal */
  public static _isAt(project: Project, path: string): boolean {
    return known.get(project)?.has(path) ?? false;
  }

  /** Folder of the chart. */
  public readonly path: string;

  /**
   * @throws when the last part of the path is no name of a chart
   */
  public constructor(scope: IConstruct, id: string, options: StarterChartOptions = {}) {
    super(scope, id);
    const project = Project.of(this);
    this.path = (options.path ?? `helm/${project.name}`).replace(/^\.\//, '').replace(/\/$/, '');
    const name = basename(this.path);
    if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
      throw new DeliveryError({ place: constructPath(this), problem: `"${name}" is no name of a chart.`, fix: 'End the path in lower-case letters, digits and hyphens.', at: callSite(new.target) });
    }
    known.set(project, (known.get(project) ?? new Set()).add(this.path));
    const description = options.description ?? name;
    new SampleDir(project, this.path, {
      files: {
        'Chart.yaml': writeYaml({ apiVersion: 'v2', name, description, type: 'application', version: '0.1.0' }, undefined),
        ...shippedFiles(),
      },
    });
  }
}

function shippedFiles(): Record<string, string> {
  const paths = (readdirSync(SHIPPED, { recursive: true }) as string[]).filter((path) => statSync(join(SHIPPED, path)).isFile());
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(SHIPPED, path), 'utf8')]));
}
