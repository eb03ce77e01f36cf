import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findTool } from '../../projenrc/tool-paths';

export type ToolName = 'actionlint' | 'zizmor' | 'shellcheck';

export interface ToolFinding {
  readonly tool: ToolName;
  /** Relative to the folder that was given, or as the file was given. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

export interface ZizmorOptions {
  /** @default 'pedantic' */
  readonly persona?: 'regular' | 'pedantic' | 'auditor';
  /** @default true */
  readonly offline?: boolean;
}

/** The path of a development tool (`.tools/bin`, else PATH), or undefined. */
export function tool(name: ToolName): string | undefined {
  return findTool(name);
}

/**
 * `describe` where the tools are there and `describe.skip` where one is missing; with CI set, a
 * missing tool is an error. Use: `requireTool('zizmor')('what holds', () => { … })`.
 */
export function requireTool(...names: ToolName[]): typeof describe | typeof describe.skip {
  const missing = names.filter((name) => tool(name) === undefined);
  if (missing.length === 0) return describe;
  if (process.env.CI) throw new Error(`${missing.join(', ')} missing: run npx projen tools`);
  return describe.skip;
}

/**
 * Lints the workflows below a folder, or the workflow files given. A folder's `.github` is copied
 * beside an empty `.git`, because actionlint resolves local actions only inside a repository.
 */
export function runActionlint(target: string | string[]): ToolFinding[] {
  if (Array.isArray(target)) return actionlint(target, process.cwd());
  return inTemporaryFolder((folder) => {
    fs.mkdirSync(path.join(folder, '.git'));
    fs.cpSync(path.join(target, '.github'), path.join(folder, '.github'), { recursive: true });
    const workflows = fs.readdirSync(path.join(folder, '.github', 'workflows')).filter((name) => /\.ya?ml$/.test(name));
    return actionlint(workflows.sort().map((name) => path.join('.github', 'workflows', name)), folder);
  });
}

function actionlint(files: string[], cwd: string): ToolFinding[] {
  if (files.length === 0) throw new Error('actionlint: no workflow to read');
  const shellcheck = `-shellcheck=${tool('shellcheck') ?? ''}`;
  const output = run('actionlint', ['-no-color', '-format', '{{json .}}', '-pyflakes=', shellcheck, ...files], { cwd, ends: [0, 1] });
  const items = JSON.parse(output) as { filepath: string; line: number; kind: string; message: string }[] | null;
  return (items ?? []).map((item) => ({ tool: 'actionlint', path: item.filepath, line: item.line, rule: item.kind, message: item.message }));
}

/** Audits the workflows, actions and Dependabot files below a folder. A file that is no valid YAML is an error. */
export function runZizmor(folder: string, options: ZizmorOptions = {}): ToolFinding[] {
  const args = ['--format=json', '--no-progress', '--no-exit-codes', '--strict-collection', `--persona=${options.persona ?? 'pedantic'}`];
  if (options.offline ?? true) args.push('--offline');
  const output = run('zizmor', [...args, '.'], { cwd: folder, ends: [0] });
  return (JSON.parse(output) as ZizmorItem[]).filter((item) => !item.ignored).flatMap(fromZizmor);
}

interface ZizmorItem {
  readonly ident: string;
  readonly desc: string;
  readonly ignored: boolean;
  readonly locations: {
    readonly symbolic: { readonly key: { readonly Local: { readonly verbatim_path: string } }; readonly annotation: string; readonly kind: string };
    readonly concrete: { readonly location: { readonly start_point: { readonly row: number } } };
  }[];
}

/** One finding for each place that zizmor calls primary. */
function fromZizmor(item: ZizmorItem): ToolFinding[] {
  return item.locations
    .filter((location) => location.symbolic.kind === 'Primary')
    .map((location) => ({
      tool: 'zizmor',
      path: path.normalize(location.symbolic.key.Local.verbatim_path),
      line: location.concrete.location.start_point.row + 1,
      rule: item.ident,
      message: `${item.desc}: ${location.symbolic.annotation}`,
    }));
}

/** Lints shell scripts with all of shellcheck's checks; sourced files are followed from the script's folder. */
export function runShellcheck(files: string[]): ToolFinding[] {
  if (files.length === 0) throw new Error('shellcheck: no script to read');
  const args = ['--norc', '--enable=all', '--external-sources', '--source-path=SCRIPTDIR', '--format=json1', '--'];
  const output = run('shellcheck', [...args, ...files], { ends: [0, 1] });
  const { comments } = JSON.parse(output) as { comments: { file: string; line: number; code: number; message: string }[] };
  return comments.map(({ file, line, code, message }) => ({ tool: 'shellcheck', path: file, line, rule: `SC${code}`, message }));
}

function run(name: ToolName, args: string[], options: { cwd?: string; ends: number[] }): string {
  const program = tool(name);
  if (program === undefined) throw new Error(`${name} is missing: run npx projen tools`);
  const result = spawnSync(program, args, { cwd: options.cwd, encoding: 'utf8', timeout: 120_000, maxBuffer: 64 * 1024 * 1024 });
  if (result.error) throw result.error;
  if (!options.ends.includes(result.status ?? -1)) {
    throw new Error(`${name} ended with ${result.status ?? result.signal}: ${(result.stderr || result.stdout).slice(0, 2000)}`);
  }
  return result.stdout;
}

function inTemporaryFolder<T>(body: (folder: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'projen-delivery-'));
  try {
    return body(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
