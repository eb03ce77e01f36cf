import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the package's `assets/graph`, with the line ends of this repository on every machine. */
export function graphAsset(name: 'graph.css' | 'page.css' | 'page.html' | 'page.js'): string {
  return readFileSync(join(__dirname, '..', '..', 'assets', 'graph', name), 'utf8').replace(/\r\n/g, '\n');
}

/** Marks a file as written by this command, which may write it again. */
export const MARKER = 'Made by projen-delivery graph; made again, it is replaced.';
