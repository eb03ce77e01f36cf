import { ACTIONS, inserting, linesLike, Mutation, replaceLine, replacing, WORKFLOWS } from '../mutation';
import { jobId, jobLines, jobNames, misspelt, puttingFile, puttingInJob, puttingJob, puttingStep } from './places';

const SCHEMA_CHECK = ['workflow-schema'];
const SYNTAX = ['yaml-syntax'];
/** The parser or GitHub's validator, whichever comes first. */
const TWICE = ['yaml-syntax', 'workflow-schema'];

/** Deletes a line that only some jobs or steps have; the defect stands in the line that begins what lacks it. */
function lacking(code: string, name: string, checks: readonly string[], what: RegExp, lines: number, begin: RegExp): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (files, random) => {
      const line = random.pick(linesLike(files, WORKFLOWS, what));
      if (!line) return undefined;
      const all = files[line.path].split('\n');
      const first = all.slice(0, line.line).map((text) => begin.test(text)).lastIndexOf(true);
      all.splice(line.line - 1, lines);
      return { files: { ...files, [line.path]: all.join('\n') }, path: line.path, line: first + 1 };
    },
  };
}

/** Keys: unknown, missing, twice, empty, of a wrong type (R01). */
const KEYS: readonly Mutation[] = [
  replacing('R01', 'a misspelt key of a job', SCHEMA_CHECK, WORKFLOWS, /^ {4}(timeout-minutes|permissions|strategy|needs|steps|runs-on|outputs|services):/, ({ match, text }, random) => [text.replace(match[1], misspelt(match[1], random))]),
  replacing('R01', 'a misspelt key of a step', SCHEMA_CHECK, WORKFLOWS, /^ {8}(uses|with|env|run|if|continue-on-error):/, ({ match, text }, random) => [text.replace(match[1], random.pick([`${match[1]}s`, `x-${match[1]}`, match[1].toUpperCase()])!)]),
  replacing('R01', 'a misspelt key of a workflow', SCHEMA_CHECK, WORKFLOWS, /^(permissions|concurrency|defaults|jobs|name):/, ({ match, text }, random) => [text.replace(match[1], misspelt(match[1], random))]),
  replacing('R01', 'a misspelt key of a strategy', SCHEMA_CHECK, WORKFLOWS, /^ {6}(fail-fast|matrix):/, ({ match, text }, random) => [text.replace(match[1], misspelt(match[1], random))]),
  replacing('R01', 'a misspelt key of an action', SCHEMA_CHECK, ACTIONS, /^(description|inputs|outputs|runs):/, ({ match, text }, random) => [text.replace(match[1], misspelt(match[1], random))]),
  puttingStep('R01', 'a key of a job in a step', SCHEMA_CHECK, (random) => ['name: Test', random.pick(['runs-on: ubuntu-24.04', 'needs: build', 'permissions: {}', 'container: node:24', 'defaults: {}', 'outputs: {}'])!, 'run: npm test'], 1),
  puttingInJob('R01', 'a key of a step in a job', SCHEMA_CHECK, (random) => [random.pick(['shell: bash', 'run: npm test', 'working-directory: docs', 'id: test'])!]),
  inserting('R01', 'a key of a job in a workflow', SCHEMA_CHECK, WORKFLOWS, /^permissions: \{\}$/, (_, random) => [random.pick(['runs-on: ubuntu-24.04', 'timeout-minutes: 10', 'steps: []', 'strategy: {}', 'x-common: 1'])!]),
  lacking('R01', 'a job without a runner', SCHEMA_CHECK, /^ {4}runs-on: /, 1, /^ {4}name: /),
  lacking('R01', 'a step that does nothing', SCHEMA_CHECK, /^ {8}(?:uses|run): /, 1, /^ {6}- name: /),
  inserting('R01', 'a step that runs a script and an action', SCHEMA_CHECK, WORKFLOWS, /^ {8}uses: /, (_, random) => [`        run: ${random.pick(['npm test', 'make', 'cargo test'])}`]),
  puttingInJob('R01', 'a value of the wrong type in a job', SCHEMA_CHECK, (random) => [random.pick(['env: [CI]', 'container: []', 'services: postgres', 'defaults: bash', 'continue-on-error: perhaps', 'env: production'])!]),
  puttingStep('R01', 'a value of the wrong type in a step', SCHEMA_CHECK, (random) => ['name: Test', random.pick(['run: [npm, test]', 'run: { npm: test }'])!], 1),
  replacing('R01', 'a time limit that is no number', SCHEMA_CHECK, WORKFLOWS, /^ {4}timeout-minutes: \d+$/, (_, random) => [`    timeout-minutes: ${random.pick(['ten', '10m', '1h', '[10]'])}`]),
  replacing('R01', 'an empty key', SCHEMA_CHECK, WORKFLOWS, /^ {4}(runs-on): \S.*$/, ({ match }) => [`    ${match[1]}:`]),
  puttingJob('R01', 'an empty job', SCHEMA_CHECK, (random) => [`${random.pick(['deploy', 'publish', 'smoke'])}:`], 0),
  puttingFile('R01', 'an empty workflow', SCHEMA_CHECK, '.github/workflows/later.yml', () => ['# To do'], 1),
  inserting('R01', 'a program beside the steps of an action', SCHEMA_CHECK, ACTIONS, /^ {2}using: composite$/, (_, random) => [random.pick(['  main: index.js', '  image: Dockerfile', '  post: clean.js'])!]),
];

/** Text that is no YAML, or none that GitHub reads (R01, R26). */
const TEXT: readonly Mutation[] = [
  replacing('R01', 'a key that stands twice', TWICE, WORKFLOWS, /^ {4}(?:runs-on|timeout-minutes|name): /, ({ text }) => [text, text], 1),
  replacing('R01', 'a key of a step that stands twice', TWICE, WORKFLOWS, /^ {8}(?:uses|run): /, ({ text }) => [text, text], 1),
  inserting('R01', 'two maps of variables', TWICE, WORKFLOWS, /^ {10}RUN_URL: /, () => ['        env:', '          CI: true']),
  replacing('R01', 'a tab', SYNTAX, WORKFLOWS, /^ {4}(runs-on|timeout-minutes|steps|permissions):.*$/, ({ text }) => [`\t${text.trim()}`]),
  replacing('R01', 'an item that is not aligned', SYNTAX, WORKFLOWS, /^ {6}- name: (?!Check out)/, ({ text }) => [text.slice(1)]),
  replacing('R01', 'a colon in a text', SYNTAX, WORKFLOWS, /^ {6}- name: (\S+) (.*)$/, ({ match }) => [`      - name: ${match[1]}: ${match[2]}`]),
  replacing('R01', 'a second document', SYNTAX, WORKFLOWS, /^jobs:$/, ({ text }) => ['---', text]),
  inserting('R26', 'a merged map', ['yaml-anchors'], WORKFLOWS, /^ {8}env:$/, (_, random) => [`          <<: *${random.pick(['env', 'common', 'defaults'])}`]),
  puttingInJob('R26', 'a merged map that has an anchor', ['yaml-anchors'], () => ['env:', '  <<: &common', '    CI: true'], 1),
  puttingStep('R26', 'an alias that has no anchor', ['yaml-anchors'], (random) => ['name: Test', 'run: npm test', `env: *${random.pick(['env', 'common', 'test-env'])}`], 2),
];

/** Ids (R02) and what waits for what (R03). */
const GRAPH: readonly Mutation[] = [
  {
    code: 'R02',
    name: 'an id of a job that GitHub refuses',
    checks: ['identifiers'],
    mutate: (files, random) => {
      const name = random.pick(jobNames(files))!;
      const id = jobId(files, name);
      const all = files[name.path].split('\n');
      all[name.line - 2] = `  ${random.pick([`${id} job`, `2-${id}`, `${id}.all`, `__${id}`, `${id}/all`])}:`;
      return { files: { ...files, [name.path]: all.join('\n') }, path: name.path, line: name.line - 1 };
    },
  },
  {
    code: 'R02',
    name: 'two jobs with one id',
    checks: ['identifiers'],
    mutate: (files, random) => {
      const name = random.pick(jobNames(files))!;
      const end = name.line - 2 + jobLines(files, name).length;
      const all = files[name.path].split('\n');
      const id = jobId(files, name);
      all.splice(end, 0, `  ${id[0].toUpperCase()}${id.slice(1)}:`, '    name: Again', '    runs-on: ubuntu-24.04', '    steps:', '      - run: npm test', '');
      return { files: { ...files, [name.path]: all.join('\n') }, path: name.path, line: end + 1 };
    },
  },
  puttingStep('R02', 'an id of a step that GitHub refuses', ['identifiers'], (random) => ['name: Test', `id: ${random.pick(['unit tests', '1st', 'test.unit', '__test', '$test', 'a/b'])}`, 'run: npm test'], 1),
  inserting('R02', 'two steps with one id', ['identifiers'], WORKFLOWS, /^ {4}steps:$/, () => ['      - name: One', '        id: same', '        run: npm test', '      - name: Two', '        id: same', '        run: npm run lint'], 4),
  replacing('R03', 'a need that does not exist', ['needs-graph'], WORKFLOWS, /^ {4}needs: ([a-z-]+)$/, ({ match }, random) => [`    needs: ${misspelt(match[1], random)}`]),
  replacing('R03', 'a misspelt need of several', ['needs-graph'], WORKFLOWS, /^( {4}needs: \[.*?)([a-z-]{5,})(\]| *, .*\])$/, ({ match }, random) => [`${match[1]}${misspelt(match[2], random)}${match[3]}`]),
  replacing('R03', 'a need that stands twice', ['needs-graph'], WORKFLOWS, /^ {4}needs: \[(.*)\]$/, ({ match }, random) => [`    needs: [${match[1]}, ${random.pick(match[1].split(', '))}]`]),
  {
    code: 'R03',
    name: 'a job that waits for itself',
    checks: ['needs-graph'],
    mutate: (files, random) => {
      const name = random.pick(jobNames(files).filter((each) => !jobLines(files, each).some((text) => /^ {4}needs:/.test(text))));
      return name && replaceLine(files, name, [name.text, `    needs: ${jobId(files, name)}`], 1);
    },
  },
  {
    code: 'R03',
    name: 'jobs that wait for each other',
    checks: ['needs-graph'],
    mutate: (files, random) => {
      const free = jobNames(files).filter((each) => !jobLines(files, each).some((text) => /^ {4}needs:/.test(text)));
      const name = random.pick(free.filter(({ path }) => files[path].includes('\n  gate:\n')));
      return name && replaceLine(files, name, [name.text, '    needs: gate'], 1);
    },
  },
  puttingFile('R03', 'a workflow without jobs', ['needs-graph'], '.github/workflows/later.yml', () => ['name: Later', 'on: workflow_dispatch', 'permissions: {}', 'jobs: {}'], 4),
];

/** Defects of the form: R01, R02, R03, R26. */
export const SCHEMA: readonly Mutation[] = [...KEYS, ...TEXT, ...GRAPH];
