import { languageServices } from './language-services';

/** An expression as a tree. Names of contexts and functions are lower case, since GitHub ignores their case. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** `github.event.issue.title` as its parts; `*` is a part too, and `undefined` a part that is computed. */
  | { readonly kind: 'reference'; readonly parts: readonly (string | undefined)[]; readonly computed: readonly Expression[] }
  /** `fromJSON(x).y`: a part of what a call gives. */
  | { readonly kind: 'access'; readonly of: Expression; readonly index: Expression | '*' }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'logic'; readonly operator: '&&' | '||'; readonly args: readonly Expression[] };

/** The contexts that expressions of workflows read. */
export const CONTEXTS = ['github', 'env', 'vars', 'job', 'jobs', 'steps', 'runner', 'secrets', 'strategy', 'matrix', 'needs', 'inputs'];
/** Functions that ask how what came before ended, lower case. */
export const STATUS_FUNCTIONS: readonly string[] = ['always', 'cancelled', 'success', 'failure'];
const FUNCTIONS = [['always', 0, 0], ['cancelled', 0, 0], ['success', 0, 255], ['failure', 0, 255], ['hashFiles', 1, 255]] as const;

/**
 * The tree of an expression, without the braces around it.
 *
 * @throws where GitHub's parser refuses it
 */
export function parseExpression(text: string): Expression | undefined {
  const services = languageServices();
  const functions = FUNCTIONS.map(([name, minArgs, maxArgs]) => ({ name, minArgs, maxArgs, call: () => undefined }));
  const tree = new services.Parser(new services.Lexer(text).lex().tokens, CONTEXTS, functions).parse();
  return tree === undefined ? undefined : convert(tree);
}

/** Every part of an expression, itself first. */
export function* walk(expression: Expression): Generator<Expression> {
  yield expression;
  for (const child of children(expression)) yield* walk(child);
}

/** What it reads, as `github.event.issue.title`; a computed part is `[]`. */
export function references(expression: Expression): string[] {
  const found: string[] = [];
  for (const each of walk(expression)) if (each.kind === 'reference') found.push(referenceText(each));
  return found;
}

/** `github.event.commits.*.message` of a reference; a computed part is `[]`. */
export function referenceText(reference: Expression & { kind: 'reference' }): string {
  return reference.parts.map((part) => part ?? '[]').join('.');
}

/** The functions it calls, lower case. */
export function calls(expression: Expression): string[] {
  return [...walk(expression)].flatMap((each) => (each.kind === 'call' ? [each.name] : []));
}

/** Whether a condition asks for a status itself: else GitHub puts `success()` before it. */
export function asksForStatus(condition: Expression): boolean {
  return calls(condition).some((name) => STATUS_FUNCTIONS.includes(name));
}

/** The parts that an expression is made of. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal': return [];
    case 'reference': return expression.computed;
    case 'access': return expression.index === '*' ? [expression.of] : [expression.of, expression.index];
    case 'call': return expression.args;
    case 'not': return [expression.operand];
    case 'compare': return [expression.left, expression.right];
    case 'logic': return expression.args;
  }
}

function convert(node: any): Expression {
  const s = languageServices();
  if (node instanceof s.Grouping) return convert(node.group);
  if (node instanceof s.Literal) return { kind: 'literal', value: plain(node.literal) };
  if (node instanceof s.Unary) return { kind: 'not', operand: convert(node.expr) };
  if (node instanceof s.Binary) return { kind: 'compare', operator: node.operator.lexeme, left: convert(node.left), right: convert(node.right) };
  if (node instanceof s.Logical) return { kind: 'logic', operator: node.operator.lexeme, args: node.args.map(convert) };
  if (node instanceof s.FunctionCall) return { kind: 'call', name: node.functionName.lexeme.toLowerCase(), args: node.args.map(convert) };
  if (node instanceof s.ContextAccess) return { kind: 'reference', parts: [node.name.lexeme.toLowerCase()], computed: [] };
  if (node instanceof s.IndexAccess) return access(node);
  throw new Error(`unknown node of an expression: ${node?.constructor?.name}`);
}

function access(node: any): Expression {
  const s = languageServices();
  const of = convert(node.expr);
  const star = node.index instanceof s.Star;
  const index = star ? undefined : convert(node.index);
  if (of.kind !== 'reference') return { kind: 'access', of, index: index ?? '*' };
  const known = index?.kind === 'literal' ? String(index.value) : undefined;
  const computed = index && known === undefined ? [...of.computed, index] : of.computed;
  return { kind: 'reference', parts: [...of.parts, star ? '*' : known], computed };
}

function plain(value: any): string | number | boolean | null {
  const data = JSON.parse(JSON.stringify(value, languageServices().data.replacer));
  return data ?? null;
}
