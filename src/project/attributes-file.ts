import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Component, Project } from 'projen';

const BEGIN = '# >>> generated files, kept by projen-delivery';
const END = '# <<< generated files';
const PATH = '.gitattributes';

/**
 * A block in the repository's own `.gitattributes` that marks what is generated; the rest of the file stays as it is.
 *
 * @internal
 */
export class AttributesFile extends Component {
  private readonly globs: () => string[];
  private change?: string;

  public constructor(project: Project, globs: () => string[]) {
    super(project, 'gitattributes');
    this.globs = globs;
  }

  public synthesize(): void {
    const path = join(this.project.outdir, PATH);
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const after = withBlock(before, this.globs());
    if (after === before) return;
    // Required late: projen's helpers pull in much that a plain run never needs.
    const { writeFile } = require('projen/lib/util') as typeof import('projen/lib/util');
    writeFile(path, after, { readonly: false });
    this.change = before === '' ? 'created' : 'updated';
  }

  public postSynthesize(): void {
    if (this.change) this.project.logger.info(`${this.change} ${PATH}`);
  }
}

/** The text with the block in place of the old one, or at the end. @internal */
export function withBlock(text: string, globs: string[]): string {
  const lines = [...new Set(globs)].sort().map((glob) => `${glob} linguist-generated`);
  const block = [BEGIN, ...lines, END, ''].join('\n');
  const start = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (start >= 0 && end > start) return text.slice(0, start) + block + text.slice(end + END.length).replace(/^\r?\n/, '');
  const gap = text === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n';
  return text + gap + block;
}
