// What must hold in every run of a deployment and of a rollback, whatever happens in it.
import { endingsOf, forwardPart, isHalf, Repository, scriptOf, World } from './outcomes';
import { textOf } from '../../helpers/expressions';
import { ancestors, conclusion, JobEnding, needed, Play, Run, Runs, Turn } from '../../helpers/job-outcomes';

const WORDS = ['started', 'success', 'failure', 'cancelled', 'rolled-back', 'rollback-failed'];
const CHANGING = ['helm-rollout', 'helm-rollback', 'apply-feature-flags'];

/** Laws that were broken, each with its first example. */
export class Broken {
  public readonly laws: Record<string, string> = {};

  public unless(holds: boolean, law: string, example: unknown): void {
    if (!holds) this.laws[law] ??= JSON.stringify(example);
  }
}

/** Laws that a way to write workflows breaks for one environment. */
export function brokenByDeployment(workflow: Record<string, any>, repository: Repository, environment: string, begins: World[]): Broken {
  const broken = new Broken();
  const play = playOf({ environment, version: '2.0.0', force: false });
  const runs = new Runs<World>(workflow, {
    ...play,
    turn: (turn) => turnOfDeployment(turn, repository, environment, broken),
    ended: (job, ending) => { if (job === 'deploy') endOfDeployment(ending, repository.environments[environment], broken); },
  }).from(...begins);
  for (const run of runs) endOfRun(run, workflow, repository, broken);
  shape(workflow, repository, broken);
  return broken;
}

/** Laws that a rollback by hand breaks. */
export function brokenByRollback(workflow: Record<string, any>, repository: Repository, emergency: boolean, begins: World[]): Broken {
  const broken = new Broken();
  const play = playOf({ environment: 'production', version: '', emergency });
  const runs = new Runs<World>(workflow, {
    ...play,
    turn: (turn) => turnOfRollback(turn, emergency, broken),
    ended: (job, { isTold, world, ...ending }) => {
      if (job === 'rollback' && isTold) broken.unless(world.record !== 'begun' || world.isUnclosed, 'a record that was begun is closed', { world, ending });
    },
  }).from(...begins);
  for (const run of runs) {
    const isGreen = conclusion(workflow, run) === 'success';
    const { world } = run;
    broken.unless(!isGreen || (!isHalf(world) && world.service !== 'none'), 'a run is green only where the version is in service', run);
    broken.unless(!isGreen || !world.isBack || (world.record === 'success' && world.proof === (repository.isProved && !emergency ? 'passed' : 'none')), 'a rollback is recorded and proved', run);
    broken.unless(world.record !== 'success' || (!isHalf(world) && world.proof !== 'failed'), 'a record tells of success only where the version is in service', run);
  }
  for (const { id, document } of notifying(workflow)) beside(id, document, workflow, broken);
  return broken;
}

/** Laws that the two break by running at the same time. */
export function brokenByConcurrency(deploy: Record<string, any>, rollback: Record<string, any>, environments: string[]): Broken {
  const broken = new Broken();
  const groupOf = ({ concurrency }: Record<string, any>, environment: string) => textOf(concurrency?.group, { context: { inputs: { environment } }, options: {} });
  for (const environment of environments) {
    const group = groupOf(deploy, environment);
    broken.unless(group !== '' && group === groupOf(rollback, environment), 'what changes one environment waits for each other', { environment, group });
    const others = environments.filter((other) => other !== environment).map((other) => groupOf(deploy, other));
    broken.unless(!others.includes(group), 'environments do not wait for each other', { environment, group });
  }
  for (const { concurrency } of [deploy, rollback]) {
    broken.unless(!('cancel-in-progress' in (concurrency ?? {})) && concurrency?.queue === 'max', 'nothing is cancelled or forgotten by what comes after it', concurrency);
  }
  return broken;
}

function playOf(inputs: Record<string, unknown>): Pick<Play<World>, 'context' | 'endings' | 'forget'> {
  const github = { repository: 'acme/tool', run_id: '7', server_url: 'https://github.com', sha: 'f00', triggering_actor: 'ann' };
  return {
    context: { inputs, github, vars: {}, secrets: {} },
    endings: endingsOf,
    forget: (world) => ({ ...world, forward: [], isBad: false, isUnclosed: false }),
  };
}

function turnOfDeployment(turn: Turn<World>, repository: Repository, environment: string, broken: Broken): void {
  const { job, step, runs, env, status, steps, world } = turn;
  const script = scriptOf(step);
  if (script === 'notify') return told(turn, () => untrueOfDeployment(turn, repository), broken);
  if (script === 'verify') broken.unless(runs === (steps['roll-back']?.outputs.outcome === 'rolled-back'), 'the version that is back is proved', turn);
  if (job !== 'deploy') return;
  const look = steps.look?.outcome;
  if (step.id === 'roll-back') broken.unless(runs === (look === 'success' && status !== 'success'), 'the way back is taken when something went wrong, and only then', turn);
  if (step.id === 'finish') broken.unless(runs, 'a record that was begun is closed', turn);
  const part = forwardPart(step, env);
  if (part === undefined || !runs) return;
  const wanted = repository.environments[environment].slice(0, world.forward.length + 1);
  broken.unless(JSON.stringify([...world.forward, part]) === JSON.stringify(wanted), 'each environment has its own steps, in order', turn);
  if (script !== 'helm-rollout') return;
  broken.unless(!world.isBad, 'nothing goes forward after a failed test or gate', turn);
  broken.unless(status === 'success', 'nothing goes forward after a failure', turn);
  broken.unless(look === 'success' && world.record === 'begun', 'a rollout begins with the look and the record', turn);
}

function endOfDeployment(ending: JobEnding<World>, parts: string[], broken: Broken): void {
  const { result, outputs, world, isTold } = ending;
  const isWhole = world.service === 'new' && world.record === 'success' && JSON.stringify(world.forward) === JSON.stringify(parts);
  broken.unless(result !== 'success' || isWhole, 'a deployment that succeeded went all the way', ending);
  broken.unless(!isTold || world.record !== 'begun' || outputs.finish === 'failure', 'a record that was begun is closed', ending);
}

function endOfRun(run: Run<World>, workflow: Record<string, any>, repository: Repository, broken: Broken): void {
  const { world, jobs: { 'pre-deployment': checks, deploy, unfinished, recovery, ...others } } = run;
  const begun = Object.keys(run.jobs).filter((id) => run.jobs[id].began && changes(workflow.jobs[id]));
  broken.unless((begun.length === 0 && !world.isTouched) || checks.result === 'success', 'the checks come before every change', run);
  const isGreen = conclusion(workflow, run) === 'success';
  broken.unless(!isGreen || (world.service === 'new' && world.record === 'success'), 'a run is green only where the version is in service', run);
  broken.unless(world.record !== 'success' || world.service === 'new', 'a record tells of success only where the version is in service', run);
  const { 'notify-start': start, 'notify-result': result } = others;
  if (repository.isNotified) {
    broken.unless(result?.began && (!start?.began || checks.result === 'success'), 'every end is told', run);
    broken.unless(start?.began || run.isCancelled || checks.result !== 'success', 'every start is told', run);
  }
  if (repository.rollback !== 'automatic') return;
  const isLeft = deploy.began && deploy.result !== 'success' && world.record !== 'none';
  // Cancelled when all was done: the version is in service for good.
  const isDone = deploy.outputs.finish === 'success' && world.service === 'new';
  broken.unless(!isLeft || isDone || deploy.outputs['roll-back'] === 'success' || unfinished.began, 'recovery is tried where the way back did not work', run);
  const isFound = unfinished.result === 'success' && unfinished.outputs.state !== '';
  broken.unless(!isFound || recovery.began, 'recovery is tried where the way back did not work', run);
  broken.unless(!recovery.began || isLeft, 'nothing is recovered that never began', run);
  broken.unless(!unfinished.began || ['failure', 'cancelled'].includes(deploy.result), 'nothing is recovered that never began', run);
  const isTried = unfinished.result !== 'success' || recovery.result !== 'success';
  broken.unless(!world.isTouched || !isHalf(world) || (unfinished.began && isTried), 'half a deployment is left only where every way back failed', run);
  broken.unless(world.record !== 'begun' || (unfinished.began && isTried), 'a record that was begun is closed', run);
}

// Why the word for how a deployment went is not true, if it is not.
function untrueOfDeployment({ job, env: { STATUS: word }, needs, world }: Turn<World>, { rollback }: Repository): string | undefined {
  if (job === 'notify-start') return word === 'started' ? undefined : 'it is about the start';
  const { deploy, unfinished, recovery } = needs;
  const isCut = Object.values(needs).some(({ result }) => result === 'cancelled');
  if ((word === 'success') !== (deploy?.result === 'success')) return 'success is that of the job';
  if (word === 'cancelled' && !isCut) return 'nobody cancelled';
  if (word === 'failure' && isCut) return 'it was cancelled';
  if (rollback !== 'automatic') return ['success', 'failure', 'cancelled'].includes(word) ? undefined : 'there is no way back';
  if (world.isTouched && isHalf(world) && word !== 'rollback-failed') return 'it is half deployed';
  const isBack = world.isBack && world.service === 'old' && world.proof !== 'failed';
  if (word === 'rolled-back' && !isBack) return 'it is not back';
  const isSaid = [deploy, recovery].some((each) => each?.outputs['roll-back-outcome'] === 'rolled-back');
  if (word !== 'rolled-back' && isBack && isSaid) return 'it is back';
  const isStopped = deploy?.outputs['roll-back'] !== 'success' && [unfinished, recovery].some((each) => each && ['failure', 'cancelled'].includes(each.result));
  const wentWrong = world.proof === 'failed' || isStopped;
  if (word === 'rollback-failed' && !wentWrong) return 'no way back failed';
  const isKnownBad = [deploy, recovery].some((each) => each?.outputs.verify === 'failure');
  if (isKnownBad && word !== 'rollback-failed') return 'what is back is not good';
  return undefined;
}

function turnOfRollback(turn: Turn<World>, emergency: boolean, broken: Broken): void {
  const { step, runs, env, status, steps } = turn;
  const isBack = steps['roll-back']?.outputs.outcome === 'rolled-back';
  const script = scriptOf(step);
  if (script === 'notify') return told(turn, () => untrueOfRollback(turn), broken);
  if (step.id === 'roll-back') {
    broken.unless(runs === (status === 'success'), 'a rollback needs the cluster and nothing else', turn);
    broken.unless(!runs || env.LOCK_WAIT === (emergency ? '0' : '600'), 'an emergency waits for nothing', turn);
  }
  if (script === 'verify') broken.unless(runs === (isBack && !emergency), 'the version that is back is proved, but not in an emergency', turn);
  if (step.env?.ACTION === 'start') broken.unless(runs === isBack, 'a rollback is recorded, whatever comes after it', turn);
}

function untrueOfRollback({ env: { STATUS: word }, needs: { rollback }, world }: Turn<World>): string | undefined {
  const isGood = !isHalf(world) && world.service !== 'none' && world.proof !== 'failed';
  if (!['rolled-back', 'cancelled', 'rollback-failed'].includes(word)) return 'it is no word for a rollback';
  if (word === 'rolled-back' && !isGood) return 'it is not back';
  if (word === 'cancelled' && (rollback?.result !== 'cancelled' || rollback.outputs.verify === 'failure')) return 'nobody cancelled';
  if (word === 'cancelled' && ['failure', 'cancelled'].includes(rollback.outputs['roll-back'])) return 'it may be half way';
  const isBack = isGood && world.isBack && rollback?.outputs['roll-back-outcome'] === 'rolled-back';
  return word !== 'rolled-back' && (isBack || rollback?.result === 'success') ? 'it is back' : undefined;
}

function told(turn: Turn<World>, untrue: () => string | undefined, broken: Broken): void {
  const { runs, status, env } = turn;
  // The first one needs the scripts; those after it do not need the first.
  const isFirst = turn.step.env?.CHANNEL === 'slack';
  broken.unless(runs || status === (isFirst ? 'failure' : 'cancelled') || status === 'cancelled', 'every channel is told', turn);
  if (!runs) return;
  broken.unless(WORDS.includes(env.STATUS), 'every word is one of the script', turn);
  const why = untrue();
  broken.unless(why === undefined, 'every word is true', { why, turn });
  if (env.FIELDS !== undefined) JSON.parse(env.FIELDS);
}

function changes(document: Record<string, any>): boolean {
  return document.steps.some((step: Record<string, any>) => CHANGING.includes(scriptOf(step)));
}

function notifying(workflow: Record<string, any>): { id: string; document: Record<string, any> }[] {
  return Object.entries<Record<string, any>>(workflow.jobs).map(([id, document]) => ({ id, document })).filter(({ id }) => id.startsWith('notify-'));
}

// What can be seen without running anything.
function shape(workflow: Record<string, any>, repository: Repository, broken: Broken): void {
  for (const [id, document] of Object.entries<Record<string, any>>(workflow.jobs)) {
    if (changes(document)) broken.unless(id === 'deploy' || ancestors(id, workflow.jobs).includes('deploy'), 'the checks come before every change', id);
  }
  const notifications = notifying(workflow);
  broken.unless(notifications.length === (repository.isNotified ? 2 : 0), 'every end is told', notifications.length);
  for (const { id, document } of notifications) beside(id, document, workflow, broken);
}

// A message that fails, waits or is lost changes nothing.
function beside(id: string, document: Record<string, any>, workflow: Record<string, any>, broken: Broken): void {
  const isNeeded = Object.values<Record<string, any>>(workflow.jobs).some((other) => needed(other).includes(id));
  broken.unless(document['continue-on-error'] === true && !isNeeded && document.environment === undefined && !changes(document), 'notifications stand beside', id);
}
