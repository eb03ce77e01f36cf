// Guards that texts of anybody can neither steer a runner nor a terminal, nor make markup, links or mentions in a comment.
import { parse } from 'yaml';
import { diff } from '../../src/diff/diff';
import { json } from '../../src/diff/json';
import { markdown } from '../../src/diff/markdown';
import { text } from '../../src/diff/text';
import { MemoryTree } from '../../src/read/tree';

const FILE = '.github/workflows/ci.yml';
const NAMES = { old: 'HEAD', new: 'worktree' };
const workflow = (name: string, extra = '') => `on: push\njobs:\n  a:\n    name: ${JSON.stringify(name)}\n    runs-on: ubuntu-24.04\n${extra}    steps:\n      - run: "true"\n`;
const of = (old: string, now: string) => diff(new MemoryTree({ [FILE]: old }), new MemoryTree({ [FILE]: now }));

const HOSTILE: [string, string][] = [
  ['a mention', '@acme/owners'], ['HTML', '<img src=x onerror=alert(1)>'], ['a table', 'a | b |'], ['code', '`x` ```y'], ['a link', '[x](https://evil.example)'],
  ['an address', 'https://evil.example www.evil.example'], ['an issue', '#1 GH-2'], ['the end of a fold', '</details>'], ['a comment', '<!-- x'], ['math', '$x$'],
  ['lines', 'a\n\n# b'], ['a command', '##[error]x'], ['an entity', '&commat;acme &#64;acme'], ['an escape', '\\@acme \\<b>'], ['direction', 'a\u202eb\u200bc'],
];

describe.each(HOSTILE)('%s', (_, name) => {
  const found = of(workflow('Test'), workflow(name));

  test('in Markdown is text', () => {
    const [row, ...more] = markdown(found, NAMES).split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| |') && !line.startsWith('| ---'));
    expect(more).toEqual([]);
    expect(row.replace(/\\\|/g, '').split('|')).toHaveLength(6);
    expect(row).not.toMatch(/@(?!\u200b)|#(?!\u200b)(?=\d)|:\/\/|www\.|GH-\d|<|(?<!\\)[`*[$]|\u202e/i);
    expect(row).toContain('its check is now called');
  });

  test('in text is one line that no runner takes for a command', () => {
    const lines = text(found).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.join('\n')).not.toMatch(/##\[|^::/m);
  });

  test('in JSON is itself', () => {
    const { changes } = JSON.parse(json(found, NAMES));
    expect(changes[0]).toMatchObject({ kind: 'check', risk: 'notice', file: FILE, job: 'a', old: 'Test', new: parse(JSON.stringify(name)).trim(), at: { path: FILE, line: 4, in: 'new' } });
  });
});

test('Markdown: a table for each file, open where there is a risk', () => {
  expect(markdown(of(workflow('Test', '    timeout-minutes: 5\n'), workflow('Lint')), NAMES)).toBe(`### Changes of the pipelines

HEAD → worktree: 2 changes, 1 risk

<details open><summary>.github/workflows/ci.yml: 2 changes, 1 risk</summary>

| | where | change | place |
| --- | --- | --- | --- |
| **risk** | a | has no timeout any more: 5 → GitHub's 360 minutes | ci.yml:3 |
| notice | a | its check is now called Lint instead of Test | ci.yml:4 |

</details>
`);
  expect(markdown({ changes: [] }, NAMES)).toBe('### Changes of the pipelines\n\nHEAD → worktree: no change\n');
});

test('Markdown is never longer than a comment may be, and says what is left out', () => {
  const many = (number: number) => `on: push\njobs:\n${Array.from({ length: 1_500 }, (_, index) => `  j${index}:\n    runs-on: ubuntu-24.04\n    timeout-minutes: ${index + number}\n`).join('')}`;
  const report = markdown(of(many(1), many(2)), NAMES);
  expect(report.length).toBeLessThan(65_000);
  expect(report).toMatch(/\n<\/details>\n\n[\d,]+ more changes not shown\.\n$/);
});
