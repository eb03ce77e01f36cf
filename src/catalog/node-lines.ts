import { NODE_LINES } from './node-lines.const';
import { DeliveryError } from '../model/delivery-error';

/**
 * A release line of Node.js, such as 24, with the days that matter.
 *
 * @see https://github.com/nodejs/Release
 */
export class NodeLine {
  /**
   * The line of a version: `24`, `'24'`, `'24.x'`, `'v24.15.0'`.
   *
   * @throws when it is no version of one line, such as `lts/*` or `>=24`, or the line is unknown
   */
  public static of(version: string | number, place: string = 'NodeLine.of'): NodeLine {
    const text = String(version).trim();
    const major = /^v?(\d+)(\.(\d+|x|\*)){0,2}$/.exec(text)?.[1];
    if (major === undefined) {
      throw refuse(place, `"${text}" is not a version of Node.js`, `Give a line or a version of one. ${knownLines()}`);
    }
    if (!NODE_LINES[major]) throw refuse(place, `Node.js ${major} is not a known line`, knownLines());
    return new NodeLine(major);
  }

  /** Every known line, oldest first. */
  public static known(): NodeLine[] {
    return Object.keys(NODE_LINES).map((line) => new NodeLine(line));
  }

  /** Major version, as a text. */
  public readonly line: string;
  /** Name of the line, where it has one. */
  public readonly codename?: string;
  /** The day it becomes a long-term line (ISO), where it does. */
  public readonly lts?: string;
  /** The day its support ends (ISO). */
  public readonly eol: string;

  private constructor(line: string) {
    const fact = NODE_LINES[line];
    this.line = line;
    this.codename = fact.codename;
    this.lts = fact.lts;
    this.eol = fact.eol;
  }

  /** Whether its support has ended by this day, counted in UTC. */
  public isEndOfLife(today: Date): boolean {
    return today.toISOString().slice(0, 10) >= this.eol;
  }

  /** Whether it is a long-term line by this day, counted in UTC, and still supported. */
  public isLongTerm(today: Date): boolean {
    const day = today.toISOString().slice(0, 10);
    return this.lts !== undefined && day >= this.lts && day < this.eol;
  }

  /** `Node.js 24 (Krypton)`. */
  public toString(): string {
    return `Node.js ${this.line}${this.codename ? ` (${this.codename})` : ''}`;
  }
}

function knownLines(): string {
  return `Known lines: ${NodeLine.known().map(({ line, eol }) => `${line} (until ${eol})`).join(', ')}.`;
}

function refuse(place: string, problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place, problem: `${problem}.`, fix });
}
