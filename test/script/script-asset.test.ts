// Guards that a step gives a script exactly the parameters it declares, secrets only from secrets, and
// that every script this library ships can be read.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Expr } from '../../src/model';
import { ScriptAsset } from '../../src/script';
import { refusal } from '../model/refusal';

const ASSETS = join(__dirname, '..', '..', 'assets', 'scripts');
const shipped = readdirSync(ASSETS).filter((name) => name.endsWith('.sh')).map((name) => name.replace(/\.sh$/, ''));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripts-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = '#!/usr/bin/env bash\n# @summary Packs.\n# @param TARGET Where to.\n# @param FORMAT How (default: tgz)\n# @secret TOKEN To read.\n# @secret EXTRA More (optional)\n# @output path Where.\n';

function script(content: string, name = 'pack.sh'): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const asset = () => ScriptAsset.fromFile(script(HEADER));

describe('a step', () => {
  test('runs the script with its parameters', () => {
    const step = asset().step({ TARGET: 'dist', TOKEN: Expr.secret('T') }, { id: 'pack', env: { DEBUG: 1 } });
    expect(step).toMatchObject({ id: 'pack', scriptFile: { path: 'scripts/ci/pack.sh', source: join(folder, 'pack.sh'), outputs: ['path'] } });
    expect(step.options.env).toMatchObject({ TARGET: 'dist', DEBUG: 1 });
    expect(step.output('path').text).toBe('steps.pack.outputs.path');
  });

  test('of an action runs the script beside it', () => {
    expect(asset().actionStep({ TARGET: 'x', TOKEN: Expr.token() }).scriptFile?.path).toBe('$GITHUB_ACTION_PATH/pack.sh');
  });

  test.each<[string, Record<string, string | Expr>, string]>([
    ['an unknown parameter', { TARGET: 'x', TOKEN: Expr.token(), TARGT: 'x' }, 'it has no parameter "TARGT".\n  Its parameters are: TARGET, FORMAT, TOKEN, EXTRA.'],
    ['a missing parameter', { TOKEN: Expr.token() }, 'it is called without TARGET.\n  TARGET: Where to.'],
    ['a missing secret', { TARGET: 'x' }, 'it is called without TOKEN.\n  TOKEN: To read.'],
    ['a secret in the open', { TARGET: 'x', TOKEN: 'hunter2' }, 'it takes TOKEN from a secret, not from plain text.\n  Use Expr.secret(…) or Expr.token().'],
    ['a secret from a variable', { TARGET: 'x', TOKEN: Expr.variable('TOKEN') }, 'it takes TOKEN from a secret'],
    ['an optional secret in the open', { TARGET: 'x', TOKEN: Expr.token(), EXTRA: 'y' }, 'it takes EXTRA from a secret'],
  ])('is refused with %s', (_, parameters, text) => {
    expect(refusal(() => asset().step(parameters))).toContain(`Script pack.sh: ${text}`);
    expect(refusal(() => asset().actionStep(parameters))).toContain(text);
  });

  test.each([Expr.secret('T'), Expr.token(), Expr.step('app-token', 'token'), Expr.needs('login', 'token')])('takes a secret from %s', (TOKEN) => {
    expect(asset().step({ TARGET: 'x', TOKEN }).options.env).toHaveProperty('TOKEN', TOKEN);
  });
});

describe('a file', () => {
  test('is found relative to the current folder', () => {
    const path = relative(process.cwd(), script(HEADER));
    expect(ScriptAsset.fromFile(path)).toMatchObject({ sourcePath: join(folder, 'pack.sh'), fileName: 'pack.sh', repositoryPath: 'scripts/ci/pack.sh', content: HEADER });
  });

  test.each([
    ['is not there', () => join(folder, 'none.sh'), 'it does not exist.\n  Create it, or correct the path'],
    ['is not bash', () => script('#!/bin/sh\n# @summary x\n'), 'it is not a bash script.\n  Begin it with #!/usr/bin/env bash.'],
    ['has no shebang', () => script('# @summary x\n#!/bin/bash\n'), 'it is not a bash script.'],
    ['pastes expressions', () => script(`${HEADER}echo "\${{ inputs.x }}"\n`), 'it pastes an expression into shell text.\n  Declare a parameter with # @param NAME and read "$NAME".'],
    ['has a name that a shell would split', () => script(HEADER, 'pack it.sh'), 'it has a name that a shell would split or expand.'],
    ['has no header', () => script('#!/bin/bash\nset -e\n'), 'the header has no @summary.'],
  ])('that %s is refused', (_, make, text) => {
    const path = make();
    const told = refusal(() => ScriptAsset.fromFile(path));
    expect(told).toContain(path);
    expect(told).toContain(text);
  });
});

describe('the shipped script', () => {
  test.each(shipped)('%s declares its whole interface', (name) => {
    const { header, content } = ScriptAsset._shipped(name);
    expect(header.summary).toMatch(/^[A-Z].*\.$/);
    expect(content).toBe(readFileSync(join(ASSETS, `${name}.sh`), 'utf8'));
    expect(header.parameters.map((parameter) => parameter.name)).toEqual([...new Set(header.parameters.map((parameter) => parameter.name))]);
    for (const parameter of header.parameters) {
      expect(parameter.description).not.toBe('');
      // Declared and never read would be a parameter that does nothing.
      expect(content.replace(/^#.*$/gm, '')).toMatch(new RegExp(`\\b${parameter.name}\\b`));
    }
    for (const code of Object.keys(header.exits)) expect(Number(code)).toBeGreaterThan(0);
  });

  test('is read once', () => {
    expect(ScriptAsset._shipped('gate')).toBe(ScriptAsset._shipped('gate'));
    expect(shipped.length).toBeGreaterThan(5);
  });
});

describe('scripts that a script calls', () => {
  const calling = (name: string, ...called: string[]) => script(`#!/usr/bin/env bash\n# @summary Runs.\n# @calls ${called.join(' ')}\n`, name);

  test('come along, each once, also where they call each other', () => {
    calling('two.sh', 'three.sh', 'one.sh');
    script('#!/usr/bin/env bash\n# @summary Runs.\n', 'three.sh');
    expect(ScriptAsset.fromFile(calling('one.sh', 'two.sh', 'three.sh'))._withCalled().map(({ fileName }) => fileName)).toEqual(['one.sh', 'two.sh', 'three.sh']);
  });

  test('must be there', () => {
    expect(refusal(() => ScriptAsset.fromFile(calling('alone.sh', 'missing.sh'))._withCalled())).toContain('missing.sh');
  });
});
