import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { compareVersions } from './version-range';
import { findProgram } from '../find-program';

/** A version of a tool that this machine keeps beside that of PATH. */
export interface InstalledVersion {
  /** As its folder says it: whoever uses it asks the program. */
  readonly version: string;
  /** Folder with its `bin`. */
  readonly home: string;
  readonly bin: string;
}

/** Variables of this machine, with the HOME of who runs the jobs. */
type Variables = Readonly<Record<string, string | undefined>>;

/** Who keeps versions of tools. */
interface Keeper {
  readonly name: string;
  /** Its folder: the first whose variable is set counts. */
  readonly folders: readonly string[];
}

/** A tool whose versions are looked for. */
interface Kept {
  /** Ways from the folder of a keeper to the versions; the last `*` is the version. */
  readonly places: readonly (readonly [Keeper, ...ways: string[]])[];
  /** How folders are called. Versions that are not final are none: ranges leave them out. */
  readonly version: RegExp;
  /** Variable that tells other programs where the tool is; that of this machine would tell another. @default - none */
  readonly variable?: string;
}

// Where the runner has it from: https://github.com/actions/runner/blob/main/src/Runner.Common/HostContext.cs
const TOOL_CACHE: Keeper = { name: 'the tool cache ($RUNNER_TOOL_CACHE)', folders: ['$RUNNER_TOOL_CACHE', '$AGENT_TOOLSDIRECTORY'] };
const ASDF: Keeper = { name: 'asdf', folders: ['$ASDF_DATA_DIR', '$HOME/.asdf'] };
const MISE: Keeper = { name: 'mise', folders: ['$MISE_DATA_DIR', '$XDG_DATA_HOME/mise', '$HOME/.local/share/mise'] };
const NVM: Keeper = { name: 'nvm', folders: ['$NVM_DIR', '$HOME/.nvm'] };
const FNM: Keeper = { name: 'fnm', folders: ['$FNM_DIR', '$XDG_DATA_HOME/fnm', '$HOME/.local/share/fnm'] };
const VOLTA: Keeper = { name: 'Volta', folders: ['$VOLTA_HOME', '$HOME/.volta'] };
const PYENV: Keeper = { name: 'pyenv', folders: ['$PYENV_ROOT', '$HOME/.pyenv'] };
const GO_DOWNLOADS: Keeper = { name: 'golang.org/dl', folders: ['$HOME/sdk'] };
const NUMBERS = /^(\d+(?:\.\d+)*)$/;

/**
 * What is kept where, by the program that tells its version.
 *
 * @see https://github.com/actions/toolkit/blob/main/packages/tool-cache/src/tool-cache.ts
 * @see https://github.com/nvm-sh/nvm/blob/master/nvm.sh nvm_version_dir
 * @see https://github.com/Schniz/fnm/blob/master/src/config.rs
 * @see https://github.com/volta-cli/volta/blob/main/crates/volta-layout/src/v4.rs
 * @see https://github.com/pyenv/pyenv#locating-pyenv-provided-python-installations
 * @see https://asdf-vm.com/manage/configuration.html
 * @see https://mise.jdx.dev/directories.html
 * @see https://github.com/golang/dl/blob/master/internal/version/version.go
 */
const KEPT: Readonly<Record<string, Kept>> = {
  node: {
    places: [
      [TOOL_CACHE, `node/*/${os.arch()}`],
      [NVM, 'versions/node/v*'],
      [FNM, 'node-versions/v*/installation'],
      [VOLTA, 'tools/image/node/*'],
      [ASDF, 'installs/nodejs/*'],
      [MISE, 'installs/node/*'],
    ],
    version: NUMBERS,
  },
  python3: {
    places: [[TOOL_CACHE, `Python/*/${os.arch()}`], [PYENV, 'versions/*'], [ASDF, 'installs/python/*'], [MISE, 'installs/python/*']],
    version: NUMBERS,
  },
  go: {
    places: [[TOOL_CACHE, `go/*/${os.arch()}`], [GO_DOWNLOADS, 'go*'], [ASDF, 'installs/golang/*/go'], [MISE, 'installs/go/*']],
    version: NUMBERS,
    variable: 'GOROOT',
  },
  java: {
    // setup-java calls ARM otherwise than Node.js does, and has not always done so.
    places: [[TOOL_CACHE, `Java_*_jdk/*/${os.arch()}`, 'Java_*_jdk/*/aarch64'], [ASDF, 'installs/java/*'], [MISE, 'installs/java/*']],
    // `21.0.5+11`, `21.0.5-11.0.LTS`, `temurin-21.0.5+11.0.LTS`; what has no compiler or is not final is none.
    version: /^(?!.*(?:\bjre\b|-ea\b))(?:[a-z]+-)*(\d+(?:\.\d+)*)(?:[-+_].*)?$/,
    variable: 'JAVA_HOME',
  },
};

/** What is installed of a program, the newest first. */
export function installedVersions(program: string, variables: Variables): InstalledVersion[] {
  const { places, version: pattern } = KEPT[program] ?? { places: [], version: NUMBERS };
  const all = places.flatMap(([keeper, ...ways]) => ways.flatMap((way) => homesOf(keeper, way, variables))).flatMap(({ folder, last }) => {
    const [, version] = pattern.exec(last) ?? [];
    const home = fs.existsSync(path.join(folder, 'Contents', 'Home')) ? path.join(folder, 'Contents', 'Home') : folder;
    const bin = path.join(home, 'bin');
    return version !== undefined && findProgram(program, bin) ? [{ version, home, bin }] : [];
  });
  return all.filter(({ bin }, index) => all.findIndex((other) => other.bin === bin) === index).sort((one, other) => compareVersions(other.version, one.version));
}

/** The variable that tells where a tool is, such as `JAVA_HOME`; undefined where there is none. */
export function homeVariable(program: string): string | undefined {
  return KEPT[program]?.variable;
}

/** Names of those who keep versions of a program. */
export function keepersOf(program: string): string[] {
  return (KEPT[program]?.places ?? []).map(([{ name }]) => name);
}

interface Found {
  readonly folder: string;
  /** What the last `*` stands for. */
  readonly last: string;
}

function homesOf(keeper: Keeper, way: string, variables: Variables): Found[] {
  const root = keeper.folders.map((folder) => named(folder, variables)).find((folder) => folder !== undefined);
  if (root === undefined) return [];
  const found = way.split('/').reduce<Found[]>((all, name) => all.flatMap((each) => follow(each, name)), [{ folder: root, last: '' }]);
  // What the tool cache has not marked as complete was cut off.
  return keeper === TOOL_CACHE ? found.filter(({ folder }) => fs.existsSync(`${folder}.complete`)) : found;
}

// `$NAME/folder`, where the variable is set.
function named(folder: string, variables: Variables): string | undefined {
  const [, name, rest] = /^\$(\w+)(.*)$/.exec(folder)!;
  const value = variables[name];
  return value && path.isAbsolute(value) ? `${value}${rest}` : undefined;
}

// Links such as `20` and `latest` lead to a version that has a folder of its own.
function follow({ folder, last }: Found, name: string): Found[] {
  if (!name.includes('*')) return [{ folder: path.join(folder, name), last }];
  const pattern = new RegExp(`^${name.replace('*', '(.+)')}$`);
  return entriesOf(folder).flatMap((real) => {
    const [, star] = pattern.exec(path.basename(real)) ?? [];
    return star === undefined ? [] : [{ folder: real, last: star }];
  });
}

// What cannot be read is not there.
function entriesOf(folder: string): string[] {
  try {
    return fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, name))).map((name) => fs.realpathSync(path.join(folder, name)));
  } catch {
    return [];
  }
}
