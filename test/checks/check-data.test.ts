// Guards that every check of files has samples that are right and samples that are wrong, that it finds exactly
// what is written beside the wrong ones, and that its page shows what it finds. `npx projen check-data` writes the
// findings anew.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { dataFolder, findingsOf, samplesOf, told } from './check-data';
import { standardChecks } from '../../src/checks/composition/registry';
import { sourceChecks } from '../../src/checks/registry';

const pages = path.join(__dirname, '..', '..', 'docs', 'checks');
const checks = sourceChecks();

describe.each(checks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  const samples = samplesOf(id);

  test('has samples of both kinds, its own file and a description', () => {
    expect(new Set(samples.map(({ kind }) => kind))).toEqual(new Set(['ok', 'err']));
    expect(['workflow', 'security', 'shell', 'repository'].filter((folder) => fs.existsSync(path.join(__dirname, '..', '..', 'src', 'checks', folder, `${id}.ts`)))).toHaveLength(1);
    expect(check.description).toMatch(/^[A-Z].*\.$/);
    expect(check.covers.length).toBeGreaterThan(0);
  });

  test.each(samples.filter(({ kind }) => kind === 'ok').map((sample) => [sample.name, sample] as const))('finds nothing in %s', (_, sample) => {
    expect(told(findingsOf([check], sample.files))).toBe('');
  });

  test.each(samples.filter(({ kind }) => kind === 'err').map((sample) => [sample.name, sample] as const))('finds what is wrong in %s', (_, sample) => {
    const found = told(findingsOf([check], sample.files));
    expect(found).not.toBe('');
    expect(found).toBe(fs.existsSync(sample.out) ? fs.readFileSync(sample.out, 'utf8') : 'run npx projen check-data');
  });

  test('has a page that says what, why, before, after and when not to, and whose samples are true', () => {
    const text = fs.readFileSync(path.join(pages, `${id}.md`), 'utf8');
    expect(text.split('\n')[0]).toBe(`# ${id}`);
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(['What', 'Why', 'Before', 'After', 'When not to']);
    expect(findingsOf([check], blocksOf(text, 'Before')).length).toBeGreaterThan(0);
    expect(told(findingsOf([check], blocksOf(text, 'After')))).toBe('');
    for (const section of ['What', 'Why', 'When not to']) expect(sectionOf(text, section).trim().length).toBeGreaterThan(30);
  });
});

test('no samples and no page are left of checks that are gone', () => {
  const ids = checks.map(({ id }) => id);
  expect(fs.readdirSync(dataFolder).filter((name) => !ids.includes(name))).toEqual([]);
  expect(fs.readdirSync(pages).filter((name) => name !== 'README.md' && !ids.includes(name.replace('.md', '')) && !otherPages.includes(name))).toEqual([]);
});

/** Of what the command finds, and of the checks of the composition. */
const otherPages = ['acknowledgement.md', 'unreadable-file.md', ...standardChecks().map(({ id }) => `${id}.md`)];

test.each(otherPages)('%s has every section', (name) => {
  const text = fs.readFileSync(path.join(pages, name), 'utf8');
  expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(['What', 'Why', 'Before', 'After', 'When not to']);
});

/** The code blocks of a section. The first line may name the file, `# .github/workflows/ci.yml`. */
function blocksOf(text: string, section: string): Record<string, string> {
  const blocks = [...sectionOf(text, section).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  return Object.fromEntries(blocks.map(([, language, body], index) => {
    const named = /^(?:#|\/\/) (\S+\.\w+|\S*CODEOWNERS)\n/.exec(body)?.[1];
    const fallback = language === 'bash' ? `scripts/ci/sample-${index}.sh` : `.github/workflows/sample-${index}.yml`;
    return [named ?? fallback, named?.endsWith('.json') ? body.slice(body.indexOf('\n') + 1) : body];
  }));
}

function sectionOf(text: string, title: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${title}\n`))?.slice(title.length) ?? '';
}
