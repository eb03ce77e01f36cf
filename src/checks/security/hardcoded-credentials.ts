import { CREDENTIAL_FORMATS, MADE_UP } from './credential-formats.const';
import { isThisMachine } from './hosts';
import type { ActionSource } from '../../read/action-source';
import type { JobSource } from '../../read/job-source';
import { ScriptSource } from '../../read/script-source';
import type { ShellSource } from '../../read/shell-source';
import type { SourceFile } from '../../read/source-file';
import type { StepSource } from '../../read/step-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** Actions that log in to a registry, with the input that names it. */
const LOGINS: Readonly<Record<string, string>> = { 'docker/login-action': 'registry', 'azure/docker-login': 'login-server', 'redhat-actions/podman-login': 'registry' };

/** Whoever can read the repository, or any clone of it, has what stands in it; so has its history after it is gone. */
export class HardcodedCredentials extends SourceCheck {
  public readonly id = 'hardcoded-credentials';
  public readonly description = 'No password of a registry, token or private key stands in a file.';
  public readonly covers = ['S24'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly zizmor = 'hardcoded-container-credentials';
  public readonly actionlint = 'credentials';

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    scan(workflow.file, context);
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    scan(action.file, context);
  }

  public visitShell(_shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    if (owner instanceof ScriptSource) scan(owner.file, context);
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    const container = job.value.get('container');
    const services = job.value.get('services')?.entries() ?? [];
    for (const [what, value] of [['container', container] as const, ...services.map((service) => [`service ${service.name}`, service] as const)]) {
      const password = value?.get('credentials', 'password');
      if (password && isWritten(password) && !isThisMachine(registryOf(value?.get('image')?.text ?? ''))) {
        context.report(password, `The password of the registry of ${what} stands in the file.`, repair('${{ secrets.REGISTRY_PASSWORD }}'));
      }
    }
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    const registry = LOGINS[step.uses?.action ?? ''];
    const password = registry === undefined ? undefined : step.inputs.get('password');
    if (!password || !isWritten(password) || isThisMachine(registryOf(step.input(registry) ?? ''))) return;
    context.report(password, `The password of the registry ${step.input(registry) ?? 'Docker Hub'} stands in the file.`, repair('${{ secrets.REGISTRY_PASSWORD }}'));
  }
}

function isWritten(value: YamlValue): boolean {
  return value.text !== undefined && value.text.trim() !== '' && !value.text.includes('${{');
}

// `localhost:5000/app:1` has a registry, `postgres:14` has Docker Hub.
function registryOf(image: string): string {
  const [first] = image.split('/');
  return /^localhost(:|$)/.test(first) || first.includes('.') || (image.includes('/') && first.includes(':')) ? first.replace(/:\d+$/, '') : 'docker.io';
}

function scan(file: SourceFile, context: CheckContext): void {
  for (const { name, pattern, isSecret } of CREDENTIAL_FORMATS) {
    for (const { 0: text, index } of file.text.matchAll(pattern)) {
      if (MADE_UP.test(text)) continue;
      context.report(file.at(index), `${shortened(text)} looks like ${name}.`, repair('${{ secrets.NAME }}'), isSecret ? 'error' : 'warning');
    }
  }
}

function shortened(text: string): string {
  return `${text.split(/[\n\\]/)[0].slice(0, 8)}…`;
}

function repair(reference: string): string {
  return `Revoke it, since the history keeps it, and store its successor as a secret: ${reference}.`;
}
