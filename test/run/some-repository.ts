import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { JobFolders } from '../../src/run/job-folders';
import { JobReport, Progress, silent } from '../../src/run/report';
import type { RunWorkflowOptions } from '../../src/run/run-options';
import type { JobLine, RunReport } from '../../src/run/run-report';
import { WorkflowRunner } from '../../src/run/workflow-runner';

const WHO = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgsign=false'];
const made: string[] = [];

/** A git repository with these files, committed. */
export function someRepository(files: Record<string, string>): string {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'repository-')));
  made.push(root);
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, 'First', files);
  return root;
}

export function git(root: string, ...args: string[]): string {
  return execFileSync('git', [...WHO, ...args], { cwd: root, encoding: 'utf8' }).trim();
}

export function write(root: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
}

export function commit(root: string, message: string, files: Record<string, string> = {}): void {
  write(root, files);
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--no-verify', '--allow-empty', `--message=${message}`);
}

/** A repository whose only workflow has these jobs, in YAML. */
export function withJobs(jobs: string, files: Record<string, string> = {}): string {
  return someRepository({ '.github/workflows/ci.yml': workflow(jobs), ...files });
}

export function workflow(jobs: string, on: string = 'push'): string {
  return `name: CI\non: ${on}\njobs:\n${jobs.replace(/^\n/, '').replace(/^(?=.)/gm, '  ')}`;
}

export interface Played {
  readonly report: RunReport;
  /** Everything that was told while it ran. */
  readonly told: string[];
  job(key: string): JobLine & { readonly report: JobReport };
}

/** Runs a workflow, with all that is told. */
export async function play(root: string, options: Partial<RunWorkflowOptions> = {}): Promise<Played> {
  const told: string[] = [];
  const progress: Progress = { ...silent, line: (key, { kind, text }) => void told.push(`${key}|${kind}|${text}`), note: (text) => void told.push(text) };
  const report = await new WorkflowRunner({ root, progress, ...options }).run();
  const job = (key: string) => {
    const found = report.jobs.find((each) => each.key === key);
    if (!found) throw new Error(`there is no ${key} in ${report.jobs.map((each) => each.key).join(', ')}`);
    return found as ReturnType<Played['job']>;
  };
  return { report, told, job };
}

export function removeRepositories(): void {
  for (const root of made.splice(0)) JobFolders.remove(root);
}
