import * as fs from 'node:fs';
import * as path from 'node:path';
import { Action, ActionHost, Inputs, linesOf } from './action-host';
import { homeVariable, InstalledVersion, keepersOf } from './installed-versions';
import { compareVersions, isInRange } from './version-range';

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

/**
 * An action that brings a tool: here it must be on PATH in the version that was asked for, or be installed beside it, where
 * version managers and the tool cache of GitHub keep it.
 */
export function setupTool(tool: Tool): Action {
  return async (inputs, host) => {
    const strange = Object.keys(inputs).filter((name) => ![tool.version, tool.file, 'token', ...tool.also ?? []].includes(name));
    if (strange.length > 0) throw new Error(`the stand-in does not know the inputs ${strange.join(', ')}`);
    const wanted = wantedVersion(tool.name, askedVersion(tool, inputs, host), host);
    const version = await provide(tool, wanted, host);
    return tool.output ? { [tool.output]: version } : {};
  };
}

/** Says which version is used; fails where it is another than asked for, unless any is taken. */
export function expectVersion(name: string, asked: string | undefined, version: string, host: ActionHost): void {
  accept(name, wantedVersion(name, asked, host), version, host);
}

function wantedVersion(name: string, asked: string | undefined, host: ActionHost): string | undefined {
  const wanted = asked === undefined ? undefined : host.versions[asked] ?? asked;
  if (wanted !== asked) host.say(`${name} ${asked} was asked for; ${wanted} stands in for it.`);
  return wanted;
}

function accept(name: string, wanted: string | undefined, version: string, host: ActionHost, advice: string = '. Put that version first on PATH'): void {
  if (isWanted(version, wanted)) return host.say(`${name} ${version} of this machine is used.`);
  if (!host.anyVersion) throw new Error(`PATH has ${name} ${version}, not ${wanted}${advice}, or take any with --any-version`);
  host.say(`${name} ${wanted} was asked for; ${version} of this machine stands in for it.`);
  host.notDone(`${name} ${version} of this machine was used in place of ${wanted}`);
}

function isWanted(version: string, wanted: string | undefined): boolean {
  return wanted === undefined || isInRange(version, wanted);
}

// The version that the later steps of the job find.
async function provide(tool: Tool, wanted: string | undefined, host: ActionHost): Promise<string> {
  const [program] = tool.ask;
  const here = await versionOf(tool, program, host).catch((error: Error) => error);
  if (typeof here === 'string' && isWanted(here, wanted)) {
    accept(tool.name, wanted, here, host);
    return here;
  }
  const installed = host.installed(program);
  for (const each of installed.filter(({ version }) => isWanted(version, wanted))) {
    const version = await verified(tool, each, wanted, host);
    if (version !== undefined) return version;
  }
  const advice = adviceOn(program, installed.filter(({ version }) => !isWanted(version, wanted)));
  if (typeof here !== 'string') throw new Error(`${tool.name} cannot be used: ${here.message}${advice}`);
  accept(tool.name, wanted, here, host, advice);
  return here;
}

// Puts a version first on PATH, if its folder does not say what it is not. Vendors of Java count by themselves behind the first number.
async function verified(tool: Tool, { version, home, bin }: InstalledVersion, wanted: string | undefined, host: ActionHost): Promise<string | undefined> {
  const [program] = tool.ask;
  const told = await versionOf(tool, path.join(bin, program), host).catch((error: Error) => error);
  const isSame = typeof told === 'string' && (program === 'java' ? parseInt(told) === parseInt(version) : compareVersions(told, version) === 0);
  if (!isSame || !isWanted(told, wanted)) {
    host.say(`${bin} is passed over: ${typeof told === 'string' ? `it has ${tool.name} ${told}` : told.message}.`);
    return undefined;
  }
  const variable = homeVariable(program);
  if (variable) host.setVariable(variable, home);
  host.addPath(bin);
  host.say(`${tool.name} ${told} of this machine is used: ${bin} comes first on PATH now.`);
  return told;
}

function adviceOn(program: string, others: readonly InstalledVersion[]): string {
  const versions = [...new Set(others.map(({ version }) => version))].reverse();
  const keepers = keepersOf(program);
  const places = keepers.length > 0 ? `, install it with ${keepers.slice(1).join(', ')} or in ${keepers[0]}` : '';
  return `${versions.length > 0 ? `. Installed here: ${versions.join(', ')}` : ''}. Put that version first on PATH${places}`;
}

async function versionOf({ ask: [program, ...args] }: Tool, called: string, host: ActionHost): Promise<string> {
  const told = await host.run(called, args);
  // The first Java of a number has this number alone.
  const [, version] = /version "(\d[^"]*)"/.exec(told) ?? /(\d+(?:\.\d+)+(?:[-+.\w]*)?)/.exec(told) ?? [];
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
