import type { JobSource } from '../../read/job-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { JobUploads, namesOf, Upload, uploadsOf } from './artifacts';
import { alwaysRuns, isStatusOnly, mayFail } from './conditions';
import { globExpression } from './glob';
import { misnamedTarballs } from './tarball-names';
import { isUnwrittenCargoFolder } from './unwritten-paths';

/**
 * An artifact is there only once the job that uploads it has ended, and its name can be taken once in a run.
 *
 * @see https://github.com/actions/upload-artifact#not-uploading-to-the-same-artifact
 */
export class ArtifactFlow extends SourceCheck {
  public readonly id = 'artifact-flow';
  public readonly description = 'Every artifact that is downloaded is uploaded by a job that has ended before, under a name that is taken once.';
  public readonly covers = ['X02'];
  public readonly severity = { baseline: 'error' } as const;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    const all = new Map(workflow.jobs.map((job) => [job, uploadsOf(job, context.repository)]));
    // A called workflow shares the artifacts of the run with its caller.
    if (!workflow.hasEvent('workflow_call')) for (const job of workflow.jobs) this.lookAtDownloads(job, all, context);
    const own = workflow.jobs.flatMap((job) => (job.uses ? [] : all.get(job)!.uploads));
    this.lookAtNames(own, context);
    for (const upload of own) this.lookAtPaths(upload, context);
    for (const { at, text, fileName } of misnamedTarballs(workflow, context.repository)) {
      context.report(at, `${text} does not fit what "npm pack" writes: the file is named ${fileName}.`, 'Name it so, or take the name from "npm pack --json".', 'warning');
    }
  }

  private lookAtDownloads(job: JobSource, all: ReadonlyMap<JobSource, JobUploads>, context: CheckContext): void {
    const downloads = job.steps.filter((step) => step.uses?.action === 'actions/download-artifact' && !['run-id', 'repository', 'artifact-ids'].some((name) => step.inputs.has(name)));
    if (downloads.length === 0) return;
    const before = [job, ...job.ancestors];
    for (const step of downloads) {
      const given = step.inputs.get('name') ?? step.inputs.get('pattern');
      const wanted = given?.text === undefined ? undefined : namesOf(given.text, job);
      if (!given || !wanted || mayFail(step, job)) continue;
      const isPattern = !step.inputs.has('name');
      for (const name of new Set(wanted)) if (name !== '') this.lookAtDownload({ job, name, given, isPattern }, before, all, context);
    }
  }

  private lookAtDownload({ job, name, given, isPattern }: Download, before: readonly JobSource[], all: ReadonlyMap<JobSource, JobUploads>, context: CheckContext): void {
    const pattern = isPattern ? globExpression(name) : undefined;
    const gives = (uploads: readonly Upload[]) => uploads.some(({ names }) => names === undefined || names.some((each) => (pattern ? pattern.test(each) : each === name)));
    if (before.some((each) => all.get(each)?.isOpen || gives(all.get(each)?.uploads ?? []))) return;
    const later = [...all].find(([each, { uploads }]) => !before.includes(each) && gives(uploads.filter(({ names }) => names !== undefined)));
    const word = isPattern ? `Artifacts named ${name} are` : `Artifact "${name}" is`;
    if (later) {
      // Side by side the upload may win the race; behind the download it cannot.
      const neverThere = later[0].ancestors.includes(job);
      context.report(given, `${word} uploaded by job "${later[0].id}", which job "${job.id}" does not wait for.`, neverThere ? `Job "${later[0].id}" waits for job "${job.id}": download it in a job behind it.` : `Add "${later[0].id}" to the needs of job "${job.id}".`, neverThere ? 'error' : 'warning');
    } else if (![...all.values()].some(({ isOpen }) => isOpen)) {
      const names = [...new Set([...all.values()].flatMap(({ uploads }) => uploads).flatMap((upload) => upload.names ?? []))];
      context.report(given, `${word} uploaded by no job of this workflow.`,
        names.length > 0 ? `Uploaded are ${names.slice(0, 8).join(', ')}. Of another run an artifact needs "run-id" and "github-token".` : 'Upload it in a job that this one needs; of another run it needs "run-id" and "github-token".', isPattern ? 'warning' : 'error');
    }
  }

  private lookAtNames(uploads: readonly Upload[], context: CheckContext): void {
    const taken = new Map<string, Upload>();
    for (const upload of uploads) {
      const { step, job, names } = upload;
      const overwrite = step.input('overwrite') ?? 'false';
      if (!alwaysRuns(step, job) || step.inputs.has('archive') || !['true', 'false'].includes(overwrite) || (step.uses?.major ?? 4) < 4) continue;
      const at = step.inputs.get('name') ?? step.uses!.at;
      const text = step.input('name') ?? 'artifact';
      const twice = names?.find((name, index) => names.indexOf(name) < index) ?? (names && job.legs === undefined && !text.includes('${{') ? text : (names?.length === 1 && (job.legs?.length ?? 1) > 1 ? text : undefined));
      if (twice !== undefined) {
        const end = overwrite === 'true' ? 'the one that ends last replaces the others' : 'the second one is refused, since version 4 a name is taken once in a run';
        context.report(at, `Every job of the matrix uploads artifact "${twice}": ${end}.`,
          `Put the values of the matrix into the name, such as "${twice}-\${{ strategy.job-index }}", and download with "pattern" and "merge-multiple".`, job.legs === undefined ? 'warning' : 'error');
        continue;
      }
      for (const name of names ?? []) this[overwrite === 'true' ? 'lookAtRace' : 'lookAtOther'](name, taken, upload, at, context);
    }
  }

  private lookAtOther(name: string, taken: Map<string, Upload>, upload: Upload, at: Parameters<CheckContext['report']>[0], context: CheckContext): void {
    const other = taken.get(name);
    if (other && other.step !== upload.step) {
      context.report(at, `Artifact "${name}" is uploaded by ${other.job === upload.job ? `step "${other.step.label}"` : `job "${other.job.id}"`} too: the second one is refused, since version 4 a name is taken once in a run.`, 'Give it a name of its own, or "overwrite: true" where it replaces the first one.');
    }
    taken.set(name, upload);
  }

  // One after the other it replaces; side by side nobody knows which one is left.
  private lookAtRace(name: string, taken: Map<string, Upload>, upload: Upload, at: Parameters<CheckContext['report']>[0], context: CheckContext): void {
    const other = taken.get(name);
    if (other && other.job !== upload.job && !upload.job.ancestors.includes(other.job) && !other.job.ancestors.includes(upload.job)) {
      context.report(at, `Artifact "${name}" is uploaded by job "${other.job.id}" too, and neither waits for the other: the one that ends last replaces the other's.`, 'Give each a name of its own, or let one need the other.');
    }
    taken.set(name, upload);
  }

  private lookAtPaths({ step, job }: Upload, context: CheckContext): void {
    const value = step.inputs.get('path');
    const paths = (value?.text ?? '').split('\n').map((path) => path.trim()).filter((path) => path !== '' && !path.startsWith('!'));
    const outside = paths.find((path) => /^(\/|~\/)/.test(path));
    if (value && outside !== undefined && paths.some((path) => /^[\w.]/.test(path))) {
      context.report(lineAt(value, outside), `${outside} lies outside the workspace and ${paths.find((path) => /^[\w.]/.test(path))} inside: the artifact begins at what both share, so everything in it stands below long paths of the runner.`,
        'Copy both into one folder and upload that.', 'warning');
    }
    const lost = isStatusOnly(job.condition) ? paths.find((path) => isUnwrittenCargoFolder(path, step, job, context.repository)) : undefined;
    if (value && lost !== undefined) {
      context.report(lineAt(value, lost), `Nothing in job "${job.id}" writes ${lost}: Cargo's test runner writes no reports, and a missing path is only a warning.`,
        'Let cargo-nextest write a JUnit report there, or upload what exists; "if-no-files-found: error" says so at once.', 'warning');
    }
  }
}

interface Download {
  readonly job: JobSource;
  readonly name: string;
  readonly given: YamlValue;
  readonly isPattern: boolean;
}

function lineAt(value: YamlValue, part: string): Parameters<CheckContext['report']>[0] {
  return value.file.at(value.offsetOf(Math.max((value.text ?? '').indexOf(part), 0)), value.keys);
}
