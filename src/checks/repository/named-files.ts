import type { RepositorySource } from '../../read/repository-source';

/** Files in which a script can be called: pipelines, other scripts and programs, build files, hooks. Looked through first. */
const CALLERS = /^\.github\/.*\.(ya?ml|json|js|ts|py)$|(^|\/)action\.ya?ml$|\.(sh|bash|mk|bats)$|(^|\/)(package\.json|GNUmakefile|[Mm]akefile|Dockerfile)$/;

/** What else can name one: other pipelines and build tools, code that starts programs, instructions for people. */
const OTHERS = /(^|\/)(Dockerfile[\w.-]*|Jenkinsfile[\w.-]*|Vagrantfile|Procfile|Tiltfile|Rakefile|[Jj]ustfile|Gemfile|Earthfile|BUILD|WORKSPACE|CODEOWNERS)$|\.(ya?ml|jsonc?|toml|cfg|ini|c?js|mjs|c?ts|mts|py|rb|pl|go|rs|ps1|zsh|fish|md|mdx|rst|adoc|txt|cmake|gradle|kts|xml|bzl|bazel|hcl|tf|nix|service|cmd|bat|in|tmpl|j2)$|(^|\/)[^/.]+$/;

/** In instructions a pattern such as `*.sh` calls nothing. */
const PROSE = /\.(md|mdx|rst|adoc|txt)$/;

/** Where a word ends like a script, and how far before that it is looked for. */
const ENDING = /\.(?:sh|bash)\b|\{sh,/g;
const LONGEST = 100;
const WORD_END = /[\w./@%+=,:${}()[\]"'*?-]+$/;
const EXPANSIONS = /\$\{\{[^}]*\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$\w+|%\w|\[[^\]]*\]|\{[^}]*\}|[*?]/g;

/** Two variables with a slash between: a folder and a name, both computed. */
const COMPUTED_PATH = /\$\{?\w[^\s/]{0,80}["']?\/["']?\$/;

/** The scripts of the list that no other file names, in plain text, by a pattern or by their folder. */
export function unnamedScripts(paths: readonly string[], repository: RepositorySource): string[] {
  const open = new Map(paths.map((path) => [path, mentionOf(path)]));
  for (const pattern of [CALLERS, OTHERS]) {
    for (const path of repository.tree.paths) {
      if (open.size === 0) return [];
      if (!pattern.test(path) || (pattern === OTHERS && CALLERS.test(path))) continue;
      const text = repository.tree.read(path);
      if (text !== undefined) strike(open, path, text);
    }
  }
  return [...open.keys()];
}

function strike(open: Map<string, RegExp>, path: string, text: string): void {
  const computed = PROSE.test(path) ? [] : patternsOf(text);
  const folder = folderOf(path);
  const dispatches = /\.(sh|bash)$/.test(path) && COMPUTED_PATH.test(text);
  for (const [script, mention] of open) {
    if (script === path) continue;
    const name = script.slice(script.lastIndexOf('/') + 1);
    if (mention.test(text) || computed.some((each) => each.test(name)) || (dispatches && folder === folderOf(script))) open.delete(script);
  }
}

// Its name, also without the ending where it cannot be another word, or its folder as a whole or with something computed in it.
function mentionOf(path: string): RegExp {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/\.\w+$/, '');
  const names = /[-_]/.test(stem) ? `${escaped(stem)}(?![\\w-])` : `${escaped(name)}(?![\\w-])`;
  const folder = folderOf(path);
  return new RegExp(`(?<![\\w-])(?:${names}|${escaped(folder)}(?:/?(?=[\\s"'*$}),;:\`?]|$)|/[*?$"'{]))`, 'm');
}

/** Last parts of paths that are computed in part: what stands for anything in them is anything. */
function patternsOf(text: string): RegExp[] {
  const words = new Set([...text.matchAll(ENDING)].map(({ 0: ending, index }) => `${text.slice(Math.max(0, index - LONGEST), index)}${ending}`));
  const found = new Set<string>();
  for (const word of words) {
    const last = (WORD_END.exec(word.replace(/\{sh,$/, 'sh').replace(EXPANSIONS, '*'))?.[0] ?? '').replace(/["']/g, '').replace(/^.*\//, '');
    if (last.includes('*')) found.add(last);
  }
  return [...found].map((last) => new RegExp(`${last.split(/\*+/).map(escaped).join('.*')}$`));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
