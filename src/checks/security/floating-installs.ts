import { hasOption, literal, operands } from './shell-words';
import type { ShellCommand, ShellWord } from '../../read/shell-command';
import type { ShellNode } from '../../read/shell-node';
import { programOf } from '../../read/shell-program';
import type { Severity } from '../severity';

/** An installation whose version is decided by whoever publishes next. */
export interface FloatingInstall {
  readonly at: ShellNode;
  readonly problem: string;
  readonly fix: string;
  /** Where it is less bad than others. */
  readonly atMost?: Severity;
}

type Found = FloatingInstall[];

/** What PyPI does not have, or has only to refuse it. */
const ABSENT: Record<string, { readonly why: string; readonly fix: string }> = {
  /** @see https://github.com/abbbi/virtnbdbackup#installation */
  virtnbdbackup: {
    why: 'PyPI has no such package, and whoever registers it gets run',
    fix: 'Install it by `apt-get install virtnbdbackup`, or from its repository at a fixed commit.',
  },
  /** @see https://github.com/scikit-learn/sklearn-pypi-package */
  sklearn: {
    why: 'the package refuses to be installed since 2023-12-01',
    fix: 'The package is scikit-learn: pip install scikit-learn==<version>.',
  },
};

const PIP_VALUED = /^(-r|--requirement|-c|--constraint|-i|--index-url|--extra-index-url|--index|-f|--find-links|-t|--target|--prefix|--root|-e|--editable|-p|--python|--platform|--python-version|--implementation|--abi|--only-binary|--no-binary|--upgrade-strategy|--progress-bar|--cache-dir|--proxy|--timeout|--retries|--trusted-host|--report|--src|--group|--with|-C|--config-settings|--log|--exists-action|--python-preference|--override|--index-strategy|--prerelease|--resolution|--exclude-newer|--link-mode|--suffix|--pip-args|--backend|--torch-backend)$/;
const NPM_VALUED = /^(--registry|--prefix|--tag|--loglevel|-w|--workspace|--omit|--include|--cache|--userconfig|--location|-C|--dir|--global-dir|--cwd)$/;
const CARGO_VALUED = /^(--version|--vers|--git|--rev|--tag|--branch|--root|--features|-F|--profile|--target|--registry|--index|-j|--jobs|--target-dir|--bin|--example|--config|-Z|--color|--strategies|--disable-strategies|--install-path)$/;
const GEM_VALUED = /^(-v|--version|-i|--install-dir|-n|--bindir|--source|-s|-p|--http-proxy|-P|--trust-policy|--platform|--document|-B|--build-root)$/;
// Tools of the installation itself, which pip brings up to date with every Python.
const OWN_TOOLS = /^(pip|setuptools|wheel)$/i;

/** What a command installs at no version of its own. */
export function floatingInstalls(command: ShellCommand): Found {
  const { name, args: rest } = programOf(command);
  const verb = rest.find(({ raw }) => !raw.startsWith('-') && !raw.startsWith('+'))?.text ?? '';
  if (/^pip[\d.]*$/.test(name)) return verb === 'install' ? pip('pip', behind(rest, 'install')) : [];
  if (/^(python|py)[\d.]*$/.test(name)) return /^-m$/.test(rest[0]?.raw ?? '') && /^pip[\d.]*$/.test(rest[1]?.text ?? '') && rest[2]?.text === 'install' ? pip('pip', rest.slice(3)) : [];
  if (name === 'pipx') return verb === 'install' ? pip('pipx', behind(rest, 'install')) : [];
  if (name === 'uv') return /^(pip|tool)$/.test(rest[0]?.text ?? '') && rest[1]?.text === 'install' ? pip(`uv ${rest[0].text}`, rest.slice(2)) : [];
  if (/^(npm|pnpm|bun)$/.test(name)) return /^(install|i|add)$/.test(verb) && isGlobal(rest) ? npm(name, behind(rest, verb)) : [];
  if (name === 'yarn') return rest[0]?.text === 'global' && rest[1]?.text === 'add' ? npm('yarn global', rest.slice(2)) : [];
  if (name === 'cargo') return /^(install|binstall)$/.test(verb) ? cargo(verb, behind(rest, verb)) : [];
  if (name === 'go') return /^(install|run)$/.test(verb) ? go(verb, behind(rest, verb)) : [];
  if (name === 'gem') return verb === 'install' ? gem(behind(rest, 'install')) : [];
  return [];
}

function behind(words: readonly ShellWord[], verb: string): readonly ShellWord[] {
  const at = words.findIndex(({ text }) => text === verb);
  return [...words.slice(0, at), ...words.slice(at + 1)];
}

function pip(tool: string, words: readonly ShellWord[]): Found {
  if (hasOption(words, '-c', '--constraint', '--require-hashes', '--no-index', '--help', '-h')) return [];
  return operands(words, PIP_VALUED).flatMap((word): Found => {
    const spec = literal(word);
    const name = /^([A-Za-z0-9][\w.-]*)(\[[\w,.\s-]*\])?(?=$|[\s;=<>~!@])/.exec(spec ?? '')?.[1];
    if (spec === undefined || name === undefined || /[/\\]|\.(whl|zip|tar\.gz|tgz)$/.test(spec)) return [];
    const absent = ABSENT[name.toLowerCase().replace(/[-_.]+/g, '-')];
    if (absent) return [{ at: word.node, problem: `${tool} install ${spec} fails: ${absent.why}.`, fix: absent.fix }];
    if (/[=<>~!@]/.test(spec) || OWN_TOOLS.test(name)) return [];
    return [{ at: word.node, problem: `${tool} installs whatever version of ${name} is newest.`, fix: `Write ${spec}==<version>, or install from a file with hashes: pip install --require-hashes -r requirements.txt.` }];
  });
}

function isGlobal(words: readonly ShellWord[]): boolean {
  return hasOption(words, '-g', '--global') || words.some(({ raw }) => raw === '--location=global');
}

function npm(tool: string, words: readonly ShellWord[]): Found {
  return operands(words, NPM_VALUED).flatMap((word): Found => {
    const spec = literal(word);
    const match = /^((?:@[\w.-]+\/)?[a-z\d_-][\w.-]*)(?:@(.*))?$/i.exec(spec ?? '');
    if (!match || /\.(tgz|tar\.gz)$/.test(spec!) || !/^(latest|next|canary|beta|rc|nightly|\*|)$/.test(match[2] ?? '')) return [];
    return [{ at: word.node, problem: `${tool} installs whatever version of ${match[1]} is newest.`, fix: `Write ${match[1]}@<version>, or make it a development dependency, which the lock file pins.` }];
  });
}

function cargo(verb: string, words: readonly ShellWord[]): Found {
  if (hasOption(words, '--path', '--list', '--help')) return [];
  const git = hasOption(words, '--git');
  if (git) return hasOption(words, '--rev', '--tag', '--branch') ? [] : [{ at: words[0].node, problem: `cargo ${verb} takes whatever the repository's newest commit is.`, fix: 'Add --rev <commit> and --locked.' }];
  const versioned = hasOption(words, '--version', '--vers');
  const crates = operands(words, CARGO_VALUED).filter(({ raw }) => !raw.startsWith('+'));
  return crates.flatMap((word): Found => {
    const spec = literal(word);
    const [name, version] = spec?.split('@') ?? [];
    if (spec === undefined || !/^[\w-]+$/.test(name)) return [];
    const pinned = versioned || version !== undefined;
    const locked = verb === 'binstall' || hasOption(words, '--locked', '--frozen');
    if (pinned && locked) return [];
    if (pinned) return [{ at: word.node, problem: `cargo install takes the newest dependencies of ${name}, not those it was tested with.`, fix: 'Add --locked.', atMost: 'warning' }];
    const built = verb === 'install' ? ', which can need a newer Rust than is there' : '';
    return [{ at: word.node, problem: `cargo ${verb} takes whatever version of ${name} is newest${built}.`, fix: `Write cargo ${verb} ${verb === 'install' ? '--locked ' : ''}${name}@<version>.` }];
  });
}

function go(verb: string, words: readonly ShellWord[]): Found {
  return words.flatMap((word): Found => {
    const [path, version] = literal(word)?.split('@') ?? [];
    if (path === undefined || !/^(latest|master|main|HEAD|upgrade)$/.test(version ?? '')) return [];
    return [{ at: word.node, problem: `go ${verb} takes ${path} at whatever ${version} is.`, fix: `Write ${path}@<version>, or use a \`tool\` line of go.mod.` }];
  });
}

function gem(words: readonly ShellWord[]): Found {
  if (hasOption(words, '-v', '--version', '-l', '--local', '-g', '--file')) return [];
  return operands(words, GEM_VALUED).flatMap((word): Found => {
    const spec = literal(word);
    if (spec === undefined || !/^[\w-]+$/.test(spec)) return [];
    return [{ at: word.node, problem: `gem installs whatever version of ${spec} is newest.`, fix: `Write ${spec}:<version>, or put it into the Gemfile.` }];
  });
}
