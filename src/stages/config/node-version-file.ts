import { Construct, IConstruct } from 'constructs';
import { NodeLine } from '../../catalog/node-lines';
import { Ci } from '../../ci/ci';
import { constructPath } from '../../ci/construct-path';

/** What `.nvmrc` says. */
export interface NodeVersionFileOptions {
  /** Version of Node.js: a line such as `24`, or a version of one. */
  readonly version: string;
  /** Path of the file. @default '.nvmrc' */
  readonly path?: string;
}

/**
 * `.nvmrc`: the one place that names the Node version. Every job reads it.
 *
 * It has no marker line: nvm takes the first word of the file for the version.
 */
export class NodeVersionFile extends Construct {
  /** Version of Node.js. */
  public readonly version: string;

  /**
   * @throws when the version is none of a known line
   */
  public constructor(scope: IConstruct, id: string, options: NodeVersionFileOptions) {
    super(scope, id);
    this.version = options.version;
    const place = constructPath(this);
    const line = NodeLine.of(options.version, place);
    const ci = Ci.of(this);
    if (line.isEndOfLife(new Date())) ci.note(`${place}: ${line} reached its end of life on ${line.eol}; it gets no security fixes.`);
    ci.addSource({ produce: () => ci._addFile(options.path ?? '.nvmrc', { render: () => `${options.version}\n` }) });
  }
}
