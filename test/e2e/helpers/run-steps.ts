import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { ActionHost, ACTIONS } from './actions';
import { CommandFiles } from './command-files';
import { execute } from './execute';
import type { Interrupt, JobOptions } from './run-job';
import { holds, Scope, textOf, textsOf } from './values';
import type { StepDocument } from '../../../src/testing';
import type { Status } from '../../helpers/expressions';

type Conclusion = 'success' | 'failure' | 'skipped' | 'cancelled';

/** What came of a step; steps of a composite action follow the step that calls it. */
export interface StepRun {
  readonly name: string;
  readonly id?: string;
  /** Before continue-on-error. */
  readonly outcome: Conclusion;
  readonly conclusion: Conclusion;
  readonly log: string;
  readonly outputs: Record<string, string>;
  readonly summary: string;
  /** Seconds it took. */
  readonly seconds: number;
}

/** A call of an action of others. */
export interface ActionCall {
  readonly action: string;
  readonly inputs: Record<string, string>;
}

export interface StepsOptions {
  readonly root: string;
  readonly workspace: string;
  readonly environment: Record<string, string>;
  /** `env` of the workflow and the job. */
  readonly variables: Record<string, string>;
  readonly defaults: { readonly 'shell'?: string; readonly 'working-directory'?: string };
  readonly replaced: Record<string, string>;
  readonly options: JobOptions;
}

interface Ended {
  readonly steps: StepRun[];
  readonly status: Status;
  /** Whether the runner was lost on the way. */
  readonly isLost: boolean;
  /** The context `steps`. */
  readonly context: Record<string, unknown>;
}

interface Done {
  readonly ok: boolean;
  readonly log: string;
  readonly outputs: Record<string, string>;
  readonly summary?: string;
  readonly inner?: StepRun[];
}

const SHELLS: Record<string, string[]> = {
  'bash': ['--noprofile', '--norc', '-eo', 'pipefail'],
  // Without a shell of its own a step gets no pipefail.
  '': ['-e'],
};

/** Runs steps in order; what one step tells the runner reaches the next ones. */
export class StepsRunner {
  public readonly calls: ActionCall[] = [];
  private readonly variables: Record<string, string>;
  private readonly paths: string[] = [];
  private count = 0;

  public constructor(private readonly given: StepsOptions) {
    this.variables = { ...given.variables };
  }

  public async run(documents: StepDocument[], scope: Scope, deadline: number): Promise<Ended> {
    const steps: StepRun[] = [];
    const context: Record<string, unknown> = {};
    let status: Status = 'success';
    for (const document of documents) {
      const env = { ...scope.context.env as object, ...this.variables };
      const inner = { context: { ...scope.context, steps: context, env, job: { status } }, options: { ...scope.options, status } };
      const { step, below } = await this.step(document, inner, deadline);
      steps.push(step, ...below);
      if (step.id) context[step.id] = { outcome: step.outcome, conclusion: step.conclusion, outputs: step.outputs };
      if (step.conclusion === 'failure') status = 'failure';
      if (step.conclusion === 'cancelled') {
        if (this.given.options.interrupt?.by === 'loss') return { steps, status: 'failure', context, isLost: true };
        status = 'cancelled';
      }
    }
    return { steps, status, context, isLost: false };
  }

  private async step(document: StepDocument, scope: Scope, deadline: number): Promise<{ step: StepRun; below: StepRun[] }> {
    const name = textOf(document.name ?? document.uses ?? document.run, scope);
    const about = { name, id: document.id };
    if (!holds(document.if, scope)) {
      return { step: { ...about, outcome: 'skipped', conclusion: 'skipped', log: '', outputs: {}, summary: '', seconds: 0 }, below: [] };
    }
    await this.given.options.beforeStep?.(name, this.given.workspace);
    const from = Date.now();
    const own = this.withReplaced(textsOf(document.env, scope));
    const within = { ...scope, context: { ...scope.context, env: { ...scope.context.env as object, ...own } } };
    const done = document.uses ? await this.uses(document, within, deadline) : await this.script(document, own, within, deadline);
    const isCut = this.cut(name) !== undefined && !done.ok;
    const outcome = isCut ? 'cancelled' : done.ok ? 'success' : 'failure';
    const allowed = textOf(document['continue-on-error'] ?? false, scope) === 'true';
    const step = {
      ...about, outcome, conclusion: allowed ? 'success' : outcome, log: done.log, outputs: done.outputs, summary: done.summary ?? '', seconds: (Date.now() - from) / 1000,
    } as const;
    return { step, below: done.inner ?? [] };
  }

  private async script(document: StepDocument, env: Record<string, string>, scope: Scope, deadline: number): Promise<Done> {
    const { root, workspace, defaults, options } = this.given;
    const shell = SHELLS[document.shell ?? defaults.shell ?? ''];
    if (!shell) throw new Error(`the shell ${document.shell ?? defaults.shell} is not supported here`);
    const number = this.count += 1;
    const file = path.join(root, 'commands', `${number}.sh`);
    fs.writeFileSync(file, `${textOf(document.run, scope)}\n`);
    const files = new CommandFiles(path.join(root, 'commands'), number, options.user);
    const cut = this.cut(textOf(document.name, scope));
    const own = cut?.afterMs ?? Number(textOf(document['timeout-minutes'] ?? 360, scope)) * 60_000;
    const place = textOf(document['working-directory'] ?? defaults['working-directory'] ?? '.', scope);
    const { status, log } = await execute('/bin/bash', [...shell, file], {
      cwd: path.resolve(workspace, place),
      env: { ...this.environment(), ...env, ...files.environment, ...actionPath(scope) },
      user: options.user,
      timeoutMs: Math.max(0, Math.min(own, deadline - Date.now())),
      until: cut?.at,
      log: path.join(root, 'commands', `${number}.log`),
    });
    this.take(files);
    return { ok: status === 0, log: `${log}(exit code ${status})\n`, outputs: files.outputs, summary: files.summary };
  }

  private async uses(document: StepDocument, scope: Scope, deadline: number): Promise<Done> {
    const inputs = this.withReplaced(textsOf(document.with, scope));
    const own = /^(?:\$|\.)\/(.+)$/.exec(document.uses!);
    if (own) return this.composite(own[1], inputs, scope, deadline);
    const action = document.uses!.split('@')[0];
    this.calls.push({ action, inputs });
    const stand = ACTIONS[action];
    if (!stand) throw new Error(`nothing stands in for the action ${action}`);
    const log: string[] = [];
    try {
      const outputs = await stand(inputs, this.host(log));
      return { ok: true, log: log.join('\n'), outputs: outputs ?? {} };
    } catch (error) {
      return { ok: false, log: [...log, String(error)].join('\n'), outputs: {} };
    }
  }

  // `$/` is the repository of the workflow at its own commit, whatever is checked out in the workspace.
  private async composite(folder: string, given: Record<string, string>, scope: Scope, deadline: number): Promise<Done> {
    const place = path.join(this.given.root, 'tools', 'actions');
    if (!fs.existsSync(place)) await this.host([]).run('git', ['clone', '--quiet', '--depth=1', `file://${this.given.options.source}`, place]);
    const action = parse(fs.readFileSync(path.join(place, folder, 'action.yml'), 'utf8'));
    const strange = Object.keys(given).filter((name) => !(name in (action.inputs ?? {})));
    if (strange.length > 0) throw new Error(`${folder} has no input ${strange.join(', ')}`);
    const inputs = Object.fromEntries(Object.entries<Record<string, any>>(action.inputs ?? {}).map(([name, input]) => [name, given[name] ?? textOf(input.default, scope)]));
    const github = { ...scope.context.github as object, action_path: path.join(place, folder) };
    const inner = { ...scope, context: { ...scope.context, inputs, github } };
    const ended = await this.run(action.runs.steps, { ...inner, options: { ...scope.options, status: 'success' } }, deadline);
    const after = { ...inner, context: { ...inner.context, steps: ended.context } };
    const outputs = Object.entries<Record<string, any>>(action.outputs ?? {}).map(([name, output]) => [name, textOf(output.value, after)]);
    return { ok: ended.status === 'success', log: ended.steps.map((step) => step.log).join(''), outputs: Object.fromEntries(outputs), inner: ended.steps };
  }

  private cut(name: string): Interrupt | undefined {
    const { interrupt } = this.given.options;
    return interrupt?.step === name ? interrupt : undefined;
  }

  private environment(): Record<string, string> {
    const { environment } = this.given;
    return { ...environment, ...this.variables, PATH: [...this.paths, environment.PATH].join(':') };
  }

  private take(files: CommandFiles): void {
    Object.assign(this.variables, files.variables);
    this.paths.unshift(...files.paths);
  }

  private host(log: string[]): ActionHost {
    const { root, workspace, options } = this.given;
    return {
      workspace,
      environment: this.environment(),
      source: options.source,
      artifacts: options.artifacts,
      cache: options.cache,
      nodeVersions: options.nodeVersions ?? {},
      say: (line) => log.push(line),
      run: async (program, args) => {
        const file = path.join(root, 'commands', 'actions.log');
        const done = await execute(program, args, { cwd: workspace, env: this.environment(), user: options.user, timeoutMs: 300_000, log: file });
        log.push(done.log.trimEnd());
        if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${done.status}`);
        return done.log;
      },
    };
  }

  private withReplaced(values: Record<string, string>): Record<string, string> {
    const replace = (value: string) => Object.entries(this.given.replaced).reduce((text, [from, to]) => text.replaceAll(from, to), value);
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, replace(value)]));
  }
}

function actionPath(scope: Scope): Record<string, string> {
  const place = (scope.context.github as Record<string, unknown>).action_path;
  return place ? { GITHUB_ACTION_PATH: String(place) } : {};
}
