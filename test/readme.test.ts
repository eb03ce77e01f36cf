/**
 * Invariants: every TypeScript sample of the README and of the guides compiles, type-checked, against the sources.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import * as ts from 'typescript';

const ROOT = resolve(__dirname, '..');
const PAGES = ['README.md', ...pages('docs')].filter((page) => !page.startsWith('docs/api/') && !page.startsWith('docs/decisions/'));

function pages(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(ROOT, path)).isDirectory()) return pages(path);
    return name.endsWith('.md') ? [path] : [];
  });
}

/** Samples by the name of a file beside the sources; each a module of its own. */
function samples(): Map<string, string> {
  const found = new Map<string, string>();
  for (const page of PAGES) {
    const text = readFileSync(join(ROOT, page), 'utf8');
    [...text.matchAll(/(?<!<!-- sample:[^\n]*\n)^```ts\n([\s\S]*?)^```/gm)].forEach(([, code], index) => {
      if (!/^import /m.test(code)) return;
      found.set(join(ROOT, 'test', `${page.replace(/[/.]/g, '-')}-${index + 1}.ts`), `${code}\nexport {};\n`);
    });
  }
  return found;
}

test('every sample compiles', () => {
  const files = samples();
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    esModuleInterop: true,
    types: ['node', 'jest'],
    paths: {
      'projen-delivery': [join(ROOT, 'src/index.ts')],
      'projen-delivery/testing': [join(ROOT, 'src/testing/index.ts')],
      'projen-delivery/testing/jest': [join(ROOT, 'src/testing/jest.ts')],
    },
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => (files.has(name) ? ts.createSourceFile(name, files.get(name)!, ts.ScriptTarget.ES2022, true) : getSourceFile(name, ...rest));
  const program = ts.createProgram([...files.keys()], options, host);
  const diagnostics = ts.getPreEmitDiagnostics(program).filter(({ file }) => file === undefined || files.has(file.fileName));
  const told = diagnostics.map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? `${relative(ROOT, file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1}: ` : '';
    return `${line}${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  expect(told).toEqual([]);
  expect(files.size).toBeGreaterThanOrEqual(3);
});
