import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonFile, Project, ProjenrcFile } from 'projen';
import { COMPILER_OPTIONS } from './compiler-options';

const TSCONFIG = 'tsconfig.projen.json';

/** Runs `.projenrc.ts` with ts-node, type-checked, by what the repository has installed. @internal */
export class DeliveryProjenrc extends ProjenrcFile {
  public readonly filePath = '.projenrc.ts';
  private readonly before: string;

  public constructor(project: Project) {
    super(project);
    this.before = this.text();
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
