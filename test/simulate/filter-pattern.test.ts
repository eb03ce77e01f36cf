// Guards that patterns of branches, tags and paths match what GitHub's cheat sheet says, and nothing else; that broken
// ones are refused; and that no pattern takes long.
import * as fc from 'fast-check';
import { filterCases } from './documented/filters';
import { globProblem } from '../../src/read/glob-problem';
import { filterPattern, FilterPatternError, matchesFilters } from '../../src/simulate/filter-pattern';

/** Pattern or patterns, what they match, what they do not. */
type Row = [string | string[], string[], string[]];

// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
const NAMES: Row[] = [
  ['feature/*', ['feature/my-branch', 'feature/your-branch'], ['feature/a/b', 'feature', 'x/feature/a']],
  ['feature/**', ['feature/beta-a/my-branch', 'feature/your-branch', 'feature/mona/the/octocat'], ['feature', 'features/a']],
  [['main', 'releases/mona-the-octocat'], ['main', 'releases/mona-the-octocat'], ['Main', 'main2', 'releases']],
  ['*', ['main', 'releases'], ['all/the/branches']],
  ['**', ['all/the/branches', 'every/tag', 'main'], []],
  ['*feature', ['mona-feature', 'feature', 'ver-10-feature'], ['mona/feature', 'feature2']],
  ['v2*', ['v2', 'v2.0', 'v2.9'], ['v1', 'V2', 'v2/x']],
  ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.0.0', 'v1.0', 'v1.0.x', 'v1x0x0']],
];

const PATHS: Row[] = [
  ['*', ['README.md', 'server.rb'], ['docs/README.md']],
  ['*.jsx?', ['page.js', 'page.jsx'], ['page.jsxx', 'a/page.js']],
  ['**', ['all/the/files.md', 'README.md'], []],
  ['*.js', ['app.js', 'index.js'], ['js/index.js', 'app.jsx']],
  ['**.js', ['index.js', 'js/index.js', 'src/js/app.js'], ['index.jsx']],
  ['docs/*', ['docs/README.md', 'docs/file.txt'], ['docs/mona/octocat.txt', 'x/docs/file.txt']],
  ['docs/**', ['docs/README.md', 'docs/mona/octocat.txt'], ['docs', 'a/docs/README.md']],
  ['docs/**/*.md', ['docs/README.md', 'docs/mona/hello-world.md', 'docs/a/markdown/file.md'], ['docs/a.txt', 'README.md']],
  ['**/docs/**', ['docs/hello.md', 'dir/docs/my-file.txt', 'space/docs/plan/space.doc'], ['mydocs/a', 'docs']],
  ['**/README.md', ['README.md', 'js/README.md', 'a/b/README.md'], ['MYREADME.md', 'js/README.mdx']],
  ['**/*src/**', ['a/src/app.js', 'my-src/code/js/app.js', 'src/x'], ['srcs/x']],
  ['**/*-post.md', ['my-post.md', 'path/their-post.md'], ['post.md']],
  ['**/migrate-*.sql', ['migrate-10909.sql', 'db/migrate-v1.0.sql', 'db/sept/migrate-v1.sql'], ['migrate.sql']],
  [['*.md', '!README.md'], ['hello.md'], ['README.md', 'docs/hello.md']],
  [['*.md', '!README.md', 'README*'], ['hello.md', 'README.md', 'README.doc'], ['docs/hello.md']],
];

const EDGES: Row[] = [
  // Characters that are special elsewhere are meant themselves.
  ['a.b', ['a.b'], ['axb']],
  ['a(b)|c$^', ['a(b)|c$^'], ['ab', 'c']],
  ['a{b,c}', ['a{b,c}'], ['ab', 'ac']],
  ['a!b', ['a!b'], ['ab']],
  ['\\!file', ['!file'], ['file', '\\!file']],
  ['a\\*b', ['a*b'], ['axb', 'a\\*b']],
  ['a\\\\b', ['a\\b'], ['ab']],
  ['release\\+1', ['release+1'], ['releaseee1']],
  ['[CB]at', ['Cat', 'Bat'], ['cat', 'CBat']],
  ['[1-2]00', ['100', '200'], ['300', '1-200']],
  ['x[^]', ['x^'], ['x', 'xa']],
  ['ab+', ['ab', 'abbb'], ['a', 'abab']],
  ['[ab]+/x', ['a/x', 'abba/x'], ['/x', 'c/x']],
  ['a?b', ['ab', 'b'], ['aab']],
  ['***', ['a/b'], []],
  ['a**b', ['ab', 'a/x/b'], ['a/x']],
  ['**/**/x', ['x', 'a/x', 'a/b/x'], ['ax']],
  ['a/**/b/**/c', ['a/b/c', 'a/x/b/y/z/c'], ['a/bc', 'ab/c']],
  ['😀?', ['😀'], ['😁']],
  ['ä*', ['änderung'], ['anderung']],
  [['**', '!main', 'main'], ['main', 'x'], []],
  [['!main', '**'], ['main', 'x'], []],
  [['!main'], [], ['main', 'x']],
  [[], [], ['main']],
];

test.each([...NAMES, ...PATHS, ...EDGES])('%j', (pattern, matching, others) => {
  const patterns = [pattern].flat();
  expect(matching.filter((text) => !matchesFilters(patterns, text))).toEqual([]);
  expect(others.filter((text) => matchesFilters(patterns, text))).toEqual([]);
});

test('every row of the cheat sheet is a documented case too', () => {
  const rows = [...NAMES, ...PATHS].map(([pattern]) => [pattern].flat());
  for (const patterns of rows) {
    expect(filterCases.some(({ workflow }) => patterns.every((pattern) => (workflow as string).includes(`'${pattern}'`)))).toBe(true);
  }
});

test.each([
  ['', 'nothing follows the !'],
  ['!', 'nothing follows the !'],
  ['+a', 'no character stands before the +'],
  ['*?', 'no character stands before the ?'],
  ['a[', 'a [ has no ]'],
  ['a[]', 'nothing stands between [ and ]'],
  ['[z-a]', 'the range z-a runs backwards'],
  ['a\\', 'nothing follows the last \\'],
])('%j is refused', (pattern, reason) => {
  expect(() => filterPattern(pattern)).toThrow(FilterPatternError);
  expect(() => filterPattern(pattern)).toThrow(`"${pattern}" is no pattern: ${reason}`);
});

test('agrees with a regular expression, for patterns at random', () => {
  const piece = fc.constantFrom('a', 'b', '/', '.', '*', '**', '**/', '?', '+', '[ab]', '\\*', '!');
  fc.assert(fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }).map((all) => all.join('')), fc.array(fc.constantFrom('a', 'b', '/', '.', '*', '!'), { maxLength: 8 }).map((all) => all.join('')), (pattern, text) => {
    fc.pre(globProblem(pattern) === undefined && !/(?:^|[^\\])(?:\\\\)*\\$/.test(pattern));
    expect(filterPattern(pattern).matches(text)).toBe(regularExpression(pattern.replace(/^!/, '')).test(text));
  }), { numRuns: 3000 });
});

// The same rules a second time, in the form in which others write them down.
function regularExpression(pattern: string): RegExp {
  const body = pattern.replace(/(?<=^|\/)\*{2,}\/(?![?+])|\*{2,}|\*|\\(.)|\[[^\]]*\]|[?+]|[^?+*[\\]/g, (part, escaped) => {
    if (part.startsWith('**') && part.endsWith('/')) return '(?:.*/)?';
    if (part.startsWith('**')) return '.*';
    if (part === '*') return '[^/]*';
    if (escaped !== undefined) return escaped.replace(/\W/g, '\\$&');
    return part.startsWith('[') || part === '?' || part === '+' ? part : part.replace(/\W/g, '\\$&');
  });
  return new RegExp(`^(?:${body})$`, 's');
}

test('no pattern takes long', () => {
  const started = performance.now();
  expect(filterPattern(`${'*a'.repeat(60)}b`).matches('a'.repeat(5_000))).toBe(false);
  expect(filterPattern(`${'**/'.repeat(60)}b`).matches('a/'.repeat(2_500))).toBe(false);
  expect(filterPattern(`${'a+'.repeat(60)}b`).matches('a'.repeat(5_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1_500);
});
