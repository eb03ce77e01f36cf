import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GeneratedFile } from '../files/generated-file';

/** What the synth is about to do, one line a file; a single line when nothing changes. @internal */
export function describeChanges(outdir: string, files: GeneratedFile[], before: string[]): string[] {
  const lines: string[] = [];
  for (const file of files) {
    const path = join(outdir, file.path);
    if (!existsSync(path)) lines.push(`created ${file.path}`);
    else if (readFileSync(path, 'utf8') !== file.text()) lines.push(`updated ${file.path}`);
  }
  const produced = new Set(files.map((file) => file.path));
  for (const path of before) {
    if (!produced.has(path) && existsSync(join(outdir, path))) lines.push(`removed ${path}`);
  }
  if (lines.length === 0) return [`${files.length} files checked, nothing changed`];
  return [...lines, `${files.length} files checked, ${lines.length} changed`];
}
