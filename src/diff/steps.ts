import { artifactChanges } from './artifacts';
import { canonicalText } from './expression-text';
import { linesOf } from './lines';
import { NO_RENAMES, scalarText } from './same';
import { moved, Pairs, pairUp } from './similar';
import { stepChanges } from './step';
import type { Telling } from './telling';
import { isLoose, newAction, wordsOf } from './uses';
import { count, cut } from './words';
import type { StepHolder, StepSource } from '../read/step-source';
import type { YamlValue } from '../read/yaml-value';

/** Finds the steps of one job in another. */
export function pairSteps(before: StepHolder | undefined, after: StepHolder | undefined): Pairs<StepSource> {
  const whole = (step: StepSource) => featuresOf(step.value).join('\n');
  return pairUp(before?.steps ?? [], after?.steps ?? [], [
    // An id that is kept by a step of another kind has wandered: the same content wins.
    whole,
    (step) => step.id,
    (step) => (step.value.has('name') ? `${step.value.get('name')?.text} ${step.uses?.action ?? ''}` : undefined),
    (step) => step.value.get('name')?.text,
    (step) => (step.uses?.action || step.uses?.text) || undefined,
  ], (step) => stepFeatures(step, true), 0.5);
}

/** New ids of steps by old ones. */
export function stepRenames({ pairs }: Pairs<StepSource>): Map<string, string> {
  return new Map(pairs.flatMap(({ before: { id: old }, after: { id: now } }) => (old !== undefined && now !== undefined && old !== now ? [[old, now]] : [])));
}

/** Steps that came, went, stand elsewhere or are others; `known` are the actions that the old file used. */
export function stepListChanges(paired: Pairs<StepSource>, telling: Telling, known: ReadonlySet<string>): void {
  const { pairs, removed, added } = paired;
  for (const step of removed) telling.inStep(labelOf(step)).tell('step', 'notice', `is gone (${whatOf(step)})`, { before: step.at });
  for (const step of added) {
    const inStep = telling.inStep(labelOf(step));
    const isFirst = step.uses !== undefined && step.uses.kind !== 'local' && !known.has(step.uses.action || step.uses.text);
    inStep.tell('step', 'notice', `is new (${whatOf(step)}${isFirst ? ', which was not used before' : ''})`, { after: step.at });
    if (isFirst && isLoose(step.uses!)) newAction(step.uses!, inStep);
  }
  for (const { before, after } of moved(pairs, ({ index }) => index, ({ index }) => index)) {
    const previous = after.holder.steps[after.index - 1];
    telling.inStep(labelOf(after)).tell('step', 'notice', `now runs ${previous ? `after "${labelOf(previous)}"` : 'first'}`, { before: before.at, after: after.at });
  }
  for (const { before, after } of pairs) stepChanges(before, after, telling.inStep(labelOf(after)));
  artifactChanges(paired, telling);
}

/** The actions that steps use. */
export function actionsOf(holders: readonly StepHolder[]): Set<string> {
  return new Set(holders.flatMap(({ steps }) => steps.flatMap(({ uses }) => (uses ? [uses.action || uses.text] : []))));
}

/** What a step consists of, for telling whether two are the same: by the words of its script, or by the lines. */
export function stepFeatures(step: StepSource, byWord = false): string[] {
  const run = step.value.get('run')?.text;
  const body = run === undefined ? [] : linesOf(run).flatMap((line) => (byWord ? line.trim().split(/\s+/) : [line.trim()])).map((part) => `run ${part}`);
  return [...step.uses ? [`uses ${step.uses.action || step.uses.text}`, `uses ${step.uses.action || step.uses.text}`] : [], ...body, ...featuresOf(step.value, ['uses', 'run', 'name', 'id'])];
}

/** The scalars of a value with their keys. */
export function featuresOf(value: YamlValue, without: readonly string[] = [], prefix = ''): string[] {
  if (value.isMap) return value.entries().filter(({ name }) => !without.includes(name)).sort((left, right) => (left.name < right.name ? -1 : 1)).flatMap((entry) => featuresOf(entry, [], `${prefix}.${entry.name}`));
  if (value.isList) return value.items().flatMap((item) => featuresOf(item, [], `${prefix}[]`));
  return [`${prefix} ${scalarText(value).trim()}`];
}

export function labelOf(step: StepSource): string {
  const name = step.value.get('name')?.text ?? step.id ?? (step.uses && (step.uses.kind === 'repository' ? step.uses.text.split('@')[0] : step.uses.text));
  return name !== undefined ? cut(name, 80) : cut(linesOf(step.value.get('run')?.text ?? '')[0] ?? '', 40) || step.label;
}

function whatOf(step: StepSource): string {
  if (step.uses) return wordsOf(step.uses);
  const run = step.value.get('run')?.text;
  if (run === undefined) return 'it does nothing';
  const lines = linesOf(run);
  return lines.length === 1 ? cut(canonicalText(lines[0], NO_RENAMES), 100) : count(lines.length, 'line');
}
