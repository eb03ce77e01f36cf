import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GeneratedFile } from '../files/generated-file';

type Change = 'created' | 'updated' | 'removed';

/** What the synth is about to do, one line a file and a count; a single line when nothing changes. @internal */
export function describeChanges(outdir: string, files: GeneratedFile[], before: string[]): string[] {
  const changes = new Map<string, Change>();
  for (const file of files) {
    const path = join(outdir, file.path);
    if (!existsSync(path)) changes.set(file.path, 'created');
    else if (readFileSync(path, 'utf8') !== file.text()) changes.set(file.path, 'updated');
  }
  const produced = new Set(files.map((file) => file.path));
  for (const path of before) {
    if (!produced.has(path) && existsSync(join(outdir, path))) changes.set(path, 'removed');
  }
  const lines = [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, change]) => `${change} ${path}`);
  return [...lines, `${files.length} files checked, ${count([...changes.values()])}`];
}

function count(changes: Change[]): string {
  if (changes.length === 0) return 'nothing changed';
  const kinds = (['created', 'updated', 'removed'] as const).map((kind) => ({ kind, times: changes.filter((change) => change === kind).length }));
  return kinds.filter(({ times }) => times > 0).map(({ kind, times }) => `${times} ${kind}`).join(', ');
}
