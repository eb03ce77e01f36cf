import { parse, stringify } from 'yaml';
import type { SimulatedJob } from '../../../src/simulate/simulated';
import type { DocumentedCase } from '../../simulate/documented/case';
import { parts } from '../../simulate/documented/claims';
import { filesOf } from '../../simulate/documented/simulation-of';

/** What a line begins with by which a job tells of itself. */
export const MARK = 'documented:';
/** The job that tells of all others. */
export const OBSERVER = 'observer';

interface Step { id?: string; name?: string; run?: string; uses?: string; with?: unknown; env?: Record<string, string>; if?: string; shell?: string }
interface Job { 'steps'?: Step[]; 'uses'?: string; 'runs-on'?: unknown; 'needs'?: string | string[]; 'if'?: string; 'env'?: Record<string, string> }
interface Workflow { jobs: Record<string, Job> }
interface Action { runs: { steps: Step[] } }

/** Something given for a step: when it holds, as an expression, and what the step does then. */
interface Act { readonly when: string; readonly lines: readonly string[] }

/**
 * The files of a case as workflows that run: what is given becomes scripts, and each job tells its status and steps at its end.
 *
 * @param jobs the jobs of the simulated case, which know their legs
 */
export function runnableFiles(documented: DocumentedCase, jobs: readonly SimulatedJob[]): Record<string, string> {
  const files = Object.entries(filesOf(documented));
  const hasActions = files.some(([file]) => isAction(file));
  return Object.fromEntries(files.map(([file, text], index) => {
    const content = parse(text) as Partial<Workflow & Action>;
    if (isAction(file)) makeActionRunnable(content.runs!, documented, jobs);
    for (const [id, job] of Object.entries(content.jobs ?? {}).filter(([, { steps }]) => steps)) {
      makeRunnable(job, id, file, actsOf(documented, jobs.filter((each) => isFrom(each, file, id))), hasActions);
    }
    // The first file is the one that the event starts.
    if (index === 0) content.jobs![OBSERVER] = observer(Object.keys(content.jobs!));
    return [file, stringify(content, { lineWidth: 0 })];
  }));
}

function isAction(file: string): boolean {
  return file.endsWith('/action.yml');
}

function isFrom({ source }: SimulatedJob, file: string, id: string): boolean {
  return source.id === id && source.workflow.path === file;
}

// Its steps answer to `job/step` as those of the job do: no case has two jobs that call one.
function makeActionRunnable(runs: Action['runs'], documented: DocumentedCase, jobs: readonly SimulatedJob[]): void {
  const acts = actsOf(documented, jobs);
  runs.steps = runs.steps.map((step) => ({ ...runnable(step, acts(step, -1)), shell: 'bash' }));
}

function makeRunnable(job: Job, id: string, file: string, acts: (step: Step, index: number) => Act[], hasActions: boolean): void {
  job['runs-on'] = 'ubuntu-latest';
  job.steps = job.steps!.map((step, index) => (hasActions && step.uses ? step : runnable(step, acts(step, index))));
  // Brings the actions of the repository; act copies its own folder for it.
  if (hasActions) job.steps.unshift({ uses: 'actions/checkout@v7' });
  job.steps.push({
    id: OBSERVER,
    if: 'always()',
    env: { SEEN_STEPS: '${{ toJSON(steps) }}', SEEN_LEG: '${{ toJSON(matrix) }}', SEEN_STATUS: '${{ job.status }}' },
    run: tell(`${file} ${id} $SEEN_STATUS $(printf %s "$SEEN_LEG" | base64 -w0) $(printf %s "$SEEN_STEPS" | base64 -w0)`),
  });
}

function runnable({ uses, with: inputs, run, ...step }: Step, acts: Act[]): Step {
  if (acts.length === 0) return { ...step, run: 'true' };
  const env = { ...step.env, ...Object.fromEntries(acts.map(({ when }, index) => [`GIVEN_${index}`, `\${{ ${when} }}`])) };
  const lines = acts.map(({ lines: body }, index) => `if [ "$GIVEN_${index}" = true ]; then\n${body.map((line) => `  ${line}`).join('\n')}\nfi`);
  return { ...step, env, run: lines.join('\n') };
}

function actsOf({ given: { results = {}, outputs = {} } = {} }: DocumentedCase, own: readonly SimulatedJob[]): (step: Step, index: number) => Act[] {
  const at = (step: Step, index: number, what: string, lines: string[]): Act[] => {
    const whole = own.filter((job) => job.key === what || job.id === what);
    const [holder, name] = parts(what);
    const ofStep = own.filter((job) => job.key === holder || job.id === holder);
    const isMeant = whole.length > 0 ? index === 0 : ofStep.length > 0 && (step.id === name || step.name === name);
    return isMeant ? [{ when: (whole.length > 0 ? whole : ofStep).map(isLeg).join(' || '), lines }] : [];
  };
  return (step, index) => [
    ...Object.entries(outputs).flatMap(([what, values]) => at(step, index, what, Object.entries(values).map(([name, value]) => `echo ${quoted(`${name}=${value}`)} >> "$GITHUB_OUTPUT"`))),
    ...Object.entries(results).flatMap(([what, result]) => at(step, index, what, [result === 'failure' ? 'exit 1' : 'true'])),
  ];
}

function isLeg({ leg }: SimulatedJob): string {
  const values = Object.entries(leg).filter(([, value]) => value === null || typeof value !== 'object');
  return values.length === 0 ? 'true' : `(${values.map(([name, value]) => `matrix.${name} == ${typeof value === 'string' ? `'${value}'` : String(value)}`).join(' && ')})`;
}

function observer(needs: string[]): Job {
  return {
    needs,
    'if': 'always()',
    'runs-on': 'ubuntu-latest',
    'steps': [{ env: { SEEN_NEEDS: '${{ toJSON(needs) }}' }, run: tell(`${OBSERVER} $(printf %s "$SEEN_NEEDS" | base64 -w0)`) }],
  };
}

function tell(text: string): string {
  return `echo "${MARK} ${text}"`;
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}
