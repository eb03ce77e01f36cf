import { fillMatrix } from './matrix-text';
import type { JobSource } from '../../read/job-source';
import type { MatrixLeg } from '../../read/matrix-legs';
import type { RepositorySource } from '../../read/repository-source';
import type { StepSource } from '../../read/step-source';
import type { UsesSource } from '../../read/uses-source';

/** A step that uploads an artifact. */
export interface Upload {
  readonly step: StepSource;
  readonly job: JobSource;
  /** Its names, one for each leg of the matrix; undefined where an expression decides. */
  readonly names: readonly string[] | undefined;
}

/** Where artifacts of a job come from. */
export interface JobUploads {
  readonly uploads: readonly Upload[];
  /** Whether something else in it may upload too: a workflow or action that is not in this repository. */
  readonly isOpen: boolean;
}

/** Actions that are known to upload nothing of their own. */
const PLAIN = /^(actions\/(?!attest-build-provenance|attest-sbom)|docker\/(login|setup|metadata)|dtolnay\/rust-toolchain|swatinem\/|azure\/|aws-actions\/|google-github-actions\/|codecov\/|taiki-e\/|pnpm\/|oven-sh\/|ruby\/|shivammathur\/|softprops\/|sigstore\/cosign-installer|anchore\/scan-action|astral-sh\/|hashicorp\/|gradle\/|msys2\/|ilammy\/|pypa\/cibuildwheel|pypa\/gh-action-pypi-publish|mozilla-actions\/|step-security\/|peter-evans\/|github\/codeql-action)/;

const cache = new WeakMap<JobSource, JobUploads>();

/** What a job uploads: its steps, those of the repository's own actions, and the jobs of a workflow it calls. */
export function uploadsOf(job: JobSource, repository: RepositorySource, depth = 0): JobUploads {
  let known = cache.get(job);
  if (!known) cache.set(job, known = find(job, repository, depth));
  return known;
}

/** Names that a step's input takes in each leg; undefined where an expression decides. */
export function namesOf(text: string, job: JobSource): readonly string[] | undefined {
  if (!text.includes('${{')) return [text];
  const names = job.legs?.map((leg: MatrixLeg) => fillMatrix(text, leg));
  return names?.some((name) => name.includes('${{')) ? undefined : names;
}

function find(job: JobSource, repository: RepositorySource, depth: number): JobUploads {
  if (job.uses) {
    const called = job.uses.kind === 'local' && depth < 5 ? repository.workflow(job.uses.target) : undefined;
    const inner = called?.jobs.map((each) => uploadsOf(each, repository, depth + 1));
    return { uploads: (inner ?? []).flatMap(({ uploads }) => uploads), isOpen: inner === undefined || inner.some(({ isOpen }) => isOpen) };
  }
  const uploads: Upload[] = [];
  let isOpen = false;
  for (const step of job.steps) {
    const { uses } = step;
    if (uses?.action === 'actions/upload-artifact') uploads.push({ step, job, names: uploadNames(step, job) });
    else if (uses?.action === 'actions/upload-pages-artifact') uploads.push({ step, job, names: namesOf(step.input('name') ?? 'github-pages', job) });
    else if (uses && !isPlain(uses, repository)) isOpen = true;
    // Its own file format and toolkit: a script can upload through it.
    else if (uses?.action === 'actions/github-script' && /artifact/i.test(step.input('script') ?? '')) isOpen = true;
  }
  return { uploads, isOpen };
}

// An action of the repository uploads by the actions it calls.
function isPlain(uses: UsesSource, repository: RepositorySource, depth = 0): boolean {
  if (uses.kind === 'repository') return PLAIN.test(uses.action);
  const steps = uses.kind === 'local' && depth < 5 ? repository.action(uses.target)?.steps ?? [] : [];
  return steps.length > 0 && steps.every((step) => !step.uses || (!/^actions\/(upload-artifact|github-script)$/.test(step.uses.action) && isPlain(step.uses, repository, depth + 1)));
}

// Without an archive the artifact has the name of its file.
function uploadNames(step: StepSource, job: JobSource): readonly string[] | undefined {
  return (step.input('archive') ?? 'true') === 'true' ? namesOf(step.input('name') ?? 'artifact', job) : undefined;
}
