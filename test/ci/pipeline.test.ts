// Guards composition: stages build late and once, ids are unique, slots and replacements land where
// they say, nothing that comes too late is silently lost, and every error names the user's own line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composed, EchoStage, JobsStage, project, simple, textOf } from './compositions';
import { Expr, Job, Pipeline, Stage, Step, Trigger, Workflow } from '../../src';
import { attempt, synthesize } from '../../src/testing';

// Pipelines are written in `compositions.ts`, everything else here.
const PIPELINE = readFileSync(join(__dirname, 'compositions.ts'), 'utf8').split('\n').findIndex((line) => line.includes('new Pipeline(')) + 1;
const LINE = `test/ci/(?:pipeline\\.test\\.ts:\\d+|compositions\\.ts:${PIPELINE})`;

/** The error of a composition, which must have changed nothing on disk. */
function refused(compose: (outdir: string) => any): string {
  const { error, changed } = attempt(compose);
  expect(changed).toEqual([]);
  return textOf(error);
}

/** The form of an error: place and problem, line, fix, and that nothing was written. */
function told(problem: string, fix: string): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal(problem)}\n  at ${LINE}\n  ${literal(fix)}\nNothing was written\\.$`);
}

describe('ids', () => {
  test('of pipelines are unique', () => {
    expect(refused(composed((pipeline) => void new Pipeline(pipeline.node.scope!, 'Ci')))).toMatch(told('Ci: there is a construct "Ci" already.', 'Give the pipeline another id.'));
  });

  test('of stages are unique', () => {
    expect(refused(composed((pipeline) => {
      new EchoStage(pipeline, 'Build');
      new EchoStage(pipeline, 'Build');
    }))).toMatch(told('Ci/Build: there is a stage "Build" already.', 'Give it another id; taken are: Build. To replace a stage, see `replaceStage`.'));
  });

  test('of jobs are unique in a workflow', () => {
    const text = refused(composed((pipeline) => {
      new JobsStage(pipeline, 'A', (newJob) => [withStep(newJob('same'))]);
      new JobsStage(pipeline, 'B', (newJob) => [withStep(newJob('same'))]);
    }));
    expect(text).toMatch(/^Ci\/B: \.github\/workflows\/ci\.yml has a job "same" already, from Ci\/A\.\n[^]*Give one of the two another id\.\nNothing was written\.$/);
  });
});

test('a stage belongs to a pipeline', () => {
  expect(refused((outdir) => {
    const made = project(outdir);
    new EchoStage(made, 'Build');
    return made;
  })).toMatch(told('Build: a stage belongs to a pipeline.', "Give a pipeline as the first argument: new Pipeline(project, 'Ci', …) takes any stage."));
});

test('a pipeline has a branch', () => {
  expect(refused(composed(() => undefined, { branches: [] }))).toMatch(told('Ci: `branches` is empty.', 'Name the branch that pull requests are merged into.'));
});

test('a workflow has two jobs of its own names at most once: the gate is taken', () => {
  expect(refused(composed((pipeline) => void new JobsStage(pipeline, 'A', (newJob) => [withStep(newJob('gate'))])))).toContain('has a job "gate" already, from Ci/A');
});

describe('a subclass', () => {
  test('sees its own fields in hooks', () => {
    class Greeting extends EchoStage {
      private readonly greeting = 'echo from a field';
      protected text(): string {
        return this.greeting;
      }
    }
    const made = synthesize(composed((pipeline) => void new Greeting(pipeline, 'Build')));
    expect(made.workflow('ci').job('build').step('Say').run).toBe('echo from a field');
  });

  test('of a pipeline sees its own fields in hooks, and brings stages', () => {
    class Own extends Pipeline {
      private readonly names = ['First', 'Second'];
      private readonly event = Trigger.push({ branches: ['trunk'] });
      protected addStages(): void {
        for (const name of this.names) new EchoStage(this, name);
      }
      protected mainTriggers(): Trigger[] {
        return [this.event];
      }
    }
    const made = synthesize((outdir) => {
      const own = project(outdir);
      new EchoStage(new Own(own, 'Own', { fileName: 'own', workflowName: 'Own' }), 'Third');
      return own;
    });
    const { document, jobs } = made.workflow('own');
    expect([document.name, document.on, jobs.map(({ id }) => id)]).toEqual(['Own', { push: { branches: ['trunk'] } }, ['first', 'second', 'third']]);
  });

  test('builds its jobs once, whoever reads them', () => {
    let built = 0;
    synthesize(composed((pipeline) => {
      const stage = new JobsStage(pipeline, 'Build', (newJob) => {
        built += 1;
        return [withStep(newJob('build'))];
      });
      expect(stage.jobs).toHaveLength(1);
      expect(stage.job().id).toBe('build');
      expect(pipeline.workflows).toHaveLength(1);
    }));
    expect(built).toBe(1);
  });
});

describe('slots', () => {
  test('put steps before and after, in the order they were added', () => {
    const made = synthesize(composed((pipeline) => {
      const stage = new EchoStage(pipeline, 'Build');
      stage.slot('before:say').add(Step.command('one'), Step.command('two'));
      stage.slot('after:say').add(Step.command('three'));
      stage.slot('before:checkout').add(Step.command('zero'));
    }));
    expect(made.workflow('ci').job('build').steps.map(({ name }) => name)).toEqual(['zero', 'Check out', 'one', 'two', 'Say', 'three']);
  });

  test('that do not exist are answered with those that do, and the line that asked', () => {
    expect(refused(composed((pipeline) => void new EchoStage(pipeline, 'Build').slot('before:test').add(Step.command('x')))))
      .toMatch(told('Ci/Build: it has no slot "before:test".', 'Its slots are before: and after: checkout, say.'));
  });

  test('have names of one form', () => {
    expect(refused(composed((pipeline) => void new EchoStage(pipeline, 'Build').slot('say')))).toMatch(told('Ci/Build: "say" is not a slot.', 'Write before:<step id> or after:<step id>.'));
  });

  test('that come too late are refused, not lost', () => {
    expect(refused(composed((pipeline) => {
      const stage = new EchoStage(pipeline, 'Build');
      expect(stage.jobs).toHaveLength(1);
      stage.slot('before:say');
    }))).toMatch(told('Ci/Build: the slot "before:say" comes too late.', 'Its jobs were read already. Ask for slots before `jobs`.'));
    expect(refused(composed((pipeline) => {
      const stage = new EchoStage(pipeline, 'Build');
      const slot = stage.slot('before:say');
      expect(stage.jobs).toHaveLength(1);
      slot.add(Step.command('x'));
    }))).toMatch(told('Slot before:say: the jobs of its stage were read already.', 'Add steps before reading `jobs`, `workflows` or `gates`, and before the synth.'));
  });
});

describe('replaceStage', () => {
  test('puts a stage of one\'s own in the place of another, also for those that need it', () => {
    const made = synthesize(composed((pipeline) => {
      const build = new EchoStage(pipeline, 'Build');
      new EchoStage(pipeline, 'Test', { needs: [build] });
      pipeline.replaceStage('Build', new EchoStage(pipeline, 'Mine'));
      expect(pipeline.stage('Build').node.id).toBe('Mine');
    }));
    const { jobs } = made.workflow('ci');
    expect(jobs.map(({ id, document }) => [id, document.needs])).toEqual([['test', 'mine'], ['mine', undefined], ['gate', ['test', 'mine']]]);
  });

  test('knows its stages', () => {
    expect(refused(composed((pipeline) => pipeline.replaceStage('Biuld', new EchoStage(pipeline, 'Build'))))).toMatch(told('Ci: it has no stage "Biuld".', 'Its stages are: Build.'));
  });

  test('takes no stage of another pipeline', () => {
    expect(refused(composed((pipeline) => {
      new EchoStage(pipeline, 'Build');
      pipeline.replaceStage('Build', new EchoStage(new Pipeline(pipeline.node.scope!, 'Other', { fileName: 'other' }), 'Build'));
    }))).toMatch(told('Ci: the stage Other/Build belongs to Other.', 'Create it with this pipeline as its scope.'));
  });
});

describe('workflows', () => {
  test('have roles that stages join', () => {
    const made = synthesize(composed((pipeline) => {
      pipeline.addWorkflow('nightly', 'nightly', { name: 'Nightly', triggers: [Trigger.workflowDispatch()] });
      new EchoStage(pipeline, 'Build');
      new EchoStage(pipeline, 'Long', { workflow: 'nightly' });
    }));
    expect(made.workflows.map(({ document, jobs }) => [document.name, jobs.map(({ id }) => id)])).toEqual([['Continuous Integration', ['build', 'gate']], ['Nightly', ['long']]]);
  });

  test('are named when a role is missing or taken', () => {
    expect(refused(composed((pipeline) => void new EchoStage(pipeline, 'Build', { workflow: 'nightli' })))).toMatch(told('Ci: it has no workflow "nightli".', 'Its workflows are: ci; add one with addWorkflow.'));
    expect(refused(composed((pipeline) => {
      pipeline.addWorkflow('a', 'a', {});
      pipeline.addWorkflow('a', 'b', {});
    }))).toMatch(told('Ci: it has a workflow "a" already.', 'Its roles are: a.'));
  });

  test('without jobs are not written', () => {
    const made = synthesize(composed((pipeline) => {
      pipeline.addWorkflow('empty', 'empty', { triggers: [Trigger.push()] });
      new EchoStage(pipeline, 'Build');
    }));
    expect(made.has('.github/workflows/empty.yml')).toBe(false);
  });

  test('end in a gate where pull requests start them, unless told otherwise', () => {
    const compose = (gate: boolean) => composed((pipeline) => {
      new EchoStage(pipeline, 'Build');
      expect(pipeline.gates).toEqual(gate ? ['Continuous Integration Gate'] : []);
    }, { gate });
    expect(synthesize(compose(true)).workflow('ci').job('gate').document).toMatchObject({ name: 'Continuous Integration Gate', needs: 'build', if: 'always()' });
    expect(synthesize(compose(false)).workflow('ci').jobs.map(({ id }) => id)).toEqual(['build']);
  });

  test('on a schedule report their failures, unless told otherwise', () => {
    const compose = (scheduleIssues?: boolean) => composed((pipeline) => {
      pipeline.workflow('ci').addTrigger(Trigger.schedule());
      new EchoStage(pipeline, 'Build');
    }, { scheduleIssues });
    expect(textOf(attempt(compose()).error)).toContain('schedule has no time');
    const daily = (scheduleIssues?: boolean) => composed((pipeline) => {
      pipeline.workflow('ci').addTrigger(Trigger.schedule(require('../../src').Cron.daily()));
      new EchoStage(pipeline, 'Build');
    }, { scheduleIssues });
    const job = synthesize(daily()).workflow('ci').job('schedule-issue').document;
    expect(job).toMatchObject({ needs: 'build', if: "always() && github.event_name == 'schedule'", permissions: { contents: 'read', issues: 'write' } });
    expect(synthesize(daily(false)).workflow('ci').jobs.map(({ id }) => id)).toEqual(['build', 'gate']);
  });
});

describe('what comes after the workflows were read is refused, not lost', () => {
  const fix = 'Create every stage and job before reading `workflows` or `gates`, and before the synth.';

  test('a stage', () => {
    expect(refused(composed((pipeline) => {
      new EchoStage(pipeline, 'Build');
      expect(pipeline.workflows).toHaveLength(1);
      new EchoStage(pipeline, 'Late');
    }))).toMatch(told('Ci: a stage comes after its workflows were read.', fix));
  });

  test('a job', () => {
    expect(refused(composed((pipeline) => {
      const stage = new EchoStage(pipeline, 'Build');
      expect(pipeline.gates).toHaveLength(1);
      stage.addJob(withStep(new Job('late')));
    }))).toMatch(told('Ci: the job "late" of Ci/Build comes after its workflows were read.', fix));
  });
});

describe('stages', () => {
  test('take jobs of one\'s own, which the gate requires too', () => {
    const made = synthesize(composed((pipeline) => {
      const stage = new EchoStage(pipeline, 'Build');
      stage.addJob(withStep(new Job('extra', { name: 'Extra', needs: stage.jobs })));
    }));
    expect(made.workflow('ci').jobs.map(({ id, document }) => [id, document.needs])).toEqual([['build', undefined], ['extra', 'build'], ['gate', ['build', 'extra']]]);
  });

  test('wait for the jobs of those they need, and not for themselves', () => {
    const made = synthesize(composed((pipeline) => {
      const first = new EchoStage(pipeline, 'PullRequests');
      new EchoStage(pipeline, 'After', { needs: [first], env: { A: 'x' } });
    }));
    expect(made.workflow('ci').job('after').document).toMatchObject({ needs: 'pull-requests', env: { A: 'x' } });
    const text = refused(composed((pipeline) => {
      const needs: Stage[] = [];
      needs.push(new EchoStage(pipeline, 'A', { needs }));
    }));
    expect(text).toMatch(told('Ci/A: it needs itself through other stages.', 'Remove one of the needs.'));
  });

  test('tell which job is meant', () => {
    expect(refused(composed((pipeline) => void new JobsStage(pipeline, 'Two', (newJob) => [newJob('a'), newJob('b')]).job())))
      .toMatch(told('Ci/Two: it has several jobs.', 'Its jobs are: a, b.'));
    expect(refused(composed((pipeline) => void new EchoStage(pipeline, 'One').job('x')))).toMatch(told('Ci/One: it has no job "x".', 'Its jobs are: one.'));
  });

  test('of a job without steps are told by the checks', () => {
    expect(refused(composed((pipeline) => void new JobsStage(pipeline, 'Empty', (newJob) => [newJob('empty')])))).toContain('Ci/Empty: the job "empty" has no steps. [references]');
  });
});

test('two pipelines of one project share what is the same', () => {
  const made = synthesize((outdir) => {
    const own = simple(outdir);
    new EchoStage(new Pipeline(own, 'Other'), 'Build');
    return own;
  });
  expect(made.workflows.map(({ path }) => path)).toEqual(['.github/workflows/ci.yml', '.github/workflows/other.yml']);
  expect(made.generated.filter((path) => path.startsWith('scripts/'))).toEqual(['scripts/ci/gate.sh']);
});

function withStep(job: Job): Job {
  job.addStep(Step.command('echo', { env: { SHA: Expr.github('sha') } }));
  return job;
}

test('a workflow of its own needs no pipeline', () => {
  const made = synthesize((outdir) => {
    const own = project(outdir);
    const workflow = new Workflow('own', { triggers: [Trigger.push()] });
    workflow.addJob(withStep(new Job('a')));
    require('../../src').Ci.of(own).addWorkflow(workflow);
    return own;
  });
  expect(made.generated).toEqual(['.github/workflows/own.yml', '.projen/inventory.json']);
});
