import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';
import type { UsesSource } from '../../read/uses-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { scriptCalls } from './called-scripts';
import { needsToken, permissionFor } from './gh-commands.const';
import { hostedRunners } from './known-shell';
import { Program, programOf } from '../../read/shell-program';

const TOKENS = ['GH_TOKEN', 'GITHUB_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'];
// A script that exports the variable it was given sets nothing.
const SETS_TOKEN = /\b(?:GH|GITHUB)_(?:ENTERPRISE_)?TOKEN=(?!["']?\$\{?(?:GH|GITHUB)_(?:ENTERPRISE_)?TOKEN\b)|\bgh\s+auth\s+login\b|GH_CONFIG_DIR|\.config\/gh\b/;

/**
 * `gh` takes its token from the environment, and the runner puts none there: without one it exits with status 4.
 *
 * @see https://docs.github.com/en/actions/using-workflows/using-github-cli-in-workflows
 */
export class GhToken extends SourceCheck {
  public readonly id = 'gh-token';
  public readonly description = 'Every step that runs `gh` gives it a token that may do what is asked.';
  public readonly covers = ['X07'];
  public readonly severity = { baseline: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    const hosted = hostedRunners(job);
    if (!hosted) return;
    let mayBeLoggedIn = false;
    for (const step of job.steps) {
      // An action of the repository can log in for the steps behind it.
      if (mayLogIn(step.uses, context.repository)) mayBeLoggedIn = true;
      if (step.run && SETS_TOKEN.test(step.run.text)) mayBeLoggedIn = true;
      for (const [program, called] of ghCalls(step, context)) {
        const token = tokenOf(step, job);
        if (!token && !mayBeLoggedIn && !program.command.assigns.has('GH_TOKEN') && !program.command.assigns.has('GITHUB_TOKEN')) {
          this.missing(step, program, called, context);
          break;
        }
        if (token) this.permission(step, job, program, token, called, context);
      }
    }
  }

  private missing(step: StepSource, program: Program, called: Program | undefined, context: CheckContext): void {
    const by = called ? `${called.command.words.map(({ raw }) => raw).join(' ')} calls \`gh\`, which` : '`gh`';
    // gh of a called script may have been given its token there by other means.
    context.report(step.run!.at((called ?? program).command.node), `${by} has no token in this step and exits with status 4.`,
      'Add `env: { GH_TOKEN: ${{ github.token }} }` to the step.', called ? 'warning' : undefined);
  }

  private permission(step: StepSource, job: JobSource, program: Program, token: YamlValue, called: Program | undefined, context: CheckContext): void {
    if (!/\$\{\{\s*(?:github\.token|secrets\.GITHUB_TOKEN)\s*\}\}/i.test(token.text ?? '')) return;
    const needed = permissionFor(program);
    if (!needed || needed.scopes.some((scope) => job.permission(scope) === 'write' || job.permission(scope) === undefined)) return;
    context.report(step.run!.at((called ?? program).command.node), `\`gh ${needed.command}\` needs \`${needed.scopes[0]}: write\`, which the permissions of this job do not give.`,
      `Add \`${needed.scopes[0]}: write\` to the \`permissions\` of the job.`, 'warning');
  }
}

/** Parsing is dear, and few scripts name it. */
const NAMES_GH = /\bgh\b/;

// Calls of gh in the body of a step and in the scripts of the repository that it calls, these with their call.
function ghCalls(step: StepSource, context: CheckContext): [Program, Program | undefined][] {
  const { run } = step;
  if (!run?.isShell) return [];
  const own = !NAMES_GH.test(run.text) ? [] : programsOf(run).filter(isGh).map((program): [Program, undefined] => [program, undefined]);
  const inner = scriptCalls(run, step, context.repository).flatMap(({ command, script }) => {
    if (!script || !NAMES_GH.test(script.file.text) || SETS_TOKEN.test(script.file.text)) return [];
    return programsOf(script.shell).filter(isGh).map((program): [Program, Program] => [program, programOf(command)]);
  });
  return [...own, ...inner];
}

// A function that hands its words on, `gh "$@"`, is gh wherever it is called.
function programsOf({ commands }: ShellSource): Program[] {
  const programs = commands.map(programOf);
  const wrappers = new Set(programs.filter(({ name, args }) => name === 'gh' && args[0]?.raw === '"$@"').map(({ command }) => command.inFunction).filter((name) => name !== undefined));
  return programs.map((program) => (wrappers.has(program.name) ? { ...program, name: 'gh' } : program));
}

function mayLogIn(uses: UsesSource | undefined, repository: RepositorySource): boolean {
  if (!uses) return false;
  const action = uses.kind === 'local' ? repository.action(uses.target) : undefined;
  if (!action) return uses.kind === 'local' || uses.kind === 'expression' || /\bgh\b|github-cli/.test(uses.action);
  if (action.steps.length === 0) return true;
  // What a script of it exports reaches the later steps too.
  return action.steps.some((step) => step.uses !== undefined || !step.run?.isShell || LOGS_IN.test(step.run.text)
    || scriptCalls(step.run, step, repository).some(({ script }) => !script || LOGS_IN.test(script.file.text)));
}

const LOGS_IN = new RegExp(`${SETS_TOKEN.source}|GITHUB_ENV`);

function isGh(program: Program): boolean {
  return program.name === 'gh' && needsToken(program);
}

function tokenOf(step: StepSource, job: JobSource): YamlValue | undefined {
  for (const env of [step.env, job.env, job.workflow.env]) {
    for (const name of TOKENS) if (env.has(name)) return env.get(name);
  }
  // `env: ${{ fromJSON(…) }}` can hold anything.
  return [step.value, job.value, job.workflow.value].map((value) => value.get('env')).find((env) => env?.text !== undefined);
}
