import { entriesOf, namesOf } from './same';
import { actionsOf, pairSteps, stepListChanges, stepRenames } from './steps';
import type { Telling } from './telling';
import { parameterChanges } from './triggers';
import { imageChange } from './uses';
import { valueChange } from './values';
import type { ActionSource } from '../read/action-source';

/** An action of the repository that is there still. */
export function actionChanges(before: ActionSource, after: ActionSource, inFile: Telling): void {
  const steps = pairSteps(before, after);
  const telling = inFile.inAction(stepRenames(steps));
  parameterChanges(before.value.get('inputs'), after.value.get('inputs'), 'input of the action', telling);
  parameterChanges(before.value.get('outputs'), after.value.get('outputs'), 'output of the action', telling);
  const [olds, news] = [entriesOf(before.value), entriesOf(after.value)];
  for (const name of namesOf(olds, news)) {
    if (['inputs', 'outputs', 'runs'].includes(name)) continue;
    valueChange('setting', ['name', 'description', 'author', 'branding'].includes(name) ? 'none' : 'notice', name, olds.get(name), news.get(name), telling);
  }
  const [runs, now] = [before.value.get('runs'), after.value.get('runs')];
  for (const name of namesOf(entriesOf(runs), entriesOf(now))) {
    if (name === 'steps') continue;
    if (name === 'image') imageChange('image', runs?.get(name), now?.get(name), telling);
    else valueChange('setting', 'notice', name, runs?.get(name), now?.get(name), telling);
  }
  stepListChanges(steps, telling, actionsOf([before]));
}
