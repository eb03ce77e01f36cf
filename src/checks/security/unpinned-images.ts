import type { ActionSource } from '../../read/action-source';
import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** A tag of an image can be pushed anew with other contents; a digest cannot. */
export class UnpinnedImages extends SourceCheck {
  public readonly id = 'unpinned-images';
  public readonly description = 'Every container image is pinned to its digest.';
  public readonly covers = ['S14'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'unpinned-images';

  public visitJob(job: JobSource, context: CheckContext): void {
    const container = job.value.get('container');
    this.look(container?.isMap ? container.get('image') : container, job, context);
    for (const service of job.value.get('services')?.entries() ?? []) this.look(service.isMap ? service.get('image') : service, job, context);
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    if (step.uses?.kind === 'docker') tell(step.uses.target, step.uses.value, context);
  }

  public visitAction({ value }: ActionSource, context: CheckContext): void {
    const image = value.get('runs', 'image');
    if (image?.text?.startsWith('docker://')) tell(image.text.slice('docker://'.length), image, context);
  }

  private look(image: YamlValue | undefined, job: JobSource, context: CheckContext): void {
    const text = image?.text?.trim();
    if (!image || !text) return;
    const axis = /^\$\{\{\s*matrix\.([\w-]+(?:\.[\w-]+)*)\s*\}\}$/.exec(text)?.[1];
    if (axis === undefined) return tell(text, image, context);
    const values = job.legs?.map((leg) => axis.split('.').reduce<any>((value, key) => value?.[key], leg)) ?? [];
    for (const value of new Set(values)) if (typeof value === 'string' && value !== '') tell(value, image, context);
  }
}

function tell(written: string, at: YamlValue, context: CheckContext): void {
  const image = written.replace(/^docker:\/\//, '');
  // What is in a registry of the job itself was built there.
  if (image.includes('${{') || image.includes('@sha256:') || /^(localhost|127\.0\.0\.1)[:/]/.test(image)) return;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  const name = image.replace(/:[^/:]+$/, '');
  const problem = tag === undefined ? `${image} has no tag, so whatever is newest runs.`
    : tag === 'latest' ? `${image} is whatever was pushed last.`
      : `${image} is pinned to a tag, which can be pushed anew.`;
  context.report(at, problem, `Write ${name}${tag === undefined || tag === 'latest' ? ':<version>' : `:${tag}`}@sha256:<digest>; \`docker buildx imagetools inspect ${image}\` shows the digest.`, tag === undefined || tag === 'latest' ? undefined : context.inBaseline('info'));
}
