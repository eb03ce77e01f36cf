import { isPrivateHost } from './hosts';
import type { JobSource } from '../../read/job-source';
import type { ScriptSource } from '../../read/script-source';
import type { ShellCommand } from '../../read/shell-command';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const URL = /^["']?(?:git\+)?(http|git|ftp|svn):\/\/(?:[^/@\s"']*@)?([^/:\s"'?#]+)/i;
const FETCHES = new Set(['curl', 'wget', 'git', 'pip', 'pip3', 'pipx', 'uv', 'npm', 'yarn', 'pnpm', 'gem', 'go', 'cargo', 'svn', 'aria2c', 'helm', 'apt-key', 'rpm', 'apk', 'conda', 'mamba', 'Invoke-WebRequest', 'iwr']);
// Their next word is no address that is fetched.
const OTHER = /^(?:-e|--referer|-x|--proxy|-H|--header|-d|--data|--data-\w+|-F|--form|-A|--user-agent|-b|--cookie|-o|--output|-w)$/;
const SOURCES = /^(?:(?:\w+[-_])*(?:registry|index|repository|download|mirror|source|package|feed)[-_]url|registry|index-url|extra-index-url|download-url)$/;
const VARIABLES = /^(?:PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|UV_INDEX_URL|UV_DEFAULT_INDEX|NPM_CONFIG_REGISTRY|YARN_REGISTRY|YARN_NPM_REGISTRY_SERVER|GOPROXY|CARGO_REGISTRIES_\w+_INDEX)$/i;

/** Without TLS whoever is on the way can read what is fetched and put something else in its place. */
export class InsecureUrls extends SourceCheck {
  public readonly id = 'insecure-urls';
  public readonly description = 'What is fetched from other hosts comes over an encrypted connection.';
  public readonly covers = ['S37'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'insecure-url-scheme';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    this.variables(workflow.env, context);
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    this.variables(job.env, context);
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    this.variables(step.env, context);
    for (const [name, value] of step.inputs) {
      const url = SOURCES.test(name) ? insecure(value.text ?? '') : undefined;
      if (url) context.report(value, problem(url), fix(url));
    }
  }

  public visitShell(shell: ShellSource, _owner: StepSource | ScriptSource, context: CheckContext): void {
    if (!/\b(?:http|git|ftp|svn):\/\//i.test(shell.text)) return;
    for (const command of shell.commands) this.command(command, shell, context);
  }

  private command({ name, args }: ShellCommand, shell: ShellSource, context: CheckContext): void {
    if (!FETCHES.has(name) || isThrownAway(args)) return;
    args.forEach(({ raw, node }, index) => {
      if (OTHER.test(args[index - 1]?.raw ?? '')) return;
      const url = insecure(raw.replace(/^--(?:index-url|extra-index-url|registry|repo|source)=/, ''));
      if (url) context.report(shell.at(node), problem(url), fix(url));
    });
  }

  private variables(env: ReadonlyMap<string, YamlValue>, context: CheckContext): void {
    for (const [name, value] of env) {
      const url = VARIABLES.test(name) ? insecure(value.text ?? '') : undefined;
      if (url) context.report(value, problem(url), fix(url));
    }
  }
}

// Whether it answers is all that is asked.
function isThrownAway(args: ShellCommand['args']): boolean {
  return args.some(({ raw }, index) => /^(?:-[a-zA-Z]*I|--head|--spider|-o\/dev\/null|-O\/dev\/null)$/.test(raw) || (/^(?:-\w*o|-O|--output|--output-document)$/.test(args[index - 1]?.raw ?? '') && raw === '/dev/null'));
}

interface Insecure {
  readonly scheme: string;
  readonly host: string;
}

function insecure(text: string): Insecure | undefined {
  const [, scheme, host] = URL.exec(text.trim()) ?? [];
  // A host that is computed, or hidden by an expression, can be this machine.
  if (host === undefined || /[$`{}<>*]|____/.test(host) || isPrivateHost(host)) return undefined;
  return { scheme: scheme.toLowerCase(), host };
}

function problem({ scheme, host }: Insecure): string {
  return `${scheme}://${host} is not encrypted: whoever is on the way can put something else in its place.`;
}

function fix({ scheme, host }: Insecure): string {
  return `Use https://${host}${scheme === 'git' ? '; GitHub and others no longer answer git:// at all' : ', or check what comes against a digest that stands in this repository'}.`;
}
