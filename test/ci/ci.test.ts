// Guards the order of a synth: the whole model is checked before a file is removed or written, what
// comes later is refused rather than lost, and no two constructs write one file.
import { Component, JsonFile, Logger } from 'projen';
import { composed, EchoStage, JobsStage, nodeStep, project, simple, textOf } from './compositions';
import {
  ActionCall, ActionCatalog, Check, Ci, CompositeAction, DeliveryProject, Expr, IFindings, Job, Pipeline, ScriptAsset, Step, Trigger, Workflow,
} from '../../src';
import { describeChanges } from '../../src/ci/summary';
import { attempt, synthesize } from '../../src/testing';

/** Does something when projen prepares the synth. */
class Preparing extends Component {
  public constructor(made: DeliveryProject, private readonly act: () => void) {
    super(made);
  }

  public preSynthesize(): void {
    this.act();
  }
}

const old = composed((pipeline) => void new EchoStage(pipeline, 'Build'), { fileName: 'old' });
const secretStep = () => Step.command('echo', { id: 'use', env: { TOKEN: Expr.secret('TOKEN') } });

/** Composes anew where `old` was written; tells the error and whether the files stayed as they were. */
function onTopOfOld(compose: (outdir: string) => DeliveryProject): { text: string; untouched: boolean } {
  const made = synthesize(old);
  const before = made.tree;
  let error: Error | undefined;
  try {
    made.resynthesize(compose);
  } catch (thrown) {
    error = thrown as Error;
  }
  return { text: textOf(error), untouched: JSON.stringify(made.tree) === JSON.stringify(before) };
}

describe('an error comes before anything is removed or written', () => {
  test('in a model that breaks a check', () => {
    const { text, untouched } = onTopOfOld(composed((pipeline) => {
      new JobsStage(pipeline, 'Build', (newJob) => {
        const job = newJob('build');
        job.addStep(secretStep());
        return [job];
      });
    }));
    expect(text).toMatch(new RegExp([
      '^Ci/Build/use: the secret TOKEN is used in \\.github/workflows/ci\\.yml, which pull requests from forks start\\. \\[fork-secrets\\]',
      '  at test/ci/ci\\.test\\.ts:\\d+',
      '  Forks get no secrets, so the step would fail for them\\. Add `condition: Expr\\.notFromFork\\(\\)` to the step or its job,',
      '  or move it to a workflow that pull requests do not start\\.',
      'Nothing was written\\.$',
    ].join('\n')));
    expect(untouched).toBe(true);
  });

  test('in an action that the catalogue refuses, or an input it does not know', () => {
    const using = (call: ActionCall) => composed((pipeline) => void new EchoStage(pipeline, 'Build').slot('after:say').add(Step.uses(call, { id: 'use' })));
    expect(onTopOfOld(using(ActionCall.of('actions/setup-node', { 'node-versoin': '20' })))).toMatchObject({
      text: expect.stringMatching(/^Ci\/Build\/use: actions\/setup-node v[\d.]+ has no input "node-versoin"\.\n {2}at test\/ci\/ci\.test\.ts:\d+\n {2}Did you mean "node-version"\?/), untouched: true,
    });
    expect(onTopOfOld(using(ActionCall.of('nobody/knows-it'))).text).toContain('nobody/knows-it is not in the catalogue and has no pin.');
  });

  test('also in an action of a composite action', () => {
    const { text, untouched } = onTopOfOld(composed((pipeline) => {
      new EchoStage(pipeline, 'Build');
      new CompositeAction(pipeline, 'bad', { name: 'Bad', description: 'Bad.', steps: [Step.uses(ActionCall.of('actions/setup-node', { nope: 1 }), { id: 'use' })] });
    }));
    expect(text).toMatch(/^Ci\/bad\/use: actions\/setup-node v[\d.]+ has no input "nope"\.\n/);
    expect(untouched).toBe(true);
  });

  test('with all findings of a kind together', () => {
    const { text } = onTopOfOld(composed((pipeline) => {
      for (const id of ['A', 'B']) new EchoStage(pipeline, id).slot('after:say').add(secretStep());
    }));
    expect(text).toMatch(/^2 problems:\n\nCi\/A\/use: the secret TOKEN[^]*\n\nCi\/B\/use: the secret TOKEN[^]*Nothing was written\.$/);
    expect(text.match(/Nothing was written/g)).toHaveLength(1);
  });
});

describe('what other components add while projen prepares', () => {
  test('is checked, when they come first', () => {
    const late = (act: (pipeline: Pipeline) => void) => (outdir: string) => {
      const made = project(outdir);
      let pipeline: Pipeline | undefined;
      new Preparing(made, () => act(pipeline!));
      pipeline = new Pipeline(made, 'Ci');
      new EchoStage(pipeline, 'Build');
      return made;
    };
    const { text, untouched } = onTopOfOld(late((pipeline) => void new EchoStage(pipeline, 'Late').slot('after:say').add(secretStep())));
    expect(text).toContain('Ci/Late/use: the secret TOKEN');
    expect(untouched).toBe(true);
    expect(synthesize(late((pipeline) => void new EchoStage(pipeline, 'Late'))).workflow('ci').job('late').steps).toHaveLength(2);
  });

  test.each<[string, (pipeline: Pipeline) => void, RegExp]>([
    ['a stage', (pipeline) => void new EchoStage(pipeline, 'Late'), /^Ci: a stage comes after its workflows were read\.\n {2}at test\/ci\/ci\.test\.ts:\d+\n/],
    ['a job', (pipeline) => void pipeline.stage('Build').addJob(new Job('late')), /^Ci: the job "late" of Ci\/Build comes after/],
    ['a pipeline', (pipeline) => void new Pipeline(pipeline.node.scope!, 'Late'), /^Ci: the pipeline Late comes after everything was checked\.\n {2}at test\/ci\/ci\.test\.ts:\d+\n {2}Add it while the project is composed/],
    ['a workflow', (pipeline) => void pipeline.ci.addWorkflow(new Workflow('late')), /^Ci: the workflow "late" comes after everything was checked\./],
    ['a patch', (pipeline) => pipeline.ci.patchFile('.github/workflows/ci.yml'), /^Ci: a patch of \.github\/workflows\/ci\.yml comes after everything was checked\./],
    ['a composite action', (pipeline) => void new CompositeAction(pipeline, 'late', { name: 'L', description: 'L.' }), /^Ci: a source of files comes after everything was checked\./],
    ['a check', (pipeline) => pipeline.ci.addCheck(new NoEcho()), /^Ci: the check "no-echo" comes after everything was checked\./],
    ['a catalogue', (pipeline) => pipeline.ci.useCatalog(ActionCatalog.standard()), /^Ci: a catalogue comes after everything was checked\./],
  ])('is refused when they come last: %s', (_, act, error) => {
    const { text, untouched } = onTopOfOld((outdir) => {
      const made = simple(outdir);
      new Preparing(made, () => act(made.node.findChild('Ci') as Pipeline));
      return made;
    });
    expect(text).toMatch(error);
    expect(untouched).toBe(true);
  });
});

class NoEcho extends Check {
  public readonly id = 'no-echo';
  public readonly description = 'No step says hello.';
  public visitStep(step: Step, job: Job, _: Workflow, findings: IFindings): void {
    if (step.commandLine?.includes('echo')) findings.report({ place: `${job.origin}/${step.id}`, problem: 'it says hello.', fix: 'Be silent.', at: step.at });
  }
}

test('a check of one\'s own is kept like ours', () => {
  const { error, changed } = attempt(composed((pipeline) => {
    pipeline.ci.addCheck(new NoEcho());
    new EchoStage(pipeline, 'Build');
  }));
  expect(textOf(error)).toMatch(/^Ci\/Build\/say: it says hello\. \[no-echo\]\n {2}at test\/ci\/compositions\.ts:\d+\n {2}Be silent\.\nNothing was written\.$/);
  expect(changed).toEqual([]);
});

describe('one file', () => {
  test('is wanted by two pipelines', () => {
    const { error, changed } = attempt((outdir) => {
      const made = simple(outdir);
      new JobsStage(new Pipeline(made, 'Other', { fileName: 'ci' }), 'B', (newJob) => [filled(newJob('b'))]);
      return made;
    });
    expect(textOf(error)).toContain('.github/workflows/ci.yml: two constructs want different texts in this file.\n');
    expect(textOf(error)).toContain('\n  Give one of them another name.\nNothing was written.');
    expect(changed).toEqual([]);
  });

  test('is wanted by another component of the project', () => {
    const { error, changed } = attempt((outdir) => {
      const made = simple(outdir);
      new JsonFile(made, '.github/workflows/ci.yml', { obj: {} });
      return made;
    });
    expect(textOf(error)).toContain('.github/workflows/ci.yml: another component of the project writes this file.\n');
    expect(changed).toEqual([]);
  });

  test('is wanted by two scripts of one name', () => {
    const { error, changed } = attempt((outdir) => {
      const made = simple(outdir);
      const { writeFileSync } = jest.requireActual<typeof import('node:fs')>('node:fs');
      writeFileSync(`${outdir}/gate.sh`, '#!/usr/bin/env bash\n# @summary Mine.\n');
      (made.node.findChild('Ci') as Pipeline).stage('Build').slot('after:say').add(ScriptAsset.fromFile(`${outdir}/gate.sh`).step({}));
      return made;
    });
    expect(textOf(error)).toContain('scripts/ci/gate.sh: two constructs want different texts in this file.');
    expect(changed).toEqual(['gate.sh']);
  });
});

describe('composite actions', () => {
  const setUp = (pipeline: Pipeline) => new CompositeAction(pipeline, 'set-up', {
    name: 'Set Up',
    description: 'Sets up.',
    inputs: { version: { description: 'Which version', required: true }, extra: { description: 'More' } },
    steps: [nodeStep().with({ env: { V: Expr.input('version') } }), ScriptAsset._shipped('check-command').actionStep({ COMMAND: Expr.input('version') })],
  });

  test('carry their scripts beside them', () => {
    const made = synthesize(composed((pipeline) => void new EchoStage(pipeline, 'Build').slot('before:say').add(Step.uses(setUp(pipeline).call({ version: '20' }), { id: 'set-up' }))));
    expect(made.generated.filter((path) => path.includes('set-up'))).toEqual(['.github/actions/set-up/action.yml', '.github/actions/set-up/check-command.sh']);
    expect(made.action('set-up').runs.steps[1].run).toBe('bash "$GITHUB_ACTION_PATH/check-command.sh"');
    expect(made.workflow('ci').job('build').step('$/.github/actions/set-up').with).toEqual({ version: '20' });
  });

  test('take the inputs they declare', () => {
    const calling = (inputs: Record<string, string>) => composed((pipeline) => void setUp(pipeline).call(inputs));
    expect(textOf(attempt(calling({ version: '1', verbose: 'x' })).error)).toContain('Ci/set-up: it has no input "verbose".');
    expect(textOf(attempt(calling({ version: '1', verbose: 'x' })).error)).toContain('Its inputs are: version, extra.');
    expect(textOf(attempt(calling({ extra: 'x' })).error)).toMatch(/^Ci\/set-up: the input "version" is missing\.\n {2}at test\/ci\/ci\.test\.ts:\d+\n {2}version: Which version\n/);
  });
});

describe('the summary', () => {
  test('tells what is created, updated, removed, or that nothing is', () => {
    const made = synthesize(simple);
    const files = made.generated.map((path) => ({ path, text: () => made.text(path) }) as any);
    expect(describeChanges(made.outdir, files, made.generated)).toEqual([`${files.length} files checked, nothing changed`]);
    const other = [{ path: 'new.yml', text: () => 'x' }, { path: '.github/workflows/ci.yml', text: () => 'x' }] as any;
    expect(describeChanges(made.outdir, other, ['.github/workflows/ci.yml', 'scripts/ci/gate.sh', 'long/gone'])).toEqual([
      'updated .github/workflows/ci.yml', 'created new.yml', 'removed scripts/ci/gate.sh', '2 files checked, 1 created, 1 updated, 1 removed',
    ]);
  });

  test('ends with the notes, each once', () => {
    const told: string[] = [];
    const info = jest.spyOn(Logger.prototype, 'info').mockImplementation((...text: unknown[]) => void told.push(`info ${text}`));
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation((...text: unknown[]) => void told.push(`warn ${text}`));
    synthesize((outdir) => {
      const made = simple(outdir);
      const ci = Ci.of(made);
      ci.note('Node 18 ended.');
      ci.note('Node 18 ended.');
      const synth = made.synth.bind(made);
      made.synth = () => {
        synth();
        ci._report();
      };
      return made;
    });
    info.mockRestore();
    warn.mockRestore();
    expect(told.slice(-2)).toEqual([expect.stringMatching(/^info \d+ files checked, \d+ created$/), 'warn Node 18 ended.']);
    expect(told).toContain('info created .github/workflows/ci.yml');
  });
});

test('there is one registry a project, whoever asks', () => {
  synthesize(composed((pipeline) => {
    const stage = new EchoStage(pipeline, 'Build');
    expect(Ci.of(stage)).toBe(pipeline.ci);
    expect(pipeline.ci.pipelines).toEqual([pipeline]);
  }));
});

test('a catalogue of one\'s own decides the commits', () => {
  const commit = 'e'.repeat(40);
  const made = synthesize(composed((pipeline) => {
    pipeline.ci.useCatalog(ActionCatalog.standard().withPins({ 'actions/checkout': { commit, version: 'v77.0.0' } }));
    new EchoStage(pipeline, 'Build');
  }));
  expect(made.text('.github/workflows/ci.yml')).toContain(`actions/checkout@${commit} # v77.0.0`);
});

test('workflows are valid for GitHub', () => {
  const made = synthesize(composed((pipeline) => {
    pipeline.workflow('ci').addTrigger(Trigger.release('published'));
    new EchoStage(pipeline, 'Build', { paths: ['src/**'] });
  }));
  const { validateGithubFile } = require('../helpers/github-validator') as typeof import('../helpers/github-validator');
  expect(validateGithubFile('.github/workflows/ci.yml', made.text('.github/workflows/ci.yml'))).toEqual([]);
  expect(validateGithubFile('.github/actions/pins/action.yml', made.text('.github/actions/pins/action.yml'))).toEqual([]);
});

function filled(job: Job): Job {
  job.addStep(Step.command('echo'));
  return job;
}
