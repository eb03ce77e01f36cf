import { END_OF_LIFE, PROGRAM_NAMES } from './end-of-life.const';
import { matrixValues } from './runner-values';
import { NODE_LINES } from '../../catalog/node-lines.const';
import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import type { Severity } from '../severity';
import { SourceCheck } from '../source-check';

/** Which input of an action names the version of which program. */
const SETUPS: Record<string, { readonly input: string; readonly program: string }> = {
  'actions/setup-node': { input: 'node-version', program: 'node' },
  'actions/setup-python': { input: 'python-version', program: 'python' },
  'actions/setup-dotnet': { input: 'dotnet-version', program: 'dotnet' },
};
const RUST_SETUPS = ['dtolnay/rust-toolchain', 'actions-rust-lang/setup-rust-toolchain', 'actions-rs/toolchain'];
/** Rust has a release every six weeks and repairs only the newest: 1.0.0 was out on this day. */
const RUST_START = Date.UTC(2015, 4, 15);
const RUST_CADENCE = 42 * 86_400_000;
const OLD_RELEASES = 12;
/** How a workflow or a job says that what is old is tested on purpose. */
const ON_PURPOSE = /(?:^|[^a-z])(?:old|older|oldest|legacy|compat|compatibility|min|minimum|minimal)(?:[^a-z]|$)/i;
/** How a job, a step or a variable says that it is about the oldest version that is promised. */
const PROMISED = /msrv|minimum|minimal|(?:^|[^a-z])min(?:[^a-z]|$)/i;

interface Written {
  readonly value: YamlValue;
  /** Whether it is one of several values of a matrix. */
  readonly isChoice: boolean;
}

/**
 * Nobody repairs what has reached its end, and runner images drop it.
 *
 * @see https://endoflife.date
 */
export class EndOfLifeVersion extends SourceCheck {
  public readonly id = 'end-of-life-version';
  public readonly description = 'Programs and images are of a version that somebody still repairs.';
  public readonly covers = ['R18'];
  public readonly severity = { baseline: 'warning' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    const container = job.value.get('container');
    const atMost = ON_PURPOSE.test(`${job.workflow.path.split('/').pop()} ${job.id} ${job.name}`) ? context.inBaseline('info') : undefined;
    this.lookAtImage(container?.isMap ? container.get('image') : container, context, atMost);
    for (const service of job.value.get('services')?.entries() ?? []) this.lookAtImage(service.get('image'), context, atMost);
    for (const step of job.steps) {
      const setup = step.uses && SETUPS[step.uses.action];
      if (setup) this.lookAtSetup(written(step.inputs.get(setup.input), job), setup.program, context, atMost);
      if (step.uses?.is(...RUST_SETUPS)) this.lookAtRust(step, job, context);
    }
  }

  /** A library that is tested with a version that lives can have promised an old one too; a list of old ones is mostly on purpose. */
  private lookAtSetup(values: readonly Written[], program: string, context: CheckContext, atMost?: Severity): void {
    const versions = values.map(({ value }) => value.text!.trim().replace(/^v/, ''));
    if (values.length > 1 && versions.some((version) => !isOver(program, version, context))) return;
    values.forEach(({ value }, index) => {
      for (const version of versions[index].split(/[\s,]+/)) this.tell(value, program, version, context, values.length > 1 ? context.inBaseline('info') : atMost);
    });
  }

  private lookAtImage(image: YamlValue | undefined, context: CheckContext, atMost?: Severity): void {
    const [, program, tag] = /^(?:docker\.io\/)?(?:library\/|bitnami\/)?([a-z]+):([^@\s$]+)/.exec(image?.text ?? '') ?? [];
    if (image && program !== undefined && tag !== undefined) this.tell(image, program === 'postgresql' ? 'postgres' : program, tag, context, atMost);
  }

  private tell(at: YamlValue, program: string, version: string, context: CheckContext, atMost?: Severity): void {
    if (!isOver(program, version, context)) return;
    context.report(at, `${PROGRAM_NAMES[program]} ${version} has had no repairs since ${endOf(program, version)}.`, 'Move to a version that is maintained: https://endoflife.date.', atMost);
  }

  private lookAtRust(step: StepSource, job: JobSource, context: CheckContext): void {
    if (PROMISED.test(`${job.id} ${job.name} ${step.label} ${step.input('toolchain') ?? ''}`)) return;
    const [only, ...others] = written(step.inputs.get('toolchain'), job);
    if (!only || only.isChoice || others.length > 0) return;
    const minor = Number(/^1\.(\d+)(?:\.\d+)?$/.exec(only.value.text ?? '')?.[1] ?? NaN);
    const newest = Math.floor((context.today.getTime() - RUST_START) / RUST_CADENCE);
    if (!(newest - minor > OLD_RELEASES)) return;
    context.report(only.value, `Rust ${only.value.text} is ${newest - minor} releases old; only the newest release gets repairs.`, 'Raise it; say so in the name of the job if it is the oldest version you promise.', 'info');
  }
}

function isOver(program: string, version: string, { today }: CheckContext): boolean {
  const eol = endOf(program, version);
  return eol !== undefined && today.toISOString().slice(0, 10) >= eol;
}

/** Where the value of an input is written: in place, in `env` or in the matrix. */
function written(value: YamlValue | undefined, job: JobSource): Written[] {
  const text = value?.text;
  if (!value || text === undefined) return [];
  const axis = /^\$\{\{\s*matrix\.([\w.-]+)\s*\}\}$/.exec(text)?.[1];
  if (axis !== undefined) return matrixValues(job, axis.split('.')).filter((each) => each.text !== undefined && !each.text.includes('${{')).map((each, _, all) => ({ value: each, isChoice: all.length > 1 }));
  const variable = /^\$\{\{\s*env\.(\w+)\s*\}\}$/.exec(text)?.[1];
  if (variable !== undefined) {
    const given = job.env.get(variable) ?? job.workflow.env.get(variable);
    return given?.text === undefined || given.text.includes('${{') ? [] : [{ value: given, isChoice: false }];
  }
  return text.includes('${{') ? [] : [{ value, isChoice: false }];
}

function endOf(program: string, version: string): string | undefined {
  const [first, second] = version.split('-')[0].split('.');
  if (program === 'node' && Object.hasOwn(NODE_LINES, first)) return NODE_LINES[first].eol;
  const lines = Object.hasOwn(END_OF_LIFE, program) ? END_OF_LIFE[program] : {};
  const name = [`${first}.${second}`, first].find((each) => Object.hasOwn(lines, each));
  return name === undefined ? undefined : lines[name];
}
