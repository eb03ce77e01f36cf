import type { Choice, Choices } from './choices';
import type { JobTurn } from '../simulate/job-turn';
import type { RunSchedule } from '../simulate/run-schedule';
import type { SimulatedRun } from '../simulate/simulated';

/** Choices that differ from the usual one: by number of the job in the order in which they ended. */
export type Deviations = readonly (readonly [at: number, choice: number])[];

/** One way in which a run can go. */
export interface Case {
  readonly run: SimulatedRun;
  readonly deviations: Deviations;
}

/** What is explored. */
export interface Exploration {
  /** A run in which nothing has happened yet. */
  start(): RunSchedule;
  readonly choices: Choices;
  /** Whether it matters how this job ends. */
  isAsked(turn: JobTurn): boolean;
  /** Whether the law means this leg of a matrix, and not only the job. */
  isNamed(turn: JobTurn): boolean;
  /** The asked jobs that wait for this one: of jobs that are not asked, who holds up the same ones is as good as another. */
  holdsUp(turn: JobTurn): string;
  /** Most cases that are tried. */
  readonly budget: number;
  /** For the cases that are drawn once there are too many. */
  readonly seed: number;
}

/** From where further cases come. The run itself is not kept: there are many thousands. */
interface Played {
  readonly deviations: Deviations;
  /** How many choices each job had. */
  readonly widths: readonly number[];
}

/** How far it went. */
export interface Extent {
  readonly cases: number;
  /** Whether all cases were tried; else all with fewer deviations than `depth`, and others drawn by chance. */
  readonly isComplete: boolean;
  readonly depth: number;
}

/** What becomes of the exploration after a case: `broken` ends it with a counterexample, `enough` without. */
export type Verdict = 'further' | 'enough' | 'broken';

/**
 * Tries the ways in which a run can go, those with the fewest deviations first, each once. What breaks a law by chance is
 * visited again in shorter cases, as long as they break it too: the last that is `broken` is the counterexample.
 */
export function explore(exploration: Exploration, visit: (each: Case) => Verdict): Extent {
  const first = play(exploration, []);
  if (visit(first) !== 'further') return { cases: 1, isComplete: false, depth: 0 };
  let cases = 1;
  let level: Played[] = [{ deviations: [], widths: first.widths }];
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: Played[] = [];
    for (const known of level) {
      for (const deviations of further(known)) {
        if (cases >= exploration.budget) return { cases: cases + draw(exploration, first, visit), isComplete: false, depth };
        const played = play(exploration, deviations);
        cases += 1;
        if (visit(played) !== 'further') return { cases, isComplete: false, depth };
        next.push({ deviations, widths: played.widths });
      }
    }
    level = next;
  }
  return { cases, isComplete: true, depth: Infinity };
}

// One more deviation, behind the last one: so each set of them comes once.
function* further({ deviations, widths }: Played): Generator<Deviations> {
  const from = deviations.length > 0 ? deviations[deviations.length - 1][0] + 1 : 0;
  for (let at = from; at < widths.length; at += 1) for (let choice = 1; choice < widths[at]; choice += 1) yield [...deviations, [at, choice]];
}

function draw(exploration: Exploration, first: Played, visit: (each: Case) => Verdict): number {
  const random = generator(exploration.seed);
  const most = Math.ceil(exploration.budget / 10);
  for (let drawn = 1; drawn <= most; drawn += 1) {
    // Beyond the jobs of the usual run more can come, such as those after a failure.
    const deviations = Array.from({ length: first.widths.length * 2 }, (_, at) => [at, random()] as const).filter(() => random() % 2 === 0);
    const played = play(exploration, deviations);
    const verdict = visit(played);
    if (verdict === 'broken') return drawn + shorten(exploration, played, visit);
    if (verdict === 'enough') return drawn;
  }
  return most;
}

// Lets one deviation after the other go, until none can: with each the later jobs may be others, so all are tried again.
function shorten(exploration: Exploration, { deviations }: Played, visit: (each: Case) => Verdict): number {
  let needed = deviations;
  let tried = 0;
  for (let index = 0; index < needed.length;) {
    const shorter = play(exploration, needed.filter((_, each) => each !== index));
    tried += 1;
    if (visit(shorter) === 'broken') [needed, index] = [shorter.deviations, 0];
    else index += 1;
  }
  return tried;
}

// Jobs end in the order in which they began, which decides nothing: but for those that are still at work when somebody
// cancels the run. They stay until all others have gone as far as they can.
function play({ start, choices, isAsked, isNamed, holdsUp }: Exploration, deviations: Deviations): Case & Played {
  const run = start();
  const chosen = new Map(deviations);
  const widths: number[] = [];
  const open = run.ready();
  const held: JobTurn[] = [];
  const offered = new Set<string>();
  let isCancelled = false;
  while (open.length > 0 || held.length > 0) {
    if (open.length === 0) {
      isCancelled = true;
      run.cancel();
      open.push(...held.splice(0), ...run.ready());
    }
    const turn = open.shift()!;
    const isOne = isAsked(turn);
    const holds = isOne ? '' : holdsUp(turn);
    const all: readonly Choice[] = choices.of(turn, { isAsked: isOne, isNamed: isNamed(turn), mayCancel: !isCancelled && (isOne || !offered.has(holds)) });
    const { cancelsRun, ...ending } = all[(chosen.get(widths.length) ?? 0) % all.length];
    if (!isOne && all.some((each) => each.cancelsRun)) offered.add(holds);
    widths.push(all.length);
    if (cancelsRun) {
      held.push(turn);
      continue;
    }
    run.settle(turn, ending);
    open.push(...run.ready());
  }
  // Drawn are numbers for jobs that did not come, too, or that stand for the usual ending.
  return { run: run.outcome(), deviations: deviations.filter(([at, choice]) => at < widths.length && choice % widths[at] !== 0), widths };
}

// Numbers that a seed decides, after Lehmer: enough to draw cases.
function generator(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor(state / 256);
  };
}
