import type { Expression } from '../../read/expression';
import { expressionsIn } from '../../read/find-expressions';
import type { JobSource } from '../../read/job-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** What is text whatever it holds. */
const TEXTS = [
  /^needs\.[^.]+\.(?:outputs\.|result$)/, /^steps\.[^.]+\.outputs\./, /^(?:vars|secrets|env)\./, /^github\.event\.inputs\./,
  /^github\.(?:actor|base_ref|event_name|head_ref|job|ref|ref_name|ref_type|repository|repository_owner|run_id|run_number|run_attempt|sha|workflow)$/,
];

/** GitHub refuses a call at its start when a value has another type; outputs and variables are always text. */
export class CallInputTypes extends SourceCheck {
  public readonly id = 'call-input-types';
  public readonly description = 'Calls of the repository\'s own workflows give booleans and numbers where these are declared.';
  public readonly covers = ['R30'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'workflow-call';

  public visitJob(job: JobSource, context: CheckContext): void {
    const { uses } = job;
    const called = uses?.kind === 'local' ? context.repository.workflow(uses.target) : undefined;
    const inputs = called?.event('workflow_call')?.value?.get('inputs')?.entries() ?? [];
    if (inputs.length === 0) return;
    const types = new Map(inputs.map((input) => [input.name.toLowerCase(), input.get('type')?.text]));
    const trees = new Map(job.expressions.map((each) => [each.value.offset, each.tree]));
    for (const given of job.value.get('with')?.entries() ?? []) {
      const type = types.get(given.name.toLowerCase());
      if (type === 'boolean' || type === 'number') this.look(given, type, trees.get(given.offset), context);
    }
  }

  private look(given: YamlValue, type: 'boolean' | 'number', tree: Expression | undefined, context: CheckContext): void {
    const { text } = given;
    const fix = type === 'boolean' ? 'Write true or false without quotes; turn a text into one with fromJSON(…) or a comparison.' : 'Write a number without quotes; turn a text into one with fromJSON(…).';
    if (text === undefined || given.isAlias) return;
    const [first] = expressionsIn(text);
    if (!first) {
      if (typeof given.scalar !== type) context.report(given, `The input "${given.name}" is a ${type}, and gets the ${typeof given.scalar === 'string' ? 'text' : typeof given.scalar} "${text}".`, fix);
    } else if (text.trim() !== `\${{${first.text}}}`) {
      context.report(given, `The input "${given.name}" is a ${type}, and gets a text that is put together: "${text}".`, fix);
    } else if (tree && isText(tree)) {
      context.report(given, `The input "${given.name}" is a ${type}, and ${first.text.trim()} is always text.`, fix, 'warning');
    }
  }
}

function isText(tree: Expression): boolean {
  if (tree.kind === 'reference') return tree.computed.length === 0 && TEXTS.some((pattern) => pattern.test(tree.parts.join('.')));
  if (tree.kind === 'call') return ['format', 'join', 'tojson', 'hashfiles'].includes(tree.name);
  return tree.kind === 'literal' && typeof tree.value === 'string';
}
