import { posix } from 'node:path';
import { IConstruct } from 'constructs';
import { Condition } from './condition';
import { MetricGateFile } from './metric-gate-file';
import { isPrivateHost } from '../../checks/security/hosts';
import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/** Which Prometheus is asked, and how long. */
export interface PrometheusOptions {
  /** Address, such as `https://prometheus.example.com`; a path before `/api/v1` belongs to it. */
  readonly server: string | Expr;
  /** Secret with the token that Prometheus asks for. @default - none */
  readonly bearerToken?: Expr;
  /**
   * Minutes to wait before the first look. Right after a change a window still holds what was before it: wait as long as
   * the longest window.
   *
   * @default - none: the first look is at once
   */
  readonly settle?: Timeout;
  /** How many looks a value gets to recover, or Prometheus to answer. @default 3 */
  readonly attempts?: number;
  /** Seconds between two looks. @default 10 */
  readonly intervalSeconds?: number;
  /** Seconds that one query may take. @default 10 */
  readonly queryTimeoutSeconds?: number;
}

/** Which Prometheus is asked, and what it must answer. */
export interface MetricGateOptions extends PrometheusOptions {
  /** Conditions; all must be met. */
  readonly require: Condition[];
}

/** Where the conditions are kept, and what is filled in. */
export interface MetricGateStepOptions {
  /** File that keeps the conditions, such as `.github/delivery/deploy-gate.json`. Several gates may share one. */
  readonly file: string;
  /** Name of the gate in that file, in lower case with hyphens. */
  readonly gate: string;
  /** What `{environment}` stands for. @default - nothing: the placeholder is refused */
  readonly environment?: string | Expr;
  /** What `{version}` stands for. @default - nothing: the placeholder is refused */
  readonly version?: string | Expr;
  /** File that gets the result as JSON. @default - none */
  readonly resultFile?: string;
  /** Id of the step. @default - 'metric-gate' */
  readonly id?: string;
  /** Name of the step. @default 'Check metrics' */
  readonly name?: string;
  /** When it runs. @default - when every earlier step succeeded */
  readonly condition?: Expr;
  /** Whether the first look waits as long as the longest window, where `settle` says nothing: after a change. @default false */
  readonly afterChange?: boolean;
}

const DEFAULTS = { attempts: 3, intervalSeconds: 10, queryTimeoutSeconds: 10 };
const LIMITS = { attempts: [1, 1000], intervalSeconds: [0, 3600], queryTimeoutSeconds: [1, 600] } as const;
const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };
const PLACE = 'MetricGate.prometheus';

/**
 * Conditions on metrics that must hold before a delivery goes on. What cannot be measured counts as failed: no data, no
 * answer, NaN, a warning.
 */
export class MetricGate {
  /**
   * Conditions on what Prometheus measures, or another server with its HTTP API.
   *
   * @throws when there are no conditions, two are the same, or an option is out of range
   * @see https://prometheus.io/docs/prometheus/latest/querying/api/
   */
  public static prometheus(options: MetricGateOptions): MetricGate {
    return new MetricGate(options);
  }

  private readonly options: MetricGateOptions;

  private constructor(options: MetricGateOptions) {
    this.options = { ...options, require: [...options.require] };
    this.checkConditions();
    this.checkServer();
    for (const name of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) this.checkNumber(name);
    if (this.seconds > 360 * 60) throw refuse(`it may take ${Math.ceil(this.seconds / 60)} minutes.`, 'A job ends after 360. Take fewer or shorter attempts.');
  }

  /** The conditions. */
  public get conditions(): Condition[] {
    return [...this.options.require];
  }

  /** The longest that a step may take: for the timeout of its job. */
  public get maximumDuration(): Timeout {
    return Timeout.minutes(Math.ceil(this.seconds / 60));
  }

  /** As `maximumDuration`, for a step right after a change. @internal */
  public get _durationAfterChange(): Timeout {
    return Timeout.minutes(Math.min(360, Math.ceil((this.seconds + (this.options.settle ? 0 : this.longestWindow)) / 60)));
  }

  /**
   * A step that fails unless every condition is met. The conditions go into a generated file of the repository, which the
   * job must have checked out. Its output `verdict` is `met`, `not-met` or `not-measured`.
   *
   * @throws when the file or the gate's name is malformed, or a placeholder has no value
   */
  public step(scope: IConstruct, options: MetricGateStepOptions): Step {
    this.checkStep(options);
    MetricGateFile.of(scope, options.file).add(options.gate, this.conditions);
    const { server, bearerToken, settle, attempts, intervalSeconds, queryTimeoutSeconds } = this.options;
    const parameters: Record<string, string | number | Expr | undefined> = {
      GATE_FILE: options.file,
      GATE: options.gate,
      SERVER: server,
      BEARER_TOKEN: bearerToken,
      ENVIRONMENT: options.environment,
      VERSION: options.version,
      SETTLE: settle ? settle.inMinutes * 60 : options.afterChange ? this.longestWindow : undefined,
      ATTEMPTS: attempts,
      INTERVAL: intervalSeconds,
      QUERY_TIMEOUT: queryTimeoutSeconds,
      RESULT_FILE: options.resultFile,
    };
    const given = Object.entries(parameters).filter((entry): entry is [string, string | number | Expr] => entry[1] !== undefined);
    const { id = 'metric-gate', name = 'Check metrics', condition } = options;
    return ScriptAsset._shipped('metric-gate').step(Object.fromEntries(given), { id, name, ...(condition ? { condition } : {}) });
  }

  // A query is asked again while its time lasts, so it may take that twice, and one without traffic asks two.
  private get seconds(): number {
    const { settle, require: conditions } = this.options;
    const queries = conditions.reduce((sum, condition) => sum + (condition._document().traffic === undefined ? 1 : 2), 0);
    return (settle?.inMinutes ?? 0) * 60 + this.number('attempts') * (this.number('intervalSeconds') + queries * this.number('queryTimeoutSeconds') * 2);
  }

  // Seconds of the longest range that a query looks back over.
  private get longestWindow(): number {
    const ranges = this.options.require.flatMap((condition) => [...JSON.stringify(condition._document()).matchAll(/\[(\d+)([smhd])\]/g)]);
    return Math.max(0, ...ranges.map(([, count, unit]) => Number(count) * SECONDS[unit]));
  }

  private number(name: keyof typeof LIMITS): number {
    return this.options[name] ?? DEFAULTS[name];
  }

  private checkNumber(name: keyof typeof LIMITS): void {
    const [least, most] = LIMITS[name];
    const value = this.number(name);
    if (!Number.isInteger(value) || value < least || value > most) throw refuse(`\`${name}\` is ${value}.`, `Give a whole number from ${least} to ${most}.`);
  }

  private checkConditions(): void {
    if (this.options.require.length === 0) throw refuse('it requires nothing.', 'A gate without conditions lets everything pass. Give one, such as Metric.value(…).equalTo(0).');
    const seen = new Set<string>();
    for (const condition of this.options.require) {
      const key = `${condition.name} ${condition._document().comparison}`;
      if (seen.has(key)) throw refuse(`two conditions are "${key}".`, 'Keep one, or tell them apart: Metric.…named("…").');
      seen.add(key);
    }
  }

  private checkServer(): void {
    const { server, bearerToken } = this.options;
    if (bearerToken && bearerToken.secrets.length === 0 && bearerToken.references.length === 0) throw refuse('`bearerToken` is no secret.', 'Use Expr.secret(…), or the output of an earlier step.');
    if (server instanceof Expr) return;
    const match = /^(https?):\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d+)?(\/[^\s?#@]*)?$/.exec(server);
    if (!match) throw refuse('`server` is not an address of Prometheus.', 'Give https://host[:port][/path], without user and query; a token goes into `bearerToken`.');
    if (match[1] === 'http' && !isPrivateHost(match[2])) throw refuse(`${server} is not encrypted.`, 'Whoever is on the way could answer for it. Use https, or an address inside the private network.');
  }

  private checkStep({ file, gate, environment, version }: MetricGateStepOptions): void {
    const place = 'MetricGate.step';
    if (!/^[\w.-]+(\/[\w.-]+)*\.json$/.test(file) || posix.normalize(file) !== file || file.startsWith('../')) {
      throw new DeliveryError({ place, problem: `"${file}" is not the path of a JSON file in the repository.`, fix: 'Give one such as .github/delivery/deploy-gate.json.' });
    }
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(gate)) throw new DeliveryError({ place, problem: `"${gate}" is not the name of a gate.`, fix: 'Use lower-case words joined by hyphens, such as "sync-improvement".' });
    for (const [name, value] of Object.entries({ environment, version })) {
      const asks = this.options.require.find((condition) => JSON.stringify(condition._document()).includes(`{${name}}`));
      if (asks && (value === undefined || value === '')) throw new DeliveryError({ place, problem: `"${asks}" asks for {${name}}, which has no value.`, fix: `Give \`${name}\`.` });
    }
  }
}

function refuse(problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: PLACE, problem, fix });
}
