// Pages say what the code says: samples are those of the examples, every stage and script has its place, and what a page
// names exists.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { differences, generate, renderPage, REPAIR } from '../projenrc/doc-samples';

const root = path.resolve(__dirname, '..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const list = (folder: string, end: string) => fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith(end)).map((name) => `${folder}/${name}`).sort();

/** Public sources that declare a class, by their names as pages have them. */
const exported = [...read('src/stages/index.ts').matchAll(/from '\.\/(.+)'/g)].map(([, name]) => `src/stages/${name}.ts`);
const classes = exported.filter((file) => /^export class /m.test(read(file)));
const byPage = (files: string[]) => Object.fromEntries(files.map((file) => [path.basename(file, '.ts').replace(/-stage$/, ''), file]));
/** Sources that must have a page: what a repository composes directly. */
const required = byPage(classes.filter((file) => file.endsWith('-stage.ts') || file.startsWith('src/stages/config/')));
/** Pages whose subject has several classes, by the one that a reader starts from. */
const SUBJECTS: Record<string, string> = { notifications: 'src/stages/notify/channel.ts' };
/** Sources that have a page. What stages are given, such as a cluster, may have one. */
const documented = { ...byPage(classes), ...SUBJECTS };
const present = list('docs/stages', '.md').map((file) => path.basename(file, '.md'));
const pages = present.filter((name) => name in documented);

describe('generated parts', () => {
  test('are committed as they would be generated', () => {
    const stale = differences();
    if (stale.length > 0) throw new Error(`Out of date:\n  ${stale.join('\n  ')}\nRepair: ${REPAIR}`);
  });

  test('a page that is out of date is noticed', () => {
    const made = generate();
    expect(differences({ ...made, 'docs/scripts.md': `${made['docs/scripts.md']}more\n` })).toContain('docs/scripts.md');
  });

  test('every shipped script is in the reference', () => {
    for (const script of list('assets/scripts', '.sh')) expect(read('docs/scripts.md')).toContain(`\n## ${path.basename(script)}\n`);
  });

  test('the guide takes every sample of code from the package that is compiled and tested', () => {
    const guide = read('docs/extending.md');
    const samples = guide.match(/<!-- sample: examples\/downstream\//g)?.length;
    expect(samples).toBeGreaterThan(10);
    expect(guide.match(/^```\w+$/gm)?.length).toBe(samples);
  });
});

describe('a sample', () => {
  const files: Record<string, string> = {
    'a.ts': 'const before = 1;\nif (before) {\n  // #region one\n  run();\n\n    deeper();\n  // #endregion\n}\n',
    'ci.yml': `on: push\njobs:\n  first:\n    steps:\n      - uses: actions/checkout@${'a'.repeat(40)} # v7.0.1\n\n  second:\n    steps: []\n`,
  };
  const render = (text: string) => renderPage('page.md', text, (file) => files[file]);

  test('is the region, moved to the margin', () => {
    const page = render('Text.\n\n<!-- sample: a.ts#one -->\n\nMore.\n');
    expect(page).toBe('Text.\n\n<!-- sample: a.ts#one -->\n\n```ts\nrun();\n\n  deeper();\n```\n\nMore.\n');
    expect(render(page)).toBe(page);
  });

  test('takes the place of an older one', () => {
    const page = render('<!-- sample: a.ts#one -->\n\n```ts\nold();\n```\n\n```bash\nkept\n```\n');
    expect(page).not.toContain('old()');
    expect(page).toContain('run();');
    expect(page).toContain('kept');
  });

  test('of a workflow is a job, with pins masked', () => {
    expect(render('<!-- sample: ci.yml#first -->\n')).toContain('```yaml\nfirst:\n  steps:\n    - uses: actions/checkout@<commit> # <version>\n```\n');
    expect(render('<!-- sample: ci.yml#second -->\n')).toContain('second:\n  steps: []\n');
  });

  test.each([
    ['<!-- sample: b.ts -->\n', 'page.md: there is no b.ts.'],
    ['<!-- sample: a.ts#two -->\n', 'page.md: a.ts has no region "two".'],
    ['<!-- sample: ci.yml#third -->\n', 'page.md: ci.yml has no job "third".'],
    ['<!-- sample a.ts#one -->\n', 'page.md: 1 sample comments are not understood.'],
  ])('that names nothing is an error: %s', (text, message) => {
    expect(() => render(text)).toThrow(message);
  });
});

describe('pages of stages', () => {
  test('every stage and configuration file has one, and each is of a public class', () => {
    expect(Object.keys(required).length).toBeGreaterThan(20);
    expect(Object.keys(required).filter((name) => !present.includes(name))).toEqual([]);
    expect(present.filter((name) => !(name in documented))).toEqual([]);
  });

  test.each(pages)('%s names its class and has the parts a reader looks for', (name) => {
    const page = read(`docs/stages/${name}.md`);
    const own = /^export class (\w+)/m.exec(read(documented[name]))![1];
    expect(page.startsWith(name in SUBJECTS ? '# ' : `# ${own}\n`)).toBe(true);
    expect(page).toMatch(new RegExp(`\\b${own}\\b`));
    const parts = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    if (documented[name].endsWith('-stage.ts')) expect(parts).toEqual(['Jobs', 'Options', 'Files', 'Permissions', 'What it refuses', 'YAML', 'On a laptop']);
    else if (name in required) expect(parts).toEqual(['Options', 'What it refuses', 'The file']);
    else expect(parts).toEqual(expect.arrayContaining(['Options', 'What it refuses']));
  });

  test.each(pages)('%s names options, jobs and scripts that exist', (name) => {
    const page = read(`docs/stages/${name}.md`);
    const sources = [...withSiblings(documented[name]), 'src/ci/stage.ts', 'src/stages/coverage/coverage.ts'].map(read).join('\n');
    expect(firstColumn(page, 'Options').length).toBeGreaterThan(0);
    // What is no stage may list its factories.
    for (const option of firstColumn(page, 'Options')) expect(sources).toMatch(new RegExp(name in required ? `readonly ${option}\\??:` : `readonly ${option}\\??:|public static ${option}\\(`));
    for (const job of firstColumn(page, 'Jobs')) expect(sources.includes(`'${job}'`) || sources.includes('this.slug')).toBe(true);
    for (const [, script] of page.matchAll(/(?:scripts\/ci|setup-kvm)\/([\w-]+)\.sh/g)) expect(fs.existsSync(path.join(root, `assets/scripts/${script}.sh`))).toBe(true);
  });

  test.each(pages)('%s shows commands with the versions and parameters of today', (name) => {
    const versions = read('src/stages/tool-versions.ts');
    for (const [, assignments, script] of read(`docs/stages/${name}.md`).matchAll(/^(.*?)bash \S*(?:ci|setup-kvm)\/([\w-]+)\.sh$/gm)) {
      const header = read(`assets/scripts/${script}.sh`);
      for (const [, variable, value] of assignments.matchAll(/([A-Z_]+)=('[^']*'|"[^"]*"|\S+)/g)) {
        if (variable !== 'DATABASE_URL') expect(header).toMatch(new RegExp(`^# @(param|secret) ${variable} `, 'm'));
        // Of a program that the script brings, not of what is built or deployed.
        if (variable === 'VERSION' && /^# @param VERSION (Version of [A-Za-z]+\.|Exact version)/m.test(header)) expect(versions).toContain(`'${value}'`);
      }
    }
  });
});

/** A source and those of its folder that it is made of. */
function withSiblings(file: string, found: string[] = []): string[] {
  if (found.includes(file) || !fs.existsSync(path.join(root, file))) return found;
  found.push(file);
  for (const [, name] of read(file).matchAll(/from '\.\/([\w/-]+)'/g)) withSiblings(`${path.dirname(file)}/${name}.ts`, found);
  return found;
}

function firstColumn(page: string, part: string): string[] {
  const text = new RegExp(`^## ${part}\\n([^]*?)(?=^## |(?![^]))`, 'm').exec(page)?.[1] ?? '';
  return [...text.matchAll(/^\| `([\w-]+)` \|/gm)].map((match) => match[1]);
}
