import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonFile, Project, ProjenrcFile } from 'projen';
import { COMPILER_OPTIONS } from './compiler-options';
import { MARKER } from '../files/disk-guard';
import { DeliveryError } from '../model/delivery-error';

const TSCONFIG = 'tsconfig.projen.json';

/** Runs `.projenrc.ts` with ts-node, type-checked, by what the repository has installed. @internal */
export class DeliveryProjenrc extends ProjenrcFile {
  public readonly filePath = '.projenrc.ts';
  private readonly before: string;

  public constructor(project: Project) {
    super(project);
    this.before = this.text();
    if (this.before !== '' && !this.before.includes(MARKER)) {
      throw new DeliveryError({ place: TSCONFIG, problem: 'this file was written by hand and would be replaced.', fix: 'Rename or delete it: it configures how .projenrc.ts runs, and is generated.' });
    }
    new JsonFile(project, TSCONFIG, {
      obj: {
        'compilerOptions': COMPILER_OPTIONS,
        'include': [this.filePath, 'projenrc/**/*.ts'],
        // Also where package.json says "type": "module".
        'ts-node': { moduleTypes: { '.projenrc.ts': 'cjs', 'projenrc/**/*.ts': 'cjs' } },
      },
    });
    project.defaultTask?.exec('node --eval "require(\'projen-delivery/projenrc\').run()"');
  }

  public postSynthesize(): void {
    super.postSynthesize();
    if (this.text() !== this.before) this.project.logger.info(`${this.before === '' ? 'created' : 'updated'} ${TSCONFIG}`);
  }

  private text(): string {
    const path = join(this.project.outdir, TSCONFIG);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}
