/**
 * Invariants: act by nektos, which knows nothing of us, says the same as the simulator of every documented case that it supports.
 * Where it does not, the case says so, documentation decides, and a difference that is none any more fails here.
 */
import { actProgram, askAct } from './helpers/act';
import { ActRun } from './helpers/act-opinion';
import { runnableFiles } from './helpers/act-workflow';
import { withPrograms } from './helpers/debian';
import type { Event } from '../../src/simulate/event';
import type { SimulatedJob } from '../../src/simulate/simulated';
import { runCases } from '../simulate/documented';
import type { DocumentedCase } from '../simulate/documented/case';
import { claimsOf } from '../simulate/documented/claims';
import { simulationOf } from '../simulate/documented/simulation-of';

jest.setTimeout(60_000);

const asked = runCases.filter(({ act }) => act === 'agrees' || (act !== undefined && 'differs' in act));
const program = actProgram();

(program ? withPrograms({ git: 'git' }) : describe.skip)('act', () => {
  test('is asked about half of the cases and more', () => {
    expect(asked.length).toBeGreaterThan(runCases.length / 2);
  });

  test('is heard: a wrong claim does not pass', async () => {
    const [documented] = asked;
    const { words } = await opinionOn({ ...documented, expected: { conclusion: 'failure', jobs: { job1: 'failure', job2: 'success' } } });
    expect(words).toBe('run success, job1 success');
  });

  test.each(asked.map((each): [string, DocumentedCase] => [`${each.id}: ${each.title}`, each]))('%s', async (_, each) => {
    const { words, tail } = await opinionOn(each);
    const known = typeof each.act === 'object' && 'differs' in each.act ? each.act.differs : 'agrees';
    if (words !== known) throw new Error(`The case knows of act "${known}", and act says "${words}". Its last words:\n${tail}`);
  });
});

// In words: `agrees`, or what it says of each thing that it says otherwise.
async function opinionOn(documented: DocumentedCase): Promise<{ words: string; tail: string }> {
  const jobs = simulatedJobs(documented);
  const event = [documented.event].flat()[0] as Event;
  const files = runnableFiles(documented, jobs);
  const { secrets = {}, variables = {} } = documented.given ?? {};
  const reply = await askAct(program!, { event: event.name, payload: event.payload, workflow: Object.keys(files)[0], files, secrets, variables });
  const run = new ActRun(reply, jobs);
  return { words: documented.expected?.refused ? onRefused(run) : onRun(run, documented), tail: reply.tail };
}

function onRefused(run: ActRun): string {
  return run.isRefused ? 'agrees' : run.words;
}

function onRun(run: ActRun, { expected = {} }: DocumentedCase): string {
  if (run.isRefused) return 'refused';
  const claims = claimsOf(expected).filter((claim) => run.canAnswer(claim));
  expect(claims).not.toEqual([]);
  const answers = claims.map((claim) => ({ claim, answer: run.answerTo(claim) }));
  const others = answers.filter(({ claim, answer }) => JSON.stringify(answer) !== JSON.stringify(claim.value));
  return others.map(({ claim, answer }) => `${claim.about || 'run'} ${inWords(answer)}`).join(', ') || 'agrees';
}

// Where the simulator stops, nothing is given, and no leg has a key.
function simulatedJobs(documented: DocumentedCase): readonly SimulatedJob[] {
  return documented.expected?.refused ? [] : simulationOf(documented).run().runs[0].jobs;
}

function inWords(answer: unknown): string {
  return answer === '' ? 'empty' : typeof answer === 'string' ? answer : JSON.stringify(answer);
}
