import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { builtImages, resolveImage } from './images';

/**
 * Build and deployment have to name an image alike: the tag of `v1.2.3` is `1.2.3` once `{{version}}` made it.
 *
 * @see https://github.com/docker/metadata-action#typesemver
 */
export class ImageTags extends SourceCheck {
  public readonly id = 'image-tags';
  public readonly description = 'An image is used under the name and tag under which the repository builds it.';
  public readonly covers = ['X03'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    const { names, stripped } = builtImages(context.repository);
    const refs = names && stripped.size > 0 ? gitRefs(job) : new Set<string>();
    for (const step of job.steps) {
      for (const value of texts(step)) {
        if (names && names.size > 0) this.lookAtNames(value, job, names, context);
        if (refs.size > 0) this.lookAtTags(value, refs, context);
      }
    }
  }

  private lookAtNames(value: YamlValue, job: JobSource, names: ReadonlySet<string>, context: CheckContext): void {
    for (const match of value.text!.matchAll(OWN_IMAGE)) {
      const name = resolveImage(match[0], job).replace(/:$/, '');
      const isOurs = [...names].some((other) => other.startsWith('ghcr.io/<repository>'));
      if (names.has(name) || !isOurs || name.includes('$')) continue;
      context.report(value.file.at(value.offsetOf(match.index), value.keys), `Image ${match[0].replace(/:$/, '')} is built by no workflow of this repository.`,
        `Built are ${[...names].map((other) => other.replace('<repository>', '${{ github.repository }}')).join(', ')}.`);
    }
  }

  // One text serves as the tag of an image and as a Git ref: with the `v` one of them does not exist, without it the other.
  private lookAtTags(value: YamlValue, refs: ReadonlySet<string>, context: CheckContext): void {
    for (const match of value.text!.matchAll(TAG)) {
      const expression = normal(match[1] ?? match[2]);
      if (!refs.has(expression)) continue;
      context.report(value.file.at(value.offsetOf(match.index), value.keys), `${expression} is the tag of an image here and a Git ref elsewhere in the job; the image of Git tag v1.2.3 has the tag 1.2.3, so one of them does not exist.`,
        'Take the tag without "v" from a step, or keep the "v" in the image\'s tag: "type=semver,pattern={{raw}}".');
    }
  }
}

const EXPRESSION = String.raw`\$\{\{\s*((?:github\.event\.)?inputs\.[\w-]+)\s*\}\}`;
const TAG = new RegExp(`(?:image\\.tag=|tag: *['"]?)${EXPRESSION}|ghcr\\.io/[^\\s:'"]*(?:\\{\\{[^}]*\\}\\}[^\\s:'"]*)*:${EXPRESSION}`, 'g');
const OWN_IMAGE = /ghcr\.io\/\$\{\{\s*github\.repository\s*\}\}(?:\/[\w.-]+)*:/g;
const REF = new RegExp(`\\bref: *['"]?${EXPRESSION}`, 'g');

/** The inputs that a job uses as a Git ref. */
function gitRefs(job: JobSource): Set<string> {
  const found = new Set<string>();
  for (const step of job.steps) {
    if (step.uses?.action === 'actions/checkout') {
      const ref = new RegExp(`^\\s*${EXPRESSION}\\s*$`).exec(step.input('ref') ?? '');
      if (ref) found.add(normal(ref[1]));
    }
    for (const match of (step.input('script') ?? '').matchAll(REF)) found.add(normal(match[1]));
  }
  return found;
}

function normal(expression: string): string {
  return expression.replace(/^github\.event\./, '');
}

function texts(step: StepSource): YamlValue[] {
  const run = step.value.get('run');
  return [...(run ? [run] : []), ...step.inputs.values()].filter((value) => value.text !== undefined);
}
