import { binary, call, chain, derive, ExprParts, identifier, negation, operand, propertyPath, quote, refuse } from './expr-parts';
import { Trust, trustOf } from './trust';

/**
 * A GitHub expression as a value: its text, what it refers to and whether it can be trusted.
 *
 * Rendered late, as a bare condition under `if` and inside `${{ }}` everywhere else.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export class Expr {
  /** A secret of the repository, organization or environment. */
  public static secret(name: string): Expr {
    identifier('Expr.secret', name);
    return new Expr({ text: `secrets.${name}`, trust: Trust.SECRET, secrets: [name] });
  }

  /** The token GitHub makes for each job. */
  public static token(): Expr {
    return new Expr({ text: 'github.token', trust: Trust.SECRET });
  }

  /** A configuration variable of the repository, organization or environment. */
  public static variable(name: string): Expr {
    identifier('Expr.variable', name);
    return new Expr({ text: `vars.${name}` });
  }

  /** An input of a dispatched or reusable workflow, or of a composite action. */
  public static input(name: string): Expr {
    identifier('Expr.input', name);
    return new Expr({ text: `inputs.${name}`, trust: Trust.UNTRUSTED });
  }

  /** A property of the `github` context, such as `event_name` or `event.pull_request.number`. */
  public static github(path: string): Expr {
    propertyPath('Expr.github', path);
    return new Expr({ text: `github.${path}`, trust: trustOf(path) });
  }

  /** A variable of the `env` context of the workflow, job or step. */
  public static env(name: string): Expr {
    identifier('Expr.env', name);
    return new Expr({ text: `env.${name}` });
  }

  /** A property of the `runner` context, such as `os` or `temp`. */
  public static runner(property: string): Expr {
    identifier('Expr.runner', property);
    return new Expr({ text: `runner.${property}` });
  }

  /** A property of the `job` context, such as `status` or `services.postgres.ports`. */
  public static job(path: string): Expr {
    propertyPath('Expr.job', path);
    return new Expr({ text: `job.${path}` });
  }

  /** A property of the `strategy` context, such as `job-index`. */
  public static strategy(property: string): Expr {
    identifier('Expr.strategy', property);
    return new Expr({ text: `strategy.${property}` });
  }

  /** The value of a matrix axis in the current leg; a path reads a property of an object. */
  public static matrix(path: string): Expr {
    propertyPath('Expr.matrix', path);
    return new Expr({ text: `matrix.${path}` });
  }

  /** An output of an earlier step of the same job. The step's id is then rendered. */
  public static step(stepId: string, output: string): Expr {
    identifier('Expr.step', stepId);
    identifier('Expr.step', output);
    return new Expr({ text: `steps.${stepId}.outputs.${output}`, references: [`step:${stepId}`] });
  }

  /** How an earlier step of the same job ended, before `continue-on-error` is applied. */
  public static stepOutcome(stepId: string): Expr {
    identifier('Expr.stepOutcome', stepId);
    return new Expr({ text: `steps.${stepId}.outcome`, references: [`step:${stepId}`] });
  }

  /** An output of a job that this job needs. */
  public static needs(jobId: string, output: string): Expr {
    identifier('Expr.needs', jobId);
    identifier('Expr.needs', output);
    return new Expr({ text: `needs.${jobId}.outputs.${output}`, references: [`job:${jobId}:${output}`] });
  }

  /** The result of a job that this job needs: success, failure, cancelled or skipped. */
  public static needsResult(jobId: string): Expr {
    identifier('Expr.needsResult', jobId);
    return new Expr({ text: `needs.${jobId}.result`, references: [`job:${jobId}`] });
  }

  /** The results of every job that this job needs, for `contains`. */
  public static needsResults(): Expr {
    return new Expr({ text: 'needs.*.result' });
  }

  /** The whole `needs` context as JSON, for a script that judges every result. */
  public static needsJson(): Expr {
    return new Expr({ text: 'toJSON(needs)' });
  }

  /** A literal; text is quoted as GitHub wants it. */
  public static literal(value: string | number | boolean): Expr {
    return new Expr({ text: typeof value === 'string' ? `'${value.replace(/'/g, "''")}'` : String(value) });
  }

  /** Equality. GitHub compares text without regard to case and turns `null` and `''` into 0. */
  public static eq(left: Expr, right: Expr | string | number | boolean): Expr {
    return new Expr(binary('==', left, toExpr(right)));
  }

  /** Inequality. */
  public static ne(left: Expr, right: Expr | string | number | boolean): Expr {
    return new Expr(binary('!=', left, toExpr(right)));
  }

  /** All of them. */
  public static and(...conditions: Expr[]): Expr {
    return chained('&&', conditions);
  }

  /** Any of them. */
  public static or(...conditions: Expr[]): Expr {
    return chained('||', conditions);
  }

  /** The opposite. */
  public static not(condition: Expr): Expr {
    return new Expr(negation(condition));
  }

  /** Whether an array or a text contains a value. */
  public static contains(search: Expr, item: Expr | string): Expr {
    return new Expr(call('contains', [search, toExpr(item)]));
  }

  /** Whether a text starts with another. */
  public static startsWith(text: Expr, prefix: Expr | string): Expr {
    return new Expr(call('startsWith', [text, toExpr(prefix)]));
  }

  /** Whether a text ends with another. */
  public static endsWith(text: Expr, suffix: Expr | string): Expr {
    return new Expr(call('endsWith', [text, toExpr(suffix)]));
  }

  /** The value as JSON. */
  public static toJson(value: Expr): Expr {
    return new Expr(call('toJSON', [value]));
  }

  /** The value of a JSON text: a dynamic matrix, or a list for `contains`. */
  public static fromJson(value: Expr | string): Expr {
    return new Expr(call('fromJSON', [toExpr(value)]));
  }

  /** A hash over the files that match; empty when none does. */
  public static hashFiles(...patterns: string[]): Expr {
    return new Expr(call('hashFiles', patterns.map((pattern) => Expr.literal(pattern))));
  }

  /** True whatever happened before, also on cancel. Prefer `notCancelled`. */
  public static always(): Expr {
    return new Expr({ text: 'always()' });
  }

  /** True when everything before succeeded; the implicit default. */
  public static success(): Expr {
    return new Expr({ text: 'success()' });
  }

  /** True when something before failed. */
  public static failure(): Expr {
    return new Expr({ text: 'failure()' });
  }

  /** True when the run was cancelled. */
  public static cancelled(): Expr { return new Expr({ text: 'cancelled()' }); }

  /** True unless the run was cancelled: the right word for "also after a failure". */
  public static notCancelled(): Expr {
    return new Expr({ text: '!cancelled()' });
  }

  /**
   * True unless the run comes from a pull request of a fork, whose token is read-only and has no secrets.
   *
   * Pull requests of Dependabot pass: their jobs get the permissions they name, but only Dependabot's own secrets.
   *
   * @see https://docs.github.com/en/code-security/dependabot/troubleshooting-dependabot/troubleshooting-dependabot-on-github-actions
   */
  public static notFromFork(): Expr {
    // Not by the event's name: reviews of a fork's pull request run without secrets as well.
    const sameRepository = Expr.eq(Expr.github('event.pull_request.head.repo.full_name'), Expr.github('repository'));
    return new Expr(derive(`github.event.pull_request == null || ${sameRepository.text}`, [], { guardsForks: true, compound: true }));
  }

  /**
   * Text with expressions in it: `Expr.template('Unit Tests (Node {node})', { node: Expr.matrix('node') })`.
   *
   * @throws when a placeholder has no value or a value no placeholder
   */
  public static template(template: string, values: Record<string, Expr>): Expr {
    const used = new Set<string>();
    const text = template.replace(/\{([A-Za-z0-9_-]+)\}/g, (_, name: string) => {
      if (!values[name]) {
        throw refuse('Expr.template', `"{${name}}" in ${quote(template)} has no value`, `Give { ${name}: Expr… } or remove it from the text.`);
      }
      used.add(name);
      return `\${{ ${operand(values[name])} }}`;
    });
    const unused = Object.keys(values).filter((name) => !used.has(name));
    if (unused.length > 0) {
      throw refuse('Expr.template', `"${unused[0]}" is not used in ${quote(template)}`, `Write {${unused[0]}} where it belongs.`);
    }
    return new Expr(derive(text, Object.values(values), { template: true }));
  }

  /**
   * Raw expression text that this library cannot describe. The reason is kept for reviewers.
   *
   * @throws when the text holds the delimiters or the reason is empty
   */
  public static unchecked(text: string, reason: string): Expr {
    if (/\$\{\{|\}\}/.test(text) || text.trim() === '') {
      throw refuse('Expr.unchecked', `${quote(text)} is not bare expression text`, 'Write the text between the delimiters only, without ${{ and }}.');
    }
    if (reason.trim() === '') {
      throw refuse('Expr.unchecked', `${quote(text)} has no reason`, 'Say why no factory of Expr can express it.');
    }
    const secrets = [...text.matchAll(/\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)/g)].map((match) => match[1]);
    const steps = [...text.matchAll(/\bsteps\.([A-Za-z_][\w-]*)/g)].map((match) => `step:${match[1]}`);
    const jobs = [...text.matchAll(/\bneeds\.([A-Za-z_][\w-]*)/g)].map((match) => `job:${match[1]}`);
    const trust = secrets.length > 0 ? Trust.SECRET : Trust.UNTRUSTED;
    return new Expr({ text: text.trim(), trust, secrets, references: [...steps, ...jobs], compound: true });
  }

  /** @internal */
  public static _of(parts: ExprParts): Expr {
    return new Expr(parts);
  }

  /** Expression text without delimiters; for a template the whole text with them. */
  public readonly text: string;
  /** Whether the value can be trusted. */
  public readonly trust: Trust;
  /** Names of the secrets it reads. */
  public readonly secrets: string[];
  /** What it refers to: `step:<id>`, `job:<id>` or `job:<id>:<output>`. */
  public readonly references: string[];
  /** Whether it is text with expressions in it. */
  public readonly isTemplate: boolean;
  /** Whether it is false for a pull request from a fork. */
  public readonly guardsForks: boolean;
  /** @internal */
  public readonly _compound: boolean;

  private constructor(parts: ExprParts) {
    this.text = parts.text;
    this.trust = parts.trust ?? Trust.SAFE;
    this.secrets = parts.secrets ?? [];
    this.references = parts.references ?? [];
    this.isTemplate = parts.template ?? false;
    this.guardsForks = parts.guardsForks ?? false;
    this._compound = parts.compound ?? false;
  }

  /** As it stands in YAML, with delimiters. */
  public render(): string {
    return this.isTemplate ? this.text : `\${{ ${this.text} }}`;
  }

  /** As it stands under `if`, bare. GitHub would quote a leading `!`, so YAML does. */
  public condition(): string {
    if (this.isTemplate) {
      throw refuse('Expr.template', `${quote(this.text)} is text, not a condition`, 'Use an expression without text around it under `if`.');
    }
    return this.text;
  }

  /** The rendered text. */
  public toString(): string {
    return this.render();
  }
}

function toExpr(value: Expr | string | number | boolean): Expr {
  return value instanceof Expr ? value : Expr.literal(value);
}

function chained(operator: string, conditions: Expr[]): Expr {
  if (conditions.length === 0) throw refuse(`Expr (${operator})`, 'no conditions given', 'Give at least one.');
  return conditions.length === 1 ? conditions[0] : Expr._of(chain(operator, conditions));
}
