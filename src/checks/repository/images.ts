import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';

/** What the workflows of a repository build and push. */
export interface BuiltImages {
  /** Names without tag, lower case; undefined where one of them is decided by something else. */
  readonly names: ReadonlySet<string> | undefined;
  /** Names whose release tags lose the `v` of the Git tag, with the place that says so. */
  readonly stripped: ReadonlySet<string>;
}

const cache = new WeakMap<RepositorySource, BuiltImages>();

/** Every image that a step of the repository builds, by what it names. */
export function builtImages(repository: RepositorySource): BuiltImages {
  let known = cache.get(repository);
  if (!known) cache.set(repository, known = find(repository));
  return known;
}

/** A text with the workflow's and job's `env`, and the name of the repository as `<repository>`, in place of expressions. */
export function resolveImage(text: string, job: JobSource): string {
  const filled = text.replace(/\$\{\{\s*env\.(\w+)\s*\}\}/g, (whole, name: string) => (job.env.get(name) ?? job.workflow.env.get(name))?.text ?? whole);
  return filled.replace(/\$\{\{\s*github\.repository\s*\}\}|\$\{?GITHUB_REPOSITORY\}?/g, '<repository>').toLowerCase();
}

const EXPRESSION = /\$\{\{[^]*?\}\}/g;

function find(repository: RepositorySource): BuiltImages {
  const names = new Set<string>();
  const stripped = new Set<string>();
  let isOpen = false;
  for (const workflow of repository.workflows) {
    for (const job of workflow.jobs) {
      if (job.uses && job.uses.kind !== 'local') isOpen = true;
      for (const step of job.steps) {
        const lists = imageTexts(step.uses?.action, (name) => step.input(name), step.run?.text);
        for (const word of lists.flatMap((text) => resolveImage(text, job).replace(EXPRESSION, (whole) => whole.replace(/\s/g, '')).split(/[\s,]+/))) {
          const name = word.replace(/^["']|["']$/g, '').replace(/^name=/, '').replace(/[:@][^/]*$/, '');
          if (name.includes('$')) isOpen ||= !/^\$\{\{steps\./.test(name);
          else if (name.includes('/')) names.add(name);
          if (name.includes('/') && stripsVersion(step.input('tags'))) stripped.add(name);
        }
      }
    }
  }
  return { names: isOpen ? undefined : names, stripped };
}

function imageTexts(action: string | undefined, input: (name: string) => string | undefined, run: string | undefined): string[] {
  if (action === 'docker/metadata-action') return [input('images') ?? ''];
  if (action === 'docker/build-push-action') return [input('tags') ?? '', /name=([^,\s]+)/.exec(input('outputs') ?? '')?.[1] ?? ''];
  return [...(run ?? '').matchAll(/docker(?: buildx)? (?:build|push|tag)\b([^\n]*(?:\\\n[^\n]*)*)/g)].map(([, words]) => words.replace(/\\\n/g, ' '));
}

/** Whether the tags of a release are the version without `v` alone: `type=semver,pattern={{version}}`. */
function stripsVersion(tags: string | undefined): boolean {
  const lines = (tags ?? '').split('\n').map((line) => line.trim());
  return lines.some((line) => /^type=semver,.*\{\{\s*version\s*\}\}/.test(line) && !/prefix=v|v\{\{/.test(line))
    && !lines.some((line) => /\{\{\s*(raw|tag)\s*\}\}|type=ref,event=tag|prefix=v|type=raw,.*(ref_name|\{\{\s*tag)|pattern=v/.test(line));
}
