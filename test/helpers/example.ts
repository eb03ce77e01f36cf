import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Project } from 'projen';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as library from '../../src';
import { DeliveryProject } from '../../src';
import { synthesize, Synthesized } from '../../src/testing';

const EXAMPLES = resolve(__dirname, '..', '..', 'examples');

/** The composition of an example: its own `.projenrc.ts`, run against the sources of this repository. */
export function exampleProject(name: string): (outdir: string) => Project {
  const source = readFileSync(join(EXAMPLES, name, '.projenrc.ts'), 'utf8');
  const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true } });
  return (outdir) => {
    const found: Project[] = [];
    // `.projenrc.ts` ends with synth(); the testing helper calls it when the folder is ready.
    const synth = jest.spyOn(DeliveryProject.prototype, 'synth').mockImplementation(function (this: Project) {
      found.push(this);
    });
    const here = process.cwd();
    process.chdir(outdir);
    try {
      new Function('require', 'exports', outputText)((id: string) => (id === 'projen-delivery' ? library : require(id)), {});
    } finally {
      process.chdir(here);
      synth.mockRestore();
    }
    return found[0];
  };
}

/** An example, synthesized into a folder of its own. */
export function synthesizeExample(name: string): Synthesized {
  return synthesize(exampleProject(name), { from: join(EXAMPLES, name) });
}
