import { ACTIONS, Files, inserting, linesLike, Mutation, Random, replaceLine, replacing, WORKFLOWS } from '../mutation';
import { jobLines, jobNames, misspelt, puttingFile, puttingJob, puttingStep } from './places';

const FORM = ['uses-format'];
const LOCAL = ['local-call-inputs'];
const INPUTS = ['action-inputs'];
const OUTDATED = ['outdated-action'];
const OVER = ['end-of-life-version'];
const METADATA = ['action-metadata'];
const OLD_INPUTS = ['deprecated-inputs'];
const ACTION = '.github/actions/measure/action.yml';
/** A workflow that others call. */
const CALLED: Files = {
  '.github/workflows/called.yml': [
    'name: Called', 'on:', '  workflow_call:', '    inputs:', '      node-version:', '        type: string', '        required: true', '      minified:', '        type: boolean', '      shards:', '        type: number',
    '    secrets:', '      registry-token:', '        required: true', 'permissions: {}', 'jobs:', '  one:', '    runs-on: ubuntu-24.04', '    timeout-minutes: 5', '    steps:', '      - run: npm test', '',
  ].join('\n'),
  '.github/workflows/uncalled.yml': 'name: Uncalled\non: workflow_dispatch\npermissions: {}\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps:\n      - run: npm test\n',
};
const SECRETS = ['  secrets:', '    registry-token: ${{ secrets.REGISTRY_TOKEN }}'];

/** A job that calls the workflow above; the defect stands `offset` lines below its `uses`. */
function calling(code: string, name: string, checks: readonly string[], lines: (random: Random) => readonly string[], offset: number, uses = './.github/workflows/called.yml'): Mutation {
  return puttingJob(code, name, checks, (random) => ['call:', '  name: Call', `  uses: ${uses}`, ...lines(random).map((text) => `  ${text}`)], offset + 2, CALLED);
}

/** A call with a value of a wrong type. */
function giving(name: string, input: string, values: readonly string[]): Mutation {
  return calling('R30', name, ['call-input-types'], (random) => ['with:', '  node-version: 24.x', `  ${input}: ${random.pick(values)}`, ...SECRETS.map((text) => text.slice(2))], 3);
}

/** R15 and R16. */
const CALLS: readonly Mutation[] = [
  replacing('R15', 'an action without a version', FORM, WORKFLOWS, /^( {8}uses: [\w-]+\/[\w./-]+)@/, ({ match }) => [match[1]]),
  replacing('R15', 'an action at a part of a commit', FORM, WORKFLOWS, /^( {8}uses: [\w-]+\/[\w./-]+@)(?=[0-9]{0,6}[a-f])([0-9a-f]{40})/, ({ match }, random) => [`${match[1]}${match[2].slice(0, random.pick([7, 8, 12, 39]))}`]),
  replacing('R15', 'an action without an owner', FORM, WORKFLOWS, /^( {8}uses: )[\w-]+\/([\w.-]+@[0-9a-f]{40})/, ({ match }) => [`${match[1]}${match[2]}`]),
  replacing('R15', 'an action with two versions', FORM, WORKFLOWS, /^( {8}uses: [\w-]+\/[\w./-]+@[0-9a-f]{40}).*$/, ({ match }) => [`${match[1]}@v1`]),
  replacing('R15', 'an action that an expression names', FORM, WORKFLOWS, /^( {8}uses: [\w-]+\/[\w./-]+@)/, ({ match }, random) => [`${match[1]}\${{ ${random.pick(['github.sha', 'matrix.version', 'env.VERSION', 'inputs.ref'])} }}`]),
  replacing('R15', 'an action without a name', FORM, WORKFLOWS, /^ {8}uses: \S/, (_, random) => [random.pick(['        uses:', '        uses: \'\'', '        uses: ../tools/setup', '        uses: https://github.com/actions/checkout'])!]),
  puttingStep('R15', 'a workflow that a step calls', FORM, (random) => ['name: Call', `uses: ${random.pick(['acme/ci/.github/workflows/build.yml@v1', './.github/workflows/ci.yml'])}`], 1),
  puttingJob('R15', 'a workflow that is not where workflows are', FORM, (random) => ['call:', '  name: Call', `  uses: ${random.pick(['./build.yml', 'acme/ci/build.yml@v1', './.github/workflows/ci.yml@main', 'acme/ci/.github/workflows/build.yml', 'acme/ci/.github/workflows/build.yml@${{ github.ref }}'])}`], 2),
  inserting('R16', 'an input that the action of the repository does not have', LOCAL, WORKFLOWS, /^ {8}uses: [.$]\/\.github\/actions\/[\w-]+$/, (_, random) => ['        with:', `          ${random.pick(['package', 'libvrt', 'command', 'version'])}: virtinst`, '        env:', '          KEPT: here'], 1),
  calling('R16', 'an input that the workflow of the repository does not have', LOCAL, (random) => ['with:', '  node-version: 24.x', `  ${random.pick(['minify', 'node', 'shard', 'token'])}: 4`, ...SECRETS.map((text) => text.slice(2))], 3),
  calling('R16', 'a secret that the workflow of the repository does not have', LOCAL, (random) => ['with:', '  node-version: 24.x', 'secrets:', '  registry-token: ${{ secrets.REGISTRY_TOKEN }}', `  ${random.pick(['token', 'registry_token', 'npm-token'])}: \${{ secrets.NPM_TOKEN }}`], 5),
  calling('R16', 'an input of a workflow that is not given', LOCAL, (random) => ['with:', `  shards: ${random.pick(['2', '4'])}`, ...SECRETS.map((text) => text.slice(2))], 0),
  calling('R16', 'a secret of a workflow that is not given', LOCAL, () => ['with:', '  node-version: 24.x'], 0),
  calling('R16', 'a workflow that cannot be called', LOCAL, () => [], 0, './.github/workflows/uncalled.yml'),
  {
    code: 'R16',
    name: 'an input of an action that is not given',
    checks: LOCAL,
    mutate: (files, random) => {
      const step = puttingStep('R16', '', LOCAL, () => ['name: Measure', `uses: ${random.pick(['./', '$/'])}.github/actions/measure`], 1);
      return step.mutate({ ...files, [ACTION]: action(['inputs:', '  target:', '    description: What is measured', '    required: true'], ['    - run: npm test', '      shell: bash']) }, random);
    },
  },
  giving('a text for a boolean', 'minified', ['\'true\'', '"false"', 'yes', 'on', '1', 'enabled']),
  giving('a text for a number', 'shards', ['"2"', 'four', 'true', '\'4\'', '4x']),
  giving('a value that is always text for a number', 'shards', ['${{ vars.SHARDS }}', '${{ github.run_number }}', '1${{ vars.DIGIT }}', '${{ format(\'{0}\', 4) }}', '${{ github.event.inputs.shards }}']),
  giving('a value that is always text for a boolean', 'minified', ['${{ vars.MINIFIED }}', '${{ github.event.inputs.minified }}', '${{ github.ref_name }}', '${{ toJSON(true) }}', '${{ vars.A }}true']),
];

/** R17, R18, R25. */
const KNOWN: readonly Mutation[] = [
  replacing('R17', 'a misspelt input of an action', INPUTS, WORKFLOWS, /^ {10}(persist-credentials|fetch-depth|sparse-checkout|node-version|node-version-file|if-no-files-found|retention-days|sarif_file|output-format|fail-build|use_oidc|save-if|tool|fallback|fail-on-severity):/, ({ match, text }, random) => [text.replace(match[1], misspelt(match[1], random))]),
  puttingStep('R17', 'an input that an action does not have', INPUTS, (random) => ['name: Check out again', 'uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1', 'with:', '  persist-credentials: false', `  ${random.pick(['depth: 0', 'branch: main', 'submodule: true', 'repo: acme/tool', 'tags: true'])}`], 4),
  replacing('R17', 'a value that an action refuses', INPUTS, WORKFLOWS, /^( {10}(?:if-no-files-found|fail-on-severity): )/, ({ match }, random) => [`${match[1]}${random.pick(['fail', 'medium', 'none', 'all', 'abort'])}`]),
  replacing('R17', 'a cache that an action refuses', INPUTS, WORKFLOWS, /^( {10}cache: )npm$/, ({ match }, random) => [`${match[1]}${random.pick(['nmp', 'bun', 'true', 'node_modules', 'node'])}`]),
  puttingStep('R17', 'an input that an action needs', INPUTS, (random) => random.pick([['name: Cache', 'uses: actions/cache@v5', 'with:', '  path: ~/.npm'], ['name: Cache', 'uses: actions/cache@v5', 'with:', '  key: npm'], ['name: Keep', 'uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0', 'with:', '  name: results']])!, 1),
  replacing('R17', 'an upload without a token', INPUTS, WORKFLOWS, /^ {10}use_oidc: true$/, () => ['          verbose: true'], -6),
  replacing('R18', 'an action that was shut off', OUTDATED, WORKFLOWS, /^( {8}uses: (?:actions\/(?:upload|download)-artifact|github\/codeql-action\/upload-sarif))@.*$/, ({ match }, random) => [`${match[1]}@${random.pick(['v1', 'v2'])}`]),
  replacing('R18', 'an action of an old Node.js', OUTDATED, WORKFLOWS, /^( {8}uses: actions\/(?:checkout|setup-node))@.*$/, ({ match }, random) => [`${match[1]}@${random.pick(['v2', 'v3', 'v4', 'v2.4.0', 'v3.1.0', 'v4.1.1'])}`]),
  puttingStep('R18', 'a cache that was shut off', OUTDATED, (random) => ['name: Cache', `uses: actions/cache${random.pick(['', '/restore', '/save'])}@${random.pick(['v2', 'v3.3.1', 'v4.1.2'])}`, 'with:', '  path: ~/.npm', '  key: npm'], 1),
  puttingStep('R18', 'an action that nobody keeps up', OUTDATED, (random) => ['name: Check', `uses: ${random.pick(['EmbarkStudios/cargo-deny-action@v1', 'actions-rs/audit-check@v1', 'actions/upload-pages-artifact@v2', 'actions/upload-artifact@v3.1.2'])}`], 1),
  replacing('R18', 'a Node.js that is over', OVER, WORKFLOWS, /^( {10})node-version-file: .*$/, ({ match }, random) => [`${match[1]}node-version: ${random.pick(['16', '18', '20', '14.x', 'v16.20.0', '20.x', '18.20.4'])}`]),
  {
    code: 'R18',
    name: 'a matrix of what is over',
    checks: OVER,
    mutate: (files, random) => {
      const job = random.pick(jobNames(files).filter((each) => jobLines(files, each).some((text) => text.includes('node-version: ${{ matrix.node }}'))));
      const axis = job && linesLike({ [job.path]: files[job.path] }, WORKFLOWS, /^ {8}node: \[.*\]$/).find(({ line }) => line > job.line);
      return axis && replaceLine(files, axis, [`        node: [${random.pick(['16, 18', '18, 20', '\'14\', \'16\', \'18\''])}]`]);
    },
  },
  replacing('R18', 'an image of what is over', OVER, WORKFLOWS, /^ {8}image: postgres:.*$/, (_, random) => [`        image: ${random.pick(['postgres:12', 'postgres:13-alpine', 'postgres:11.4', 'mysql:5.7', 'postgres:9.6'])}`]),
  puttingStep('R18', 'a Python that is over', OVER, (random) => ['name: Set up Python', 'uses: actions/setup-python@v6', 'with:', `  python-version: '${random.pick(['2.7', '3.6', '3.7', '3.8'])}'`], 3),
  puttingJob('R18', 'a job in an image of what is over', OVER, (random) => ['old:', '  name: Old', '  runs-on: ubuntu-24.04', `  container: node:${random.pick(['14', '16-alpine', '18', '18-bookworm', '12.22'])}`, '  timeout-minutes: 5', '  steps:', '    - run: npm test'], 3),
  puttingStep('R25', 'an input that is given up', OLD_INPUTS, (random) => ['name: Cache', 'uses: actions/cache@v5', 'with:', '  path: ~/.npm', '  key: npm', `  save-always: ${random.pick(['true', 'false'])}`], 5),
  replacing('R25', 'an input of an upload that is given up', [...OLD_INPUTS, 'action-inputs'], WORKFLOWS, /^ {10}directory: coverage-upload$/, (_, random) => [`          ${random.pick(['file: coverage/lcov.info', 'plugin: noop'])}`]),
  puttingStep('R25', 'an input of a version before', OLD_INPUTS, (random) => random.pick([['name: Set up Node.js', 'uses: actions/setup-node@v2', 'with:', '  version: 24'], ['name: Set up', 'uses: google-github-actions/setup-gcloud@v0', 'with:', '  service_account_key: ${{ secrets.GCP }}']])!, 3),
];

/** R24. */
const METADATAS: readonly Mutation[] = [
  replacing('R24', 'an input that the action does not declare', METADATA, ACTIONS, /^( {8}[A-Z]+: \$\{\{ inputs\.)([\w-]+)/, ({ match }, random) => [`${match[1]}${misspelt(match[2], random)} }}`]),
  replacing('R24', 'an output of a step that the action does not have', METADATA, ACTIONS, /^( {4}value: \$\{\{ steps\.)([\w-]+)(\..*)$/, ({ match }, random) => [`${match[1]}${misspelt(match[2], random)}${match[3]}`]),
  measuring('an undeclared input of an action', (random) => [['inputs:', '  target:', '    description: What is measured'], ['    - run: npm test', '      shell: bash', '      env:', `        TARGET: \${{ inputs.${random.pick(['taget', 'Targets', 'name'])} }}`]], 12),
  measuring('an output without a value', (random) => [['outputs:', `  ${random.pick(['size', 'speed', 'file'])}:`, '    description: What came out'], ['    - run: npm test', '      shell: bash']], 4),
  measuring('a step that comes later', (random) => [[], ['    - run: npm test', '      shell: bash', '      env:', `        SIZE: \${{ steps.measure.outputs.${random.pick(['size', 'speed'])} }}`, '    - id: measure', '      run: npm run measure', '      shell: bash']], 9),
  puttingFile('R24', 'a Node.js that runners no longer have', METADATA, ACTION, (random) => ['name: Measure', 'description: Measures', 'runs:', `  using: ${random.pick(['node12', 'node16', 'node20'])}`, '  main: index.js'], 4),
  puttingFile('R24', 'a program that is not there', METADATA, ACTION, (random) => ['name: Measure', 'description: Measures', 'runs:', '  using: node24', `  main: ${random.pick(['index.js', './main.js', 'src/index.js'])}`], 5),
  inserting('R24', 'an input of an action that has a type', METADATA, ACTIONS, /^ {4}required: false$/, (_, random) => [`    type: ${random.pick(['boolean', 'string', 'number'])}`]),
];

/** An action beside the others, of further keys and steps. */
function measuring(name: string, parts: (random: Random) => readonly [readonly string[], readonly string[]], line: number): Mutation {
  return puttingFile('R24', name, METADATA, ACTION, (random) => action(...parts(random)).split('\n').slice(0, -1), line);
}

function action(keys: readonly string[], steps: readonly string[]): string {
  return ['name: Measure', 'description: Measures', ...keys, 'runs:', '  using: composite', '  steps:', ...steps, ''].join('\n');
}

/** Defects of what is called: R15 to R18, R24, R25, R30. */
export const CALL: readonly Mutation[] = [...CALLS, ...KNOWN, ...METADATAS];
