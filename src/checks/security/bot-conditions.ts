import { conditionTree } from './reach';
import { Expression, referenceText } from '../../read/expression';
import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const ACTOR = /^github\.(?:actor|triggering_actor|event\.sender\.login|event\.pull_request\.sender\.login)$/;
const ACTOR_ID = /^github\.(?:actor_id|event\.sender\.id)$/;
/** Ids of accounts: dependabot[bot], dependabot-preview[bot], renovate[bot]. @see https://api.github.com/users/dependabot%5Bbot%5D */
const BOT_IDS = new Set(['49699333', '27856297', '29139614']);
/** Where an outsider can make a bot the one who acted last. */
const EVENTS = ['pull_request_target', 'workflow_run'];

/**
 * `github.actor` is whoever caused the last event, not who wrote the code.
 *
 * @see https://www.synacktiv.com/publications/github-actions-exploitation-dependabot
 */
export class BotConditions extends SourceCheck {
  public readonly id = 'bot-conditions';
  public readonly description = 'Whether a bot wrote a pull request is asked of its author, not of who acted last.';
  public readonly covers = ['S20'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'bot-conditions';

  public visitJob(job: JobSource, context: CheckContext): void {
    const merges = job.steps.some(approves);
    const risky = job.workflow.hasEvent(...EVENTS);
    if (!risky && !(merges && job.workflow.hasEvent('pull_request'))) return;
    for (const condition of [job.condition, ...job.steps.map((step) => step.condition)]) this.look(condition, risky, context);
  }

  private look(condition: YamlValue | undefined, risky: boolean, context: CheckContext): void {
    const tree = conditionTree(condition);
    const found = tree && botTest(tree);
    if (!condition || !found) return;
    context.report(condition, `${found.reference} == '${found.literal}' asks who acted last: somebody else's pull request passes once the bot touches it.`,
      'Ask who wrote it: github.event.pull_request.user.login == \'dependabot[bot]\', and github.repository == github.event.pull_request.head.repo.full_name.', risky ? undefined : 'warning');
  }
}

// A test that lets through; `!=` and what stands under `!` keep out.
function botTest(tree: Expression): { readonly reference: string; readonly literal: string } | undefined {
  if (tree.kind === 'logic') {
    // Beside a test of the author or of the head repository the actor decides nothing.
    if (tree.operator === '&&' && tree.args.some(asksAuthor)) return undefined;
    for (const each of tree.args) {
      const found = botTest(each);
      if (found) return found;
    }
    return undefined;
  }
  if (tree.kind !== 'compare' || tree.operator !== '==') return undefined;
  const [reference, literal] = tree.left.kind === 'literal' ? [tree.right, tree.left] : [tree.left, tree.right];
  if (reference.kind !== 'reference' || literal.kind !== 'literal') return undefined;
  const name = referenceText(reference);
  const value = String(literal.value);
  const isBot = (ACTOR.test(name.toLowerCase()) && value.endsWith('[bot]')) || (ACTOR_ID.test(name.toLowerCase()) && BOT_IDS.has(value));
  return isBot ? { reference: name, literal: value } : undefined;
}

function asksAuthor(tree: Expression): boolean {
  return tree.kind === 'compare' && [tree.left, tree.right].some((each) => each.kind === 'reference' && /(?:pull_request\.user\.(?:login|id)|head\.repo\.(?:full_name|id)|head_repository\.full_name|pull_request\.head\.user\.login)$/i.test(referenceText(each)));
}

function approves(step: StepSource): boolean {
  if (step.uses?.is('hmarr/auto-approve-action', 'pascalgn/automerge-action', 'ahmadnassri/action-dependabot-auto-merge', 'fastify/github-action-merge-dependabot')) return true;
  return step.run?.commands.some(({ name, args }) => name === 'gh' && args[0]?.text === 'pr' && (args[1]?.text === 'merge' || (args[1]?.text === 'review' && args.some(({ raw }) => raw === '--approve' || raw === '-a')))) ?? false;
}
