import { imageProblem } from './image-reference';
import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** What stands in `{{branch}}` and `{{tag}}` on a kind of ref. */
const PLACEHOLDERS = /\{\{\s*(branch|tag)\s*\}\}/g;

/**
 * Docker refuses the whole build for one tag that begins with `-`, and an image with capitals has no name.
 *
 * @see https://github.com/docker/metadata-action#typesha
 */
export class ImageTagSyntax extends SourceCheck {
  public readonly id = 'image-tag-syntax';
  public readonly description = 'Names and tags of images are such that Docker takes them, whatever started the run.';
  public readonly covers = ['R12'];
  public readonly severity = { baseline: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    const container = job.value.get('container');
    this.lookAtImage(container?.isMap ? container.get('image') : container, context);
    for (const service of job.value.get('services')?.entries() ?? []) this.lookAtImage(service.get('image'), context);
    for (const step of job.steps) this.lookAtStep(step, job, context);
  }

  private lookAtStep(step: StepSource, job: JobSource, context: CheckContext): void {
    const { uses } = step;
    if (uses?.kind === 'docker') this.report(uses.value, uses.target, context);
    if (uses?.is('docker/metadata-action')) this.lookAtRules(step, job, context);
    if (!uses?.is('docker/build-push-action')) return;
    const tags = step.inputs.get('tags');
    for (const { text, at } of tags ? linesOf(tags) : []) {
      for (const tag of text.split(',')) {
        // What an expression gives is not known: any name stands for it.
        const plain = tag.trim().replace(/\$\{\{[\s\S]*?\}\}/g, 'x');
        const problem = plain === '' || tag.includes('${{') && !/\/|:/.test(plain) ? undefined : capitals(plain);
        if (problem) context.report(at, `"${tag.trim()}" is no name of an image: ${problem}.`, 'Write it in lower case.');
      }
    }
  }

  private lookAtImage(value: YamlValue | undefined, context: CheckContext): void {
    const image = value?.text;
    if (value && image !== undefined && image !== '') this.report(value, image.replace(/^docker:\/\//, ''), context);
  }

  private report(at: YamlValue, image: string, context: CheckContext): void {
    if (image.includes('${{')) return;
    const problem = imageProblem(image.trim());
    if (problem) context.report(at, `"${image}" is no name of an image: ${problem}.`, 'Write [registry/]name[:tag][@sha256:digest], the name in lower case.');
  }

  private lookAtRules(step: StepSource, job: JobSource, context: CheckContext): void {
    const tags = step.inputs.get('tags');
    if (!tags || asksForRef(step.condition) || asksForRef(job.condition)) return;
    for (const { text, at } of linesOf(tags)) {
      if (!/^\s*type=(?:sha|raw)\b/.test(text) || /(?:^|,)enable=/.test(text)) continue;
      for (const [placeholder, name] of text.matchAll(PLACEHOLDERS)) {
        const trigger = name === 'branch' ? withoutBranch(job.workflow) : withoutTag(job.workflow);
        const begins = new RegExp(`(?:prefix|value)=${placeholder.replace(/[{}]/g, '\\$&')}[-.]`).test(text);
        if (trigger && begins) context.report(at, `"${text.trim()}" makes a tag that begins with "-" on ${trigger}, where there is no ${name}: Docker refuses it.`, `Write a fixed prefix, such as prefix=sha-, or add enable=${name === 'branch' ? '${{ github.ref_type == \'branch\' }}' : '${{ github.ref_type == \'tag\' }}'}.`);
      }
    }
  }
}

function capitals(image: string): string | undefined {
  const problem = imageProblem(image);
  return problem?.includes('capitals') ? problem : undefined;
}

/** Which trigger has no branch, if there is one for sure. */
function withoutBranch(workflow: WorkflowSource): string | undefined {
  const push = workflow.event('push');
  if (push && (push.value?.has('tags') || push.value?.has('tags-ignore'))) return 'a push of a tag';
  if (workflow.hasEvent('release')) return 'a release';
  return workflow.hasEvent('pull_request', 'pull_request_target') ? 'a pull request' : undefined;
}

function withoutTag(workflow: WorkflowSource): string | undefined {
  const push = workflow.event('push');
  if (push && (push.value?.has('branches') || (!push.value?.has('tags') && !push.value?.has('tags-ignore')))) return 'a push of a branch';
  return workflow.hasEvent('pull_request', 'pull_request_target') ? 'a pull request' : undefined;
}

function asksForRef(condition: YamlValue | undefined): boolean {
  return /github\.(?:ref|event|base_ref|head_ref)/.test(condition?.text ?? '');
}

/** The lines of a text that are not empty, each with its place. */
function linesOf(value: YamlValue): { readonly text: string; readonly at: ReturnType<YamlValue['file']['at']> }[] {
  const text = value.text ?? '';
  let index = 0;
  return text.split('\n').flatMap((line) => {
    const start = index + (/\S/.exec(line)?.index ?? 0);
    index += line.length + 1;
    return line.trim() === '' || line.trim().startsWith('#') ? [] : [{ text: line, at: value.file.at(value.offsetOf(start), value.keys) }];
  });
}
