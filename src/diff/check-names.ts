import { scalarText } from './same';
import type { Side } from './side';
import type { JobSource } from '../read/job-source';
import type { MatrixLeg } from '../read/matrix-legs';
import type { YamlValue } from '../read/yaml-value';

/** Most names of one job that are told apart: GitHub makes no more jobs of a matrix. */
const MOST = 256;
const MATRIX = /\$\{\{\s*matrix\.([\w-]+(?:\.[\w-]+)*)\s*\}\}/g;

/**
 * The names under which GitHub shows a job on a pull request: `name`, or the id; with a matrix `name (a, b)`; below a job that
 * calls a workflow `caller / callee`. A `*` stands for what an expression decides.
 *
 * @see https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/about-status-checks
 */
export function checkNames(job: JobSource, side: Side, depth = 0): string[] {
  const own = ownNames(job);
  if (!job.uses) return own;
  const called = job.uses.kind === 'local' && depth < 5 ? side.workflow(job.uses.target) : undefined;
  const inner = called ? called.jobs.slice(0, MOST).flatMap((each) => checkNames(each, side, depth + 1)) : ['*'];
  return own.flatMap((outer) => inner.slice(0, MOST).map((name) => `${outer} / ${name}`)).slice(0, MOST);
}

function ownNames(job: JobSource): string[] {
  const given = job.value.get('name');
  const name = given ? scalarText(given) : job.id;
  const matrix = job.value.get('strategy', 'matrix');
  if (!matrix) return [wild(name)];
  const { legs } = job;
  if (!legs) return [name.includes('${{') ? wild(name) : `${name} (*)`];
  const all = legs.slice(0, MOST).map((leg) => (name.includes('${{') ? wild(filled(name, leg)) : `${name}${suffix(matrix, leg)}`));
  return [...new Set(all)];
}

// What `include` adds to a leg of the axes does not stand in its name; a leg that it makes by itself shows all.
function suffix(matrix: YamlValue, leg: MatrixLeg): string {
  const axes = matrix.entries().filter(({ name }) => name !== 'include' && name !== 'exclude');
  const isOfAxes = axes.length > 0 && axes.every((axis) => (axis.toJs() as unknown[]).some((value) => JSON.stringify(value) === JSON.stringify(leg[axis.name])));
  const values = isOfAxes ? axes.map(({ name }) => leg[name]) : Object.values(leg);
  const shown = values.flatMap(leaves);
  return shown.length > 0 ? ` (${shown.join(', ')})` : '';
}

function filled(text: string, leg: MatrixLeg): string {
  return text.replace(MATRIX, (whole, path: string) => {
    const value = path.split('.').reduce<any>((inner, key) => inner?.[key], leg);
    return value === undefined || value === null ? '' : typeof value === 'object' ? whole : String(value);
  });
}

function leaves(value: unknown): string[] {
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(leaves);
  return value === null || value === undefined || value === '' ? [] : [String(value)];
}

function wild(text: string): string {
  let result = text;
  for (let start = result.indexOf('${{'), end; start >= 0 && (end = result.indexOf('}}', start)) >= 0; start = result.indexOf('${{')) result = `${result.slice(0, start)}*${result.slice(end + 2)}`;
  return result.trim();
}
