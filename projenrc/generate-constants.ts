// Writes the constants and bindings that come from resources/: `npx projen constants [--check]`.
// Exit codes: 0 written or up to date, 1 a file differs (only with --check), 2 unknown argument.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bindingFile, isGenerated, renderBinding, renderBindingIndex } from './action-bindings';
import type { ActionResource, BindingResource } from './action-bindings';
import { header, inline, literal, quoted, sorted } from './constant-text';
import { repositoryRoot } from './tool-paths';

const BINDINGS = 'src/catalog/actions';

/** The command that repairs a difference. */
export const REPAIR = 'npx projen constants';

interface ActionResources {
  readonly actions: Record<string, ActionResource>;
  readonly refused: Record<string, { readonly reason: string; readonly successor: string }>;
}

interface NodeLineResource {
  readonly line: string;
  readonly codename?: string;
  readonly lts?: string;
  readonly maintenance?: string;
  readonly eol: string;
}

interface RunnerLabelResource {
  readonly architecture: string;
  readonly status: string;
  readonly retires?: string;
}

/** Every generated file by its path in the repository. */
export function generate(): Record<string, string> {
  const { actions, refused } = read<ActionResources>('actions.json');
  return {
    'src/model/runner-labels.const.ts': runnerLabels(read<{ labels: Record<string, RunnerLabelResource> }>('runner-labels.json').labels),
    'src/catalog/node-lines.const.ts': nodeLines(read<{ lines: NodeLineResource[] }>('node-lines.json').lines),
    'src/catalog/actions.const.ts': actionFacts(actions),
    'src/catalog/refused-actions.const.ts': refusedActions(refused),
    ...bindings(actions, read<Record<string, BindingResource>>('action-bindings.json')),
  };
}

/** Paths whose committed text is not what would be generated, and generated files that nothing generates any more. */
export function differences(files: Record<string, string> = generate()): string[] {
  const changed = Object.keys(files).filter((file) => committed(file) !== files[file]);
  return [...changed, ...orphans(files)].sort();
}

export function main(args: string[]): number {
  const unknown = args.filter((arg) => arg !== '--check');
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(' ')}. The one option is --check.`);
    return 2;
  }
  const files = generate();
  const stale = differences(files);
  if (args.includes('--check')) {
    for (const file of stale) console.error(`${file} differs from resources/. Repair: ${REPAIR}`);
    return stale.length > 0 ? 1 : 0;
  }
  for (const file of stale) write(file, files[file]);
  return 0;
}

function write(file: string, text: string | undefined): void {
  const target = path.join(repositoryRoot, file);
  console.log(`${text === undefined ? 'removed' : 'written'} ${file}`);
  if (text === undefined) return fs.rmSync(target);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
}

function orphans(files: Record<string, string>): string[] {
  const folder = path.join(repositoryRoot, BINDINGS);
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).map((name) => `${BINDINGS}/${name}`).filter((file) => !(file in files) && isGenerated(committed(file) ?? ''));
}

function committed(file: string): string | undefined {
  const target = path.join(repositoryRoot, file);
  return fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : undefined;
}

function read<T>(name: string): T {
  return JSON.parse(fs.readFileSync(path.join(repositoryRoot, 'resources', name), 'utf8')) as T;
}

function runnerLabels(labels: Record<string, RunnerLabelResource>): string {
  const quote = quoted(Object.keys(labels));
  return [
    header('resources/runner-labels.json'),
    '',
    '/** @internal */',
    'export interface RunnerLabelFact {',
    '  readonly architecture: string;',
    '  readonly status: string;',
    '  readonly retires?: string;',
    '}',
    '',
    '/** @internal */',
    'export const RUNNER_LABELS: Record<string, RunnerLabelFact> = {',
    ...Object.entries(labels).map(([label, { architecture, status, retires }]) => `  ${quote(label)}: ${inline({ architecture, status, retires })},`),
    '};',
    '',
  ].join('\n');
}

function nodeLines(lines: NodeLineResource[]): string {
  const quote = quoted(lines.map(({ line }) => line));
  return [
    header('resources/node-lines.json'),
    '',
    '/** @internal */',
    'export interface NodeLineFact {',
    '  readonly codename?: string;',
    '  readonly lts?: string;',
    '  readonly maintenance?: string;',
    '  readonly eol: string;',
    '}',
    '',
    '/** Release lines of Node.js by their major version. @internal */',
    'export const NODE_LINES: Record<string, NodeLineFact> = {',
    ...lines.map(({ line, codename, lts, maintenance, eol }) => `  ${quote(line)}: ${inline({ codename, lts, maintenance, eol })},`),
    '};',
    '',
  ].join('\n');
}

function actionFacts(actions: Record<string, ActionResource>): string {
  return [
    header('resources/actions.json'),
    '/* eslint-disable max-lines */',
    '',
    '/** @internal */',
    'export interface ActionFact {',
    '  readonly version: string;',
    '  readonly commit: string;',
    '  readonly verified: boolean;',
    '  readonly using: string;',
    '  /** As JSON: few of them are ever looked at, and a text loads faster than objects. */',
    '  readonly inputs: string;',
    '  readonly outputs: string[];',
    '  readonly openOutputs?: boolean;',
    '}',
    '',
    '/** @internal */',
    'export const ACTIONS: Record<string, ActionFact> = {',
    ...sorted(Object.keys(actions)).flatMap((name) => actionFact(name, actions[name])),
    '};',
    '',
  ].join('\n');
}

function actionFact(name: string, action: ActionResource): string[] {
  const { version, commit, verified, using, openOutputs } = action;
  return [
    `  ${literal(name)}: {`,
    `    version: ${literal(version)},`,
    `    commit: ${literal(commit)},`,
    `    verified: ${verified},`,
    `    using: ${literal(using)},`,
    `    inputs: ${literal(JSON.stringify(action.inputs))},`,
    `    outputs: [${action.outputs.map(literal).join(', ')}],`,
    ...(openOutputs ? ['    openOutputs: true,'] : []),
    '  },',
  ];
}

function refusedActions(refused: ActionResources['refused']): string {
  const names = sorted(Object.keys(refused));
  return [
    header('resources/actions.json'),
    "import type { RefusedAction } from './action-entry';",
    '',
    '/** Actions that must not be used; `owner/*` stands for everything of an owner. @internal */',
    'export const REFUSED_ACTIONS: Record<string, RefusedAction> = {',
    ...names.flatMap((name) => [
      `  ${literal(name)}: {`,
      `    reason: ${literal(refused[name].reason)},`,
      `    successor: ${literal(refused[name].successor)},`,
      '  },',
    ]),
    '};',
    '',
  ].join('\n');
}

function bindings(actions: Record<string, ActionResource>, resources: Record<string, BindingResource>): Record<string, string> {
  const files: Record<string, string> = {};
  const names: string[] = [];
  for (const [action, binding] of Object.entries(resources)) {
    if (!actions[action]) throw new Error(`resources/action-bindings.json has ${action}, which resources/actions.json lacks.`);
    const name = bindingFile(binding);
    if (names.includes(name)) throw new Error(`resources/action-bindings.json has the class ${binding.class} twice.`);
    names.push(name);
    files[`${BINDINGS}/${name}.ts`] = renderBinding(action, actions[action], binding);
  }
  return { ...files, [`${BINDINGS}/index.ts`]: renderBindingIndex(names) };
}

if (require.main === module) process.exitCode = main(process.argv.slice(2));
