import * as fs from 'node:fs';
import * as path from 'node:path';
import { Action, ActionHost, Inputs, linesOf } from './action-host';
import { isInRange } from './version-range';

/** A tool that an action brings to a runner, and that has to be on this machine. */
export interface Tool {
  /** What people call it. */
  readonly name: string;
  /** What tells its version. */
  readonly ask: readonly [program: string, ...args: string[]];
  /** Input with the version. */
  readonly version: string;
  /** Input with the file that has it. @default - none */
  readonly file?: string;
  /** Output with the version that is there. @default - none */
  readonly output?: string;
  /** Inputs that need nothing done here. @default [] */
  readonly also?: readonly string[];
}

/** An action that brings a tool: here the tool must be on PATH, in the version that was asked for. */
export function setupTool(tool: Tool): Action {
  return async (inputs, host) => {
    const strange = Object.keys(inputs).filter((name) => ![tool.version, tool.file, 'token', ...tool.also ?? []].includes(name));
    if (strange.length > 0) throw new Error(`the stand-in does not know the inputs ${strange.join(', ')}`);
    const asked = askedVersion(tool, inputs, host);
    const version = await versionOf(tool, host);
    expectVersion(tool.name, asked, version, host);
    return tool.output ? { [tool.output]: version } : {};
  };
}

/** Says which version is used; fails where it is another than asked for, unless any is taken. */
export function expectVersion(name: string, asked: string | undefined, version: string, host: ActionHost): void {
  const wanted = asked === undefined ? undefined : host.versions[asked] ?? asked;
  if (wanted !== asked) host.say(`${name} ${asked} was asked for; ${wanted} stands in for it.`);
  if (wanted === undefined || isInRange(version, wanted)) return host.say(`${name} ${version} of this machine is used.`);
  if (!host.anyVersion) throw new Error(`PATH has ${name} ${version}, not ${wanted}. Put that version first on PATH, or take any with --any-version`);
  host.say(`${name} ${wanted} was asked for; ${version} of this machine stands in for it.`);
  host.notDone(`${name} ${version} of this machine was used in place of ${wanted}`);
}

async function versionOf({ name, ask: [program, ...args] }: Tool, host: ActionHost): Promise<string> {
  let told: string;
  try {
    told = await host.run(program, args);
  } catch (error) {
    throw new Error(`${name} is not on this machine: ${(error as Error).message}`);
  }
  const [, version] = /(\d+(?:\.\d+)+(?:[-+.\w]*)?)/.exec(told) ?? [];
  if (version === undefined) throw new Error(`${program} ${args.join(' ')} tells no version: ${told.trim()}`);
  // Java was 1.8 once.
  return version.replace(/^1\.(\d)\./, program === 'java' ? '$1.' : '1.$1.');
}

function askedVersion({ version, file }: Tool, inputs: Inputs, { workspace }: ActionHost): string | undefined {
  const given = linesOf(inputs[version]);
  if (given.length > 1) return given.join(' || ');
  if (given.length === 1) return given[0];
  const named = file ? inputs[file] : undefined;
  if (!named) return undefined;
  const place = path.resolve(workspace, named);
  if (!fs.existsSync(place)) throw new Error(`The specified version file at ${named} does not exist`);
  return versionIn(path.basename(named), fs.readFileSync(place, 'utf8'));
}

function versionIn(name: string, text: string): string | undefined {
  if (name === 'package.json') {
    const { volta, devEngines, engines } = JSON.parse(text) as Record<string, any>;
    return volta?.node ?? [devEngines?.runtime ?? []].flat().find((each: any) => each.name === 'node')?.version ?? engines?.node;
  }
  if (name === 'go.mod' || name === 'go.work') return /^toolchain go(\S+)/m.exec(text)?.[1] ?? /^go (\S+)/m.exec(text)?.[1];
  if (name === '.tool-versions') return /^(?:nodejs|node|python|golang|java|ruby)\s+(\S+)/m.exec(text)?.[1];
  if (name === 'pyproject.toml') return /^requires-python\s*=\s*["']([^"']+)["']/m.exec(text)?.[1].replaceAll(',', ' ');
  return text.split('\n').map((line) => line.replace(/#.*/, '').trim()).find((line) => line !== '');
}
