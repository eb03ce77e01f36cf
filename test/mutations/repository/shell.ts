import { changes, files, HERE, replaceOne, statements, steps } from '../marked';
import { Mutation, Random, SCRIPTS, WORKFLOWS } from '../mutation';
import { misspelt } from '../workflow/places';

const MASKED = ['masked-exit-code'];
const PROGRAMS = ['gh api user --jq .login', 'aws sts get-caller-identity', 'curl -fsS https://acme.com/version', 'npm view tool version', 'docker inspect --format {{.Id}} app', 'kubectl get pods -o name'];
const DEEDS = ['npm publish', 'npm test', 'cargo test --locked', 'kubectl apply -f app.yml', 'helm upgrade app ./chart', 'docker push acme/app:1', 'terraform apply -auto-approve', 'cargo clippy', 'gh release create v1'];

/** Failures that leave no status behind (X13). */
const LOST: readonly Mutation[] = [
  statements('X13', 'a declaration that hides a failure', MASKED, (random) => [`>>>local ${random.pick(['', '-r '])}answer="$(${random.pick(PROGRAMS)})"`]),
  steps('X13', 'an export that hides a failure', MASKED, (random) => ['name: Ask', 'run: |', `>>>  ${random.pick(['export', 'readonly', 'declare'])} ANSWER="$(${random.pick(PROGRAMS)})"`, '  ./use "$ANSWER"']),
  steps('X13', 'an output that hides a failure', MASKED, (random) => ['name: Ask', 'id: ask', `>>>run: ${random.pick(['echo "answer=$(PROGRAM)" >> "$GITHUB_OUTPUT"', 'echo "ANSWER=$(PROGRAM)" >> $GITHUB_ENV', 'echo "answer=$(PROGRAM)" | tee -a "$GITHUB_OUTPUT"', "printf 'answer=%s\\n' \"$(PROGRAM)\" >> \"$GITHUB_OUTPUT\""])!.replace('PROGRAM', random.pick(PROGRAMS)!)}`]),
  steps('X13', 'a deed whose failure is passed over', MASKED, (random) => ['name: Do', `>>>run: '${random.pick(DEEDS)} || ${random.pick(['true', ':'])}'`]),
  statements('X13', 'a deed whose failure is passed over in a script', MASKED, (random) => [`>>>${random.pick(DEEDS)} || true`]),
  changes('X13', 'a command whose failure is passed over', MASKED, WORKFLOWS, (text, random) => replaceOne(text, /^ {8}run: (?:npm (?:ci|run \S+)|cargo (?:clippy) .*)$/m, random, ([line]) => `${HERE}${line} || true`)),
  steps('X13', 'lines for another shell', MASKED, (random) => ['name: Do', 'run: |', `>>>  ${random.pick(["newgrp docker << 'EOF'", "ssh deploy@acme.com << 'EOF'", "bash << 'EOF'", "sg kvm << 'EOF'"])}`, '  npm run test:integration', '  echo done', '  EOF']),
  statements('X13', 'a number that may be missing', ['empty-comparison'], (random) => {
    const value = random.pick(['jq -r .errors report.json', "grep -o 'failed: [0-9]*' log.txt | cut -d' ' -f2", 'curl -fsS https://acme.com/rate | jq -r .rate'])!;
    return [`count=$(${value})`, `>>>if [ "$count" ${random.pick(['-gt 0', '-lt 80', '-ge 5'])} ]; then exit 1; fi`];
  }),
  steps('X13', 'a number that may be missing in a calculation', ['empty-comparison'], (random) => ['name: Compare', 'run: |', `  RATE=$(${random.pick(["grep Coverage log.txt | awk '{print $2}' | sed 's/%//'", 'jq -r .coverage report.json'])})`, `>>>  if (( $(echo "$RATE ${random.pick(['< 80', '> 0.01'])}" | bc -l) )); then`, '    exit 1', '  fi']),
  files('X13', 'a function in a condition', ['ignored-errexit'], (random) => ({
    [`scripts/ci/${random.pick(['deploy', 'build-all'])}.sh`]: ['#!/usr/bin/env bash', 'set -euo pipefail', '', 'build() {', `  ${random.pick(['make all', 'npm ci', 'rate=$(curl -fsS https://acme.com/rate)'])}`, '  make install', '}', '', `>>>${random.pick(['build || echo "not built" >&2', 'if ! build; then exit 1; fi', 'while ! build; do sleep 1; done', 'build && echo built'])}`, ''].join('\n'),
  })),
  changes('X13', 'a function of a script in a condition', ['ignored-errexit'], SCRIPTS, (text, random) => (text.includes('require_tools') ? replaceOne(text, /^( {2})(open_device|publish_versions|start_libvirt|keep_kernel_lines) ?(.*)$(?!\n\})/m, random, ([, indent, name, args]) => `${HERE}${indent}${name} ${args} || exit 1`.replace(/ {2}\|\|/, ' ||')) : undefined)),
  withoutShell('X13', 'a pipeline where no shell is named', (random) => `        run: ${random.pick(['npm test', 'cargo test', 'make', './build'])} ${random.pick(['2>&1 | tee log.txt', '| tee log.txt', '| grep -v debug'])}`),
  steps('X13', 'a pipeline of a plain shell', ['missing-pipefail'], (random) => ['name: Test', `shell: ${random.pick(['sh', 'bash -e {0}'])}`, `>>>run: ${random.pick(['npm test', 'cargo test', 'make'])} | tee log.txt`]),
  changes('X13', 'a script without pipefail', ['missing-pipefail'], SCRIPTS, (text, random) => replaceOne(text.replace('set -euo pipefail', `set -${random.pick(['eu', 'e'])}`), /^ {2}(?:require_\w+ .*|local \w+)$/m, random, ([line]) => `${line}\n>>>  ${random.pick(['npm test', 'cargo test', 'make'])} | tee log.txt`)),
];

/** Functions and branches that are not there (X14). */
const NAMES: readonly Mutation[] = [
  changes('X14', 'the name of a function with a typo', ['undefined-function'], SCRIPTS, (text, random) => replaceOne(text, /^( {2,})((?:require|set|add|install|report|check|find|make|read|keep|run|write)_)(\w{3,})(?= |$)(?!.*\(\))/m, random, (match) => `${HERE}${match[1]}${match[2]}${misspelt(match[3], random)}`)),
  steps('X14', 'a function that nobody wrote', ['undefined-function'], (random) => ['name: Say', 'run: |', '  log_info() { echo "info: $1"; }', '  log_info begin', `>>>  log_${random.pick(['warning', 'error', 'inf'])} end`]),
  changes('X14', 'a choice that lost its default', ['case-without-default'], SCRIPTS, (text, random) => replaceOne(text, /^( *case "[^*]*? in\n)((?:(?! *esac)(?! *\*\))[^*\n]*\n)*) *\*\) .*\n(?= *esac)/m, random, (match) => `${HERE}${match[1]}${match[2]}`)),
  statements('X14', 'a choice without a default', ['case-without-default'], (random) => [`>>>case "\${${random.pick(['KIND', 'PHASE', 'RUNNER_OS'])}:-}" in`, '  unit) npm test ;;', '  e2e | smoke) npm run e2e ;;', 'esac']),
  steps('X14', 'a choice without a default in a step', ['case-without-default'], () => ['name: Test', 'run: |', '  set -u', '>>>  case "$KIND" in', '    unit) npm test ;;', '    e2e) npm run e2e ;;', '  esac', 'env:', '  KIND: ${{ github.event_name }}']),
];

/** A workflow that names no shell, so that a pipeline has the status of its last program. */
function withoutShell(code: string, name: string, run: (random: Random) => string): Mutation {
  return changes(code, name, ['missing-pipefail'], WORKFLOWS, (text, random) => replaceOne(text.replace(/^defaults:\n {2}run:\n {4}shell: bash\n/m, ''), /^ {6}- name: /m, random, ([line]) => `      - name: Test\n${HERE}${run(random)}\n${line}`));
}

/** Defects in shell scripts and the scripts of steps. */
export const SHELLS: readonly Mutation[] = [...LOST, ...NAMES];
