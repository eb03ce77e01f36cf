import { resolve } from 'node:path';
import type { GraphJob, PipelineGraph } from '../../src/graph/graph';
import { DiskTree } from '../../src/read/disk-tree';
import { RepositorySource } from '../../src/read/repository-source';
import { MemoryTree } from '../../src/read/tree';

/** A repository of workflows by the names of their files. */
export function repository(workflows: Readonly<Record<string, string>>): RepositorySource {
  return new RepositorySource(new MemoryTree(Object.fromEntries(Object.entries(workflows).map(([name, text]) => [`.github/workflows/${name}`, text]))));
}

/** An example as it is committed. */
export function example(name: string): RepositorySource {
  return new RepositorySource(new DiskTree(resolve(__dirname, '..', '..', 'examples', name)));
}

/** A job of a graph by its key, of any workflow. */
export function jobOf(graph: PipelineGraph, key: string): GraphJob {
  const found = graph.workflows.flatMap(({ jobs }) => jobs).find((job) => job.key === key);
  if (!found) throw new Error(`no job ${key}`);
  return found;
}

/** Names that try to leave the place where they are shown. */
export const HOSTILE_NAMES = [
  '</script><img src=x onerror=alert(1)>', '"><script>alert(1)</script>', "' onload='alert(1)", '</title></style></svg><script>alert(1)</script>',
  '<!-- <script>', ']]>', '${{ github.event.issue.title }}', '$& $1 $` {{script}} {{data}}', '"]; click A "javascript:alert(1)"', '"]:::x; A-->B', '1. list', '- item', '# heading', 'end', 'www.example.com me@example.com http://example.com',
  '**bold** _it_ `code` ~x~ $$x^2$$', '\u202Egnp.exe\u202C', '\u0000\u001b[31mred\u0007', 'مرحبا بالعالم', '测试工作流程', '👩‍👩‍👧‍👦🏳️‍🌈 build 🚀', 'x'.repeat(200), `${'long words in a name '.repeat(10)}`, '\\"\\\\', '&lt;b&gt; &amp; &#60;', '%% comment', 'a\nb\tc', 'A|B', '(round) {curly} [square] >flag]',
] as const;

/** A workflow whose names are all hostile, as JSON, which is YAML. */
export function hostileWorkflow(name = '</script><img src=x onerror=alert(1)>'): string {
  const jobs = Object.fromEntries(HOSTILE_NAMES.map((each, index) => [`j${index}`, {
    'name': each,
    ...(index > 0 ? { needs: [`j${Math.floor((index - 1) / 3)}`] } : {}),
    'runs-on': each,
    'if': "github.ref == '</script><script>alert(1)</script>'",
    'environment': each,
    'concurrency': each,
    'steps': [{ name: each, if: `'${each.replace(/'/g, "''")}' != ''`, run: 'true' }],
  }]));
  return JSON.stringify({ name, on: { push: {}, workflow_dispatch: {} }, jobs });
}

/** A workflow of so many jobs in layers of twelve. */
export function largeWorkflow(count: number): string {
  const jobs = Object.fromEntries(Array.from({ length: count }, (_, index) => [`job-${index}`, {
    'runs-on': 'ubuntu-24.04',
    ...(index >= 12 ? { needs: [`job-${index - 12}`, ...(index % 5 === 0 ? [`job-${index - 11}`] : [])] } : {}),
    'steps': [{ run: 'true' }],
  }]));
  return JSON.stringify({ name: 'Large', on: 'push', jobs });
}
