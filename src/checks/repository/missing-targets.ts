import { nearest } from '../../catalog/nearest';
import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { ShellCommand } from '../../read/shell-command';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { absentManifest, bringsFiles } from './absent-manifests';
import { cargoTargets } from './cargo-targets';
import { makeTargets } from './make-targets';
import { plainWord } from './shell-words';
import { commandsWithFolder, folderOf, stepsInRepository } from './workspace';

/** A script, test or make target that the repository's manifests do not have ends the step with an error. */
export class MissingTargets extends SourceCheck {
  public readonly id = 'missing-targets';
  public readonly description = 'Every npm script, Cargo target and make target that a step names exists.';
  public readonly covers = ['X05'];
  public readonly severity = { baseline: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    if (!context.repository.isWhole) return;
    const told = new Set<string>();
    let isChanged = false;
    let mayHaveMore = false;
    for (const step of stepsInRepository(job)) {
      const { run } = step;
      isChanged ||= run !== undefined && CHANGES.test(run.text);
      mayHaveMore ||= isChanged || bringsFiles(step);
      if (run?.tree && !isChanged) this.lookAtStep(run, step, job, context);
      if (run?.tree && !mayHaveMore) this.lookAtManifests(run, step, job, told, context);
    }
  }

  // One for each manifest in a job: all its commands fail for the same reason.
  private lookAtManifests(run: ShellSource, step: StepSource, job: JobSource, told: Set<string>, context: CheckContext): void {
    for (const { command, folder } of commandsWithFolder(run, folderOf(step, job))) {
      const manifest = command.inCondition || command.inFunction !== undefined ? undefined : absentManifest(command, run, folder, context.repository);
      if (manifest === undefined || told.has(manifest)) continue;
      told.add(manifest);
      context.report(run.at(command.node), `${command.name} needs a ${manifest}, and this repository has none in any folder.`, `Add ${manifest}, or check out the repository that has it.`, 'warning');
    }
  }

  private lookAtStep(run: ShellSource, step: StepSource, job: JobSource, context: CheckContext): void {
    for (const { command, folder } of commandsWithFolder(run, folderOf(step, job))) {
      if (command.inCondition) continue;
      const found = npmScript(command, run, folder, context.repository) ?? cargoTarget(command, run, context.repository) ?? makeTarget(command, run, folder, context.repository);
      if (!found) continue;
      const guess = nearest(found.name, [...found.known]);
      context.report(run.at(command.node), `${found.manifest} has no ${found.kind} "${found.name}".`, guess === undefined ? `Add it there, or name one of ${found.known.slice(0, 12).join(', ') || '(none yet)'}.` : `Did you mean "${guess}"?`, found.isSure ? 'error' : 'warning');
    }
  }
}

interface MissingTarget {
  readonly manifest: string;
  readonly kind: string;
  readonly name: string;
  readonly known: readonly string[];
  readonly isSure: boolean;
}

/** What brings other manifests than those that were checked out. */
const CHANGES = /\bgit (clone|checkout|switch|pull|merge|worktree|apply|am|submodule)\b|npm (pkg set|init|create)|npm-run-all|cargo (new|init|generate)|>\s*\S*(package\.json|Cargo\.toml|Makefile)|degit|\bcp\b.*(package\.json|Cargo\.toml|Makefile)/;

const SHORT: Readonly<Record<string, string>> = { test: 'test', t: 'test', tst: 'test' };

function npmScript(command: ShellCommand, shell: ShellSource, folder: string, repository: RepositorySource): MissingTarget | undefined {
  if (command.name !== 'npm' && command.name !== 'pnpm') return undefined;
  const words = beforeDashes(command, shell);
  // Where an option comes first, or names another folder, the manifest is another one or unknown.
  if (words.some((word) => word === undefined || /^(-w|--workspaces?|--prefix|-C|--dir|--if-present|-r|--recursive|-F|--filter|--ws)(=|$)/.test(word))) return undefined;
  const given = words.filter((word) => !word!.startsWith('-')) as string[];
  const name = /^(run|run-script|rum|urn)$/.test(given[0] ?? '') ? given[1] : words[0] === given[0] ? SHORT[given[0] ?? ''] : undefined;
  const manifest = `${folder === '' ? '' : `${folder}/`}package.json`;
  const content = repository.json(manifest);
  if (name === undefined || content === null || typeof content !== 'object' || /^\/|[*$]/.test(name)) return undefined;
  const known = Object.keys(content.scripts ?? {});
  if (known.includes(name) || (name === 'start' && repository.has(`${folder}/server.js`)) || /^(env|restart|stop|start)$/.test(name)) return undefined;
  return { manifest, kind: 'script', name, known, isSure: command.name === 'npm' };
}

function cargoTarget(command: ShellCommand, shell: ShellSource, repository: RepositorySource): MissingTarget | undefined {
  if (command.name !== 'cargo' || !repository.has('Cargo.toml')) return undefined;
  const words = beforeDashes(command, shell);
  const verb = words.find((word) => word !== undefined && !/^[-+]/.test(word));
  if (!/^(test|t|build|b|check|c|bench|run|r|clippy)$/.test(verb ?? '') || words.some((word) => word !== undefined && /^--manifest-path/.test(word))) return undefined;
  for (const [index, word] of words.entries()) {
    const kind = /^--(test|bench|example|bin)(?:=(.*))?$/.exec(word ?? '');
    if (!kind) continue;
    const name = kind[2] ?? words[index + 1];
    if (name === undefined || name === '' || /[*?[\]]/.test(name) || name.startsWith('-')) continue;
    const targets = cargoTargets(repository, kind[1] as 'test');
    if (targets && !targets.includes(name)) return { manifest: 'Cargo.toml', kind: `${kind[1]} target`, name, known: targets, isSure: kind[1] === 'test' };
  }
  return undefined;
}

function makeTarget(command: ShellCommand, shell: ShellSource, folder: string, repository: RepositorySource): MissingTarget | undefined {
  if (command.name !== 'make') return undefined;
  const words = beforeDashes(command, shell);
  if (words.some((word) => word === undefined || /^-\w*[Cf]|^--(directory|file|makefile)/.test(word))) return undefined;
  const makefile = ['GNUmakefile', 'makefile', 'Makefile'].map((file) => `${folder === '' ? '' : `${folder}/`}${file}`).find((file) => repository.has(file));
  const known = makefile === undefined ? undefined : makeTargets(repository, makefile);
  const name = (words as string[]).find((word) => /^[A-Za-z][\w-]*$/.test(word) && known?.includes(word) === false);
  if (!known || makefile === undefined || name === undefined || repository.has(`${folder}/${name}`.replace(/^\//, ''))) return undefined;
  return { manifest: makefile, kind: 'target', name, known, isSure: false };
}

function beforeDashes(command: ShellCommand, shell: ShellSource): (string | undefined)[] {
  const words = command.args.map((word) => plainWord(word, shell));
  const end = words.indexOf('--');
  return end < 0 ? words : words.slice(0, end);
}
