import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GeneratedFile } from '../files/generated-file';

/** What the synth did, one line a file; a single line when nothing changed. @internal */
export function describeChanges(outdir: string, files: GeneratedFile[], before: Record<string, string>): string[] {
  const lines: string[] = [];
  for (const file of files) {
    if (file.changed) lines.push(`${before[file.path] === undefined ? 'created' : 'updated'} ${file.path}`);
  }
  const produced = new Set(files.map((file) => file.path));
  for (const path of Object.keys(before)) {
    if (!produced.has(path) && !existsSync(join(outdir, path))) lines.push(`removed ${path}`);
  }
  if (lines.length === 0) return [`delivery: ${files.length} files checked, nothing changed`];
  return [...lines, `delivery: ${files.length} files checked, ${lines.length} changed`];
}
