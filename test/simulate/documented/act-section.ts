import { runCases } from '.';
import type { ActOpinion, DocumentedCase } from './case';

const HEADING = '## Where act differs';
const INTRODUCTION = `[act](https://github.com/nektos/act) by nektos runs workflows on a machine of one's own. It knows nothing of the simulator, so
it is asked about the same cases: in its host mode, with what is given written as scripts. Where the two disagree, the
documentation decides. A story runs all of this, and fails when a difference is none any more.`;

/** A page with the section about act written anew from the cases; at its end where there is none yet. */
export function withActSection(page: string): string {
  const start = page.indexOf(HEADING);
  const before = start < 0 ? `${page.trimEnd()}\n\n` : page.slice(0, start);
  const next = start < 0 ? -1 : page.indexOf('\n## ', start + 1);
  return `${before}${section()}${next < 0 ? '' : page.slice(next)}`;
}

function section(): string {
  const asked = runCases.filter(({ act }) => act !== undefined && !reasonOf(act));
  const differing = asked.filter(({ act }) => act !== 'agrees');
  return `${HEADING}

${INTRODUCTION}

Of ${runCases.length} cases act is asked about ${asked.length}: it agrees in ${asked.length - differing.length} and differs in ${differing.length}.

| case | GitHub | act | source |
| --- | --- | --- | --- |
${differing.map(rowOf).join('\n')}

It is not asked about the other ${runCases.length - asked.length}:

| why | cases |
| --- | --- |
${reasons().map(([reason, ids]) => `| ${reason} | ${ids.map((id) => `\`${id}\``).join(', ')} |`).join('\n')}
`;
}

function rowOf({ id, title, act, source }: DocumentedCase): string {
  const said = typeof act === 'object' && 'differs' in act ? act.differs : '';
  const [first] = [source].flat();
  return `| \`${id}\` | ${cell(title)} | ${cell(said)} | [${first.replace(/^.*\//, '').replace(/^(\d+)$/, 'issue $1')}](${first}) |`;
}

function reasons(): [string, string[]][] {
  const byReason = new Map<string, string[]>();
  for (const { id, act } of runCases) {
    const reason = act && reasonOf(act);
    if (reason) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  return [...byReason];
}

function reasonOf(act: ActOpinion): string | undefined {
  return typeof act === 'object' && 'notSupported' in act ? act.notSupported : undefined;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/</g, '&lt;').replace(/\*/g, '\\*');
}
