import { plainWord } from './shell-words';
import { isLeftOut } from './workspace';
import type { RepositorySource } from '../../read/repository-source';
import type { ShellCommand } from '../../read/shell-command';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';

/** The verbs of a program that end with an error where neither the folder nor one above it has its manifest. */
interface ManifestUse {
  readonly manifest: string;
  readonly verbs: RegExp;
}

const NODE: ManifestUse = { manifest: 'package.json', verbs: /^(run|run-script|ci|test|t|pack|publish)$/ };
const PROGRAMS: Readonly<Record<string, ManifestUse>> = {
  cargo: { manifest: 'Cargo.toml', verbs: /^(test|t|build|b|check|c|bench|run|r|clippy|doc|d|package|publish|nextest)$/ },
  npm: NODE,
  pnpm: NODE,
  yarn: NODE,
};

// Options that lead to a manifest elsewhere, or forgive that there is none.
const ELSEWHERE = /^(--manifest-path|-C|--prefix|--dir|--cwd|--if-present|-g|--global|-Z|--help|-h|--version|-V)(=|$)/;

/** The manifest that a command needs and no folder of the repository has; undefined where it is there, or may be. */
export function absentManifest(command: ShellCommand, shell: ShellSource, folder: string, repository: RepositorySource): string | undefined {
  const use = Object.hasOwn(PROGRAMS, command.name) ? PROGRAMS[command.name] : undefined;
  if (!use || (folder !== '' && !repository.has(folder))) return undefined;
  const words = command.args.map((word) => plainWord(word, shell));
  const own = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined);
  const verb = words.find((word) => word === undefined || !/^[-+]/.test(word));
  if (verb === undefined || !use.verbs.test(verb) || own.some((word) => ELSEWHERE.test(word ?? ''))) return undefined;
  // `npm pack other-package` and `npm publish file.tgz` take it from there.
  if (/^(pack|publish)$/.test(verb) && own.slice(own.indexOf(verb) + 1).some((word) => word === undefined || !word.startsWith('-'))) return undefined;
  return hasManifest(use.manifest, repository) ? undefined : use.manifest;
}

/** Whether a step may bring files that the repository does not have. */
export function bringsFiles(step: StepSource): boolean {
  const { uses, run } = step;
  return uses ? uses.kind !== 'repository' || BRINGING_ACTION.test(uses.action) : run !== undefined && (!run.isShell || BRINGING_COMMAND.test(run.text));
}

const BRINGING_ACTION = /checkout|clone|download|artifact|cache|fetch|scaffold|template|github-script|submodule/i;
const BRINGING_COMMAND = /\b(git (clone|checkout|switch|submodule|init|pull)|tar|unzip|7z|curl|wget|gh|make|cmake|npx|npm (init|create|exec)|yarn (init|create|dlx)|pnpm (init|create|dlx)|bunx|cp|mv|ln|rsync|degit|docker cp|cookiecutter|copier|(package\.json|Cargo\.toml))\b|>\s*\S*\.(json|toml)/;

const known = new WeakMap<RepositorySource, Map<string, boolean>>();

function hasManifest(name: string, repository: RepositorySource): boolean {
  let found = known.get(repository);
  if (!found) known.set(repository, found = new Map());
  if (!found.has(name)) found.set(name, repository.has('.gitmodules') || isLeftOut(name, repository) || repository.tree.paths.some((path) => isManifest(path, name)));
  return found.get(name)!;
}

// Also as a template of one, and in the other forms that pnpm takes.
function isManifest(path: string, name: string): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.startsWith(name) || (name === 'package.json' && /^package\.(json5|yaml)$/.test(file));
}
