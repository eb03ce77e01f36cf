// Bundles GitHub's own workflow validator (@actions/languageservice and its parser and expression
// packages, MIT) into one synchronous CommonJS file. As published they are ECMAScript modules with
// JSON imports that Node 20 does not load, and asynchronous for the sake of an editor; projen's
// synthesis and our tests are neither.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { repositoryRoot } from './tool-paths';

const packages = ['@actions/expressions', '@actions/workflow-parser', '@actions/languageservice'];
const modules = path.join(repositoryRoot, 'node_modules');

/** Where development and tests keep the bundle. */
export const validatorBundle = path.join(modules, '.cache', 'projen-delivery', 'actions-ls.cjs');

const entry = `
export { validate } from '@actions/languageservice/validate';
export { registerLogger } from '@actions/languageservice/log';
export { clearCacheEntry } from '@actions/languageservice/utils/workflow-cache';
export { data, Evaluator, FeatureFlags, Lexer, Parser } from '@actions/expressions';
export { TextDocument } from 'vscode-languageserver-textdocument';
`;

/** An edit of one published file. It must find its text, so that an upgrade can't undo it unseen. */
interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * The context of `github.event` is rebuilt for each expression: megabytes of webhook payloads. One
 * per workflow, and one error dictionary per context, give the same findings several times faster.
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

/** Builds the bundle unless one of the same versions and of this recipe is there; returns its path. */
export function ensureValidatorBundle(): string {
  const stamp = `// ${recipeDigest()}\n`;
  if (!startsWith(validatorBundle, stamp)) {
    fs.mkdirSync(path.dirname(validatorBundle), { recursive: true });
    buildValidatorBundle(validatorBundle, { banner: stamp });
  }
  return validatorBundle;
}

export interface ValidatorBundleOptions {
  /** First line of the bundle. */
  readonly banner?: string;
  /** Leave the published code asynchronous and unedited, to compare with. */
  readonly asPublished?: boolean;
}

/** Builds the bundle at `outfile`. */
export function buildValidatorBundle(outfile: string, options: ValidatorBundleOptions = {}): void {
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
    const bundle = path.join(folder, 'bundle.cjs');
    buildSync({
      stdin: { contents: entry, resolveDir: folder },
      outfile: bundle,
      bundle: true,
      minifySyntax: true,
      minifyWhitespace: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      legalComments: 'eof',
      logLevel: 'error',
    });
    fs.writeFileSync(bundle, (options.banner ?? '') + fs.readFileSync(bundle, 'utf8'));
    // One step, since test workers may build at the same time.
    fs.renameSync(bundle, outfile);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
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

function recipeDigest(): string {
  const versions = [...packages, 'esbuild', 'yaml', 'vscode-languageserver-textdocument'].map(
    (name) => JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'), 'utf8')).version,
  );
  return createHash('sha256').update(fs.readFileSync(__filename)).update(versions.join()).digest('hex');
}

function startsWith(file: string, text: string): boolean {
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8').startsWith(text);
}

if (require.main === module) console.log(ensureValidatorBundle());
