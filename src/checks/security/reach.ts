import { Expression, referenceText, walk } from '../../read/expression';
import { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { YamlValue } from '../../read/yaml-value';

/** Whether a condition lets an event through: never, only for trusted people or after somebody looked, or always. */
export type Reach = 'no' | 'guarded' | 'open';

const ORDER: Reach[] = ['no', 'guarded', 'open'];

/** Who is behind a run: conditions on these are made to let trusted people through. */
const PERSON = /(?:^github\.(?:actor|triggering_actor)(?:_id)?|\.login|\.author_association|\.head\.repo\.(?:full_name|id|name|fork)|\.head_repository\.(?:full_name|id|fork)|\.labels?\.(?:\*\.)?name|\.labels|\.merged|^github\.event\.workflow_run\.event)$/;
const GATE = /^(?:needs|steps)\.[^.]+\.outputs\.|^(?:vars|inputs)\./;

/** How far an event gets to a step, by the conditions of the step, its job and the jobs before it. */
export function reachOf(step: StepSource, event: string): Reach {
  const own = conditionReach(step.condition, event);
  if (!(step.holder instanceof JobSource)) return own;
  const reach = least([own, jobReach(step.holder, event)]);
  return reach === 'open' && step.holder.steps.slice(0, step.index).some(asks) ? 'guarded' : reach;
}

const jobs = new WeakMap<JobSource, Map<string, Reach>>();

/** How far an event gets to a job, by its condition and those of the jobs it waits for. */
export function jobReach(job: JobSource, event: string): Reach {
  let known = jobs.get(job);
  if (!known) jobs.set(job, known = new Map());
  let reach = known.get(event);
  if (reach === undefined) {
    reach = least([job, ...job.ancestors].map(({ condition }) => conditionReach(condition, event)));
    if (reach === 'open' && job.ancestors.some(asksPerson)) reach = 'guarded';
    // Somebody has to approve each run of a protected environment; whether it is protected the file does not say.
    if (job.environment && reach === 'open') reach = 'guarded';
    known.set(event, reach);
  }
  return reach;
}

// A step that looks up what somebody may do ends the job for those who may not.
const ASKS = /collaborators?\/.*\/permission|CollaboratorPermission|author_association|\bmemberships?\b|checkMembership|permission-members/;
const ASKING_ACTION = /check-user-permission|actor-permission|user-teams|team-member|permission-check|check-permission/i;

/** Whether a step of a job asks who it was that started it. */
export function asksPerson(job: JobSource): boolean {
  return job.steps.some(asks);
}

function asks({ uses, run, inputs }: StepSource): boolean {
  if (ASKING_ACTION.test(uses?.action ?? '') || ASKS.test(run?.text ?? '')) return true;
  return [...inputs].some(([name, value]) => ASKS.test(name) || (name === 'script' && ASKS.test(value.text ?? '')));
}

/** The tree of a condition; undefined where there is none, or one that is not an expression alone. */
export function conditionTree(condition: YamlValue | undefined): Expression | undefined {
  if (condition?.text === undefined) return undefined;
  const found = condition.file.expressionsBetween(condition.offset, condition.end);
  const alone = found.length === 1 && (found[0].bare || condition.text.trim() === `\${{${found[0].text}}}`);
  return alone ? found[0].tree : undefined;
}

function conditionReach(condition: YamlValue | undefined, event: string): Reach {
  const tree = conditionTree(condition);
  return tree ? permits(tree, event) : 'open';
}

function permits(tree: Expression, event: string): Reach {
  switch (tree.kind) {
    case 'logic': {
      const reaches = tree.args.map((each) => permits(each, event));
      return tree.operator === '&&' ? least(reaches) : ORDER[Math.max(...reaches.map((each) => ORDER.indexOf(each)))];
    }
    case 'not': return opposite(tree.operand, event);
    case 'compare': return compared(tree, event);
    case 'literal': return tree.value ? 'open' : 'no';
    case 'call': return called(tree, event);
    default: return trusts(tree) ? 'guarded' : 'open';
  }
}

function opposite(operand: Expression, event: string): Reach {
  if (decidesByEvent(operand)) return permits(operand, event) === 'no' ? 'open' : 'no';
  return operand.kind === 'reference' && /\.fork$/i.test(referenceText(operand)) ? 'guarded' : 'open';
}

function decidesByEvent(tree: Expression): boolean {
  return [...walk(tree)].some((each) => each.kind === 'reference' && referenceText(each).toLowerCase() === 'github.event_name') && tree.kind !== 'logic';
}

function compared({ operator, left, right }: Expression & { kind: 'compare' }, event: string): Reach {
  const [reference, literal] = left.kind === 'literal' ? [right, left] : [left, right];
  const name = reference.kind === 'reference' ? referenceText(reference).toLowerCase() : '';
  if (literal.kind === 'literal') {
    if (name === 'github.event_name' && (operator === '==' || operator === '!=')) return (String(literal.value).toLowerCase() === event) === (operator === '==') ? 'open' : 'no';
    if (name === 'github.ref' && operator === '==' && event === 'pull_request') return /^refs\/(heads|tags)\//.test(String(literal.value)) ? 'no' : 'open';
  }
  const guarded = operator === '==' || /\.fork$/.test(name);
  return guarded && (trusts(left) || trusts(right)) ? 'guarded' : 'open';
}

function called({ name, args }: Expression & { kind: 'call' }, event: string): Reach {
  const last = args[args.length - 1];
  if (name === 'contains' && last?.kind === 'reference' && referenceText(last).toLowerCase() === 'github.event_name') {
    const text = [...walk(args[0])].flatMap((each) => (each.kind === 'literal' ? [String(each.value)] : [])).join(' ');
    return text === '' || text.includes(event) ? 'open' : 'no';
  }
  const [first] = args;
  if (name === 'startswith' && first?.kind === 'reference' && referenceText(first).toLowerCase() === 'github.ref' && event === 'pull_request') {
    return last.kind === 'literal' && /^refs\/(heads|tags)\//.test(String(last.value)) ? 'no' : 'open';
  }
  return args.some(trusts) ? 'guarded' : 'open';
}

function trusts(tree: Expression): boolean {
  return [...walk(tree)].some((each) => each.kind === 'reference' && (PERSON.test(referenceText(each).toLowerCase()) || GATE.test(referenceText(each).toLowerCase())));
}

function least(reaches: readonly Reach[]): Reach {
  return ORDER[Math.min(...reaches.map((each) => ORDER.indexOf(each)))];
}
