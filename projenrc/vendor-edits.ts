import type { PackageEdit } from './package-edits';

/** Lets an exported function of one object answer once for each. */
function remembered(file: string, name: string, parameter: string): PackageEdit {
  return {
    file,
    find: `export function ${name}(${parameter}) {`,
    replace: `
const answers = new WeakMap();
export function ${name}(${parameter}) {
    if (!answers.has(${parameter})) answers.set(${parameter}, answer(${parameter}));
    return answers.get(${parameter});
}
function answer(${parameter}) {`,
  };
}

/**
 * The context of `github.event` is rebuilt for each expression: megabytes of webhook payloads. One per set of events,
 * and one error dictionary per context, give the same findings several times faster.
 */
const contexts: PackageEdit[] = [
  {
    file: '@actions/languageservice/dist/context-providers/github.js',
    find: 'export function getGithubContext(workflowContext, mode) {',
    replace: `
const githubContexts = new WeakMap();
export function getGithubContext(workflowContext, mode) {
    const template = workflowContext?.template;
    if (!template) return buildGithubContext(workflowContext, mode);
    const known = githubContexts.get(template) ?? new Map();
    githubContexts.set(template, known);
    if (!known.has(mode)) known.set(mode, buildGithubContext(workflowContext, mode));
    return known.get(mode);
}
function buildGithubContext(workflowContext, mode) {`,
  },
  {
    file: '@actions/languageservice/dist/context-providers/github.js',
    find: 'function getEventContext(workflowContext, mode) {',
    replace: `
const eventContexts = new Map();
function getEventContext(workflowContext, mode) {
    const events = workflowContext?.template?.events;
    if (!events || events.workflow_dispatch?.inputs || events.workflow_call) return buildEventContext(workflowContext, mode);
    const key = JSON.stringify([mode, events.schedule, Object.keys(events).map((name) => [name, events[name].types])]);
    if (!eventContexts.has(key)) eventContexts.set(key, buildEventContext(workflowContext, mode));
    return eventContexts.get(key);
}
function buildEventContext(workflowContext, mode) {`,
  },
  // Samples of an editor, which look like paths of the machine that built the bundle.
  ...['_temp', 'repo'].map((name) => ({
    file: '@actions/languageservice/dist/context-providers/default.js',
    find: `"${['', 'home', 'runner', 'work', name].join('/')}"`,
    replace: `"${name}"`,
  })),
  {
    // A text that the caller has parsed already is not parsed again.
    file: '@actions/workflow-parser/dist/workflows/yaml-object-reader.js',
    find: `        this.lineCounter = new LineCounter();
        this.errors = [];
        this.doc = parseDocument(content, {`,
    replace: `        const shared = sharedDocument.current?.text === content ? sharedDocument.current : undefined;
        this.lineCounter = shared?.lineCounter ?? new LineCounter();
        this.errors = [];
        this.doc = shared?.document ?? parseDocument(content, {`,
  },
  {
    file: '@actions/workflow-parser/dist/workflows/yaml-object-reader.js',
    find: 'export class YamlObjectReader {',
    replace: 'export const sharedDocument = { current: undefined };\nexport class YamlObjectReader {',
  },
  remembered('@actions/languageservice/dist/expression-validation/error-dictionary.js', 'wrapDictionary', 'd'),
  {
    // The same names in the same step, job or workflow have the same values.
    file: '@actions/languageservice/dist/context-providers/default.js',
    find: 'export function getWorkflowExpressionContext(names, config, workflowContext, mode) {',
    replace: `
const expressionContexts = new WeakMap();
export function getWorkflowExpressionContext(names, config, workflowContext, mode) {
    // Some depend on the workflow alone.
    const ofWorkflow = names.every((name) => name === 'github' || name === 'runner' || name === 'vars');
    const place = config ? undefined : ofWorkflow ? workflowContext?.template : workflowContext?.step ?? workflowContext?.job ?? workflowContext?.reusableWorkflowJob ?? workflowContext?.template;
    if (!place) return buildWorkflowExpressionContext(names, config, workflowContext, mode);
    const known = expressionContexts.get(place) ?? new Map();
    expressionContexts.set(place, known);
    const key = [mode, ...names].join();
    if (!known.has(key)) known.set(key, buildWorkflowExpressionContext(names, config, workflowContext, mode));
    return known.get(key);
}
function buildWorkflowExpressionContext(names, config, workflowContext, mode) {`,
  },
  {
    // Events share most of what they carry: made once, and copied where two of them differ.
    file: '@actions/languageservice/dist/context-providers/events/eventPayloads.js',
    find: `        const d = new DescriptionDictionary();
        param.childParamsGroups?.forEach(p => mergeParam(d, p));
        target.add(param.name, d, param.description);`,
    replace: `        let d = paramDictionaries.get(param);
        if (!d) {
            d = new DescriptionDictionary();
            param.childParamsGroups?.forEach(p => mergeParam(d, p));
            paramDictionaries.set(param, d);
        }
        target.add(param.name, d, param.description);`,
  },
  {
    file: '@actions/languageservice/dist/context-providers/events/eventPayloads.js',
    find: 'function mergeParam(target, param) {',
    replace: 'const paramDictionaries = new WeakMap();\nfunction mergeParam(target, param) {',
  },
  {
    file: '@actions/languageservice/dist/context-providers/github.js',
    find: '                merge(existingValue, p.value);',
    replace: '                if (existingValue !== p.value) target.v[target.indexMap[p.key.toLowerCase()]] = merge(merge(new DescriptionDictionary(), existingValue), p.value);',
  },
  {
    // What an editor shows of a context.
    file: '@actions/languageservice/dist/context-providers/descriptions.js',
    find: 'import descriptions from "./descriptions.min.json";',
    replace: 'const descriptions = {};',
  },
];

/** Each value of a file comes through a generator for every level that it is deep. One gives all. */
const readers: PackageEdit[] = [
  ...[
    { file: '@actions/workflow-parser/dist/workflows/yaml-object-reader.js', method: 'getNodes', parameters: 'node, aliasResolutionStack' },
    { file: '@actions/workflow-parser/dist/templates/json-object-reader.js', method: 'getParseEvents', parameters: 'value, root' },
  ].flatMap(({ file, method, parameters }): PackageEdit[] => [
    { file, find: /yield (new ParseEvent\(.*\));/g, replace: 'events.push($1);' },
    { file, find: new RegExp(`for \\(const (\\w+) of this\\.${method}\\((.*)\\)\\) \\{\\s*yield \\1;\\s*\\}`, 'g'), replace: `this.${method}Into(events, $2);` },
    {
      file,
      find: `*${method}(${parameters}) {`,
      replace: `*${method}(${parameters}) {
        const events = [];
        this.${method}Into(events, ${parameters});
        yield* events;
    }
    ${method}Into(events, ${parameters}) {`,
    },
  ]),
  {
    file: '@actions/workflow-parser/dist/workflows/yaml-object-reader.js',
    find: 'yield* this.getNodes(resolved, newStack);',
    replace: 'this.getNodesInto(events, resolved, newStack);',
  },
];

/** The schemas are those of the package: our tests load them as published, so they need no check at each start. */
const loading: PackageEdit[] = [
  {
    file: '@actions/workflow-parser/dist/templates/schema/template-schema.js',
    find: /^ +schema\.validate\(\);$/gm,
    replace: '',
  },
  ...['workflow', 'action'].map((name) => ({
    file: `@actions/workflow-parser/dist/${name}s/${name}-schema.js`,
    find: /JSON\.stringify\((\w+)\)/,
    replace: '$1',
  })),
];

const validation: PackageEdit[] = [
  {
    // What the expression comes to in words is asked for only where it is told.
    file: '@actions/languageservice/dist/validate.js',
    find: 'const description = getCronDescription(cronValue);',
    replace: 'const description = hasCronIntervalLessThan5Minutes(cronValue) && getCronDescription(cronValue);',
  },
  {
    // What is around a value is asked for by few of those who walk over all values.
    file: '@actions/workflow-parser/dist/templates/tokens/template-token.js',
    find: 'state.currentKey, state.getAncestors()];',
    replace: 'state.currentKey, () => state.getAncestors()];',
  },
  {
    file: '@actions/languageservice/dist/validate.js',
    find: 'validateBlockScalarChomping(diagnostics, token, parent, key, ancestors);',
    replace: 'validateBlockScalarChomping(diagnostics, token, parent, key, ancestors());',
  },
  {
    file: '@actions/workflow-parser/dist/templates/tokens/template-token.js',
    find: 'yield [undefined, value, undefined, []];',
    replace: 'yield [undefined, value, undefined, () => []];',
  },
  {
    // Only what the expression names is looked up.
    file: '@actions/languageservice/dist/validate.js',
    find: 'const context = getWorkflowExpressionContext(namedContexts, contextProviderConfig,',
    replace: `const lower = expression.expression.toLowerCase();
        const context = getWorkflowExpressionContext(namedContexts.filter((name) => lower.includes(name.toLowerCase())), contextProviderConfig,`,
  },
  {
    // Only what is around the place can hold it.
    file: '@actions/languageservice/dist/utils/find-token.js',
    find: /^( +)s\.push\(\{(?=\s+parent: (\w+),\s+keyToken: \w+,\s+token: (\w+),)/gm,
    replace: '$1if (!$3 || posInToken(pos, $3)) s.push({',
  },
];

/** What a definition of the schema allows is asked for at each value, and does not change. */
const definitions: PackageEdit[] = [
  {
    file: '@actions/workflow-parser/dist/templates/schema/definition-info.js',
    find: 'export class DefinitionInfo {',
    replace: `
const noContext = [];
const contextsBelow = new WeakMap();
function knownContexts(above) {
    if (!contextsBelow.has(above)) contextsBelow.set(above, new Map());
    return contextsBelow.get(above);
}
export class DefinitionInfo {`,
  },
  {
    file: '@actions/workflow-parser/dist/templates/schema/definition-info.js',
    find: /if \(this\.definition\.readerContext\.length > 0\) \{(\s+\/\/.*)*\s+this\.allowedContext = \[\];/,
    replace: `const known = knownContexts(parent?.allowedContext ?? noContext);
        if (known.has(this.definition)) {
            this.allowedContext = known.get(this.definition);
        }
        else if (this.definition.readerContext.length > 0) {
            known.set(this.definition, this.allowedContext = []);`,
  },
  {
    file: '@actions/workflow-parser/dist/templates/schema/definition-info.js',
    find: 'this.allowedContext = parent?.allowedContext ?? [];',
    replace: 'this.allowedContext = parent?.allowedContext ?? noContext;',
  },
  remembered('@actions/workflow-parser/dist/templates/allowed-context.js', 'splitAllowedContext', 'allowedContext'),
  {
    file: '@actions/workflow-parser/dist/templates/schema/template-schema.js',
    find: '    getScalarDefinitions(definition) {',
    replace: `    getScalarDefinitions(definition) {
        this.scalars ??= new WeakMap();
        if (!this.scalars.has(definition)) this.scalars.set(definition, this.findScalarDefinitions(definition));
        return this.scalars.get(definition);
    }
    findScalarDefinitions(definition) {`,
  },
];

/** An expression is parsed up to four times, and the same ones stand in many places. */
const expressions: PackageEdit[] = [
  {
    file: '@actions/expressions/dist/parser.js',
    find: 'import { TokenType } from "./lexer.js";',
    replace: 'import { Lexer, TokenType } from "./lexer.js";\nconst parsed = new WeakMap();',
  },
  {
    // The functions belong to the contexts: both are of what is allowed at one place.
    file: '@actions/expressions/dist/parser.js',
    find: 'export class Parser {',
    replace: `export class Parser {
    static of(text, contexts, functions) {
        const known = parsed.get(contexts) ?? new Map();
        parsed.set(contexts, known);
        return {
            parse() {
                if (!known.has(text)) known.set(text, new Parser(new Lexer(text).lex().tokens, contexts, functions).parse());
                return known.get(text);
            },
        };
    }`,
  },
  ...['workflow-parser/dist/model/converter/if-condition', 'workflow-parser/dist/templates/tokens/expression-token', 'languageservice/dist/validate', 'languageservice/dist/validate-action'].map((name) => ({
    file: `@actions/${name}.js`,
    find: /const (\w+) = new Lexer\((.+)\);\s+const (\w+) = \1\.lex\(\);\s+const (\w+) = new Parser\(\3\.tokens, namedContexts, functions\);/g,
    replace: 'const $4 = Parser.of($2, namedContexts, functions);',
  })),
];

/** All of them, in the order in which they are made. */
export const bundleEdits: readonly PackageEdit[] = [...contexts, ...readers, ...loading, ...validation, ...definitions, ...expressions];
