import type { JobSource } from '../../read/job-source';
import { entriesByName, StepSource } from '../../read/step-source';
import type { UsesSource } from '../../read/uses-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { didYouMean } from './did-you-mean';
import { localAction } from './local-action';
import type { Severity } from '../severity';
import { ValidatorCheck } from '../validator-check';

interface Call {
  readonly uses: UsesSource;
  /** `input` or `secret`. */
  readonly what: string;
  readonly given: readonly YamlValue[];
  readonly declared: ReadonlyMap<string, YamlValue>;
  /** What else can be given. */
  readonly others?: readonly string[];
  readonly atMost?: Severity;
}

/** GitHub refuses a call with an input the called workflow does not have; an action loses it with a warning in the log. */
export class LocalCallInputs extends ValidatorCheck {
  public readonly id = 'local-call-inputs';
  public readonly description = 'Calls of the repository\'s own actions and workflows give the inputs and secrets these declare.';
  public readonly covers = ['R16'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'workflow-call';
  public readonly messages = [
    /^(?:Input|Secret) .* is required, but not provided while calling/, /^Invalid (?:input|secret), .* is not defined in the referenced workflow/,
    /^workflow_call key is not defined/, /^Unable to find reusable workflow/,
  ];

  public visitJob(job: JobSource, context: CheckContext): void {
    const { uses } = job;
    const called = uses?.kind === 'local' ? context.repository.workflow(uses.target) : undefined;
    if (!uses || !called || called.file.problems.length > 0) return;
    const call = called.event('workflow_call');
    if (!call) return context.report(uses.at, `${called.path} cannot be called: its \`on\` has no workflow_call.`, 'Add `workflow_call:` to its `on`.');
    const given = job.value.get('with');
    if (!given?.isScalar) this.compare({ uses, what: 'input', given: given?.entries() ?? [], declared: entriesByName(call.value?.get('inputs')) }, context);
    const secrets = job.value.get('secrets');
    if (secrets?.isScalar && !secrets.isNull) return;
    this.compare({ uses, what: 'secret', given: secrets?.entries() ?? [], declared: entriesByName(call.value?.get('secrets')) }, context);
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    const action = localAction(step, context.repository);
    const given = step.value.get('with');
    if (!action || !step.uses || action.file.problems.length > 0 || given?.isScalar) return;
    // Runners start the action all the same.
    const others = action.using === 'docker' ? ['args', 'entrypoint'] : [];
    this.compare({ uses: step.uses, what: 'input', given: given?.entries() ?? [], declared: action.inputs, others, atMost: 'warning' }, context);
  }

  // Told here with the names that are declared, for actions and workflows alike; a missing file is not this check's.
  protected explain(): undefined {
    return undefined;
  }

  private compare({ uses, what, given, declared, others = [], atMost }: Call, context: CheckContext): void {
    const names = [...declared.keys()];
    const known = new Set([...names, ...others].map((name) => name.toLowerCase()));
    const has = new Set(given.map(({ name }) => name.toLowerCase()));
    for (const entry of given) {
      // A merged map has no name of its own, and tells of itself.
      if (known.has(entry.name.toLowerCase()) || entry.name === '<<') continue;
      context.report(entry.key, `${uses.text} has no ${what} "${entry.name}".`, `${didYouMean(entry.name, names)}Its ${what}s are: ${names.join(', ') || 'none'}.`, atMost);
    }
    if (has.has('<<')) return;
    for (const [name, entry] of declared) {
      if (entry.get('required')?.scalar !== true || entry.has('default') || has.has(name.toLowerCase())) continue;
      context.report(uses.at, `${uses.text} needs the ${what} "${name}", which is not given.`, what === 'input' ? 'Add it under `with`, or give it a default there.' : 'Add it under `secrets`, or write `secrets: inherit`.', atMost);
    }
  }
}
