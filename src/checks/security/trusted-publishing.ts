import { Publication, publicationsOf, wordsOf } from './publication';
import { TOKEN_INPUTS, TRUSTING_REGISTRIES, TrustingRegistry } from './registry-tokens.const';
import { secretsIn } from './secret-references';
import type { JobSource } from '../../read/job-source';
import type { Located } from '../../read/located';
import type { StepSource } from '../../read/step-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** A token in a secret can be stolen and used from anywhere; one that the registry gives to this workflow lives for minutes. */
export class TrustedPublishing extends SourceCheck {
  public readonly id = 'trusted-publishing';
  public readonly description = 'Packages are published with a token that the registry gives to this workflow alone.';
  public readonly covers = ['S30'];
  public readonly severity = { baseline: 'warning', hardened: 'warning', release: 'error' } as const;
  public readonly zizmor = 'use-trusted-publishing';

  public visitJob(job: JobSource, context: CheckContext): void {
    // Registries trust runners of GitHub only.
    if (job.runnerNames?.some((name) => /^self-hosted$/i.test(name))) return;
    for (const publication of publicationsOf(job)) {
      if (publication.command) this.command(publication, job, context);
      else this.action(publication.step, context);
    }
  }

  private command({ command, step }: Publication, job: JobSource, context: CheckContext): void {
    const [name = '', ...args] = wordsOf(command!);
    const registry = TRUSTING_REGISTRIES.find((each) => each.command.test(name) && each.words.test(args.filter((arg) => !arg.startsWith('-')).join(' ')));
    if (!registry || goesElsewhere(registry, args, step, job)) return;
    const token = tokenOfOption(registry, args, step) ?? tokenOf(registry, step, job);
    if (token) this.tell(token.value, token.secret, registry, context);
  }

  private action(step: StepSource, context: CheckContext): void {
    const fact = TOKEN_INPUTS[step.uses?.action ?? ''];
    const value = fact && step.inputs.get(fact.input);
    const secret = value && secretOf(value);
    if (secret && fact.home.test(step.input(fact.elsewhere) ?? '')) this.tell(value, secret, fact, context);
  }

  private tell(value: Located, secret: string, registry: { readonly name: string; readonly fix: string }, context: CheckContext): void {
    context.report(value, `${secret} publishes to ${registry.name} for whoever holds it, from anywhere, until it expires.`, registry.fix);
  }
}

// Expressions are masked in commands, so the one of the step is meant.
function tokenOfOption({ option }: TrustingRegistry, args: readonly string[], step: StepSource): { readonly value: Located; readonly secret: string } | undefined {
  if (!option || !args.some((arg) => option.test(arg.split('=')[0]))) return undefined;
  const value = step.value.get('run')!;
  const found = value.file.expressionsBetween(value.offset, value.end).find((each) => secretsIn(each).length > 0);
  return found && { value: found, secret: secretsIn(found)[0] };
}

function tokenOf(registry: TrustingRegistry, step: StepSource, job: JobSource): { readonly value: YamlValue; readonly secret: string } | undefined {
  for (const env of [step.env, job.env, job.workflow.env]) {
    for (const [name, value] of env) {
      if (!registry.variables.test(name)) continue;
      const secret = secretOf(value);
      // The nearest value holds, whatever it is.
      return secret ? { value, secret } : undefined;
    }
  }
  return undefined;
}

function secretOf(value: YamlValue): string | undefined {
  return value.file.expressionsBetween(value.offset, value.end).flatMap(secretsIn)[0];
}

function goesElsewhere(registry: TrustingRegistry, args: readonly string[], step: StepSource, job: JobSource): boolean {
  const other = args.some((arg, index) => {
    const [option, value = args[index + 1] ?? ''] = arg.split('=');
    return registry.elsewhere.test(option) && !registry.home.test(value);
  });
  if (other || [step.env, job.env, job.workflow.env].some((env) => [...env.keys()].some((name) => /^(TWINE_REPOSITORY(_URL)?|UV_PUBLISH_URL|NPM_CONFIG_REGISTRY|FLIT_INDEX_URL|RUBYGEMS_HOST|HATCH_INDEX_(URL|REPO))$/i.test(name)))) return true;
  if (registry.name !== 'npm') return false;
  const setup = step.earlier.filter((each) => each.uses?.is('actions/setup-node')).map((each) => each.input('registry-url')).filter((url) => url !== undefined);
  const last = setup[setup.length - 1];
  return last !== undefined && !registry.home.test(last);
}
