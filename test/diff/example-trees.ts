import * as fs from 'node:fs';
import * as path from 'node:path';
import { Document, isMap, isPair, isScalar, isSeq, Pair, parseDocument, Scalar, visit, YAMLMap, YAMLSeq } from 'yaml';
import { isPipelineFile } from '../../src/read/repository-source';

const EXAMPLES = path.join(__dirname, '..', '..', 'examples');

/** The pipeline files of an example, by path. */
export function exampleFiles(name: string): Record<string, string> {
  const root = path.join(EXAMPLES, name);
  const paths = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((each) => isPipelineFile(each) && fs.statSync(path.join(root, each)).isFile());
  return Object.fromEntries(paths.map((each) => [each, fs.readFileSync(path.join(root, each), 'utf8')]));
}

export const isWorkflow = (file: string) => file.startsWith('.github/workflows/');

/** Numbers between 0 and 1, the same for the same seed. */
export function numbers(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return (state % 10_007) / 10_007;
  };
}

/** The same workflow written in another way: order of keys, styles, anchors, and forms that GitHub reads alike. */
export function restyled(text: string, random: () => number): string {
  const document = parseDocument(text);
  const coin = () => random() < 0.5;
  equivalentForms(document, coin);
  visit(document, {
    Map: (_, map) => {
      map.flow = false;
      if (coin()) map.items.sort(() => random() - 0.5);
    },
    Seq: (_, list) => {
      list.flow = list.items.every(isScalar) && coin();
    },
    Scalar: (key, scalar) => {
      if (key === 'key' || typeof scalar.value !== 'string') return;
      const styles: Scalar.Type[] = ['QUOTE_DOUBLE', 'QUOTE_SINGLE', ...scalar.value.includes('\n') ? ['BLOCK_LITERAL' as const] : []];
      scalar.type = styles[Math.floor(random() * styles.length)];
    },
  });
  if (!text.includes('@')) document.comment = ' another comment';
  return document.toString({ lineWidth: coin() ? 0 : 60, indent: coin() ? 2 : 4, indentSeq: coin() });
}

function equivalentForms(document: Document, coin: () => boolean): void {
  const root = document.contents as YAMLMap;
  const on = root.get('on', true) as unknown;
  if (isMap(on) && on.items.every(({ value }) => isScalar(value) && value.value === null) && coin()) root.set('on', document.createNode(on.items.map(({ key }) => (key as Scalar).value)));
  for (const { value: job } of (root.get('jobs') as YAMLMap<unknown, YAMLMap>).items) {
    for (const key of ['needs', 'runs-on']) {
      const given = job!.get(key, true) as unknown;
      if (isScalar(given) && coin()) job!.set(key, document.createNode([given.value]));
      else if (isSeq(given) && given.items.length === 1 && coin()) job!.set(key, given.items[0]);
    }
    const condition = job!.get('if');
    if (typeof condition === 'string' && !condition.includes('${{')) job!.set('if', coin() ? `\${{ ${condition} }}` : `( ${condition} )`);
    else if (condition === undefined && coin()) job!.set('if', 'success()');
    const environment = job!.get('environment');
    if (typeof environment === 'string' && coin()) job!.set('environment', document.createNode({ name: environment }));
    if (job!.has('steps')) job!.set('steps', spaced(document, job!.get('steps') as YAMLSeq, coin));
  }
}

// Spaces in expressions, and defaults that are said.
function spaced(document: Document, steps: YAMLSeq, coin: () => boolean): YAMLSeq {
  visit(steps, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && coin()) scalar.value = scalar.value.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_all, inner: string) => `\${{${inner.startsWith('github.') ? inner.toUpperCase().replace(/^GITHUB/, 'github') : inner}   }}`);
    },
  });
  for (const step of steps.items) if (isMap(step) && !step.has('continue-on-error') && coin()) step.set('continue-on-error', document.createNode(false));
  return steps;
}

/** Every scalar of a workflow that says something to GitHub, as a way to change it alone. */
export function mutants(text: string): { readonly keys: string; readonly text: string }[] {
  const found: { keys: string; text: string }[] = [];
  const document = parseDocument(text);
  visit(document, {
    Scalar: (key, scalar, ancestors) => {
      if (key === 'key' || scalar.value === null || scalar.value === undefined) return;
      const old = scalar.value;
      scalar.value = typeof old === 'number' ? old + 1 : typeof old === 'boolean' ? !old : other(old as string);
      found.push({ keys: ancestors.flatMap((each) => (isPair(each) ? [String(((each as Pair).key as Scalar).value)] : [])).join('.'), text: document.toString({ lineWidth: 0 }) });
      scalar.value = old;
    },
  });
  return found;
}

// In expressions a text beside the braces, so that it stays one.
function other(text: string): string {
  return text.includes('@') && /^[\w./-]+@[0-9a-f]{40}$/.test(text) ? text.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) : /^(read|write)$/.test(text) ? { read: 'write', write: 'read' }[text]! : `x${text}`;
}

/** A workflow without one key, for every key. */
export function removals(text: string): { readonly keys: string; readonly text: string }[] {
  const found: { keys: string; text: string }[] = [];
  const document = parseDocument(text);
  visit(document, {
    Map: (_, map, ancestors) => {
      const way = ancestors.flatMap((each) => (isPair(each) ? [String(((each as Pair).key as Scalar).value)] : []));
      map.items.forEach((item, index) => {
        map.items.splice(index, 1);
        found.push({ keys: [...way, String((item.key as Scalar).value)].join('.'), text: document.toString({ lineWidth: 0 }) });
        map.items.splice(index, 0, item);
      });
    },
  });
  return found;
}
