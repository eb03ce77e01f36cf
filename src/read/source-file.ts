import { KeyPath, Located, Place } from './located';

/** A text of the repository, whose offsets can be told as lines and columns. */
export class SourceFile {
  private starts?: number[];

  public constructor(public readonly path: string, public readonly text: string) {}

  /** The lines, without their ends. */
  public get lines(): string[] {
    return this.text.split(/\r?\n/);
  }

  /** Line and column of an offset. */
  public placeOf(offset: number): Place {
    this.starts ??= lineStarts(this.text);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.floor((low + high + 1) / 2);
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.starts[low] + 1 };
  }

  /** Offset of a line's first character; lines count from 1. */
  public offsetOfLine(line: number): number {
    this.starts ??= lineStarts(this.text);
    return this.starts[Math.min(line, this.starts.length) - 1] ?? 0;
  }

  /** What a finding points at. */
  public at(offset: number, keys: KeyPath = []): Located {
    return { path: this.path, place: this.placeOf(offset), keys };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return starts;
}
