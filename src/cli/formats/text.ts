import { findingLine } from '../../checks/source-finding';
import { printable } from '../output';
import type { Report } from '../report';

/** One finding a line. */
export function text({ findings }: Report): string {
  return findings.map((finding) => `${printable(findingLine({ ...finding, path: openable(finding.near) }))}\n`).join('');
}

// A runner takes a line that begins so for a command.
function openable(path: string): string {
  return /^(::|##)/.test(path) ? `./${path}` : path;
}
