import type { DocumentedCase } from './case';
import { Event } from '../../../src/simulate/event';

const SYNTAX = 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax';
const NAMES = `${SYNTAX}#patterns-to-match-branches-and-tags`;
const PATHS = `${SYNTAX}#patterns-to-match-file-paths`;
const SHEET = `${SYNTAX}#filter-pattern-cheat-sheet`;

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `'${text}'`).join(', ');
}

function workflow(filter: string, patterns: readonly string[]): string {
  return `on:\n  push:\n    ${filter}: [${quoted(patterns)}]\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`;
}

/** A push of that branch, and whether it starts a workflow for `patterns`. */
function branch(id: string, title: string, patterns: string | readonly string[], name: string, starts: boolean = true, source: string = NAMES): DocumentedCase {
  return { id: `filters/${id}`, title, source, workflow: workflow('branches', [patterns].flat()), event: Event.push({ branch: name }), starts };
}

function tag(id: string, title: string, patterns: string | readonly string[], name: string, starts: boolean = true, source: string = NAMES): DocumentedCase {
  return { id: `filters/${id}`, title, source, workflow: workflow('tags', [patterns].flat()), event: Event.push({ tag: name }), starts };
}

/** A push that changes that file alone, and whether it starts a workflow for `patterns`. */
function file(id: string, title: string, patterns: string | readonly string[], name: string, starts: boolean = true, source: string = PATHS): DocumentedCase {
  return { id: `filters/${id}`, title, source, workflow: workflow('paths', [patterns].flat()), event: Event.push({ files: [name] }), starts };
}

/** The cheat sheet of filter patterns, row by row, and what is said around it. */
export const filterCases: readonly DocumentedCase[] = [
  branch('star-in-level', 'A * matches within one level', 'feature/*', 'feature/my-branch'),
  branch('star-no-slash', 'A * does not match a slash', 'feature/*', 'feature/mona/the/octocat', false),
  branch('two-stars', 'Two stars match slashes too', 'feature/**', 'feature/mona/the/octocat'),
  branch('exact', 'A name without wildcards matches itself', ['main', 'releases/mona-the-octocat'], 'releases/mona-the-octocat'),
  branch('star-alone', 'A * alone matches names without a slash', '*', 'releases'),
  branch('star-alone-no-slash', 'A * alone matches no name with a slash', '*', 'all/the/branches', false),
  branch('two-stars-alone', 'Two stars match every branch', '**', 'all/the/branches'),
  tag('two-stars-alone-tag', 'Two stars match every tag', '**', 'every/tag'),
  branch('star-before', 'A * before matches nothing too', '*feature', 'feature'),
  branch('star-before-some', 'A * before matches what stands there', '*feature', 'ver-10-feature'),
  tag('star-behind', 'A * behind matches every name that begins so', 'v2*', 'v2.9'),
  tag('star-behind-nothing', 'A * behind matches nothing too', 'v2*', 'v2'),
  tag('versions', 'Brackets and + match versions of major 1 or 2', 'v[12].[0-9]+.[0-9]+', 'v1.10.1'),
  tag('versions-other', 'Brackets match only what they list', 'v[12].[0-9]+.[0-9]+', 'v3.0.0', false),
  file('path-star', 'A * matches files at the root', '*', 'README.md'),
  file('path-question', 'A ? makes the character before it optional', '*.jsx?', 'page.js'),
  file('path-question-there', 'A ? matches the character before it once', '*.jsx?', 'page.jsx'),
  file('path-two-stars', 'Two stars match every file', '**', 'all/the/files.md'),
  file('path-root-only', 'Patterns begin at the root', '*.js', 'app.js'),
  file('path-root-only-deeper', 'Patterns match the whole path from the root', '*.js', 'js/index.js', false),
  file('path-anywhere', 'Two stars before a suffix match it anywhere', '**.js', 'src/js/app.js'),
  file('path-folder', 'A * in a folder matches its own files', 'docs/*', 'docs/file.txt'),
  file('path-folder-deeper', 'A * in a folder does not match below it', 'docs/*', 'docs/mona/octocat.txt', false),
  file('path-below', 'Two stars in a folder match everything below', 'docs/**', 'docs/mona/octocat.txt'),
  file('path-below-root', 'A folder is one at the root', 'docs/**', 'dir/docs/my-file.txt', false),
  file('path-suffix-below', 'Two stars between slashes match no folder too', 'docs/**/*.md', 'docs/README.md'),
  file('path-suffix-far-below', 'Two stars between slashes match many folders', 'docs/**/*.md', 'docs/a/markdown/file.md'),
  file('path-folder-anywhere', 'A folder anywhere', '**/docs/**', 'space/docs/plan/space.doc'),
  file('path-folder-at-root', 'A folder anywhere is one at the root too', '**/docs/**', 'docs/hello.md'),
  file('path-file-anywhere', 'A file anywhere', '**/README.md', 'js/README.md'),
  file('path-file-at-root', 'A file anywhere is one at the root too', '**/README.md', 'README.md'),
  file('path-folder-suffix', 'Folders by their suffix', '**/*src/**', 'my-src/code/js/app.js'),
  file('path-file-suffix', 'Files by their suffix', '**/*-post.md', 'path/their-post.md'),
  file('path-file-prefix', 'Files by prefix and suffix', '**/migrate-*.sql', 'db/sept/migrate-v1.sql'),
  file('path-taken-out', 'A later pattern with ! takes out', ['*.md', '!README.md'], 'README.md', false),
  file('path-not-taken-out', 'What the ! does not match stays', ['*.md', '!README.md'], 'hello.md'),
  file('path-not-in', 'What no pattern matches is out', ['*.md', '!README.md'], 'docs/hello.md', false),
  file('path-taken-in-again', 'The last pattern that matches decides', ['*.md', '!README.md', 'README*'], 'README.md'),
  file('path-taken-in-first', 'A pattern behind takes in what none before matched', ['*.md', '!README.md', 'README*'], 'README.doc'),
  branch('brackets-letter', 'Brackets match one of their letters', '[CB]at', 'Bat', true, SHEET),
  branch('brackets-case', 'Brackets look at the case', '[CB]at', 'cat', false, SHEET),
  branch('brackets-range', 'Brackets match a range', '[1-2]00', '200', true, SHEET),
  branch('bang-within', 'A ! that is not first is meant itself', 'a!b', 'a!b', true, SHEET),
  branch('escaped', 'A backslash takes the meaning from the next character', 'release\\+1', 'release+1', true, `${SYNTAX}#onpushbranchestagsbranches-ignoretags-ignore`),
];
