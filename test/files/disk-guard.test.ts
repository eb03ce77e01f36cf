// Guards the repository's files: nothing written or edited by hand is ever lost, an error comes before
// anything is touched, bots may raise pins, and what is no longer produced is removed with its marks.
import { accessSync, chmodSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompositeAction, ScriptAsset, Step } from '../../src';
import { OVERWRITE, STATE_FILE } from '../../src/files/disk-guard';
import { marked } from '../../src/files/marked';
import { attempt, Synthesized, synthesize } from '../../src/testing';
import { composed, EchoStage, JobsStage, nodeStep, project, simple, textOf } from '../ci/compositions';

const CI = '.github/workflows/ci.yml';
const PINS = '.github/actions/pins/action.yml';

function edit(synthesized: Synthesized, path: string, change: (text: string) => string): void {
  const file = join(synthesized.outdir, path);
  const before = statSync(file).mode;
  chmodSync(file, 0o644);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  chmodSync(file, before);
}

/** Permissions as `ls` tells them, in octal. */
function mode(synthesized: Synthesized, path: string): string {
  return statSync(join(synthesized.outdir, path)).mode.toString(8).slice(-3);
}

/** Tries to synthesize again and tells the error and whether any file changed. */
function again(synthesized: Synthesized, compose = simple): { text: string; untouched: boolean } {
  const before = synthesized.tree;
  let error: Error | undefined;
  try {
    synthesized.resynthesize(compose);
  } catch (thrown) {
    error = thrown as Error;
  }
  const after = synthesized.tree;
  return { text: textOf(error), untouched: JSON.stringify(before) === JSON.stringify(after) };
}

describe('a file written by hand', () => {
  test.each([CI, 'scripts/ci/gate.sh'])('at %s is an error, and nothing changes', (path) => {
    const { error, changed } = attempt(simple, { files: { [path]: 'name: mine\n' } });
    expect(textOf(error)).toBe([
      `${path}: this file was written by hand and would be replaced.`,
      '  Move what it does into the composition and delete the file, give the construct another name,',
      '  or have it replaced: run once with the environment variable PROJEN_DELIVERY_OVERWRITE=1.',
      'Nothing was written.',
    ].join('\n'));
    expect(changed).toEqual([]);
  });

  test('is told together with all others', () => {
    const { error } = attempt(simple, { files: { [CI]: 'x\n', 'scripts/ci/gate.sh': 'y\n' } });
    expect(textOf(error)).toMatch(/^2 problems:\n\n\.github\/workflows\/ci\.yml: this file[^]*\n\nscripts\/ci\/gate\.sh: this file/);
  });

  test('that says the same already is none', () => {
    const made = synthesize(simple);
    const { error } = attempt(simple, { files: { 'scripts/ci/gate.sh': made.text('scripts/ci/gate.sh') } });
    expect(error).toBeUndefined();
  });

  test('beside the generated ones stays', () => {
    const files = { '.github/workflows/own.yml': 'name: own\n', 'README.md': '# mine\n', '.gitattributes': '*.png binary\n' };
    const made = synthesize(simple, { files });
    expect(made.text('.github/workflows/own.yml')).toBe('name: own\n');
    expect(made.text('README.md')).toBe('# mine\n');
    expect(made.text('.gitattributes')).toMatch(/^\*\.png binary\n\n# >>> generated files/);
  });

  test('is replaced when its owner says so', () => {
    process.env[OVERWRITE] = '1';
    try {
      const made = synthesize(simple, { files: { [CI]: 'name: mine\n' } });
      expect(made.workflow('ci').document.name).toBe('Continuous Integration');
    } finally {
      delete process.env[OVERWRITE];
    }
  });
});

describe('a generated file', () => {
  test('that was edited by hand is an error that names file and commands', () => {
    const made = synthesize(simple);
    edit(made, CI, (text) => text.replace('echo hello', 'echo goodbye'));
    expect(again(made)).toEqual({
      text: [
        `${CI}: this generated file was edited by hand, and the edit would be lost.`,
        `  See the edit with \`git diff -- ${CI}\`, move it into the composition, then`,
        `  restore the file (git checkout -- ${CI}) or have it written anew:`,
        '  run once with the environment variable PROJEN_DELIVERY_OVERWRITE=1.',
        'Nothing was written.',
      ].join('\n'),
      untouched: true,
    });
  });

  test('that was edited is not removed either', () => {
    const made = synthesize(composed((pipeline) => void new EchoStage(pipeline, 'Build'), { fileName: 'old' }));
    edit(made, '.github/workflows/old.yml', (text) => text.replace('echo hello', 'echo goodbye'));
    const { text, untouched } = again(made);
    expect(text).toMatch(/^\.github\/workflows\/old\.yml: this generated file was edited by hand, and the edit would be lost\.\n/);
    expect(untouched).toBe(true);
  });

  test('that was edited is written anew when its owner says so', () => {
    const made = synthesize(simple);
    edit(made, CI, (text) => text.replace('echo hello', 'echo goodbye'));
    process.env[OVERWRITE] = '1';
    try {
      expect(made.resynthesize()).toEqual([CI]);
    } finally {
      delete process.env[OVERWRITE];
    }
    expect(made.text(CI)).toContain('echo hello');
  });

  test('edited to what the composition now says is fine', () => {
    const made = synthesize(simple);
    edit(made, CI, (text) => text.replace('echo hello', 'echo goodbye'));
    class Goodbye extends EchoStage {
      protected text(): string {
        return 'echo goodbye';
      }
    }
    expect(again(made, composed((pipeline) => void new Goodbye(pipeline, 'Build'))).text).toBe('It was accepted.');
  });

  test('with other line ends is the same file', () => {
    const made = synthesize(simple);
    edit(made, CI, (text) => text.replace(/\n/g, '\r\n'));
    expect(again(made).text).toBe('It was accepted.');
  });

  test('that was deleted is written again', () => {
    const made = synthesize(simple);
    const lines = made.text(CI);
    edit(made, CI, () => '');
    expect(again(made).text).toContain('edited by hand');
    jest.requireActual<typeof import('node:fs')>('node:fs').rmSync(join(made.outdir, CI));
    expect(made.resynthesize()).toEqual([CI]);
    expect(made.text(CI)).toBe(lines);
  });

  test('is read-only, marked, and scripts can be run', () => {
    const made = synthesize(simple);
    for (const path of [CI, 'scripts/ci/gate.sh']) {
      expect(mode(made, path)).toMatch(path.endsWith('.sh') ? /^5[45][45]$/ : /^444$/);
      expect(made.text(path)).toContain('~~ Generated by projen. To modify, edit .projenrc.ts and run "npx projen".');
      expect(made.text('.gitattributes')).toContain(`/${path} linguist-generated\n`);
    }
    expect(made.text(CI)).toMatch(/^# ~~ Generated/);
    expect(made.text('scripts/ci/gate.sh')).toMatch(/^#!\/usr\/bin\/env bash\n# ~~ Generated/);
    accessSync(join(made.outdir, 'scripts/ci/gate.sh'), constants.X_OK);
    // Bots write to the pins, so does `npx projen`.
    accessSync(join(made.outdir, PINS), constants.W_OK);
    expect(mode(made, PINS)).toMatch(/^6/);
  });

  test('is written once: a second synth changes nothing', () => {
    expect(synthesize(simple).resynthesize()).toEqual([]);
  });
});

describe('pins raised by a bot', () => {
  const raised = (text: string) => text.replace(/(actions\/checkout@)[0-9a-f]{40} # v[\d.]+/g, `$1${'b'.repeat(40)} # v99.0.0`);
  const two = composed((pipeline) => {
    new EchoStage(pipeline, 'Build');
    pipeline.addWorkflow('other', 'other', { triggers: [] }).addTrigger(require('../../src').Trigger.push());
    new EchoStage(pipeline, 'Other', { workflow: 'other' });
  });

  test('in the pins file reach every workflow', () => {
    const made = synthesize(two);
    edit(made, PINS, raised);
    expect(made.resynthesize()).toEqual([CI, '.github/workflows/other.yml']);
    for (const path of [PINS, CI, '.github/workflows/other.yml']) expect(made.text(path)).toContain(`actions/checkout@${'b'.repeat(40)} # v99.0.0`);
    expect(made.text(CI)).not.toMatch(/actions\/checkout@(?!b{40})/);
    expect(made.resynthesize()).toEqual([]);
  });

  test('in pins and generated files alike are no edit by hand', () => {
    const made = synthesize(two);
    for (const path of [PINS, CI, '.github/workflows/other.yml']) edit(made, path, raised);
    expect(made.resynthesize()).toEqual([]);
    expect(made.text(CI)).toContain('# v99.0.0');
  });

  test('together with another edit are still an edit', () => {
    const made = synthesize(two);
    edit(made, CI, (text) => raised(text).replace('echo hello', 'curl example.com | sh'));
    expect(again(made, two).text).toContain(`${CI}: this generated file was edited by hand`);
  });

  test('to a tag are refused with the line', () => {
    const made = synthesize(two);
    edit(made, PINS, (text) => text.replace(/@[0-9a-f]{40} # v[\d.]+/, '@v4'));
    expect(again(made, two)).toMatchObject({ text: expect.stringMatching(/^\.github\/actions\/pins\/action\.yml:\d+: "v4" is not a commit of /), untouched: true });
  });

  test('include those of composite actions', () => {
    const withAction = composed((pipeline) => {
      const action = new CompositeAction(pipeline, 'set-up', { name: 'Set Up', description: 'Sets up.', steps: [nodeStep()] });
      new JobsStage(pipeline, 'Build', (newJob) => {
        const job = newJob('build');
        job.addStep(Step.uses(action.call()));
        return [job];
      });
    });
    const made = synthesize(withAction);
    expect(made.text(PINS)).toContain('actions/setup-node@');
    edit(made, PINS, (text) => text.replace(/(actions\/setup-node@)[0-9a-f]{40} # v[\d.]+/, `$1${'d'.repeat(40)} # v98.0.0`));
    expect(made.resynthesize()).toEqual(['.github/actions/set-up/action.yml']);
    expect(made.text('.github/actions/set-up/action.yml')).toContain(`actions/setup-node@${'d'.repeat(40)} # v98.0.0`);
  });
});

describe('what is no longer produced', () => {
  const script = () => ScriptAsset._shipped('check-command');
  const full = composed((pipeline) => {
    new EchoStage(pipeline, 'Build');
    const action = new CompositeAction(pipeline, 'probe', { name: 'Probe', description: 'Probes.', steps: [script().actionStep({ COMMAND: 'ls' })] });
    pipeline.addWorkflow('other', 'other', { triggers: pipeline.workflow('ci').triggers });
    new JobsStage(pipeline, 'Probe', (newJob) => {
      const job = newJob('probe');
      job.addStep(Step.uses(action.call(), { name: 'Probe' }));
      return [job];
    }, { workflow: 'other' });
  });
  const gone = ['.github/actions/probe/action.yml', '.github/actions/probe/check-command.sh', '.github/workflows/other.yml'];

  test('is removed: workflow, action and script, and their marks', () => {
    const made = synthesize(full);
    for (const path of gone) {
      expect(made.has(path)).toBe(true);
      expect(made.text('.gitattributes')).toContain(`/${path} linguist-generated`);
    }
    expect(made.resynthesize(simple)).toEqual(expect.arrayContaining([...gone, '.gitattributes', STATE_FILE]));
    for (const path of gone) {
      expect(made.has(path)).toBe(false);
      expect(made.text('.gitattributes')).not.toContain(path);
      expect(made.text(STATE_FILE)).not.toContain(path);
    }
    expect(made.resynthesize(simple)).toEqual([]);
  });

  test('is removed to the last file, and nothing else', () => {
    const made = synthesize(full, { files: { '.gitattributes': '*.png binary\n', '.github/workflows/own.yml': 'name: own\n' } });
    made.resynthesize(project);
    expect(Object.keys(made.tree).filter((path) => /^(\.github|scripts)\//.test(path))).toEqual(['.github/workflows/own.yml']);
    expect(made.text('.gitattributes')).toContain('*.png binary\n');
    expect(made.text('.gitattributes')).not.toContain('ci.yml');
  });
});

test('marks go under the shebang, else on top, and nowhere while ejecting', () => {
  expect(marked('#!/bin/bash\necho\n', 'M')).toBe('#!/bin/bash\n# M\necho\n');
  expect(marked('a: 1\n', 'M')).toBe('# M\na: 1\n');
  expect(marked('a\n', 'M', '//')).toBe('// M\na\n');
  expect(marked('a\n', undefined)).toBe('a\n');
});
