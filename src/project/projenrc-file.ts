import { JsonFile, Project, ProjenrcFile } from 'projen';

const TSCONFIG = 'tsconfig.projen.json';

/** Runs `.projenrc.ts` with ts-node, type-checked, by what the repository has installed. @internal */
export class DeliveryProjenrc extends ProjenrcFile {
  public readonly filePath = '.projenrc.ts';

  public constructor(project: Project) {
    super(project);
    new JsonFile(project, TSCONFIG, {
      obj: {
        compilerOptions: { module: 'node16', target: 'ES2022', lib: ['es2022'], strict: true, skipLibCheck: true, esModuleInterop: true, noEmit: true, types: ['node'] },
        include: [this.filePath, 'projenrc/**/*.ts'],
        // Also where package.json says "type": "module".
        'ts-node': { moduleTypes: { '.projenrc.ts': 'cjs', 'projenrc/**/*.ts': 'cjs' } },
      },
    });
    project.defaultTask?.exec(`ts-node --project ${TSCONFIG} ${this.filePath}`);
  }
}
