import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { ABSENT_TOOLS, INSTALLERS, LOGIN_TOOLS, NODE_INSTALLERS, PLAIN_ACTIONS } from './hosted-tools.const';
import { hostedRunners } from './known-shell';
import { Program, programOf, subcommand } from '../../read/shell-program';

/** What the steps so far can have brought. */
interface Past {
  /** The text of all bodies, and of what the actions were given. */
  text: string;
  /** Whether only actions ran of which it is known what they bring. */
  isPlain: boolean;
  hasCheckout: boolean;
  readonly told: Set<string>;
}

/** Every job begins on a fresh machine: what another job installed, or where it logged in, is not there. */
export class ToolSetup extends SourceCheck {
  public readonly id = 'tool-setup';
  public readonly description = 'Every tool that a job uses is on the runner or set up before, and logged in where it must be.';
  public readonly covers = ['X06'];
  public readonly severity = { baseline: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    const runners = hostedRunners(job);
    if (!runners) return;
    const environment = [...job.workflow.env, ...job.env].map(([name, value]) => `${name}=${value.text ?? ''}`).join('\n');
    const past: Past = { text: environment, isPlain: !job.value.get('env')?.text, hasCheckout: false, told: new Set() };
    for (const step of job.steps) {
      if (step.run?.isShell) this.body(step, past, runners, context);
      remember(step, past);
    }
  }

  private body(step: StepSource, past: Past, runners: readonly string[], context: CheckContext): void {
    const run = step.run!;
    const environment = [...step.env.keys()].join('\n');
    for (const command of run.commands) {
      const program = programOf(command);
      const before = `${past.text}\n${environment}\n${run.masked.slice(0, command.node.start)}`;
      const told = absent(program, before, past, runners) ?? loggedOut(program, before, past) ?? uninstalled(program, before, past, step, context);
      const key = told?.name ?? '';
      if (!told || past.told.has(key)) continue;
      past.told.add(key);
      context.report(run.at(command.node), told.problem, told.fix, told.isSure ? undefined : 'warning');
    }
  }
}

interface Told {
  readonly name: string;
  readonly problem: string;
  readonly fix: string;
  readonly isSure: boolean;
}

function absent({ name, command }: Program, before: string, past: Past, runners: readonly string[]): Told | undefined {
  const tool = ABSENT_TOOLS.find((each) => each.name === name);
  if (!tool || !command.words.some(({ text }) => text === name) || !runners.every((runner) => /^ubuntu-(?!slim)/.test(runner) && !tool.except?.includes(runner))) return undefined;
  if (!past.isPlain || before.includes(name) || INSTALLERS.test(before) || command.inCondition) return undefined;
  return { name, problem: `${name} is not on ${runners.join(', ')}, and no step of this job installs it.`, fix: tool.fix, isSure: true };
}

function loggedOut(program: Program, before: string, past: Past): Told | undefined {
  const tool = LOGIN_TOOLS.find((each) => each.name.test(program.name));
  const words = program.args.map(({ raw }) => raw).join(' ');
  if (!tool || !past.isPlain || tool.offline.test(words) || tool.login.test(`${before}\n${words}`) || program.command.inCondition) return undefined;
  if ([...program.command.assigns.keys()].some((name) => tool.login.test(name))) return undefined;
  const [first = ''] = subcommand(program, 1, /^(?:-n|--namespace|--region|--output|-o)$/);
  if (tool.commands && !tool.commands.test(first)) return undefined;
  // A script of the repository can have logged in.
  if (/(?:^|[\s;&|])\.{1,2}\/|\b(?:bash|sh|source|make|task|just|python3?|node|npm run|npx)\s+\S/.test(before)) return undefined;
  return { name: String(tool.login), problem: `${program.name} ${first} runs, but ${tool.problem}.`, fix: tool.fix, isSure: true };
}

function uninstalled(program: Program, before: string, past: Past, step: StepSource, context: CheckContext): Told | undefined {
  const script = program.name === 'npm' ? npmScript(program) : undefined;
  if (script === undefined || !past.hasCheckout || !past.isPlain || NODE_INSTALLERS.test(before) || /install|setup|bootstrap|init|prepare|(?:^|[:-])ci(?:$|[:-])/.test(script)) return undefined;
  const folder = step.value.get('working-directory')?.text;
  const manifest = folder ? undefined : context.repository.json('package.json');
  if (folder || (manifest && !hasDependencies(manifest, script))) return undefined;
  return {
    name: 'npm run',
    isSure: false,
    problem: `\`npm run ${script}\` runs in a job that has not installed the packages of the project.`,
    fix: 'Add `run: npm ci` before it, behind `actions/setup-node`.',
  };
}

// A script that is computed can be anything; one of plain shell commands needs no package.
function npmScript(program: Program): string | undefined {
  if (program.args.some(({ raw }) => /^--(?:prefix|workspace|if-present|help)|^-(?:w|C)$/.test(raw))) return undefined;
  const [first, second] = subcommand(program, 2);
  if (first === 'test' || first === 't') return 'test';
  return (first === 'run' || first === 'run-script') && second !== undefined && second !== '?' ? second : undefined;
}

function hasDependencies(manifest: any, script: string): boolean {
  const command = manifest?.scripts?.[script];
  const names = Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies });
  return names.length > 0 && typeof command === 'string' && !NODE_INSTALLERS.test(command) && !/^\s*(?:node|echo|git|rm|mkdir|exit)\b/.test(command);
}

function remember(step: StepSource, past: Past): void {
  const { uses, run } = step;
  if (uses?.is('actions/checkout')) past.hasCheckout = true;
  if (uses && !PLAIN_ACTIONS.test(uses.action)) past.isPlain = false;
  // A body that cannot be read here, such as PowerShell, can do anything.
  if (run && !run.tree) past.isPlain = false;
  const inputs = [...step.inputs.values(), ...step.env.values()].map(({ text }) => text ?? '').join('\n');
  const cached = uses?.is('actions/cache', 'actions/download-artifact') ? inputs : '';
  past.text += `\n${uses?.action ?? ''}\n${uses?.is('aws-actions/configure-aws-credentials') ? 'AWS_' : cached}\n${run?.text ?? ''}`;
}
