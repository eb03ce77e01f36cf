import { globProblem } from '../../read/glob-problem';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const EVENTS = ['push', 'pull_request', 'pull_request_target', 'workflow_run', 'merge_group'];
const REFS = ['branches', 'branches-ignore', 'tags', 'tags-ignore'];
const PATHS = ['paths', 'paths-ignore'];
/** Behind these stands a version, which has no further level. */
const ONE_LEVEL = /^(?:releases?|versions?|stable|lts|backports?|v?\d[\w.-]*)\//i;

/**
 * A pattern that never matches makes a workflow that never runs, and nobody is told.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export class FilterPatterns extends SourceCheck {
  public readonly id = 'filter-patterns';
  public readonly description = 'Filters of branches, tags and paths can match what they are meant for.';
  public readonly covers = ['R12'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'glob';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    for (const event of workflow.events.filter(({ name }) => EVENTS.includes(name))) {
      for (const key of [...REFS, ...PATHS]) {
        const filter = event.value?.get(key);
        // Beside branches, `tags: ['!**']` says that tags do not count.
        const hasOther = event.value?.has(key === 'tags' ? 'branches' : key === 'branches' ? 'tags' : '') ?? false;
        if (filter) this.lookAtFilter(filter, hasOther, context);
      }
    }
  }

  private lookAtFilter(filter: YamlValue, hasOther: boolean, context: CheckContext): void {
    const patterns = filter.list().filter(({ text }) => text !== undefined && text !== '');
    if (patterns.length > 0 && !hasOther && !filter.name.endsWith('-ignore') && patterns.every(({ text }) => text!.startsWith('!'))) {
      context.report(filter.key, `\`${filter.name}\` holds exclusions only: nothing matches, and the workflow never runs for this event.`, `Put '**' first, or write \`${filter.name}-ignore\` without the !.`);
    }
    for (const pattern of patterns) {
      const problem = globProblem(pattern.text!);
      if (problem) context.report(pattern, `"${pattern.text}" is no pattern: ${problem}.`, 'Patterns have *, **, ?, +, [] and a ! at the start; write \\ before a character that is meant itself.');
      else if (PATHS.includes(filter.name)) this.lookAtPath(pattern, context);
      else this.lookAtRef(pattern, filter.name, context);
    }
  }

  private lookAtPath(pattern: YamlValue, context: CheckContext): void {
    const text = pattern.text!.replace(/^!/, '');
    const plain = text.replace(/^\.?\/+/, '');
    if (/^\.?\//.test(text)) {
      context.report(pattern, `"${pattern.text}" never matches: paths begin with a name, not with ${text.startsWith('.') ? './' : '/'}.`, `Write '${pattern.text!.replace(text, plain)}'.`, 'warning');
    } else if (text.endsWith('/')) {
      context.report(pattern, `"${pattern.text}" never matches: a path is that of a file, and none ends with /.`, `Write '${pattern.text}**' for everything below it.`, 'warning');
    } else if (isBraced(text)) {context.report(pattern, `"${pattern.text}" has braces, which patterns of GitHub do not expand.`, 'Write one pattern for each case.', 'warning');}
  }

  private lookAtRef(pattern: YamlValue, filter: string, context: CheckContext): void {
    const text = pattern.text!.replace(/^!/, '');
    const kind = filter.startsWith('tags') ? 'tag' : 'branch';
    const odd = /[\s~^:]/.exec(text)?.[0];
    if (/^refs\/(?:heads|tags)\//.test(text)) {
      context.report(pattern, `"${pattern.text}" is compared with the name of the ${kind}, which has no refs/ before it.`, `Write '${pattern.text!.replace(/refs\/(?:heads|tags)\//, '')}'.`, 'warning');
    } else if (odd !== undefined) {
      context.report(pattern, `"${pattern.text}" never matches: no ${kind} can have ${odd.trim() === '' ? 'a space' : `"${odd}"`} in its name.`, 'Patterns are no regular expressions; write the name with *, ** or [].', 'warning');
    } else if (isBraced(text)) {
      context.report(pattern, `"${pattern.text}" has braces, which patterns of GitHub do not expand.`, 'Write one pattern for each case.', 'warning');
    } else if (filter === 'branches' && /^[\w.-]+\/\*$/.test(text) && !ONE_LEVEL.test(text) && !pattern.text!.startsWith('!')) {
      context.report(pattern, `"${pattern.text}" matches one level only: ${text.replace('*', '1')} but not ${text.replace('*', '1/x')}.`, `Write '${text}*' if deeper names are meant too.`, 'info');
    }
  }
}

function isBraced(text: string): boolean {
  return /\{[^{}]*,[^{}]*\}/.test(text);
}
