import { globExpression } from './glob';
import { plainWord } from './shell-words';
import { commandsWithFolder, folderOf } from './workspace';
import type { JobSource } from '../../read/job-source';
import type { Located } from '../../read/located';
import type { RepositorySource } from '../../read/repository-source';
import { programOf } from '../../read/shell-program';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';

/** A word of a command that means a packed package, and does not fit its file. */
export interface MisnamedTarball {
  readonly at: Located;
  /** As written. */
  readonly text: string;
  /** The name that npm gives the file. */
  readonly fileName: string;
}

interface Packed {
  readonly job: JobSource;
  readonly step: StepSource;
  /** Name of the package, with its scope. */
  readonly name: string;
  readonly version: string | undefined;
}

/** Commands that give such a file another name, or make one of their own. */
const RENAMES = /^(mv|cp|ln|rename|tar|curl|wget|yarn|helm|install|rsync)$/;

/**
 * The words of later commands that name a packed scoped package without its scope.
 *
 * @see https://docs.npmjs.com/cli/commands/npm-pack
 */
export function misnamedTarballs(workflow: WorkflowSource, repository: RepositorySource): MisnamedTarball[] {
  const packed = workflow.jobs.flatMap((job) => job.steps.flatMap((step) => packedBy(step, job, repository)));
  if (packed.length === 0) return [];
  const words = workflow.jobs.flatMap((job) => job.steps.flatMap((step) => tarballWords(step, job)));
  if (words.some(({ renames }) => renames)) return [];
  return packed.flatMap(({ job, step, name, version }) => {
    const bare = name.replace(/^@[^/]+\//, '');
    const fileName = `${name.replace('@', '').replace('/', '-')}-${version ?? 'VERSION'}.tgz`;
    // A package that has the bare name may be what is meant.
    if (packageNames(repository).includes(bare)) return [];
    return words.filter((word) => isLater(word, job, step) && meansPackage(word.text, bare) && !globExpression(word.text.replace(/^.*\//, '')).test(fileName))
      .map(({ at, text }) => ({ at, text, fileName }));
  });
}

function packedBy(step: StepSource, job: JobSource, repository: RepositorySource): Packed[] {
  const { run } = step;
  if (!run?.tree) return [];
  return commandsWithFolder(run, folderOf(step, job)).flatMap(({ command, folder }) => {
    const [verb, ...options] = command.args.map((word) => plainWord(word, run));
    if (command.name !== 'npm' || verb !== 'pack' || options.some((option) => !/^(--ignore-scripts|--json|--silent|--quiet|-s|--pack-destination(=.*)?|--loglevel=\w+)$/.test(option ?? ''))) return [];
    const manifest = repository.json(`${folder === '' ? '' : `${folder}/`}package.json`);
    const name: unknown = manifest?.name;
    return typeof name === 'string' && /^@[^/]+\/[^/]+$/.test(name) ? [{ job, step, name, version: typeof manifest.version === 'string' ? manifest.version : undefined }] : [];
  });
}

interface TarballWord {
  readonly job: JobSource;
  readonly step: StepSource;
  readonly at: Located;
  readonly text: string;
  /** Whether the command may make a file of that name. */
  readonly renames: boolean;
}

function tarballWords(step: StepSource, job: JobSource): TarballWord[] {
  const { run } = step;
  return (run?.commands ?? []).flatMap((command) => command.words.flatMap((word) => {
    const text = plainWord(word, run!);
    if (text === undefined || !/^[\w.*?/@-]+\.tgz$/.test(text)) return [];
    return [{ job, step, at: run!.at(word.node), text, renames: RENAMES.test(programOf(command).name) }];
  }));
}

function isLater({ job, step }: TarballWord, packing: JobSource, packed: StepSource): boolean {
  return job === packing ? step.index >= packed.index : job.ancestors.includes(packing);
}

// `vmsnap-*.tgz`, `vmsnap-1.2.3.tgz`: the name without its scope, and a version.
function meansPackage(text: string, bare: string): boolean {
  const file = text.replace(/^.*\//, '');
  return file.startsWith(bare) && /^-?(\*|v?\d)/.test(file.slice(bare.length));
}

const names = new WeakMap<RepositorySource, string[]>();

function packageNames(repository: RepositorySource): string[] {
  let found = names.get(repository);
  if (!found) names.set(repository, found = repository.tree.paths.filter((path) => /(^|\/)package\.json$/.test(path)).map((path) => String(repository.json(path)?.name ?? '')));
  return found;
}
