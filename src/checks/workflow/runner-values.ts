import type { JobSource } from '../../read/job-source';
import type { YamlValue } from '../../read/yaml-value';

/** Labels of `runs-on` where they are written: in place, or in the matrix that `${{ matrix.x }}` reads. */
export function writtenLabels(job: JobSource): YamlValue[] {
  return job.runnerLabels.flatMap((label) => {
    const axis = /^\$\{\{\s*matrix\.([\w.-]+)\s*\}\}$/.exec(label.text ?? '')?.[1];
    return axis === undefined ? [label] : matrixValues(job, axis.split('.')).flatMap((value) => value.list());
  }).filter(({ text }) => text !== undefined && !text.includes('${{'));
}

/** The values that a matrix gives to `matrix.a.b`, where they are written. */
export function matrixValues(job: JobSource, keys: readonly string[]): YamlValue[] {
  const matrix = job.value.get('strategy', 'matrix');
  const axis = matrix?.get(keys[0])?.items() ?? [];
  const included = (matrix?.get('include')?.items() ?? []).flatMap((entry) => entry.get(keys[0]) ?? []);
  return [...axis, ...included].flatMap((value) => value.get(...keys.slice(1)) ?? []);
}
