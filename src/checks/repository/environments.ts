import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { declaredEnvironments } from './declared-settings';
import { fillMatrix } from './matrix-text';

/**
 * An environment that does not exist is created by the run that names it: without reviewers, secrets or branch rules.
 *
 * @see https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments
 */
export class Environments extends SourceCheck {
  public readonly id = 'environments';
  public readonly description = 'Every environment is one that exists, not one made up while the workflow runs.';
  public readonly covers = ['X19'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    const { environment } = job;
    if (environment?.text === undefined) return;
    const names = namesOf(environment.text, job);
    if (names) this.lookAtNames(names, environment, context);
    const input = INPUT.exec(environment.text);
    if (!input) return;
    const [, before, name, after] = input;
    if (before === '' && after === '' && optionsOf(name, job.workflow).length > 0) this.lookAtBranches(environment, job, context);
    if (before !== '' || after !== '') {this.lookAtAffixes(environment, name, before, after, job, context);} else if (isFreeText(name, job.workflow)) {
      context.report(environment, `The environment is whatever text is typed into input "${name}"; a name that does not exist becomes a new environment without reviewers, secrets or branch rules.`,
        `Give input "${name}" "type: environment", or "type: choice" with the environments that exist.`);
    }
  }

  private lookAtNames(names: readonly string[], environment: YamlValue, context: CheckContext): void {
    const declared = declaredEnvironments(context.repository);
    if (!declared) return;
    const lower = declared.map((each) => each.toLowerCase());
    for (const name of names.filter((each) => each !== '' && !lower.includes(each.toLowerCase()))) {
      context.report(environment, `Environment "${name}" is not declared in this repository's settings: the first run creates it without reviewers, secrets or branch rules.`,
        `Declare it there, or use one of ${declared.join(', ') || '(none yet)'}.`);
    }
  }

  private lookAtBranches(environment: YamlValue, job: JobSource, context: CheckContext): void {
    if (job.workflow.hasEvent('workflow_call') || declaredEnvironments(context.repository) || asksForBranch(job)) return;
    context.report(environment, 'This job runs on any branch that the run is started for, and nothing in this repository declares its environments: one that does not exist is created without reviewers, secrets or branch rules.',
      'Limit the job with "if: github.ref == \'refs/heads/main\'", and declare the environments with their branches in .github/settings.yml.', context.inBaseline('info') ?? 'warning');
  }

  // `production` has reviewers and secrets; `production-rollback` is another environment and has none.
  private lookAtAffixes(environment: YamlValue, name: string, before: string, after: string, job: JobSource, context: CheckContext): void {
    const options = optionsOf(name, job.workflow);
    const whole = wholeEnvironments(context.repository);
    if (!whole.inputs.has(name) && !options.some((option) => whole.names.has(option))) return;
    if (options.some((option) => whole.names.has(`${before}${option}${after}`))) return;
    const example = `${before}${options[0] ?? `<${name}>`}${after}`;
    context.report(environment, `"${example}" is not the environment that input "${name}" names: it has none of its secrets, reviewers and branch rules, and signs in as another subject.`,
      `Name the environment itself: \${{ inputs.${name} }}. To keep runs apart, use "concurrency".`);
  }
}

const INPUT = /^([^${}]*)\$\{\{\s*(?:github\.event\.)?inputs\.([\w-]+)\s*\}\}([^${}]*)$/;

function namesOf(text: string, job: JobSource): string[] | undefined {
  if (!text.includes('${{')) return [text];
  const input = INPUT.exec(text);
  if (input) {
    const [, before, name, after] = input;
    const options = optionsOf(name, job.workflow);
    return options.length > 0 && !job.workflow.hasEvent('workflow_call') ? options.map((option) => `${before}${option}${after}`) : undefined;
  }
  const names = job.legs?.map((leg) => fillMatrix(text, leg));
  return names?.some((name) => name.includes('${{')) ? undefined : names && [...new Set(names)];
}

/** Whether the job, or one that it waits for, looks at the branch or tag the run is started for. */
function asksForBranch(job: JobSource): boolean {
  return [job, ...job.ancestors].some((each) => each.uses !== undefined || REF.test(each.condition?.text ?? '')
    || each.steps.some((step) => step.uses?.kind === 'local' || REF.test(`${step.condition?.text ?? ''}\n${step.run?.text ?? ''}\n${step.input('script') ?? ''}\n${[...step.env.values()].map(({ text }) => text ?? '').join('\n')}`)));
}

const REF = /\bgithub\.(ref|ref_name|ref_protected|ref_type|base_ref|head_ref)\b|\bGITHUB_REF\w*|\bcontext\.ref\b|default_branch/i;

function optionsOf(input: string, workflow: WorkflowSource): string[] {
  return workflow.event('workflow_dispatch')?.value?.get('inputs', input, 'options')?.texts() ?? [];
}

function isFreeText(input: string, workflow: WorkflowSource): boolean {
  const declared = workflow.event('workflow_dispatch')?.value?.get('inputs', input);
  return declared !== undefined && (declared.get('type')?.text ?? 'string') === 'string' && !declared.has('options');
}

interface WholeEnvironments {
  /** Inputs whose value is the name of an environment. */
  readonly inputs: ReadonlySet<string>;
  /** Environments named in plain text. */
  readonly names: ReadonlySet<string>;
}

const known = new WeakMap<RepositorySource, WholeEnvironments>();

function wholeEnvironments(repository: RepositorySource): WholeEnvironments {
  const other = known.get(repository);
  if (other) return other;
  const inputs = new Set<string>();
  const names = new Set<string>();
  for (const job of repository.workflows.flatMap(({ jobs }) => jobs)) {
    const text = job.environment?.text ?? '';
    const [, before, name, after] = INPUT.exec(text) ?? [];
    if (name !== undefined && before === '' && after === '') inputs.add(name);
    else if (text !== '' && !text.includes('${{')) names.add(text);
  }
  const made = { inputs, names };
  known.set(repository, made);
  return made;
}
