import { sameText } from './same';
import type { Pairs } from './similar';
import type { Telling } from './telling';
import { cut } from './words';
import type { StepSource } from '../read/step-source';

const VERBS = [['uploads', 'actions/upload-artifact'], ['downloads', 'actions/download-artifact']] as const;

/** The names of artifacts that a job gives and takes. */
export function artifactChanges({ pairs, removed, added }: Pairs<StepSource>, telling: Telling): void {
  for (const [verb, action] of VERBS) {
    for (const { before, after } of pairs) {
      if (!before.uses?.is(action) || before.uses.action !== after.uses?.action) continue;
      const [old, now] = [nameOf(before), nameOf(after)];
      if (!sameText(old, now, telling.renames)) telling.tell('artifact', 'notice', `${verb} ${words(now)} instead of ${words(old)}`, { before: placeOf(before), after: placeOf(after), old, new: now });
    }
    for (const step of added) if (step.uses?.is(action)) telling.tell('artifact', 'notice', `now ${verb} ${words(nameOf(step))}`, { after: placeOf(step), new: nameOf(step) });
    for (const step of removed) if (step.uses?.is(action)) telling.tell('artifact', 'notice', `no longer ${verb} ${words(nameOf(step))}`, { before: placeOf(step), old: nameOf(step) });
  }
}

function nameOf(step: StepSource): string {
  return step.input('name') ?? step.input('pattern') ?? (step.uses?.is('actions/upload-artifact') ? 'artifact' : '*');
}

function words(name: string): string {
  return name === '*' ? 'all artifacts' : `the artifact ${cut(name, 80)}`;
}

function placeOf(step: StepSource) {
  return step.inputs.get('name') ?? step.inputs.get('pattern') ?? step.at;
}
