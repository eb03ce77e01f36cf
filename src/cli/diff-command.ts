import { diffTarget } from './diff-target';
import { oneOf, parseOptions } from './options';
import { Output, printable } from './output';
import { readYaml } from './unreadable';
import { UsageError } from './usage-error';
import type { Difference } from '../diff/change';
import { diff } from '../diff/diff';
import type { Names } from '../diff/json';
import { YamlFile } from '../read/yaml-file';

export const DIFF_HELP = `Usage: projen-delivery diff [OPTION...] OLD [NEW]

Tells what changed in the pipelines between two trees, in words: triggers,
permissions, secrets, checks, order, conditions, actions, scripts. Formatting,
comments and the order of keys are no change. Offline; runs nothing, checks
nothing out.

OLD and NEW are folders, or commits of the repository around the current folder:
HEAD, main~3, a tag. The word worktree, or a dot, is its working tree, which is
also NEW where one argument is given. Where a folder and a commit have the same
name, the folder is taken.

Options:
  --format FORMAT   text (default), markdown (for a comment or job summary), json
  --fail-on WHAT    none (default), any (any change) or risk (a risky change)
  --help            this text

A change is a risk where it may open or break something: wider permissions, a
secret in new hands, a trigger that outsiders can cause, a lost pin, another owner
of an action, a required check that is gone, a gate that needs fewer jobs, an
environment, timeout or concurrency group that is gone, another condition of a
deployment. It is a notice where it changes what runs, and none otherwise.

Exit code: 0 told, also where nothing changed; 1 such a change as --fail-on names;
2 it could not be done; the message says why.
`;

const FORMATS = ['text', 'markdown', 'json'] as const;
const LIMITS = ['none', 'any', 'risk'] as const;
const OPTIONS = {
  'format': { type: 'string', default: 'text' },
  'fail-on': { type: 'string', default: 'none' },
  'help': { type: 'boolean', short: 'h', default: false },
} as const;

/** `projen-delivery diff`; gives the exit code. */
export function diffCommand(args: readonly string[], output: Output): number {
  const { values, positionals } = parseOptions('diff', args, OPTIONS);
  if (values.help) {
    output.result(DIFF_HELP);
    return 0;
  }
  const format = oneOf('--format', values.format, FORMATS);
  const limit = oneOf('--fail-on', values['fail-on'], LIMITS);
  if (positionals.length === 0) throw new UsageError('diff: name what to compare with. With the last commit: projen-delivery diff HEAD');
  if (positionals.length > 2) throw new UsageError(`diff takes OLD and NEW, and was given ${positionals.length}: ${positionals.join(' ')}`);
  const [old, now] = [positionals[0], positionals[1] ?? 'worktree'].map((name) => diffTarget(name, process.cwd()));
  for (const note of [old.note, now.note]) if (note !== undefined) output.note(`projen-delivery: ${note}`);
  const difference = diff(old.tree, now.tree, { readYaml: guarded });
  output.result(render(format, difference, { old: positionals[0], new: positionals[1] ?? 'worktree' }));
  return fails(limit, difference) ? 1 : 0;
}

function guarded(path: string, text: string) {
  const file = readYaml(path, text);
  return file instanceof YamlFile ? file : { problem: file.problem, line: file.line, column: file.column };
}

function fails(limit: typeof LIMITS[number], { changes }: Difference): boolean {
  return limit === 'any' ? changes.length > 0 : limit === 'risk' && changes.some(({ risk }) => risk === 'risk');
}

function render(format: typeof FORMATS[number], difference: Difference, names: Names): string {
  if (format === 'json') return (require('../diff/json') as typeof import('../diff/json')).json(difference, names);
  if (format === 'markdown') return (require('../diff/markdown') as typeof import('../diff/markdown')).markdown(difference, names);
  return printable((require('../diff/text') as typeof import('../diff/text')).text(difference));
}
