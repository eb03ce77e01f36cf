import { ACTIONS, inserting, Mutation, replacing, WORKFLOWS } from '../mutation';
import { changingExpression, misspelt, puttingFile, puttingInJob, puttingJob, puttingStep } from './places';

const MATRIX = ['matrix-values'];
const RUNNERS = ['runner-labels'];
const SHELLS = ['shell-names'];
const VARIABLES = ['environment-variable-names'];
const PERMISSIONS = ['permission-scopes'];
const LIMITS = ['platform-limits'];
const DEADLOCK = ['concurrency-deadlock'];
const MORE = '.github/workflows/more.yml';
const STEPS = ['  timeout-minutes: 5', '  permissions:', '    contents: read', '  steps:', '    - name: Check out', '      run: npm test'];
/** Runners that GitHub took away, and some that it never had. */
const GONE = ['ubuntu-18.04', 'ubuntu-20.04', 'ubuntu-16.04', 'windows-2019', 'windows-2016', 'macos-11', 'macos-10.15', 'macos-12', 'macos-13'];
const NEVER = ['ubuntu-23.10', 'ubuntu-24.10', 'ubuntu-28.04', 'macos-9', 'windows-2020', 'windows-11', 'ubuntu-24'];

/** R09. */
const MATRICES: readonly Mutation[] = [
  replacing('R09', 'a value that stands twice', MATRIX, WORKFLOWS, /^( {8}(?:node|os): \[)(.*)\]$/, ({ match }, random) => [`${match[1]}${match[2]}, ${random.pick(match[2].split(', '))}]`]),
  inserting('R09', 'an excluded value that is not there', MATRIX, WORKFLOWS, /^ {8}(node|os): \[.*\]$/, ({ match }, random) => ['        exclude:', `          - ${match[1]}: ${random.pick(['16', 'ubuntu-18.04', 'lts', 'windows-2025'])}`], 1),
  inserting('R09', 'an excluded axis that is not there', MATRIX, WORKFLOWS, /^ {8}(node|os): \[.*\]$/, (_, random) => ['        exclude:', `          - ${random.pick(['browser: firefox', 'version: 18', 'arch: arm64', 'platform: linux'])}`], 1),
  puttingJob('R09', 'a matrix of a new job with a value twice', MATRIX, (random) => ['matrix-test:', '  name: Matrix', '  runs-on: ubuntu-24.04', '  strategy:', '    matrix:', `      version: [${random.pick(['a, b, a', '22, 24, 22', '1.10, 1.11, 1.10', '{ x: 1 }, { x: 1 }'])}]`, ...STEPS], 5),
  replacing('R09', 'a runner from a matrix that is not there', [...MATRIX, 'unknown-property'], WORKFLOWS, /^ {4}runs-on: ubuntu-24\.04$/, ({ text }, random) => [text.replace('ubuntu-24.04', `\${{ matrix.${random.pick(['platform', 'runner', 'image'])} }}`)]),
  puttingJob('R09', 'a value from a matrix that is not there', MATRIX, (random) => ['matrix-less:', `  name: Test \${{ matrix.${random.pick(['node', 'os', 'version'])} }}`, '  runs-on: ubuntu-24.04', ...STEPS], 1),
];

/** R14. */
const RUNNER: readonly Mutation[] = [
  replacing('R14', 'a runner that is retired', RUNNERS, WORKFLOWS, /^ {4}runs-on: ubuntu-/, (_, random) => [`    runs-on: ${random.pick(GONE)}`]),
  replacing('R14', 'a runner that never was', RUNNERS, WORKFLOWS, /^ {4}runs-on: ubuntu-/, (_, random) => [`    runs-on: ${random.pick(NEVER)}`]),
  replacing('R14', 'a runner that floats', RUNNERS, WORKFLOWS, /^ {4}runs-on: ubuntu-/, (_, random) => [`    runs-on: ${random.pick(['ubuntu-latest', 'windows-latest', 'macos-latest', '[ubuntu-latest]', 'Ubuntu-Latest'])}`]),
  replacing('R14', 'runners that exclude each other', RUNNERS, WORKFLOWS, /^ {4}runs-on: ubuntu-/, (_, random) => [`    runs-on: [ubuntu-24.04, ${random.pick(['windows-2025', 'macos-15', 'ubuntu-22.04', 'ubuntu-24.04-arm'])}]`]),
  replacing('R14', 'a runner of a matrix that is retired', RUNNERS, WORKFLOWS, /^( {8}os: \[|\s+runner: )(ubuntu-[\w.-]+)/, ({ match, text }, random) => [text.replace(match[2], random.pick(['ubuntu-20.04', 'ubuntu-18.04', 'ubuntu-latest', 'windows-2019', 'ubuntu-23.04'])!)]),
  puttingJob('R14', 'a target for another architecture', ['runner-architecture'], (random) => ['other:', '  name: Build for another processor', `  runs-on: ${random.pick(['ubuntu-24.04', 'ubuntu-22.04', 'ubuntu-latest'])}`, '  timeout-minutes: 5', '  steps:', '    - name: Build', `      run: cargo ${random.pick(['build --release', 'test', '+stable build', 'build'])} --target ${random.pick(['aarch64', 'riscv64gc', 's390x', 'armv7'])}-unknown-linux-${random.pick(['gnu', 'musl'])}`], 6),
  puttingJob('R14', 'an image for another architecture', ['runner-architecture'], (random) => ['image:', '  name: Build image', '  runs-on: ubuntu-24.04', '  timeout-minutes: 5', '  steps:', '    - name: Build image', '      uses: docker/build-push-action@v7', '      with:', `        platforms: ${random.pick(['linux/amd64,linux/arm64', 'linux/arm64', 'linux/arm64, linux/amd64'])}`], 8, { Dockerfile: 'FROM node:24\nRUN npm ci\n' }),
];

/** R19 to R21. */
const NAMES: readonly Mutation[] = [
  replacing('R19', 'a shell that no runner has', SHELLS, WORKFLOWS, /^ {4}shell: bash$/, (_, random) => [`    shell: ${random.pick(['zsh', 'fish', 'nu', 'Bash', 'bash -e', 'node', 'ksh', 'sudo bash'])}`]),
  puttingStep('R19', 'a shell of a step that no runner has', SHELLS, (random) => ['name: Say', `shell: ${random.pick(['zsh', 'fish', 'python3', 'bash -eo pipefail', 'powershell', 'cmd', 'Bash'])}`, 'run: npm run report'], 1),
  puttingInJob('R19', 'a shell of a job that no runner has', SHELLS, (random) => ['defaults:', '  run:', `    shell: ${random.pick(['zsh', 'fish', 'bash -x', 'perl'])}`], 2),
  replacing('R19', 'a shell of an action that no runner has', SHELLS, ACTIONS, /^ {6}shell: bash$/, (_, random) => [`      shell: ${random.pick(['zsh', 'fish', 'nu', 'bash -e'])}`]),
  puttingFile('R19', 'a step of an action without a shell', ['workflow-schema', 'shell-names', 'action-metadata'], '.github/actions/hello/action.yml', (random) => ['name: Hello', 'description: Says hello', 'runs:', '  using: composite', '  steps:', '    - name: Say', `      run: ${random.pick(['echo hello', 'npm test', 'make'])}`], 6),
  puttingInJob('R20', 'a variable that has no such name', VARIABLES, (random) => ['env:', `  ${random.pick(['MY VAR', 'a=b', '"A B"', '9 LIVES'])}: value`], 1),
  inserting('R20', 'a variable of a workflow that has no such name', VARIABLES, WORKFLOWS, /^permissions: \{\}$/, (_, random) => ['env:', `  ${random.pick(['NODE ENV', 'a=b', 'GITHUB_SHA', 'RUNNER_OS', 'GITHUB_REF'])}: value`], 1),
  replacing('R20', 'a variable that the runner sets itself', VARIABLES, WORKFLOWS, /^( {10})((?!POSTGRES_)[A-Z_]{4,}): (?!\|)(.*)$/, ({ match }, random) => [`${match[1]}${random.pick(['GITHUB_REF', 'GITHUB_SHA', 'GITHUB_WORKSPACE', 'RUNNER_TEMP', 'GITHUB_EVENT_NAME'])}: ${match[3]}`]),
  {
    code: 'R20',
    name: 'a workflow without a name',
    checks: ['anonymous-definition'],
    mutate: (files, random) => {
      const path = random.pick(Object.keys(files).filter((each) => WORKFLOWS.test(each)))!;
      const lines = files[path].split('\n').filter((text) => !/^name: /.test(text));
      return { files: { ...files, [path]: lines.join('\n') }, path, line: lines.findIndex((text) => /^\w/.test(text)) + 1 };
    },
  },
  replacing('R21', 'a permission that does not exist', PERMISSIONS, WORKFLOWS, /^ {6}(contents|issues|id-token|security-events): (\w+)/, ({ match, text }, random) => [text.replace(match[1], random.pick([misspelt(match[1], random), match[1].replace('-', '_').replace(/^(contents|issues)$/, '$1s'), 'administration', 'workflows'])!)]),
  replacing('R21', 'a level that does not exist', PERMISSIONS, WORKFLOWS, /^( {6}(?:contents|issues|security-events): )\w+/, ({ match }, random) => [`${match[1]}${random.pick(['reed', 'admin', 'wirte', 'true', 'all', 'readonly', 'maintain'])}`]),
  replacing('R21', 'a level that the permission does not have', PERMISSIONS, WORKFLOWS, /^( {6})id-token: write.*$/, ({ match }, random) => [`${match[1]}${random.pick(['id-token: read', 'models: write'])}`]),
  replacing('R21', 'permissions that are no map', PERMISSIONS, WORKFLOWS, /^permissions: \{\}$/, (_, random) => [`permissions: ${random.pick(['read', 'write', 'none', '[contents]', 'all', 'read all'])}`]),
  replacing('R21', 'permissions that are empty', PERMISSIONS, WORKFLOWS, /^permissions: \{\}$/, () => ['permissions:']),
  replacing('R21', 'a permission without a level', PERMISSIONS, WORKFLOWS, /^( {6}(?:contents|issues|security-events):) \w+.*$/, ({ match }) => [match[1]]),
];

/** Where the workflow is in the group of its name and branch itself. */
function sharing(mutation: Mutation): Mutation {
  return {
    ...mutation,
    mutate: (all, random) => {
      const mutant = mutation.mutate(all, random);
      return mutant && /^ {2}group: \$\{\{ github\.workflow \}\}-\$\{\{ github\.ref \}\}$/m.test(all[mutant.path]) ? mutant : undefined;
    },
  };
}

/** R28 and R29. */
const RUNS: readonly Mutation[] = [
  sharing(puttingInJob('R28', 'a job that waits for its workflow', DEADLOCK, (random) => random.pick([['concurrency: ${{ github.workflow }}-${{ github.ref }}'], ['concurrency: { group: "${{ github.workflow }}-${{ github.ref }}", cancel-in-progress: false }']])!)),
  replacing('R28', 'a queue that cancels', DEADLOCK, WORKFLOWS, /^ {2}cancel-in-progress: /, () => ['  queue: max', '  cancel-in-progress: true']),
  sharing(puttingJob('R28', 'a called workflow that waits for its caller', DEADLOCK, () => ['call:', '  name: Call', '  uses: ./.github/workflows/more.yml'], 2, {
    [MORE]: 'name: More\non: workflow_call\npermissions: {}\nconcurrency:\n  group: ${{ github.workflow }}-${{ github.ref }}\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm test\n',
  })),
  puttingJob('R29', 'a matrix of too many jobs', LIMITS, (random) => {
    const size = random.pick([16, 17, 20])!;
    const values = (count: number) => Array.from({ length: count }, (_, index) => index).join(', ');
    return ['many:', '  name: Many', '  runs-on: ubuntu-24.04', '  strategy:', '    matrix:', `      a: [${values(size)}]`, `      b: [${values(17)}]`, ...STEPS];
  }, 4),
  replacing('R29', 'more inputs than GitHub takes', LIMITS, WORKFLOWS, /^ {2}workflow_dispatch:$/, (_, random) => ['  workflow_dispatch:', '    inputs:', ...Array.from({ length: 26 + random.below(5) }, (__, index) => [`      input-${index}:`, '        type: string']).flat()], 1),
  {
    code: 'R29',
    name: 'workflows that call each other',
    checks: LIMITS,
    mutate: (files, random) => ({ files: { ...files, ...circle() }, path: random.pick(Object.keys(circle()))!, line: 6 }),
  },
  puttingStep('R29', 'a script that is too long for an expression', ['expression-syntax'], (random) => ['name: Long', 'run: |', '  echo "${{ github.sha }}"', ...Array.from({ length: 480 + random.below(100) }, () => '  # a line of a script that goes on and on and on')], 1),
  changingExpression('R29', 'an expression that is too long', ['expression-syntax'], /^[\w.-]+$/, (inner, random) => `\${{ ${inner} == '${'x'.repeat(21_000 + random.below(500))}' }}`),
];

function circle(): Record<string, string> {
  const calling = (name: string, next: string) => `name: ${name}\non: workflow_call\npermissions: {}\njobs:\n  call:\n    uses: ./.github/workflows/${next}.yml\n`;
  return { '.github/workflows/first.yml': calling('First', 'second'), '.github/workflows/second.yml': calling('Second', 'first') };
}

/** Defects of values: R09, R14, R19 to R21, R28, R29. */
export const VALUES: readonly Mutation[] = [...MATRICES, ...RUNNER, ...NAMES, ...RUNS];
