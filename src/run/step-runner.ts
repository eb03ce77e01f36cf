import { ActionFinder, FoundAction } from './action-finder';
import type { ActionHost } from './actions/action-host';
import { doneOutside, leaveOut } from './actions/outside';
import { execute } from './execute';
import type { JobMachine } from './job-work';
import { isNodeAction, NodeCall, runNodeAction } from './node-action';
import type { ActionCall } from './report';
import { Limits, StepDone, StepPrograms } from './step-work';
import type { Annotation, WorkflowCommands } from './workflow-commands';
import type { Scope } from '../simulate/evaluate';
import { inputsOf, StepTurn } from '../simulate/step-schedule';

/** Something that an action does when the job is over. */
export interface AtEnd {
  readonly name: string;
  /** Undefined where its own condition says no. */
  run(scope: Scope, limits: Limits, isGood: boolean): Promise<StepDone | undefined>;
}

/** What an action leaves to later steps. */
interface Left {
  readonly env: Record<string, string>;
  readonly paths: string[];
}

/** Does the steps of one job, one at a time. */
export class StepRunner {
  public readonly calls: ActionCall[] = [];
  public readonly notDone: string[] = [];
  public readonly atEnd: AtEnd[] = [];
  public readonly finder: ActionFinder;
  /** What names a service in the job, and what to put in its place. */
  public replaced: Readonly<Record<string, string>> = {};
  private readonly commands: WorkflowCommands[] = [];
  private readonly programs: StepPrograms;
  private paths: readonly string[] = [];

  public constructor(private readonly key: string, private readonly machine: JobMachine) {
    this.finder = new ActionFinder(machine);
    this.programs = new StepPrograms(machine, key, (commands) => void this.commands.push(commands));
  }

  public get annotations(): Annotation[] {
    return this.commands.flatMap(({ annotations }) => annotations);
  }

  /** Does a step. Never throws for what the step is to blame for. */
  public async run(turn: StepTurn, limits: Limits): Promise<StepDone> {
    const done = turn.run !== undefined
      ? await this.programs.script(turn, replaceAll(turn.run, this.replaced), this.environmentOf(turn), limits)
      : await this.action(turn, limits);
    if (done.paths) this.paths = [...done.paths, ...this.paths.filter((each) => !done.paths!.includes(each))];
    return done;
  }

  /** A job that fails before its first step, or where no step is to blame. */
  public fail(message: string): void {
    this.programs.refused(message);
  }

  private environmentOf({ env, actionFolder, source }: Pick<StepTurn, 'env' | 'actionFolder' | 'source'>): Record<string, string> {
    const { environment } = this.machine;
    const own = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, this.withReplaced(value)]));
    // Nobody takes these from the runner.
    const fixed = Object.fromEntries(Object.entries(environment).filter(([name]) => /^(GITHUB|RUNNER)_/.test(name)));
    const search = [...this.paths, own.PATH ?? environment.PATH].join(':');
    return { ...environment, ...own, ...fixed, ...(actionFolder ? { GITHUB_ACTION_PATH: actionFolder } : {}), GITHUB_ACTION: source.id ?? '__run', PATH: search };
  }

  private withReplaced(text: string): string {
    return replaceAll(text, { ...this.machine.replace, ...this.replaced });
  }

  private async action(turn: StepTurn, limits: Limits): Promise<StepDone> {
    const uses = turn.uses!;
    const inputs = Object.fromEntries(Object.entries(turn.inputs).map(([name, value]) => [name, this.withReplaced(value)]));
    const found = this.finder.find(uses);
    if (found) return this.own(found, { ...turn, inputs }, limits);
    if (uses.kind === 'docker') return this.programs.refused(`${uses.text} is a container, and there is no container engine here. ${elsewhere(uses.text)}`);
    if (uses.kind !== 'repository') return this.programs.refused(`Can't find 'action.yml' or 'action.yaml' under '${this.finder.folderOf(uses) ?? uses.text}'. Did you forget to run actions/checkout before running your local action?`);
    return this.standIn({ ...turn, inputs });
  }

  private async own(found: FoundAction, turn: StepTurn, limits: Limits): Promise<StepDone> {
    const { action, folder } = found;
    if (!isNodeAction(action)) {
      return this.programs.refused(action.using === 'docker'
        ? `${turn.uses!.text} runs in a container, and there is no container engine here. ${elsewhere(turn.uses!.text)}`
        : `${action.path} has runs.using: ${action.using ?? 'nothing'}, which GitHub does not know. Give composite, docker or node24.`);
    }
    const state: Record<string, string> = {};
    const inputs = inputsOf(action, turn.inputs, turn.scope);
    const call: NodeCall = { action, folder, inputs, env: this.environmentOf(turn), cwd: this.machine.folders.workspace, scope: turn.scope, state };
    if (turn.uses!.kind === 'repository') {
      const before = await runNodeAction('pre', call, this.programs, limits);
      Object.assign(state, before?.state);
      if (before && !before.ok) return before;
    }
    const done = (await runNodeAction('main', call, this.programs, limits))!;
    Object.assign(state, done.state);
    const post = (scope: Scope, left: Limits) => runNodeAction('post', { ...call, env: this.environmentOf(turn), scope }, this.programs, left);
    if (action.value.get('runs', 'post')) this.atEnd.unshift({ name: `Post ${turn.name}`, run: post });
    return done;
  }

  private async standIn(turn: StepTurn): Promise<StepDone> {
    const uses = turn.uses!;
    const action = uses.text.split('@')[0];
    this.calls.push({ action, inputs: turn.inputs });
    const outside = doneOutside(action);
    const work = this.machine.actions[uses.action] ?? (outside ? leaveOut(outside) : undefined);
    if (!work) return this.programs.refused(`nothing here does what ${action} does. ${elsewhere(action)}`);
    const log: string[] = [];
    const left: Left = { env: {}, paths: [] };
    const commands = this.programs.commands();
    try {
      const inputs = Object.fromEntries(Object.entries(turn.inputs).map(([name, value]) => [name.toLowerCase(), value]));
      const outputs = await work(inputs, this.host(turn, log, commands, left));
      return { ok: true, log: log.join('\n'), outputs: outputs ?? {}, ...left };
    } catch (error) {
      const { log: told, ...failed } = this.programs.refused((error as Error).message, commands);
      return { ...failed, ...left, log: [...log, String(error), told].join('\n') };
    }
  }

  private host(turn: StepTurn, log: string[], commands: WorkflowCommands, left: Left): ActionHost {
    const { machine } = this;
    const uses = turn.uses!;
    const environment = this.environmentOf(turn);
    const say = (line: string) => {
      log.push(line);
      this.programs.said(line, commands);
    };
    const run = async (program: string, args: readonly string[]) => {
      const { user, folders, kill } = machine;
      const done = await execute(program, args, { cwd: folders.workspace, env: environment, user, timeoutMs: 300_000, kill });
      const text = done.log.trimEnd();
      log.push(text);
      // What a program prints here is no command to the runner.
      if (text !== '') for (const line of text.split('\n')) machine.progress.line(this.key, { kind: 'text', text: machine.masks.hide(line) });
      if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${done.status}`);
      return done.log;
    };
    return {
      action: uses.text.split('@')[0],
      ref: uses.ref,
      workspace: machine.folders.workspace,
      environment,
      source: machine.source,
      artifacts: machine.artifacts,
      cache: machine.cache,
      sharedFolder: (name) => machine.sharedFolder(name),
      versions: machine.versions ?? {},
      installed: (program) => machine.installed?.(program) ?? [],
      anyVersion: machine.anyVersion ?? false,
      addPath: (folder) => void left.paths.unshift(folder),
      setVariable: (name, value) => void (left.env[name] = value),
      run,
      say,
      notDone: (words) => void this.notDone.push(words),
      atEnd: (work) => this.atEnd.unshift({ name: `Post ${turn.name}`, run: (_, __, isGood) => this.workAtEnd(work, isGood) }),
    };
  }

  private async workAtEnd(work: () => Promise<void>, isGood: boolean): Promise<StepDone | undefined> {
    if (!isGood) return undefined;
    try {
      await work();
      return { ok: true, log: '', outputs: {} };
    } catch (error) {
      return this.programs.refused((error as Error).message);
    }
  }
}

function elsewhere(action: string): string {
  return `Give a folder that has it with --action ${action.split('@')[0]}=DIR, leave the step out with --skip-action ${action.split('@')[0]}, or run the job on GitHub.`;
}

function replaceAll(text: string, replaced: Readonly<Record<string, string>>): string {
  return Object.entries(replaced).reduce((all, [from, to]) => all.replaceAll(from, to), text);
}
