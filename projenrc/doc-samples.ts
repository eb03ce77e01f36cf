// Puts code and YAML of the examples into the pages, and writes the reference of the scripts:
// `npx projen doc-samples [--check]`.
//
// A page names the sample in a comment, and the code block below it is replaced:
//   <!-- sample: examples/downstream/src/licence-stage.ts#stage -->         lines between `#region stage` and `#endregion`
//   <!-- sample: examples/vmsnap/.github/workflows/ci.yml#unit-tests -->    that job
//   <!-- sample: examples/vmsnap/codecov.yml -->                            the whole file
// Exit codes: 0 written or up to date, 1 a page differs (only with --check), 2 unknown argument.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { scriptReference } from './script-reference';
import { repositoryRoot } from './tool-paths';
import { maskPins } from '../src/testing/synthesized';

/** The command that repairs a difference. */
export const REPAIR = 'npx projen doc-samples';

const MARKER = /<!-- sample: (\S+?)(?:#(\S+))? -->\n(?:\n*```\w*\n[^]*?\n```\n)?/g;
const LANGUAGES: Record<string, string> = { '.ts': 'ts', '.sh': 'bash', '.yml': 'yaml', '.json': 'json' };

/** Gives the text of a file of the repository; undefined when there is none. */
export type ReadFile = (file: string) => string | undefined;

/** Every page by its path, as it should be. */
export function generate(read: ReadFile = readRepository): Record<string, string> {
  const pages = pagePaths().map((page) => [page, renderPage(page, read(page) ?? '', read)]);
  return { ...Object.fromEntries(pages), 'docs/scripts.md': scriptReference() };
}

/** Paths of pages whose committed text is not what would be generated. */
export function differences(pages: Record<string, string> = generate()): string[] {
  return Object.keys(pages).filter((page) => readRepository(page) !== pages[page]).sort();
}

/**
 * A page with every sample as its source is now.
 *
 * @throws when a source or its region does not exist, or a comment begins like a sample and is none
 */
export function renderPage(page: string, text: string, read: ReadFile): string {
  const begun = text.match(/<!--\s*sample\b/g)?.length ?? 0;
  const understood = text.match(MARKER)?.length ?? 0;
  if (begun !== understood) throw new Error(`${page}: ${begun - understood} sample comments are not understood. Write <!-- sample: path#region --> on a line of its own.`);
  return text.replace(MARKER, (_, file: string, region?: string) => {
    const marker = `<!-- sample: ${file}${region === undefined ? '' : `#${region}`} -->`;
    const code = sample(page, file, region, read);
    return `${marker}\n\n\`\`\`${LANGUAGES[path.extname(file)] ?? ''}\n${code}\n\`\`\`\n`;
  });
}

export function main(args: string[]): number {
  const unknown = args.filter((arg) => arg !== '--check');
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(' ')}. The one option is --check.`);
    return 2;
  }
  const pages = generate();
  const stale = differences(pages);
  if (args.includes('--check')) {
    for (const page of stale) console.error(`${page} is out of date. Repair: ${REPAIR}`);
    return stale.length > 0 ? 1 : 0;
  }
  for (const page of stale) {
    console.log(`written ${page}`);
    fs.writeFileSync(path.join(repositoryRoot, page), pages[page]);
  }
  return 0;
}

function sample(page: string, file: string, region: string | undefined, read: ReadFile): string {
  const text = read(file);
  if (text === undefined) throw new Error(`${page}: there is no ${file}.`);
  const yaml = path.extname(file) === '.yml';
  const lines = text.replace(/\n$/, '').split('\n');
  // Commits change with every update of an action, which would make every page a part of it.
  if (region === undefined) return maskPins(lines.join('\n'));
  const found = yaml ? job(lines, region) : between(lines, region);
  if (!found) throw new Error(`${page}: ${file} has no ${yaml ? 'job' : 'region'} "${region}".`);
  return maskPins(dedent(found).join('\n'));
}

/** The lines between `#region name` and the next `#endregion`. */
function between(lines: string[], name: string): string[] | undefined {
  const start = lines.findIndex((line) => line.trim().replace(/^(\/\/|#)\s*/, '') === `#region ${name}`);
  const end = lines.findIndex((line, index) => index > start && /^(\/\/|#)\s*#endregion$/.test(line.trim()));
  return start < 0 || end < 0 ? undefined : lines.slice(start + 1, end);
}

/** The lines of a job of a workflow. */
function job(lines: string[], id: string): string[] | undefined {
  const jobs = lines.indexOf('jobs:');
  const start = lines.findIndex((line, index) => index > jobs && line === `  ${id}:`);
  if (jobs < 0 || start < 0) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => /^ {0,2}\S/.test(line));
  const found = lines.slice(start, length < 0 ? undefined : start + 1 + length);
  while (found[found.length - 1] === '') found.pop();
  return found;
}

function dedent(lines: string[]): string[] {
  const indents = lines.filter((line) => line !== '').map((line) => /^ */.exec(line)![0].length);
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least));
}

function pagePaths(): string[] {
  const pages = fs.readdirSync(path.join(repositoryRoot, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name.split(path.sep).join('/')}`);
  const others = ['README.md', 'CONTRIBUTING.md', 'examples/downstream/README.md'].filter((page) => readRepository(page) !== undefined);
  return [...pages.filter((page) => page.endsWith('.md') && !page.startsWith('docs/api/') && page !== 'docs/scripts.md'), ...others].sort();
}

function readRepository(file: string): string | undefined {
  const target = path.join(repositoryRoot, file);
  return fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : undefined;
}

if (require.main === module) process.exitCode = main(process.argv.slice(2));
