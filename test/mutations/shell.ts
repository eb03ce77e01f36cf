import { Files, inserting, Line, linesLike, Mutation, Random, replaceLine, SCRIPTS } from './mutation';
import { puttingFile, puttingStep } from './workflow/places';

const QUOTES = ['unquoted-expansion'];
const SYNTAX = ['shell-syntax'];
const PIPES = ['missing-pipefail'];
const UNSET = ['unset-parameter'];
const GLOBS = ['curl-globbing'];
const COMMANDS = ['deprecated-commands'];
/** Where a function of a script begins to do something. */
const BODY = /^main\(\) \{$/;

/** A step that runs some lines; the defect stands in one of them, from 0. */
function running(code: string, name: string, checks: readonly string[], lines: (random: Random) => readonly string[], offset: number, shell?: string): Mutation {
  const keys = shell === undefined ? [] : [`shell: ${shell}`];
  return puttingStep(code, name, checks, (random) => ['name: Run', ...keys, 'run: |', ...lines(random).map((text) => `  ${text}`)], offset + 2 + keys.length);
}

/** Takes the quotes of one expansion in a script away. */
function unquoting(name: string, what: RegExp, by: (line: Line) => string): Mutation {
  return {
    code: 'R31',
    name,
    checks: QUOTES,
    mutate: (files: Files, random: Random) => {
      const line = random.pick(linesLike(files, SCRIPTS, what).filter(({ text }) => !/^\s*#/.test(text)));
      return line && replaceLine(files, line, [by(line)]);
    },
  };
}

/** Takes the line of a script away that closes something; the shell stumbles at the end of the function it is in, or knows what was opened. */
function opening(name: string, begin: RegExp, end: string): Mutation {
  return {
    code: 'R31',
    name,
    checks: SYNTAX,
    mutate: (files, random) => {
      const line = random.pick(linesLike(files, SCRIPTS, begin));
      if (!line) return undefined;
      const all = files[line.path].split('\n');
      all.splice(all.findIndex((text, index) => index >= line.line && text.startsWith(`${line.indent}${end}`)), 1);
      const told = line.indent === '' ? line.line - 1 : all.findIndex((text, index) => index >= line.line && text === '}');
      return { files: { ...files, [line.path]: all.join('\n') }, path: line.path, line: told + 1 };
    },
  };
}

/** R22. */
const OLD_COMMANDS: readonly Mutation[] = [
  running('R22', 'a command in the log', COMMANDS, (random) => ['echo start', random.pick(['echo "::set-output name=version::1.2.3"', 'echo "::save-state name=a::b"', 'echo \'::set-output name=a::b\'', 'printf "::set-output name=%s::%s\\n" a b', 'echo "##[set-output name=a;]b"'])!], 1),
  running('R22', 'a command that is switched off', COMMANDS, (random) => [random.pick(['echo "::set-env name=CHANNEL::beta"', 'echo "::add-path::/opt/tool/bin"', 'echo \'::set-env name=A::1\''])!], 0),
  inserting('R22', 'a command in the log of a script', COMMANDS, SCRIPTS, BODY, (_, random) => [random.pick(['  echo "::set-output name=version::1.2.3"', '  printf \'::set-env name=A::%s\\n\' "${HOME}"', '  echo "::add-path::${PWD}/bin"', '  echo "::save-state name=a::b"'])!]),
];

/** R31: quotes. */
const QUOTING: readonly Mutation[] = [
  unquoting('a variable of a command without quotes', /^(\s+(?:rm -rf|rm -f|mkdir -p|cat|cd|cp|mv|mapfile|head|tail|set_output \w+|add_summary) )"(\$\{\w+\})"(\s*\\?)$/, ({ match }) => `${match[1]}${match[2]}${match[3]}`),
  unquoting('arguments without quotes', /^(.*\s)"\$@"(.*)$/, ({ match }) => `${match[1]}$@${match[2]}`),
  unquoting('an array without quotes', /^(.*\s)"(\$\{\w+\[@\]\})"(.*)$/, ({ match }) => `${match[1]}${match[2]}${match[3]}`),
  unquoting('a file to write that has no quotes', /^(.*>> )"(\$\{GITHUB_\w+\})"(.*)$/, ({ match }) => `${match[1]}${match[2]}${match[3]}`),
  inserting('R31', 'a variable of a new command without quotes', QUOTES, SCRIPTS, BODY, (_, random) => [`  ${random.pick(['rm -rf', 'mkdir -p', 'cat', 'ls', 'git checkout', 'touch'])} ${random.pick(['$HOME/$NAME', '${WORK}/x', '$TARGET', '"a"/$NAME', '${FILES}'])}`]),
  running('R31', 'a variable of a step without quotes', QUOTES, (random) => ['set -e', random.pick(['rm -rf build/$NAME', 'cp $FILE dist/', 'git checkout $BRANCH', '[ $A = x ]', 'mkdir -p $DESTINATION/logs', 'test -n $NAME'])!], 1, 'bash'),
  running('R31', 'an output file without quotes', QUOTES, (random) => [`echo "x=1" >> $${random.pick(['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STEP_SUMMARY', '{GITHUB_PATH}'])}`], 0),
  running('R31', 'a list of a step without quotes', QUOTES, (random) => ['list=("a b" c)', random.pick(['tool run ${list[@]}', 'for each in ${list[@]}; do tool run "${each}"; done', 'tool run ${list[*]}'])!], 1),
];

/** R31: what cannot be parsed, what fails in silence, what curl does not send. */
const READING: readonly Mutation[] = [
  running('R31', 'a step that cannot be parsed', SYNTAX, (random) => random.pick([['if [ -n "$X" ]; then', '  echo yes'], ['for x in 1 2; do', '  echo "$x"'], ['case "$X" in', '  a) echo a ;;'], ['while read -r line; do', '  echo "$line"'], ['say() {', '  echo a'], ['(cd docs && npm test', 'echo done']])!, 0),
  running('R31', 'a quote that is not closed', SYNTAX, (random) => ['set -e', random.pick(['echo "open', 'echo \'open', 'npm run "test'])!], 1),
  opening('a function that does not end', /^\w+\(\) \{$/, '}'),
  opening('a decision that does not end', /^ {2}if .*; then$/, 'fi'),
  opening('a loop that does not end', /^ {2}(?:for|while) .*; do$/, 'done'),
  puttingFile('R31', 'lists in a script of sh', SYNTAX, 'scripts/ci/plain.sh', (random) => ['#!/bin/sh', 'set -eu', `list=(${random.pick(['a b', '"$1"', '1 2 3'])})`, 'echo "$list"'], 3),
  running('R31', 'a pipeline of a step whose failure is lost', PIPES, (random) => [`${random.pick(['npm test', 'cargo test', 'make build', 'cargo bench', './build.sh'])} ${random.pick(['| tee log', '2>&1 | tee log', '|& tee log', '| head -20'])}`], 0, 'bash -e {0}'),
  puttingFile('R31', 'a pipeline of a script whose failure is lost', PIPES, 'scripts/ci/plain.sh', (random) => ['#!/usr/bin/env bash', `set -${random.pick(['e', 'eu'])}`, `${random.pick(['npm test', 'cargo test', 'curl -fsSL https://example.com/install'])} | ${random.pick(['tee log', 'bash', 'cat'])}`], 3),
  {
    code: 'R31',
    name: 'a script that loses pipefail',
    checks: PIPES,
    mutate: (files, random) => {
      const line = random.pick(linesLike(files, SCRIPTS, /^set -euo pipefail$/));
      return line && replaceLine(files, line, ['set -eu', `${random.pick(['npm test', 'cargo test', 'make build'])} | tee log`], 1);
    },
  },
  inserting('R31', 'an argument that may be missing', UNSET, SCRIPTS, /^set -euo pipefail$/, (_, random) => [random.pick(['phase=$1', 'readonly target="$1"', 'phase="${1}"', 'if [[ "$2" == a ]]; then echo a; fi', 'mkdir -p "$1/logs"'])!]),
  puttingFile('R31', 'an argument of a new script that may be missing', UNSET, 'scripts/ci/plain.sh', (random) => ['#!/usr/bin/env bash', 'set -euo pipefail', random.pick(['version="$1"', 'npm publish "$1"', 'cd "${1}"'])!], 3),
  inserting('R31', 'a URL that curl takes for a pattern', GLOBS, SCRIPTS, BODY, (_, random) => [`  curl -fsS ${random.pick(['"${ENDPOINT}?query=rate(errors_total[5m])"', '"https://metrics.example.com/api/v1/query?query=up[10m]"', '--url "https://example.com/q?filter={\\"name\\":\\"x\\"}"'])}`]),
  running('R31', 'a URL of a step that curl takes for a pattern', GLOBS, (random) => [`curl -s '${random.pick(['https://metrics.example.com/q?query=rate(errors[5m])', 'https://example.com/q?filter={"name":"x"}', 'https://metrics.example.com/q?query=avg_over_time(up[1h])'])}'`], 0),
];

/** Defects of scripts: R22, R31. */
export const SHELL: readonly Mutation[] = [...OLD_COMMANDS, ...QUOTING, ...READING];
