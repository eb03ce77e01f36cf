// Bundles GitHub's own workflow validator (@actions/languageservice and its parser and expression
// packages, MIT) into one synchronous CommonJS file. As published they are ECMAScript modules with
// JSON imports that Node 20 does not load, and asynchronous for the sake of an editor; projen's
// synthesis and our tests are neither.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { forNode, licenceText, manifest, modules, packagesIn } from './packages';
import { repositoryRoot } from './tool-paths';
import { vendorBenchmark } from './vendor-benchmark';
import { vendorShellParser } from './vendor-shell-parser';

const packages = ['@actions/expressions', '@actions/workflow-parser', '@actions/languageservice'];
/** What they bring along. */
const inside = ['cronstrue', 'vscode-languageserver-textdocument', 'vscode-languageserver-types'];
/** A dependency of this library already: loaded once for both. */
const external = ['yaml'];
/** What the events carry, by far the largest part. */
const payloads = ['objects', 'webhooks'].map((name) => `@actions/languageservice/dist/context-providers/events/${name}.min.json`);

/** The committed bundle: `npx projen vendor` writes it, a test compares it with one built anew. */
export const vendoredBundle = path.join(repositoryRoot, 'assets', 'vendor', 'github-language-services.cjs');

const entry = `
export { validate } from '@actions/languageservice/validate';
export { registerLogger } from '@actions/languageservice/log';
export { clearCacheEntry } from '@actions/languageservice/utils/workflow-cache';
export { data, Evaluator, FeatureFlags, Lexer, Parser } from '@actions/expressions';
export { Binary, ContextAccess, FunctionCall, Grouping, IndexAccess, Literal, Logical, Star, Unary } from '@actions/expressions/ast';
export { TextDocument } from 'vscode-languageserver-textdocument';
`;

/** What the edits below add. */
const ownExports = "export { sharedDocument } from '@actions/workflow-parser/workflows/yaml-object-reader';\n";

/** An edit of one published file. It must find its text, so that an upgrade can't undo it unseen. */
interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * The context of `github.event` is rebuilt for each expression: megabytes of webhook payloads. One per set of events,
 * and one error dictionary per context, give the same findings several times faster.
 */
const edits: Edit[] = [
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
  {
    file: '@actions/languageservice/dist/expression-validation/error-dictionary.js',
    find: 'export function wrapDictionary(d) {',
    replace: `
const wrappedDictionaries = new WeakMap();
export function wrapDictionary(d) {
    if (!wrappedDictionaries.has(d)) wrappedDictionaries.set(d, buildErrorDictionary(d));
    return wrappedDictionaries.get(d);
}
function buildErrorDictionary(d) {`,
  },
];

/** First lines of the bundle: what it is made of. */
export function bundleBanner(): string {
  const parts = [...packages, ...inside].map((name) => `${name} ${manifest(name).version} (${manifest(name).license})`);
  return `// Generated by "npx projen vendor", not edited. Made of ${parts.join(', ')}.\n// Licences: NOTICE beside this file.\n`;
}

/** The licence texts of everything inside. */
export function bundleNotice(): string {
  const texts = [...packages, ...inside].map((name) => {
    const { version, license } = manifest(name);
    return `${name} ${version} (${license})\n\n${licenceText(name)}\n`;
  });
  return ['github-language-services.cjs holds the following packages, changed as projenrc/vendor.ts says.\n', ...texts].join(`\n${'-'.repeat(80)}\n\n`);
}

export interface VendorOptions {
  /** Leave the published code asynchronous and unedited, to compare with. */
  readonly asPublished?: boolean;
}

/** Builds the bundle at `outfile`. */
export function buildBundle(outfile: string, options: VendorOptions = {}): void {
  // Inside node_modules, so that the copies find their other dependencies, and are found first.
  const folder = fs.mkdtempSync(path.join(modules, '.actions-ls-'));
  try {
    packages.forEach((name) => copyPackage(name, path.join(folder, 'node_modules', name)));
    const copies = path.join(folder, 'node_modules');
    if (!options.asPublished) {
      packages.forEach((name) => makePackageSynchronous(path.join(copies, name)));
      edits.forEach((edit) => applyEdit(copies, edit));
    }
    addCacheMode(path.join(copies, '@actions/workflow-parser/dist/workflow-v1.0.min.json'));
    if (!options.asPublished) payloads.forEach((file) => makeLight(path.join(copies, file)));
    const bundle = path.join(folder, 'bundle.cjs');
    const { metafile } = buildSync({
      stdin: { contents: options.asPublished ? entry : `${entry}${ownExports}`, resolveDir: folder },
      outfile: bundle,
      ...forNode,
      external,
      metafile: true,
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: 'eof',
    });
    checkContents(packagesIn(metafile.inputs));
    fs.writeFileSync(bundle, bundleBanner() + fs.readFileSync(bundle, 'utf8'));
    // One step, since test workers may build at the same time.
    fs.renameSync(bundle, outfile);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What is not named here would be shipped without its licence. */
function checkContents(found: ReadonlySet<string>): void {
  const named = new Set([...packages, ...inside]);
  const different = [...found, ...named].filter((name) => !found.has(name) || !named.has(name));
  if (different.length > 0) throw new Error(`The bundle and the list of its packages differ in ${different.join(', ')}. Adapt \`inside\`.`);
}

function copyPackage(name: string, target: string): void {
  const source = path.join(modules, name);
  fs.cpSync(source, target, { recursive: true, filter: (file) => !/\.(d\.ts|map)$/.test(file) });
}

function makePackageSynchronous(folder: string): void {
  for (const file of fs.readdirSync(path.join(folder, 'dist'), { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.js')) makeSynchronous(path.join(folder, 'dist', file));
  }
}

/** Only what an editor passes in was ever awaited; we pass plain values. */
function makeSynchronous(file: string): void {
  const text = fs.readFileSync(file, 'utf8');
  const made = text
    .replace(/\basync function\b/g, 'function')
    .replace(/(?<=[=(\s;])await /g, '')
    .replace(/\bPromise\.resolve\(/g, '(');
  const left = /\bawait \w|\basync (\w+ *=>|\()|\bnew Promise\b|\bPromise\./.exec(made);
  if (left) throw new Error(`${file} is still asynchronous: "${left[0]}". Adapt makeSynchronous.`);
  if (made !== text) fs.writeFileSync(file, made);
}

function applyEdit(folder: string, edit: Edit): void {
  const file = path.join(folder, edit.file);
  const text = fs.readFileSync(file, 'utf8');
  if (!text.includes(edit.find)) throw new Error(`${edit.file} no longer has "${edit.find}". Adapt the edit.`);
  fs.writeFileSync(file, text.replace(edit.find, () => edit.replace));
}

/** An editor shows what each property of a payload means, which is half of the bundle; and text is read faster as JSON than as code. */
function makeLight(file: string): void {
  const data = JSON.parse(fs.readFileSync(file, 'utf8'), (key, value) => (key === 'description' && typeof value === 'string' ? undefined : value));
  fs.writeFileSync(file.replace(/json$/, 'js'), `export default JSON.parse(${JSON.stringify(JSON.stringify(data))});\n`);
  const module = path.join(path.dirname(file), 'eventPayloads.js');
  const name = path.basename(file);
  fs.writeFileSync(module, fs.readFileSync(module, 'utf8').replace(`./${name}`, `./${name.replace(/json$/, 'js')}`));
}

/** GitHub accepts `cache-mode`; the published schema does not know it yet. */
function addCacheMode(file: string): void {
  const schema = JSON.parse(fs.readFileSync(file, 'utf8'));
  if ('cache-mode' in schema.definitions) throw new Error('The published schema knows cache-mode: remove addCacheMode.');
  schema.definitions['cache-mode'] = {
    'description': 'How the workflow or job may use the Actions cache.',
    'allowed-values': ['none', 'read', 'write', 'write-only'],
  };
  for (const name of ['workflow-root', 'workflow-root-strict', 'job-factory', 'workflow-job']) {
    schema.definitions[name].mapping.properties['cache-mode'] = 'cache-mode';
  }
  fs.writeFileSync(file, JSON.stringify(schema));
}

function main(): void {
  fs.mkdirSync(path.dirname(vendoredBundle), { recursive: true });
  buildBundle(vendoredBundle);
  fs.writeFileSync(path.join(path.dirname(vendoredBundle), 'NOTICE'), bundleNotice());
  console.log(`${path.relative(repositoryRoot, vendoredBundle)}: ${fs.statSync(vendoredBundle).size} bytes`);
  vendorBenchmark();
  vendorShellParser();
}

if (require.main === module) main();
