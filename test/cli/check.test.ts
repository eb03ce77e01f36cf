// Guards the command as a user runs it: what it looks at, what it writes in each format, its exit codes, and that it
// needs neither projen nor constructs.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import { InstalledCli } from './installed-cli';

const cli = new InstalledCli();
afterAll(() => cli.remove());

const ONLY = ['--only', 'unpinned-uses', '--only', 'acknowledgement'];
const WORKFLOW = '.github/workflows/ci.yml';
const USES = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: acme/tool@v7\n';
const LINE = /^\.github\/workflows\/ci\.yml:6:15: warning \[unpinned-uses\] acme\/tool@v7 is pinned to .*\n$/;

const check = (cwd: string, ...args: string[]) => cli.run(['check', ...args], { cwd });
const acknowledged = (comment: string) => USES.replace('@v7', `@v7 ${comment}`);

describe('the command', () => {
  const empty = cli.repository({ '.github/x': '' });

  test('--version and --help, each alone', () => {
    expect(cli.run(['--version'], { cwd: empty })).toMatchObject({ code: 0, stdout: `${JSON.parse(fs.readFileSync(path.join(cli.home, 'package.json'), 'utf8')).version}\n`, stderr: '' });
    expect(cli.run(['--help'], { cwd: empty })).toMatchObject({ code: 0, stdout: expect.stringContaining('projen-delivery [COMMAND]') });
    expect(check(empty, '--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--policy POLICY') });
    expect(cli.run(['synth', '--help'], { cwd: empty })).toMatchObject({ code: 0, stdout: expect.stringContaining('projen-delivery synth') });
  });

  test('every option of check is in its help', () => {
    const { stdout } = check(empty, '--help');
    for (const option of ['format', 'policy', 'severity', 'only', 'except', 'rules', 'help']) expect(stdout).toMatch(new RegExp(`^  --${option}\\b`, 'm'));
  });

  test.each([
    [['chek'], 'projen-delivery: there is no command chek. Did you mean check? See projen-delivery --help'],
    [['check', '--fromat', 'json'], 'projen-delivery: unknown option --fromat. Did you mean --format? See projen-delivery check --help'],
    [['check', '--format', 'xml'], 'projen-delivery: --format xml: give one of text, json, sarif, github.'],
    [['check', '--policy', 'hardend'], 'projen-delivery: --policy hardend: give one of baseline, hardened, release. Did you mean hardened?'],
    [['check', '--only', 'unpined-uses'], 'projen-delivery: --only unpined-uses: there is no such check. Did you mean unpinned-uses? All: projen-delivery check --rules'],
    [['check', '--except', 'nothing-of-the-kind-at-all'], 'projen-delivery: --except nothing-of-the-kind-at-all: there is no such check. All: projen-delivery check --rules'],
    [['check', 'nowhere'], 'projen-delivery: nowhere: there is no such file or folder'],
    [['check', '--rules', '--format', 'sarif'], 'projen-delivery: --rules: the list is written as text or json, not as sarif'],
    [['synth', 'x'], 'projen-delivery: synth takes no arguments, and was given x. See projen-delivery synth --help'],
  ])('%s is refused', (args, message) => {
    expect(cli.run(args, { cwd: empty })).toMatchObject({ code: 2, stdout: '', stderr: `${message}\n` });
  });

  test('an option without its value is refused', () => {
    expect(check(empty, '--format')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/--format/) });
  });

  test('synth, and the bare command, run the composition', () => {
    for (const args of [[], ['synth']]) {
      expect(cli.run(args, { cwd: empty })).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^\.projenrc\.ts: there is no such file/) });
    }
    const modules = path.join(__dirname, '..', '..', 'node_modules');
    const composed = cli.repository({ '.projenrc.ts': "declare function require(name: string): any;\nrequire('node:fs').writeFileSync('proof', 'composed');\nexport {};\n", 'package.json': '{}' });
    fs.mkdirSync(path.join(composed, 'node_modules'));
    for (const name of ['ts-node', 'typescript']) fs.symlinkSync(path.join(modules, name), path.join(composed, 'node_modules', name));
    expect(cli.run([], { cwd: composed })).toMatchObject({ code: 0, stderr: '' });
    expect(fs.readFileSync(path.join(composed, 'proof'), 'utf8')).toBe('composed');
  });

  test('--version loads nothing that only check needs', () => {
    const probe = path.join(cli.home, 'probe.js');
    fs.writeFileSync(probe, "process.on('exit', () => process.stderr.write(Object.keys(require.cache).join('\\n')));\n");
    const { stderr } = spawnSync(process.execPath, ['--require', probe, path.join(cli.home, 'bin', 'projen-delivery'), '--version'], { encoding: 'utf8' });
    expect(stderr).not.toMatch(/node_modules|assets|lib\/checks/);
    expect(stderr).toMatch(/lib\/cli\/main\.js/);
  });

  test('nothing of the composing layers is loaded by check, and projen cannot be found', () => {
    const probe = path.join(cli.home, 'probe.js');
    fs.writeFileSync(probe, "process.on('exit', () => process.stderr.write(Object.keys(require.cache).join('\\n')));\n");
    const cwd = cli.repository({ [WORKFLOW]: USES });
    const { stderr, stdout } = spawnSync(process.execPath, ['--require', probe, path.join(cli.home, 'bin', 'projen-delivery'), 'check', '--policy', 'release'], { cwd, encoding: 'utf8' });
    expect(stdout).toContain('[unpinned-uses]');
    expect(stderr).toMatch(/lib\/checks\/registry\.js/);
    expect(stderr).not.toMatch(/lib\/(ci|stages|pipelines|files|project|emit)\/|node_modules\/(projen|constructs)\//);
    expect(fs.readdirSync(path.join(cli.home, 'node_modules'))).toEqual(['@dagrejs', 'mvdan-sh', 'smol-toml', 'yaml']);
  });

  test('optimized code is made only where so much is looked at that it pays', () => {
    const madeFor = (files: Record<string, string>) => {
      const cwd = cli.repository(files);
      const args = ['--trace-opt', path.join(cli.home, 'bin', 'projen-delivery'), 'check', '--policy', 'release'];
      return (spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).stdout.match(/completed .*TURBOFAN/g) ?? []).length;
    };
    const script = `#!/bin/bash\n${'echo "one more line"\n'.repeat(2_000)}`;
    const scripts = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`.ci/s${index}.sh`, script]));
    expect(madeFor({ [WORKFLOW]: USES, ...scripts(2) })).toBe(0);
    expect(madeFor({ [WORKFLOW]: USES, ...scripts(28) })).toBeGreaterThan(0);
    // A file that is looked at in a thread of its own.
    expect(madeFor({ [WORKFLOW]: USES, '.ci/large.sh': script.repeat(2) })).toBeGreaterThan(0);
  });
});

describe('what is looked at', () => {
  const files = { [WORKFLOW]: USES, 'docs/sample.yml': USES, 'docs/tool.yml': 'runs:\n  using: composite\n  steps:\n    - uses: acme/cache@v4\n', 'docs/other.yml': 'a: 1\n', 'docs/b': 'text' };
  const cwd = cli.repository(files);
  const lines = (...args: string[]) => check(cwd, ...ONLY, ...args).stdout.split('\n').filter(Boolean).map((line) => line.split(': ')[0]);

  test('without a path the repository around the current folder', () => {
    expect(check(cwd, ...ONLY)).toMatchObject({ code: 0, stdout: expect.stringMatching(LINE), stderr: '0 errors, 1 warning\n' });
    expect(check(path.join(cwd, 'docs'), ...ONLY).stdout).toMatch(/^\.\.\/\.github\/workflows\/ci\.yml:6:15: warning \[unpinned-uses\]/);
  });

  test('a repository, its .github, a folder in it, single files wherever they lie', () => {
    expect(lines(cwd)).toEqual(['.github/workflows/ci.yml:6:15']);
    expect(lines('.github')).toEqual(['.github/workflows/ci.yml:6:15']);
    expect(lines('.github/workflows')).toEqual(['.github/workflows/ci.yml:6:15']);
    expect(lines('docs')).toEqual(['docs/sample.yml:6:15', 'docs/tool.yml:4:13']);
    expect(lines('docs/tool.yml')).toEqual(['docs/tool.yml:4:13']);
    expect(lines('docs/sample.yml', WORKFLOW)).toEqual(['.github/workflows/ci.yml:6:15', 'docs/sample.yml:6:15']);
  });

  test('an action under another name is no workflow to the validator', () => {
    const { stdout } = check(cwd, 'docs/tool.yml');
    expect(stdout).not.toMatch(/jobs|unexpected value|Required property is missing: on/i);
  });

  test('what is none of the three is said, and no error', () => {
    expect(check(cwd, ...ONLY, 'docs/other.yml', 'docs/b')).toMatchObject({
      code: 0, stdout: '', stderr: expect.stringContaining('projen-delivery: docs/b is neither a workflow nor an action nor a script: not looked at\n'),
    });
  });

  test('several repositories are told apart', () => {
    const other = cli.repository({ [WORKFLOW]: USES });
    const { stdout } = cli.run(['check', ...ONLY, '--format', 'json', cwd, other], { cwd: path.dirname(cwd) });
    expect(JSON.parse(stdout).findings.map((finding: any) => finding.path)).toEqual([cwd, other].map((folder) => `${path.basename(folder)}/${WORKFLOW}`));
  });

  test('scripts and actions that workflows name belong to it, also without an ending', () => {
    const folder = cli.repository({
      [WORKFLOW]: 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ./tools/x\n      - run: ./build/a.sh\n',
      'tools/x/action.yml': files['docs/tool.yml'],
      'build/a.sh': '# projen-delivery: ignore[nope] x\n',
      'build/b.sh': '# projen-delivery: ignore[nope] x\n',
      '.github/bin/c': '#!/bin/sh\n# projen-delivery: ignore[nope] x\n',
    });
    expect(check(folder, ...ONLY).stdout.split('\n').filter(Boolean).map((line) => line.split(': ')[0])).toEqual(['.github/bin/c:2:1', 'build/a.sh:1:1', 'tools/x/action.yml:4:13']);
  });

  test('no repository is an error, one without pipelines is not', () => {
    const folder = cli.repository({ 'a.txt': '' });
    expect(check(folder)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('there is no .git or .github in') });
    expect(check(folder, '.')).toMatchObject({ code: 0, stderr: expect.stringContaining('there is no workflow, action or script in .\n') });
  });
});

describe('severity and exit code', () => {
  const cwd = cli.repository({ [WORKFLOW]: USES });

  test('the policy decides how bad a finding is', () => {
    expect(check(cwd, ...ONLY)).toMatchObject({ code: 0, stderr: '0 errors, 1 warning\n' });
    expect(check(cwd, ...ONLY, '--policy', 'hardened')).toMatchObject({ code: 1, stdout: expect.stringMatching(/:6:15: error \[unpinned-uses\]/), stderr: '1 error, 0 warnings\n' });
  });

  test('--severity tells from there up, --except leaves out', () => {
    expect(check(cwd, ...ONLY, '--severity', 'error')).toMatchObject({ code: 0, stdout: '', stderr: '0 errors, 0 warnings\n' });
    expect(check(cwd, '--policy', 'hardened', '--except', 'unpinned-uses').stdout).not.toContain('unpinned-uses');
  });

  test('--rules lists every check with its page', () => {
    const rules = JSON.parse(check(cwd, '--rules', '--format', 'json').stdout).rules;
    const ids = rules.map(({ id }: any) => id);
    expect(ids).toEqual([...ids].sort());
    expect(ids).toEqual(expect.arrayContaining(['acknowledgement', 'unpinned-uses', 'unreadable-file']));
    expect(rules.find(({ id }: any) => id === 'unpinned-uses')).toMatchObject({ severity: { baseline: 'warning', hardened: 'error', release: 'error' }, covers: ['S07'] });
    expect(check(cwd, '--rules').stdout).toMatch(/^unpinned-uses +warning\/error\/error +S07 +Every action/m);
    for (const id of ['acknowledgement', 'unreadable-file']) expect(fs.readFileSync(path.join(cli.home, 'docs', 'checks', `${id}.md`), 'utf8')).toMatch(`# ${id}\n`);
  });
});

describe('formats', () => {
  const hostile = '.github/workflows/a,b:c%.yml';
  const cwd = cli.repository({ [WORKFLOW]: acknowledged('# projen-delivery: ignore[unpinned-uses] on purpose until 2999-01-01'), [hostile]: 'on: push # projen-delivery: ignore[\u001b%,::x] y\n' });

  test('json', () => {
    const report = JSON.parse(check(cwd, ...ONLY, '--format', 'json').stdout);
    expect(Object.keys(report)).toEqual(['version', 'policy', 'findings', 'acknowledged', 'failures', 'summary']);
    expect(report.acknowledged).toEqual([{
      check: 'unpinned-uses',
      severity: 'warning',
      path: WORKFLOW,
      line: 6,
      column: 15,
      keys: ['jobs', 'a', 'steps', 0, 'uses'],
      problem: expect.stringContaining('acme/tool@v7'),
      fix: expect.stringContaining('Pin the commit'),
      reason: 'on purpose',
      until: '2999-01-01',
    }]);
    expect(report.summary).toEqual({ errors: 0, warnings: report.findings.length, infos: 0, acknowledged: 1 });
  });

  test('github escapes what would end a property or a line', () => {
    expect(check(cwd, ...ONLY, '--format', 'github').stdout.split('\n')).toEqual([
      '::warning file=.github/workflows/a%2Cb%3Ac%25.yml,line=1,col=10,title=acknowledgement::there is no check "\u001b%25". projen-delivery check --rules lists all.',
      '::warning file=.github/workflows/a%2Cb%3Ac%25.yml,line=1,col=10,title=acknowledgement::there is no check "::x". projen-delivery check --rules lists all.',
      '',
    ]);
  });

  test('text can not steer a terminal', () => {
    const { stdout } = check(cwd, ...ONLY);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('there is no check "\\u001b%"');
  });

  test('sarif is valid, tells its checks, and keeps its fingerprints when lines move', () => {
    const sarif = (folder: string) => JSON.parse(check(folder, ...ONLY, '--format', 'sarif').stdout);
    const report = sarif(cwd);
    expect(sarifErrors(report)).toEqual([]);
    const [run] = report.runs;
    const suppressed = run.results.filter((result: any) => result.suppressions.length > 0);
    expect(suppressed).toHaveLength(1);
    expect(suppressed[0].suppressions[0]).toEqual({ kind: 'inSource', status: 'accepted', justification: 'on purpose (until 2999-01-01)' });
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    const rule = run.tool.driver.rules.find(({ id }: any) => id === 'unpinned-uses');
    expect(rule.help.markdown).toContain('## When not to');
    expect(rule.helpUri).toMatch(/^https:.*\/docs\/checks\/unpinned-uses\.md$/);
    const prints = (folder: string) => sarif(folder).runs[0].results.map((result: any) => result.partialFingerprints['projenDelivery/v1']);
    const twice = `${USES}      - uses: acme/tool@v7\n`;
    const before = prints(cli.repository({ [WORKFLOW]: twice }));
    expect(new Set(before).size).toBe(2);
    expect(prints(cli.repository({ [WORKFLOW]: `# one more\n\n${twice}` }))).toEqual(before);
  });

  function sarifErrors(report: object): unknown {
    const schema = JSON.parse(fs.readFileSync(path.join(__dirname, 'schemas', 'sarif-2.1.0-rtm.5.json'), 'utf8'));
    // Written for draft 4; what it uses means the same in draft 7.
    delete schema.$schema;
    delete schema.id;
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(schema);
    validate(report);
    return validate.errors ?? [];
  }

  test('the schema would refuse what is no SARIF', () => {
    expect(sarifErrors({ version: '2.1.0', runs: [{ results: [] }] })).not.toEqual([]);
  });
});

describe('acknowledgements', () => {
  const told = (text: string) => {
    const { stdout, stderr } = check(cli.repository({ [WORKFLOW]: text }), ...ONLY);
    return [...stdout.split('\n').filter(Boolean).map((line) => line.replace(/^\S+?:(\d+:\d+): (\w+) \[([\w-]+)\] /, '$1 $3 ')), stderr.trim()];
  };

  test.each([
    ['behind it', acknowledged('# projen-delivery: ignore[unpinned-uses] frozen')],
    ['among others', acknowledged('# v7 # projen-delivery: ignore[unpinned-uses] frozen until 2999-12-31')],
    ['above it', USES.replace('      - uses', '      # projen-delivery: ignore[unpinned-uses] frozen\n      # more\n\n      - uses')],
    ['with CRLF', acknowledged('# projen-delivery: ignore[unpinned-uses] frozen').replace(/\n/g, '\r\n')],
    ['at the key', USES.replace('uses: acme/tool@v7', 'uses: # projen-delivery: ignore[unpinned-uses] frozen\n          acme/tool@v7')],
  ])('%s', (_, text) => {
    expect(told(text)).toEqual(['0 errors, 0 warnings, 1 acknowledged']);
  });

  test('an expired one is told with its finding', () => {
    expect(told(acknowledged('# projen-delivery: ignore[unpinned-uses] frozen until 2020-01-31'))).toEqual([
      expect.stringMatching(/^6:15 unpinned-uses /),
      '6:28 acknowledgement this acknowledgement of unpinned-uses ended on 2020-01-31. Repair what it is about, or look at it again and give a later date.',
      '0 errors, 2 warnings',
    ]);
  });

  test.each([
    ['# projen-delivery: ignore[unpinned-uses]', 'this acknowledgement of unpinned-uses gives no reason.'],
    ['# projen-delivery: ignore[unpinned-uses] until 2999-01-01', 'this acknowledgement of unpinned-uses gives no reason.'],
    ['# projen-delivery: ignore[unpinned-uses] frozen until 2999-02-31', '"2999-02-31" is no date.'],
    ['# projen-delivery: ignore[] frozen', 'this acknowledgement names no check.'],
    ['# projen-delivery: ignore unpinned-uses', 'this acknowledgement names no check in brackets.'],
    ['# projen-delivery: ignore[unpined-uses] frozen', 'there is no check "unpined-uses". Did you mean "unpinned-uses"?'],
  ])('%s does not count', (comment, problem) => {
    const [finding, fault, end] = told(acknowledged(comment));
    expect(finding).toMatch(/^6:15 unpinned-uses /);
    expect(fault).toContain(`acknowledgement ${problem}`);
    expect(end).toBe('0 errors, 2 warnings');
  });

  test('one that matches nothing is told, one of a check that did not run is not', () => {
    const text = USES.replace('on: push', 'on: push # projen-delivery: ignore[unpinned-uses] frozen');
    expect(told(text)[0]).toBe('1:10 acknowledgement nothing is found here that this acknowledgement of unpinned-uses is about. Remove it, or put it on the line of the finding, or on a line of its own above.');
    expect(check(cli.repository({ [WORKFLOW]: text }), '--only', 'unreadable-file', '--only', 'acknowledgement').stdout).toBe('');
  });
});
