import type { Document, Node, YAMLMap, YAMLSeq } from 'yaml';

/**
 * Changes a YAML text into another value and keeps comments and layout of all that stays.
 *
 * @internal
 */
export function patchYaml(text: string, change: (value: any) => any): string {
  const yaml = require('yaml') as typeof import('yaml');
  const document = yaml.parseDocument(text);
  const wanted = change(document.toJS());
  document.contents = adapt(document, document.contents as Node, wanted) as any;
  return document.toString({ lineWidth: 0, singleQuote: true, indentSeq: true, nullStr: '', flowCollectionPadding: false });
}

/** Why a patched workflow must not be written, or undefined. @internal */
export function patchedProblem(value: any): string | undefined {
  for (const [id, job] of Object.entries<any>(value?.jobs ?? {})) {
    for (const step of job?.steps ?? []) {
      if (typeof step?.run === 'string' && step.run.includes('${{')) return `the job "${id}" pastes an expression into shell text: ${step.run}`;
      if (typeof step?.uses === 'string' && !/^[.$]\/|@[0-9a-f]{40}$/.test(step.uses)) return `the job "${id}" uses ${step.uses}, which is not pinned to a commit`;
    }
  }
  return undefined;
}

function adapt(document: Document, node: Node | null | undefined, wanted: unknown): Node {
  const yaml = require('yaml') as typeof import('yaml');
  if (node && same(toPlain(document, node), wanted)) return node;
  if (yaml.isMap(node) && isRecord(wanted)) return adaptMap(document, node, wanted);
  if (yaml.isSeq(node) && Array.isArray(wanted)) return adaptSequence(document, node, wanted);
  return document.createNode(wanted) as Node;
}

function adaptMap(document: Document, map: YAMLMap, wanted: Record<string, unknown>): Node {
  const keys = map.items.map((pair) => String((pair.key as { value: unknown }).value));
  for (const key of keys) if (!(key in wanted)) map.delete(key);
  for (const [key, value] of Object.entries(wanted)) {
    if (value === undefined) continue;
    map.set(key, adapt(document, map.get(key, true) as Node | undefined, value));
  }
  return map;
}

// Entries that stay keep their node, wherever they moved to.
function adaptSequence(document: Document, sequence: YAMLSeq, wanted: unknown[]): Node {
  const old = sequence.items as Node[];
  const sameLength = old.length === wanted.length;
  sequence.items = wanted.map((value, index) => {
    const kept = old.find((item) => same(toPlain(document, item), value));
    return kept ?? adapt(document, sameLength ? old[index] : undefined, value);
  });
  return sequence;
}

function toPlain(document: Document, node: Node): unknown {
  return node.toJS(document);
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
