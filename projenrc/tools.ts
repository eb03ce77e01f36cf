// Brings the pinned development tools into .tools/bin: `npx projen tools [--optional] [NAME ...]`.
// Exit codes: 0 all there, 1 a tool can't be had (not with --optional), 2 unknown argument.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findOnPath, toolsFolder } from './tool-paths';
import { readToolPins } from './tool-pins';
import type { ToolPin, ToolPins } from './tool-pins';
import { describeSource, fetchFrom, run } from './tool-sources';

interface Stamp {
  readonly version: string;
  readonly from: string;
  /** Digest of the pin: a changed pin brings the tool anew. */
  readonly pin: string;
  /** Digest of the program: a changed program too. */
  readonly program: string;
}

interface Outcome {
  readonly line: string;
  readonly there: boolean;
}

export function main(args: string[]): number {
  const pins = readToolPins();
  const optional = args.includes('--optional');
  const names = args.filter((arg) => arg !== '--optional');
  const known = pins.tools.map((tool) => tool.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(' ')}. Tools are: ${known.join(' ')}. The one option is --optional.`);
    return 2;
  }
  const wanted = pins.tools.filter((tool) => names.length === 0 || names.includes(tool.name));
  const outcomes = wanted.map((tool) => bring(tool, pins));
  return optional || outcomes.every((outcome) => outcome.there) ? 0 : 1;
}

function bring(tool: ToolPin, pins: ToolPins): Outcome {
  const outcome = present(tool) ?? fetchFirst(tool, pins);
  (outcome.there ? console.log : console.error)(outcome.line);
  return outcome;
}

/** Neither network nor any program is needed to see that a tool is there already. */
function present(tool: ToolPin): Outcome | undefined {
  try {
    const stamp = JSON.parse(fs.readFileSync(stampFile(tool), 'utf8')) as Stamp;
    const same = stamp.pin === pinDigest(tool) && stamp.program === fileDigest(programFile(tool));
    return same ? { line: `${tool.name} ${stamp.version} present, from ${stamp.from}`, there: true } : undefined;
  } catch {
    return undefined;
  }
}

function fetchFirst(tool: ToolPin, pins: ToolPins): Outcome {
  const reasons: string[] = [];
  for (const source of tool.sources) {
    fs.mkdirSync(toolsFolder, { recursive: true });
    const folder = fs.mkdtempSync(path.join(toolsFolder, 'fetch-'));
    try {
      const program = fetchFrom(source, folder, pins);
      fs.chmodSync(program, 0o755);
      requireVersion(program, source.version);
      keep(tool, program, { version: source.version, from: describeSource(source) });
      return { line: `${tool.name} ${source.version} brought, from ${describeSource(source)}`, there: true };
    } catch (error) {
      reasons.push(`  ${describeSource(source)}: ${(error as Error).message}`);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
  return fromPath(tool) ?? missing(tool, reasons);
}

/** Running it shows as well that it was built for this machine. */
function requireVersion(program: string, version: string): void {
  const said = run(program, ['--version']);
  if (!said.split(/[\s:v]+/).includes(version)) throw new Error(`says it is not ${version}: ${said.trim().slice(0, 120)}`);
}

function keep(tool: ToolPin, program: string, origin: { version: string; from: string }): void {
  fs.mkdirSync(path.dirname(programFile(tool)), { recursive: true });
  fs.mkdirSync(path.dirname(stampFile(tool)), { recursive: true });
  fs.renameSync(program, programFile(tool));
  const stamp: Stamp = { ...origin, pin: pinDigest(tool), program: fileDigest(programFile(tool)) };
  fs.writeFileSync(stampFile(tool), `${JSON.stringify(stamp, undefined, 2)}\n`);
}

function fromPath(tool: ToolPin): Outcome | undefined {
  const program = findOnPath(tool.name);
  if (program === undefined) return undefined;
  return { line: `${tool.name} from PATH, ${program}; pinned is ${tool.sources[0].version}`, there: true };
}

function missing(tool: ToolPin, reasons: string[]): Outcome {
  const advice = `  To supply it: put an executable ${tool.name} (${tool.sources[0].version}) on PATH.`;
  return { line: [`${tool.name} ${tool.sources[0].version} can't be had:`, ...reasons, advice].join('\n'), there: false };
}

function programFile(tool: ToolPin): string {
  return path.join(toolsFolder, 'bin', tool.name);
}

function stampFile(tool: ToolPin): string {
  return path.join(toolsFolder, 'stamps', `${tool.name}.json`);
}

function pinDigest(tool: ToolPin): string {
  return createHash('sha256').update(JSON.stringify(tool.sources)).digest('hex');
}

function fileDigest(file: string): string {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

if (require.main === module) process.exitCode = main(process.argv.slice(2));
