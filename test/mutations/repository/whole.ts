import { changes, CHECKING_OUT, files, job, jobs, workflow } from '../marked';
import { Mutation, WORKFLOWS } from '../mutation';

const RELEASE = ['npm publish', 'cargo publish --locked', 'gh release create v1', 'docker push acme/app:1', 'helm upgrade --install app ./chart'];

/** Events that start a workflow twice (X15), or with everybody else (X20). */
const TIMES: readonly Mutation[] = [
  changes('X15', 'pushes to every branch beside pull requests', ['double-triggers'], WORKFLOWS, (text, random) => {
    const twice = text.replace(/^ {2}push:\n {4}branches: .*\n/m, `>>>  push:\n${random.pick(['', "    branches: ['**']\n", '    branches-ignore: [gh-pages]\n'])}`);
    return twice === text ? undefined : twice;
  }),
  changes('X15', 'a push beside a pull request', ['double-triggers'], WORKFLOWS, (text, random) => {
    if (!/^ {2}pull_request:/m.test(text)) return undefined;
    const branches = random.pick(['[main, dev]', '[main, develop]', "['feature/**', main]", "['fix/**']"]);
    return text.replace(/^ {2}push:\n {4}branches: .*\n/m, '').replace(/^ {2}pull_request:/m, `>>>  push:\n    branches: ${branches}\n  pull_request:`);
  }),
  files('X15', 'a new workflow for pushes and pull requests', ['double-triggers'], (random) => ({
    [`.github/workflows/${random.pick(['docs', 'style', 'extra'])}.yml`]: workflow('Extra', random.pick([['>>>push:', 'pull_request:'], ['pull_request:', '  branches: [main]', '>>>push:', '  branches: [main, develop]'], ['pull_request:', '>>>push:', '  branches-ignore: [main]']])!, [job('extra', [], ['- name: Test', '  run: make test'])]),
  })),
  files('X15', 'a release that is published twice', ['double-triggers'], (random) => ({
    '.github/workflows/release.yml': workflow('Release', random.pick([['release:', `>>>  types: [${random.pick(['created, published', 'published, released', 'published, prereleased', 'created, released'])}]`], ['>>>release:']])!, [job('publish', [], [...CHECKING_OUT, '- name: Publish', '  run: npm publish'])]),
  })),
  changes('X20', 'a schedule at the full hour', ['schedule-minute'], WORKFLOWS, (text, random) => {
    const full = text.replace(/^ {4}- cron: .*$/m, `>>>    - cron: ${random.pick(["'0 3 * * *'", '00 4 * * 1', "'0 */6 * * *'", "'0 0 1 * *'", '"0 12 * * 1-5"'])}`);
    return full === text ? undefined : full;
  }),
  changes('X20', 'a further schedule at the full hour', ['schedule-minute'], WORKFLOWS, (text, random) => (/^ {2}schedule:/m.test(text) ? undefined : text.replace(/^on:$/m, `on:\n  schedule:\n>>>    - cron: '0 ${random.below(24)} * * ${random.pick(['*', '1', '0,3'])}'`))),
];

/** What belongs to a repository as a whole (S39, S40). */
const HYGIENE: readonly Mutation[] = [
  {
    code: 'S39',
    name: 'dependencies that nothing updates',
    checks: ['repository-hygiene'],
    mutate: (all) => ({ files: Object.fromEntries(Object.entries(all).filter(([path]) => path !== '.github/dependabot.yml')), path: all['package.json'] === undefined ? 'Cargo.toml' : 'package.json', line: 1 }),
  },
  files('S39', 'a program that nobody can read', ['repository-hygiene'], (random) => ({ [`${random.pick(['tools', 'bin', 'lib', 'src/native'])}/${random.pick(['helper.exe', 'util.pyc', 'libtool.so', 'agent.jar', 'addon.node', 'tool.deb', 'driver.dll', 'boot.o'])}`]: '>>>not text\n' })),
  jobs('S39', 'a publication without an address for weaknesses', ['repository-hygiene'], (random) => job('publish', [], [...CHECKING_OUT, '- name: Publish', `>>>  run: ${random.pick(RELEASE)}`])),
  jobs('S40', 'a publication that anybody may change', ['workflow-ownership'], (random) => job('publish', [], [...CHECKING_OUT, '- name: Publish', `>>>  run: ${random.pick(RELEASE)}`])),
  files('S40', 'workflows that nobody owns', ['workflow-ownership'], (random) => ({ [random.pick(['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'])!]: `>>>${random.pick(['/src/ @acme/core', '*.md @acme/docs', '/.github/* @acme/core', 'scripts/ @acme/ci'])}\n` })),
  files('S40', 'workflows that an owner was taken from', ['workflow-ownership'], (random) => ({ '.github/CODEOWNERS': `# Who looks at what\n* @acme/core\n>>>${random.pick(['/.github/workflows/', '*.yml', '/.github/'])}  # anybody\n` })),
];

/** Defects of events and of repositories as a whole. */
export const WHOLE: readonly Mutation[] = [...TIMES, ...HYGIENE];
