import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { getHeapCodeStatistics } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** Bytes before the code: the checksums of the file and of the code. */
const HEADER = 8;
/** Bytes of code that a start compiles anew from which on keeping all anew pays. */
const WORTH_KEEPING = 96 * 1024;

/**
 * A CommonJS file with the code that V8 compiled of it when it last ran, beside which little is left to compile. Node keeps
 * code by itself from 22.8 on, but what it has when a file is loaded: what only runs later is compiled at each start.
 *
 * @see https://nodejs.org/api/vm.html#scriptcreatecacheddata
 */
export class KeptCode {
  private readonly place: string;

  /**
   * @param file holds nothing but ASCII
   * @param folder where its code is kept; who may write there can change what runs
   */
  public constructor(private readonly file: string, private readonly folder: string) {
    this.place = path.join(folder, `${path.basename(file)}-${process.version}-${process.arch}`);
  }

  /**
   * Runs the file and gives its exports. What it compiled is kept when the process ends; where that can't be written, or is
   * damaged, the file runs without.
   *
   * @param beforeKeeping sets the flags of V8 to what they were: code is only taken under the flags it was kept under
   */
  public load<Exports>(beforeKeeping: () => void): Exports {
    const bytes = fs.readFileSync(this.file);
    const sum = crc32(bytes);
    const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${bytes.toString('latin1')}\n})`, { filename: this.file, cachedData: this.read(sum) });
    const before = script.cachedDataRejected === false ? codeSize() : -Infinity;
    process.once('exit', () => {
      if (codeSize() - before < WORTH_KEEPING) return;
      beforeKeeping();
      this.write(sum, script.createCachedData());
    });
    const module = { exports: {} as Exports };
    script.runInThisContext()(module.exports, createRequire(this.file), module, this.file, path.dirname(this.file));
    return module.exports;
  }

  private read(sum: number): Buffer | undefined {
    try {
      const kept = fs.readFileSync(this.place);
      const code = kept.subarray(HEADER);
      return kept.readUInt32LE(0) === sum && kept.readUInt32LE(4) === crc32(code) ? code : undefined;
    } catch {
      return undefined;
    }
  }

  // Others may read it meanwhile.
  private write(sum: number, code: Buffer): void {
    const unfinished = `${this.place}.${process.pid}`;
    const header = Buffer.alloc(HEADER);
    header.writeUInt32LE(sum, 0);
    header.writeUInt32LE(crc32(code), 4);
    const isWritten = succeeds(() => {
      fs.mkdirSync(this.folder, { recursive: true });
      fs.writeFileSync(unfinished, Buffer.concat([header, code]));
      fs.renameSync(unfinished, this.place);
    });
    if (!isWritten) succeeds(() => fs.rmSync(unfinished));
  }
}

function succeeds(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

function codeSize(): number {
  return getHeapCodeStatistics().bytecode_and_metadata_size;
}
