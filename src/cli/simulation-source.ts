import { basename, extname } from 'node:path';
import { meant } from './options';
import { Output, printable } from './output';
import { targetsOf } from './targets';
import { readYaml } from './unreadable';
import { UsageError } from './usage-error';
import { DiskTree } from '../read/disk-tree';
import { isPipelineFile, RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';
import type { YamlProblem } from '../read/yaml-file';

/** The workflows that a command is about. */
export interface SimulationPlace {
  /** Folder of the repository. */
  readonly root: string;
  readonly repository: RepositorySource;
  /** Whether a workflow was asked for: all are where none is named. */
  asked(workflow: WorkflowSource): boolean;
}

/**
 * The repository around the current folder, and those of its workflows that were named.
 *
 * @throws UsageError where there is none of that name, or one that is asked for cannot be read
 */
export function simulationPlace(names: readonly string[], output: Output): SimulationPlace {
  const [{ root }] = targetsOf([], process.cwd());
  const repository = readable(root, names, output);
  return { root, repository, asked: selected(repository, names) };
}

// A file that cannot be read is no reason to hide the others, where only those were asked for.
function readable(root: string, names: readonly string[], output: Output): RepositorySource {
  const disk = new DiskTree(root);
  const broken = new Map<string, string>();
  for (const path of disk.paths.filter((each) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(each))) {
    const text = disk.read(path);
    const file = text === undefined ? undefined : readYaml(path, text);
    if (file === undefined) broken.set(path, `${path} ${disk.problemOf(path) ?? 'cannot be read'}`);
    else if (!('root' in file)) broken.set(path, `${path}:${file.line}:${file.column}: ${file.problem} ${file.fix}`);
    else if (file.problems.length > 0) broken.set(path, problemText(file.problems[0]));
  }
  for (const [path, problem] of broken) {
    if (names.length === 0 || names.some((name) => isNamed(path, name))) throw new UsageError(printable(problem));
    output.note(`projen-delivery: left out: ${problem}`);
  }
  return new RepositorySource(disk, (path) => isPipelineFile(path) && !broken.has(path));
}

function problemText({ message, at }: YamlProblem): string {
  return `${at.path}:${at.place.line}:${at.place.column}: this is no YAML: ${message}`;
}

function selected(repository: RepositorySource, names: readonly string[]): (workflow: WorkflowSource) => boolean {
  const matches = (workflow: WorkflowSource, name: string) => workflow.name === name || isNamed(workflow.path, name);
  for (const name of names) {
    if (repository.workflows.some((workflow) => matches(workflow, name))) continue;
    const known = repository.workflows.map(({ path }) => basename(path, extname(path)));
    throw new UsageError(`there is no workflow ${name}.${meant(name, known)} There ${known.length === 0 ? 'is none' : `are ${known.join(', ')}`}`);
  }
  return (workflow) => names.length === 0 || names.some((name) => matches(workflow, name));
}

function isNamed(path: string, name: string): boolean {
  const file = basename(path);
  return [path, `./${path}`, file, basename(file, extname(file))].includes(name);
}
