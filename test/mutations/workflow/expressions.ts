import { ACTIONS, addingStep, inserting, linesLike, Mutation, Random, replaceLine, replacing, WORKFLOWS } from '../mutation';
import { changingExpression, jobId, jobLines, jobNames, misspelt, puttingInJob, puttingStep } from './places';

const SYNTAX = ['expression-syntax'];
const TYPES = ['expression-types'];
const CONTEXT = ['context-availability'];
const PROPERTY = ['unknown-property'];
/** An object that every run has. */
const OBJECTS = ['github', 'github.event', 'runner', 'env', 'job', 'steps'];

/** A step that hands the value of an expression to a script. */
function reading(code: string, name: string, checks: readonly string[], expression: (random: Random) => string): Mutation {
  return puttingStep(code, name, checks, (random) => ['name: Say', 'run: printenv VALUE', 'env:', `  VALUE: \${{ ${expression(random)} }}`], 3);
}

/** A step or a job that runs only under a condition. */
function deciding(code: string, name: string, checks: readonly string[], condition: (random: Random) => string, jobs = true): readonly Mutation[] {
  const step = puttingStep(code, `${name}, at a step`, checks, (random) => ['name: Say', `if: ${condition(random)}`, 'run: npm run report'], 1);
  return jobs ? [step, inJobCondition(code, `${name}, at a job`, checks, condition)] : [step];
}

/** A condition for a job that has none. */
function inJobCondition(code: string, name: string, checks: readonly string[], condition: (random: Random) => string): Mutation {
  return {
    code,
    name,
    checks,
    mutate: (files, random) => {
      const job = random.pick(jobNames(files).filter((each) => !jobLines(files, each).some((text) => /^ {4}if:/.test(text))));
      return job && replaceLine(files, job, [job.text, `    if: ${condition(random)}`], 1);
    },
  };
}

/** R04. */
const SYNTAXES: readonly Mutation[] = [
  changingExpression('R04', 'braces that are not closed', SYNTAX, /./, (inner) => `\${{ ${inner} }`),
  changingExpression('R04', 'braces that hold nothing', SYNTAX, /./, () => '${{ }}'),
  changingExpression('R04', 'a function that does not exist', SYNTAX, /./, (inner, random) => `\${{ ${random.pick(['lower', 'toLower', 'replace', 'trim', 'split', 'tojsn', 'substring', 'default'])}(${inner}) }}`),
  changingExpression('R04', 'a bracket that is not closed', SYNTAX, /./, (inner, random) => `\${{ ${random.pick([`(${inner}`, `toJSON(${inner}`, `contains(${inner}, 'x'`])} }}`),
  changingExpression('R04', 'an operator that does not exist', SYNTAX, /^[\w.-]+$/, (inner, random) => `\${{ ${inner} ${random.pick(['=', '===', '&', '|', '+', '??', 'and', 'or', '=~', 'in'])} 'main' }}`),
  changingExpression('R04', 'a text in double quotes', SYNTAX, /^[\w.-]+$/, (inner, random) => `\${{ ${inner} == "${random.pick(['main', 'push', 'true'])}" }}`),
  changingExpression('R04', 'an expression that ends too early', SYNTAX, /./, (inner, random) => `\${{ ${inner} ${random.pick(['==', '&&', '||', '!='])} }}`),
  changingExpression('R04', 'too few arguments', SYNTAX, /./, (inner, random) => `\${{ ${random.pick([`contains(${inner})`, `startsWith(${inner})`, 'format()', 'fromJSON()', 'join()', `endsWith(${inner})`])} }}`),
  changingExpression('R04', 'too many arguments', SYNTAX, /./, (inner, random) => `\${{ ${random.pick([`toJSON(${inner}, 2)`, `contains(${inner}, 'a', 'b')`, `fromJSON('{}', ${inner})`])} }}`),
  changingExpression('R04', 'a format whose values are not there', SYNTAX, /./, (inner, random) => `\${{ ${random.pick([`format('{0}-{1}', ${inner})`, `format('{1}', ${inner})`, `format('{0', ${inner})`, `format('{0}}', ${inner})`])} }}`),
  ...deciding('R04', 'a condition that cannot be read', SYNTAX, (random) => random.pick(['always( && true', 'github.ref = \'refs/heads/main\'', 'github.event_name == "push"', 'success() and github.actor', 'isMain()', 'github.ref == \'x', '(failure()'])!),
  inJobCondition('R04', 'a condition with a misspelt function', SYNTAX, (random) => `${misspelt(random.pick(['startsWith', 'contains', 'endsWith'])!, random)}(github.ref, 'refs/tags/')`),
];

/** R05. */
const KINDS: readonly Mutation[] = [
  reading('R05', 'an object that is printed', TYPES, (random) => random.pick(OBJECTS)!),
  reading('R05', 'a part of a text', TYPES, (random) => random.pick(['github.ref.name', 'github.sha.short', 'github.actor.login', 'github.repository.name', 'runner.os.version', 'github.ref_name.id'])!),
  replacing('R05', 'a list that is printed', TYPES, WORKFLOWS, /^( {10}(?:NEEDS|STATUS): ).*\bneeds\b.*$/, ({ match }) => [`${match[1]}\${{ needs.*.result }}`]),
  ...deciding('R05', 'an object that decides', TYPES, (random) => random.pick(['github.event', 'github', '${{ github.event }}'])!),
  ...deciding('R05', 'an object that is compared with a text', TYPES, (random) => `${random.pick(['github', 'github.event'])} ${random.pick(['==', '!='])} '${random.pick(['push', 'opened', 'main'])}'`),
  replacing('R05', 'a list that is compared with a text', TYPES, WORKFLOWS, /^ {4}if: always\(\)/, (_, random) => [`    if: always() && needs.*.result ${random.pick(['== \'success\'', '!= \'failure\''])}`]),
  ...deciding('R05', 'a text that is compared with a boolean', TYPES, (random) => `${random.pick(['github.ref_name', 'vars.DEPLOY', 'github.event.inputs.dry-run', 'vars.ENABLED', 'github.base_ref'])} ${random.pick(['==', '!='])} ${random.pick(['true', 'false'])}`),
  {
    code: 'R05',
    name: 'an output that is compared with a boolean',
    checks: TYPES,
    mutate: (files, random) => {
      const line = random.pick(linesLike(files, WORKFLOWS, /^ {6}\S+: \$\{\{ steps\.[\w-]+\.outputs\.[\w-]+ \}\}$/));
      return line && replaceLine(files, line, [line.text.replace(' }}', ` ${random.pick(['==', '!='])} ${random.pick(['true', 'false'])} }}`)]);
    },
  },
  // A step can stand in a job that asks for the event.
  inJobCondition('R05', 'what the event of the run lacks is asked to be false', TYPES, (random) => random.pick(['github.event.release.prerelease == false', 'true != github.event.release.draft', 'github.event.deployment.production_environment == false'])!),
];

/** R06. */
const CONTEXTS: readonly Mutation[] = [
  inJobCondition('R06', 'a condition of a job that reads too early', CONTEXT, (random) => random.pick(['secrets.TOKEN != \'\'', 'matrix.os == \'ubuntu-24.04\'', 'env.DEPLOY == \'yes\'', 'steps.build.outcome == \'success\'', 'runner.os == \'Linux\'', 'hashFiles(\'Dockerfile\') != \'\''])!),
  puttingStep('R06', 'a secret in a condition', CONTEXT, (random) => ['name: Report', `if: \${{ secrets.${random.pick(['TOKEN', 'CODECOV_TOKEN', 'SLACK_WEBHOOK_URL'])} != '' }}`, 'run: npm run report'], 1),
  puttingInJob('R06', 'variables of a job that read too early', CONTEXT, (random) => ['env:', `  PLACE: \${{ ${random.pick(['runner.temp', 'env.HOME', 'steps.build.outputs.path', 'job.status', 'always()', 'hashFiles(\'package-lock.json\')'])} }}`], 1),
  inserting('R06', 'variables of a workflow that read too early', CONTEXT, WORKFLOWS, /^permissions: \{\}$/, (_, random) => ['env:', `  PLACE: \${{ ${random.pick(['runner.temp', 'env.HOME', 'matrix.os', 'needs.build.result', 'job.status', 'steps.a.outcome', 'success()'])} }}`], 1),
  replacing('R06', 'a runner that is read too early', CONTEXT, WORKFLOWS, /^ {4}runs-on: /, (_, random) => [`    runs-on: \${{ ${random.pick(['env.RUNNER', 'secrets.RUNNER', 'steps.plan.outputs.runner', 'runner.name', 'job.status'])} }}`]),
  replacing('R06', 'a name that is read too early', CONTEXT, WORKFLOWS, /^ {4}name: /, (_, random) => [`    name: Test \${{ ${random.pick(['env.NAME', 'secrets.NAME', 'steps.plan.outputs.name', 'runner.os', 'job.status'])} }}`]),
  replacing('R06', 'a group that is read too early', CONTEXT, WORKFLOWS, /^ {2}group: /, (_, random) => [`  group: \${{ github.workflow }}-\${{ ${random.pick(['env.BRANCH', 'matrix.os', 'secrets.GROUP', 'needs.changes.result', 'runner.os'])} }}`]),
  inserting('R06', 'a title that is read too early', CONTEXT, WORKFLOWS, /^permissions: \{\}$/, (_, random) => [`run-name: \${{ ${random.pick(['env.TITLE', 'secrets.TITLE', 'matrix.os', 'job.status'])} }}`]),
  reading('R06', 'a context that does not exist', CONTEXT, (random) => random.pick(['git.ref', 'gihtub.sha', 'main', 'step.build.outputs.path', 'secret.TOKEN', 'input.level', 'workflow.name', 'need.build.result'])!),
  reading('R06', 'a function of conditions in a value', CONTEXT, (random) => `${random.pick(['always', 'success', 'failure', 'cancelled'])}()`),
  replacing('R06', 'a context that actions lack', CONTEXT, ACTIONS, /^( {8}[A-Z]+: )\$\{\{ inputs\..*$/, ({ match }, random) => [`${match[1]}\${{ ${random.pick(['secrets.TOKEN', 'vars.PACKAGES', 'needs.build.result', 'jobs.build.result'])} }}`]),
  replacing('R06', 'an expression where GitHub evaluates none', CONTEXT, WORKFLOWS, /^name: /, (_, random) => [`name: \${{ ${random.pick(['github.ref', 'github.repository', 'inputs.name'])} }}`]),
];

/** R07 and R08. */
const PROPERTIES: readonly Mutation[] = [
  reading('R07', 'a misspelt property of github', PROPERTY, (random) => `github.${random.pick(['branch', 'commit', 'reff', 'event_nam', 'repo', 'user', 'run_nr', 'pull_request'])}`),
  reading('R07', 'a property of the runner that does not exist', PROPERTY, (random) => `runner.${random.pick(['operating_system', 'platform', 'labels', 'cpu', 'home'])}`),
  reading('R07', 'a step that does not exist', PROPERTY, (random) => `steps.${random.pick(['bild', 'missing', 'version', 'plan'])}.${random.pick(['outputs.path', 'outcome', 'conclusion'])}`),
  addingStep('R07', 'a variable that nothing sets', PROPERTY, (random) => ['name: Say', 'run: printenv VALUE', 'env:', `  VALUE: \${{ env.${random.pick(['NOWHERE', 'RELEASE_CHANNEL', 'NODE_VERSOIN', 'GITHUB_WORKSPACE'])} }}`], 3),
  reading('R07', 'an input that is not declared', PROPERTY, (random) => `inputs.${random.pick(['level', 'dry-run', 'version'])}`),
  reading('R07', 'a part of the event that no event has', PROPERTY, (random) => `github.event.${random.pick(['release.tag_name', 'issue.number', 'comment.body', 'discussion.title', 'deployment.id'])}`),
  changingExpression('R07', 'a misspelt axis', PROPERTY, /^matrix\.\w+$/, (inner, random) => `\${{ matrix.${misspelt(inner.slice(7), random)}x }}`),
  changingExpression('R07', 'a misspelt step', PROPERTY, /^steps\.[\w-]+\./, (inner, random) => `\${{ ${inner.replace(/^steps\.([\w-]+)/, (_, id: string) => `steps.${misspelt(id, random)}`)} }}`),
  changingExpression('R07', 'a part of a step that does not exist', PROPERTY, /^steps\.[\w-]+\.outputs\./, (inner, random) => `\${{ ${inner.replace('.outputs.', random.pick(['.', '.output.', '.result.'])!)} }}`),
  {
    code: 'R07',
    name: 'a job that is not needed',
    checks: PROPERTY,
    mutate: (files, random) => {
      const job = random.pick(jobNames(files).filter((each) => !jobLines(files, each).some((text) => /^ {4}(?:if|needs):/.test(text))));
      const other = job && random.pick(jobNames(files).filter((each) => each.path === job.path && each.line !== job.line));
      return job && other && replaceLine(files, job, [job.text, `    if: always() && needs.${jobId(files, other)}.result == 'success'`], 1);
    },
  },
  replacing('R07', 'a needed job that does not exist', PROPERTY, WORKFLOWS, /^ {4}if: always\(\)/, (_, random) => [`    if: always() && needs.${random.pick(['biuld', 'deploy', 'release', 'publish'])}.${random.pick(['result == \'success\'', 'outputs.version != \'\''])}`]),
  {
    code: 'R07',
    name: 'an output that a needed job does not have',
    checks: PROPERTY,
    mutate: (files, random) => {
      const line = random.pick(linesLike(files, WORKFLOWS, /^ {4}needs: \[?([a-z-]+)/));
      if (!line) return undefined;
      const steps = linesLike({ [line.path]: files[line.path] }, WORKFLOWS, /^ {4}steps:$/).find((each) => each.line > line.line)!;
      return replaceLine(files, steps, [steps.text, '      - name: Say', '        run: printenv VALUE', '        env:', `          VALUE: \${{ needs.${line.match[1]}.outputs.${random.pick(['versoin', 'digest', 'url', 'nothing'])} }}`], 4);
    },
  },
  changingExpression('R08', 'a misspelt output of a step', ['undeclared-step-output'], /^steps\.[\w-]+\.outputs\.[\w-]+$/, (inner, random) => `\${{ ${inner.replace(/[\w-]+$/, (output) => misspelt(output, random))} }}`),
  inserting('R08', 'an output that a script does not write', ['undeclared-step-output'], WORKFLOWS, /^ {4}steps:$/, (_, random) => [
    '      - name: Name the version', '        id: named-version', '        run: echo "version=$(git describe)" >> "$GITHUB_OUTPUT"',
    '      - name: Say', '        run: printenv VALUE', '        env:', `          VALUE: \${{ steps.named-version.outputs.${random.pick(['tag', 'ver', 'name', 'sha'])} }}`,
  ], 6),
  inserting('R08', 'an output that an action does not have', ['undeclared-step-output'], WORKFLOWS, /^ {4}steps:$/, (_, random) => [
    '      - name: Set up Node.js', '        id: set-up', '        uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0', '        with:', '          node-version-file: .nvmrc',
    '      - name: Say', '        run: printenv VALUE', '        env:', `          VALUE: \${{ steps.set-up.outputs.${random.pick(['version', 'cache-hits', 'node-verison', 'path'])} }}`,
  ], 8),
];

/** R23. */
const CONSTANT: readonly Mutation[] = [
  ...deciding('R23', 'text beside the braces', ['constant-condition'], (random) => random.pick(['${{ github.ref == \'refs/heads/main\' }} && success()', '${{ github.event_name == \'push\' }} || ${{ github.event_name == \'release\' }}', 'failure() || ${{ github.actor == \'x\' }}', '"${{ github.ref == \'refs/heads/main\' }} "'])!),
  ...deciding('R23', 'a text that is always true', ['constant-condition'], (random) => `github.event_name == 'push' || '${random.pick(['release', 'schedule', 'workflow_dispatch'])}'`),
  ...deciding('R23', 'constants that are compared', ['constant-condition'], (random) => `\${{ '${random.pick(['main', 'refs/heads/main'])}' ${random.pick(['==', '!='])} '${random.pick(['dev', 'release'])}' }}`),
  ...deciding('R23', 'a condition that is a constant', ['constant-condition'], (random) => random.pick(['false', 'true', '${{ false }}', 'success() && false', '1 == 1'])!),
  puttingStep('R23', 'a condition that ends in a line break', ['constant-condition'], () => ['name: Report', 'if: |', '  ${{ github.ref == \'refs/heads/main\' }}', 'run: npm run report'], 1),
];

/** Defects of expressions: R04 to R08, R23. */
export const EXPRESSIONS: readonly Mutation[] = [...SYNTAXES, ...KINDS, ...CONTEXTS, ...PROPERTIES, ...CONSTANT];
