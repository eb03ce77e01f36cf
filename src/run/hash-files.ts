import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { glob } from './glob';

/**
 * GitHub's `hashFiles` over a workspace: empty where nothing fits. Hidden files count; what lies outside does not.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#hashfiles
 */
export function hashFiles(workspace: string): (...patterns: unknown[]) => string {
  return (...patterns) => {
    const { files } = glob(patterns.map(String).join('\n'), workspace);
    const inside = files.filter((file) => file.startsWith(`${workspace}/`));
    if (inside.length === 0) return '';
    const all = createHash('sha256');
    for (const file of inside) all.update(createHash('sha256').update(readFileSync(file)).digest());
    return all.digest('hex');
  };
}
