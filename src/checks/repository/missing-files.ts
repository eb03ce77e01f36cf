import type { ActionSource } from '../../read/action-source';
import type { JobSource } from '../../read/job-source';
import type { Diagnostic } from '../../read/language-services';
import type { RepositorySource } from '../../read/repository-source';
import type { StepSource } from '../../read/step-source';
import type { UsesSource } from '../../read/uses-source';
import type { YamlFile } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { ValidatorCheck } from '../validator-check';
import { isStatusOnly } from './conditions';
import { FileReference, fileReferences, inputReferences } from './file-references';
import { isHosted } from './token-use';
import { commandsWithFolder, folderOf, isLeftOut, resolvePath, stepsInRepository } from './workspace';

/** A step that starts a file which the repository does not have ends with "No such file or directory". */
export class MissingFiles extends ValidatorCheck {
  public readonly id = 'missing-files';
  public readonly description = 'Every script, file, local action and reusable workflow that is named is in the repository.';
  public readonly covers = ['X04'];
  public readonly severity = { baseline: 'error' } as const;
  // What the validator says of a workflow that is called, with our words.
  public readonly messages = [/^Unable to find reusable workflow/];

  public visitJob(job: JobSource, context: CheckContext): void {
    if (!context.repository.isWhole) return;
    const steps = stepsInRepository(job);
    const before: string[] = [];
    for (const step of steps) {
      if (step.uses?.kind === 'local') this.lookAtAction(step.uses, before, context);
      this.lookAtStep(step, job, before, context);
      before.push(textOf(step, context.repository));
    }
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    if (!context.repository.isWhole) return;
    for (const { run } of action.steps) {
      for (const match of run?.text.matchAll(ACTION_PATH) ?? []) {
        const path = resolvePath(action.folder, match[1]);
        const mentioned = run!.text.indexOf(match[1]) < match.index;
        if (path !== undefined && !mentioned && !context.repository.has(path) && !isLeftOut(path, context.repository)) {
          context.report(run!.at(match.index), `The action has no file ${match[1]}: ${path} is not in this repository.`, `Add ${path}, or correct the path.`, 'warning');
        }
      }
    }
  }

  protected explain(_diagnostic: Diagnostic, file: YamlFile, context: CheckContext): { problem: string; fix: string } | undefined {
    if (!context.repository.isWhole) return undefined;
    const { line, character } = _diagnostic.range.start;
    const path = /[.$]\/\S+?\.ya?ml/.exec(file.lines[line].slice(character))?.[0];
    const others = context.repository.workflows.filter((workflow) => workflow.hasEvent('workflow_call')).map((workflow) => `./${workflow.path}`);
    return path === undefined || context.repository.has(path.replace(/^[.$]\//, '')) ? undefined
      : { problem: `Reusable workflow ${path} is not in this repository.`, fix: others.length > 0 ? `There are ${others.join(', ')}.` : 'Add it with "on: workflow_call".' };
  }

  private lookAtAction(uses: UsesSource, before: readonly string[], context: CheckContext): void {
    const target = resolvePath('', uses.target);
    if (target === undefined) return;
    const folder = target === '' ? '' : `${target}/`;
    if (['action.yml', 'action.yaml', 'Dockerfile'].some((name) => context.repository.has(`${folder}${name}`))) return;
    if (isLeftOut(target, context.repository) || isMentioned(target, before) || before.some((text) => UNPACKS.test(text))) return;
    context.report(uses.at, `Action ${uses.text} is not in this repository: there is no ${folder}action.yml.`, nearActions(context.repository) ?? `Add ${folder}action.yml, or correct the path.`);
  }

  private lookAtStep(step: StepSource, job: JobSource, before: readonly string[], context: CheckContext): void {
    for (const found of inputReferences(step)) this.lookAtFile(found, resolvePath('', found.text), step, job, before, context);
    const { run } = step;
    if (!run?.tree) return;
    for (const { command, folder } of commandsWithFolder(run, folderOf(step, job))) {
      if (command.inCondition || command.inFunction !== undefined) continue;
      for (const found of fileReferences(command, run)) {
        this.lookAtFile(found, resolvePath(folder, found.text), step, job, [...before, run.text.slice(0, command.node.start)], context);
      }
    }
  }

  private lookAtFile(found: FileReference, path: string | undefined, step: StepSource, job: JobSource, before: readonly string[], context: CheckContext): void {
    const { repository } = context;
    if (path === undefined || path === '') return;
    if (repository.has(path)) {
      const chmod = before.some((text) => /\bchmod\b/.test(text));
      if (found.isStarted && !chmod && isHosted(job) && !job.runnerNames?.some((name) => /windows/i.test(name)) && repository.tree.isExecutable(path) === false) {
        context.report(found.at, `${found.text} is not executable: to start it ends with "Permission denied".`, `Say "git update-index --chmod=+x ${path}", or start it as "bash ${found.text}".`, 'warning');
      }
      return;
    }
    const name = path.replace(/^.*\//, '');
    const top = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    if (isLeftOut(path, repository) || isMentioned(name, before) || (step.condition?.text ?? '').includes(name)) return;
    const mayAppear = before.some((text) => UNPACKS.test(text));
    // Where nothing of the folder is in the repository, a step makes it, or a tool does.
    if (mayAppear && isCompiled(path, repository)) return;
    if (mayAppear && (top === '' || !repository.has(path.split('/')[0]))) return;
    const isSure = (top === '' || repository.has(top)) && !mayAppear && isStatusOnly(step.condition) && isStatusOnly(job.condition);
    const near = repository.tree.paths.find((other) => other.endsWith(`/${name}`));
    context.report(found.at, `${found.kind === 'script' ? 'Script' : 'File'} ${path} is not in this repository.`, near === undefined ? 'Add it, or correct the path.' : `There is ${near}.`, isSure ? 'error' : 'warning');
  }
}

const ACTION_PATH = /\$(?:\{\{\s*github\.action_path\s*\}\}|\{?GITHUB_ACTION_PATH\}?)\/([\w./-]+\.(?:sh|py|js|rb))\b/g;

/** What may bring files that the repository does not have. */
const UNPACKS = /\b(git (clone|checkout|switch|submodule|apply|pull|merge|worktree|init)|tar|unzip|curl|wget|gh (release download|repo clone|run download)|make|cmake|configure|autogen|bootstrap|cargo (generate|run|xtask)|npm (run|ci|install|exec)|npx|yarn|pnpm|generate|cp|mv|ln|rsync|docker (cp|run)|python3?|node|sed|tee)\b|download-artifact|actions\/cache|codegen|(?<![-=2&])>{1,2}\s*(?!&|\/dev\/null|[\x22']?\$\{?GITHUB_)[\w\x22'.\/$]/i;

// Everything that a step says, also through an action of this repository.
function textOf(step: StepSource, repository: RepositorySource): string {
  if (step.run) return step.run.text;
  if (/^actions\/setup-/.test(step.uses?.action ?? '')) return '';
  const inner = step.uses?.kind === 'local' ? repository.action(step.uses.target)?.file.text.replace(/^\s*#.*$/gm, '') : undefined;
  return `${step.uses?.action ?? ''} ${[...step.inputs.values()].map((value) => value.text ?? '').join(' ')} ${inner ?? ''}`;
}

// A compiler makes it out of the source beside it.
function isCompiled(path: string, repository: RepositorySource): boolean {
  const stem = /^(.*)\.([cm]?)jsx?$/.exec(path);
  return stem !== null && ['ts', 'tsx'].some((ending) => repository.has(`${stem[1]}.${stem[2]}${ending}`));
}

function isMentioned(name: string, before: readonly string[]): boolean {
  return before.some((text) => text.includes(name));
}

function nearActions(repository: RepositorySource): string | undefined {
  const folders = repository.actions.map(({ folder }) => folder).filter((folder) => folder !== '');
  return folders.length > 0 ? `There are ${folders.slice(0, 12).map((folder) => `./${folder}`).join(', ')}.` : undefined;
}
