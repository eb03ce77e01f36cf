import type { JobSource } from '../../read/job-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/**
 * A matrix with a slip of the pen runs the same job twice, or one job more than was meant.
 *
 * @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export class MatrixValues extends SourceCheck {
  public readonly id = 'matrix-values';
  public readonly description = 'A matrix has every value once, excludes what it has, and exists where it is read.';
  public readonly covers = ['R09'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'matrix';

  public visitJob(job: JobSource, context: CheckContext): void {
    const matrix = job.value.get('strategy', 'matrix');
    if (!matrix) return this.lookForReads(job, context);
    if (!matrix.isMap) return;
    const axes = new Map(matrix.entries().filter(({ name }) => name !== 'include' && name !== 'exclude' && name !== '<<').map((axis) => [axis.name.toLowerCase(), axis]));
    for (const axis of axes.values()) this.lookForTwins(axis, context);
    if (!matrix.has('<<')) for (const entry of matrix.get('exclude')?.items() ?? []) this.lookAtExclude(entry, axes, context);
  }

  private lookForReads(job: JobSource, context: CheckContext): void {
    if (job.value.get('strategy')?.isScalar || job.value.get('strategy')?.has('<<') || job.value.has('<<')) return;
    for (const expression of job.expressions) {
      if (expression.value.isAlias || !expression.references.some((each) => /^matrix(?:\.|$)/.test(each))) continue;
      const decides = expression.keys[2] === 'runs-on';
      context.report(expression, `The job reads \`${expression.text.trim()}\` and has no matrix: it is empty.`, 'Add `strategy.matrix`, or write the value.', decides ? undefined : 'warning');
    }
  }

  private lookForTwins(axis: YamlValue, context: CheckContext): void {
    const seen = new Set<string>();
    for (const item of axis.items()) {
      const data = JSON.stringify(item.toJs()) ?? '';
      if (seen.has(data) && !data.includes('${{')) context.report(item, `${data} stands twice in "${axis.name}": the same job runs twice.`, 'Keep one of them.', 'warning');
      seen.add(data);
    }
  }

  private lookAtExclude(entry: YamlValue, axes: ReadonlyMap<string, YamlValue>, context: CheckContext): void {
    for (const part of entry.entries()) {
      if (part.name === '<<') continue;
      const axis = axes.get(part.name.toLowerCase());
      if (!axis) {
        context.report(part.key, `"${part.name}" is no axis of the matrix: nothing is excluded.`, `Axes are: ${[...axes.values()].map(({ name }) => name).join(', ') || 'none'}.`, 'warning');
        continue;
      }
      const values = axis.items();
      const isKnown = part.isScalar && values.length > 0 && [part, ...values].every((value) => value.isScalar && !value.text?.includes('${{'));
      if (!isKnown || values.some((value) => value.text === part.text)) continue;
      context.report(part, `"${part.text}" is no value of "${part.name}": nothing is excluded.`, `Values are: ${values.map(({ text }) => text).join(', ')}.`, 'warning');
    }
  }
}
