
/** One thing that GitHub's validator says; lines and characters count from 0. */
export interface Diagnostic {
  readonly message: string;
  /** 1 error, 2 warning, 3 information, 4 hint. */
  readonly severity?: 1 | 2 | 3 | 4;
  readonly code?: string | number;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/** A piece of an expression's text. */
export interface Token {
  readonly lexeme: string;
  readonly range: { readonly start: { readonly line: number; readonly column: number } };
}

/** A kind of node in the tree of an expression. */
type NodeClass = abstract new (...parts: any[]) => any;

/** A value of an expression. */
export interface ExpressionData {
  /** 0 string, 1 array, 2 dictionary, 3 boolean, 4 number, 6 null; as GitHub numbers them. */
  readonly kind: number;
  /** Its text, as in a string with `${{ }}` in it. */
  coerceString(): string;
  number(): number;
}

/** An entry of a map. */
export interface ExpressionPair {
  readonly key: string;
  readonly value: ExpressionData;
}

/** A function that expressions may call. */
export interface ExpressionFunction {
  readonly name: string;
  readonly minArgs: number;
  readonly maxArgs: number;
  readonly call: (...args: ExpressionData[]) => ExpressionData;
}

/** The classes of values. */
export interface ExpressionDataClasses {
  readonly replacer: (key: string, value: unknown) => unknown;
  readonly reviver: (key: string, value: unknown) => unknown;
  readonly Array: new (...items: ExpressionData[]) => ExpressionData & { values(): ExpressionData[] };
  readonly Dictionary: new (...pairs: ExpressionPair[]) => ExpressionData & { get(key: string): ExpressionData | undefined; pairs(): ExpressionPair[] };
  readonly StringData: new (value: string) => ExpressionData & { readonly value: string };
  readonly NumberData: new (value: number) => ExpressionData & { readonly value: number };
  readonly BooleanData: new (value: boolean) => ExpressionData & { readonly value: boolean };
  readonly Null: new () => ExpressionData;
}

/** The part of the vendored bundle that is used; see projenrc/vendor.ts. */
export interface LanguageServices {
  readonly TextDocument: { create(uri: string, language: string, version: number, text: string): object };
  readonly FeatureFlags: new (flags: object) => object;
  readonly Lexer: new (text: string) => { lex(): { tokens: Token[] } };
  readonly Parser: new (tokens: Token[], contexts: string[], functions: Omit<ExpressionFunction, 'call'>[]) => { parse(): any };
  readonly Evaluator: new (tree: object, context: object, functions: Map<string, ExpressionFunction>) => { evaluate(): ExpressionData };
  readonly data: ExpressionDataClasses;
  readonly Literal: NodeClass;
  readonly Unary: NodeClass;
  readonly Binary: NodeClass;
  readonly Logical: NodeClass;
  readonly Grouping: NodeClass;
  readonly ContextAccess: NodeClass;
  readonly IndexAccess: NodeClass;
  readonly FunctionCall: NodeClass;
  readonly Star: NodeClass;
  /** A text and its parsed document, which the validator takes in place of parsing the text itself. */
  readonly sharedDocument: { current?: { readonly text: string; readonly document: object; readonly lineCounter: object } };
  validate(document: object, config: object): Diagnostic[];
  clearCacheEntry(uri: string): void;
  registerLogger(logger: Record<'log' | 'info' | 'warn' | 'error', (message: string) => void>): void;
}

let loaded: LanguageServices | undefined;

/** GitHub's own parser, validator and expressions. Loading takes about 50 ms, so only who needs it asks for it. */
export function languageServices(): LanguageServices {
  loaded ??= require('../../assets/vendor/github-language-services.cjs') as LanguageServices;
  return loaded;
}
