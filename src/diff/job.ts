import { matrixChanges } from './matrix';
import { isGate } from './order';
import { permissionChanges } from './permissions';
import { entriesOf, isNarrower, namesOf, same, sameCondition, scalarText } from './same';
import { secretChanges } from './secrets';
import type { Pair, Pairs } from './similar';
import { conditionChange, conditionWords } from './step';
import { labelOf, stepListChanges } from './steps';
import type { Telling } from './telling';
import { imageChange, newAction, usesChange, wordsOf } from './uses';
import { defaultedChange, entryChanges, valueChange } from './values';
import { count, inline, list } from './words';
import type { JobSource } from '../read/job-source';
import type { StepSource } from '../read/step-source';
import type { YamlValue } from '../read/yaml-value';

const HANDLED = [
  'name', 'needs', 'if', 'runs-on', 'permissions', 'environment', 'concurrency', 'outputs', 'env', 'defaults', 'steps', 'timeout-minutes', 'strategy', 'continue-on-error',
  'container', 'services', 'uses', 'with', 'secrets',
];

/** A job that is there still; `known` are the actions that the old file used. */
export function jobChanges({ before, after }: Pair<JobSource>, steps: Pairs<StepSource>, known: ReadonlySet<string>, telling: Telling): void {
  const [old, now] = [before.value, after.value];
  if (before.id !== after.id) telling.tell('job', 'none', `has another id: ${before.id} → ${after.id}`, { before: before.at, after: after.at, old: before.id, new: after.id });
  permissionChanges(before, after, telling);
  secretChanges(before, after, telling);
  environmentChanges(before, after, telling);
  jobConditionChange(before, after, telling);
  // Where a job calls a workflow, that decides.
  if (!before.uses && !after.uses) {
    runnerChange(before, after, telling);
    timeoutChange(before, after, telling);
  }
  concurrencyChanges(old.get('concurrency'), now.get('concurrency'), after.at, telling);
  matrixChanges(before, after, telling);
  containerChanges(old, now, telling);
  defaultsChanges(before, after, telling);
  defaultedChange('failure', 'notice', 'continue-on-error', old.get('continue-on-error'), now.get('continue-on-error'), 'false', telling);
  entryChanges('env', 'env', old.get('env'), now.get('env'), telling);
  entryChanges('output', 'output', old.get('outputs'), now.get('outputs'), telling);
  callChanges(before, after, known, telling);
  for (const name of namesOf(entriesOf(old), entriesOf(now))) if (!HANDLED.includes(name)) valueChange('setting', 'notice', name, old.get(name), now.get(name), telling);
  stepListChanges(steps, telling, known);
}

/** A job that was not there. */
export function jobAdded(job: JobSource, known: ReadonlySet<string>, telling: Telling): void {
  const { value } = job;
  const parts = [
    job.uses ? `calls ${wordsOf(job.uses)}` : `runs on ${runnerWords(value.get('runs-on'))}`,
    ...job.needs.length > 0 ? [`after ${list(job.needs.map(({ id }) => id))}`] : [],
    ...job.environment ? [`in the environment ${inline(job.environment)}`] : [],
    ...job.steps.length > 0 ? [count(job.steps.length, 'step')] : [],
  ];
  telling.tell('job', 'notice', `is new: ${parts.join(', ')}`, { after: job.at });
  permissionChanges(undefined, job, telling);
  secretChanges(undefined, job, telling);
  if (job.uses && job.uses.kind !== 'local' && !known.has(job.uses.action)) newAction(job.uses, telling);
  for (const step of job.steps) if (step.uses && step.uses.kind !== 'local' && !known.has(step.uses.action || step.uses.text)) newAction(step.uses, telling.inStep(labelOf(step)));
}

/** The group of a job or workflow, what a newcomer does in it, and how many wait. */
export function concurrencyChanges(before: YamlValue | undefined, after: YamlValue | undefined, at: YamlValue | JobSource['at'] | undefined, telling: Telling): void {
  const [old, now] = [groupOf(before), groupOf(after)];
  if (before && !after) return telling.tell('concurrency', 'risk', `has no concurrency group any more (before: ${inline(old)})`, { before, after: at, old: inline(old) });
  if (!before && after) return telling.tell('concurrency', 'notice', `is now in the concurrency group ${inline(now)}${cancelWords(after)}`, { after, new: inline(now) });
  if (!before || !after) return;
  valueChange('concurrency', 'notice', 'concurrency group', old, now, telling);
  defaultedChange('concurrency', 'notice', 'cancel-in-progress', before.get('cancel-in-progress'), after.get('cancel-in-progress'), 'false', telling);
  defaultedChange('concurrency', 'notice', 'queue', before.get('queue'), after.get('queue'), 'single', telling);
}

function groupOf(value: YamlValue | undefined): YamlValue | undefined {
  return value?.isMap ? value.get('group') : value;
}

function cancelWords(value: YamlValue): string {
  const cancel = value.get('cancel-in-progress');
  return cancel && cancel.text !== 'false' ? ` (cancel-in-progress: ${inline(cancel)})` : '';
}

function environmentChanges(before: JobSource, after: JobSource, telling: Telling): void {
  const [old, now] = [before.environment, after.environment];
  const sides = { before: old, after: now ?? after.at, old: inline(old), new: inline(now) };
  if (old && !now) telling.tell('environment', 'risk', `no longer runs in the environment ${inline(old)}: its reviewers and rules no longer hold`, sides);
  else if (!old && now) telling.tell('environment', 'notice', `now runs in the environment ${inline(now)}`, { after: now, new: inline(now) });
  else if (!same(old, now, telling.renames)) telling.tell('environment', 'risk', `now runs in the environment ${inline(now)} instead of ${inline(old)}`, sides);
  const [olds, news] = [before.value.get('environment'), after.value.get('environment')];
  for (const name of namesOf(entriesOf(olds), entriesOf(news))) if (old && now && name !== 'name') valueChange('environment', name === 'url' ? 'none' : 'notice', `environment ${name}`, olds?.get(name), news?.get(name), telling);
}

function jobConditionChange(before: JobSource, after: JobSource, telling: Telling): void {
  const [old, now] = [before.condition, after.condition];
  if (isGate(before)) return gateConditionChange(old, now, after, telling);
  if (!before.environment && !after.environment) return conditionChange(old, now, telling);
  if (sameCondition(old, now, telling.renames)) return;
  const narrower = isNarrower(old, now, telling.renames);
  const words = `deploys ${narrower ? 'under a narrower condition' : 'under another condition'}: ${conditionWords(old)} → ${conditionWords(now)}`;
  telling.tell('condition', narrower ? 'notice' : 'risk', words, { before: old, after: now ?? after.at, old: conditionWords(old), new: conditionWords(now) });
}

// A job that is skipped reports a check that counts as passed.
function gateConditionChange(before: YamlValue | undefined, after: YamlValue | undefined, job: JobSource, telling: Telling): void {
  if (sameCondition(before, after, telling.renames)) return;
  const [old, now] = [conditionWords(before), conditionWords(after)];
  telling.tell('gate', 'risk', `the gate runs under another condition, and passes where it is skipped: ${old} → ${now}`, { before, after: after ?? job.at, old, new: now });
}

function runnerChange(before: JobSource, after: JobSource, telling: Telling): void {
  const [old, now] = [before.value.get('runs-on'), after.value.get('runs-on')];
  const labels = (job: JobSource) => [...new Set(job.runnerLabels.map(scalarText))].sort();
  const [group, nowGroup] = [old?.get('group'), now?.get('group')];
  const sameLabels = String(labels(before)) === String(labels(after)) && (telling.renames.jobs.size === 0 || same(old, now, telling.renames));
  if (sameLabels && same(group, nowGroup, telling.renames)) return;
  if (old && now && old.isMap === now.isMap && same(old, now, telling.renames)) return;
  telling.tell('runner', 'notice', `runs on ${runnerWords(now)} instead of ${runnerWords(old)}`, { before: old, after: now, old: runnerWords(old), new: runnerWords(now) });
}

function runnerWords(value: YamlValue | undefined): string {
  return value ? list(value.isMap ? [inline(value)] : value.texts()) : 'nothing of its own';
}

function timeoutChange(before: JobSource, after: JobSource, telling: Telling): void {
  const [old, now] = [before.value.get('timeout-minutes'), after.value.get('timeout-minutes')];
  if (same(old, now, telling.renames)) return;
  const sides = { before: old, after: now ?? after.at, old: inline(old), new: inline(now) };
  if (!now) telling.tell('timeout', 'risk', `has no timeout any more: ${inline(old)} → GitHub's 360 minutes`, sides);
  else if (!old) telling.tell('timeout', 'none', `now ends after ${inline(now)} minutes`, sides);
  else telling.tell('timeout', 'notice', `timeout: ${inline(old)} → ${inline(now)} minutes`, sides);
}

function containerChanges(before: YamlValue, after: YamlValue, telling: Telling): void {
  oneContainer('container', before.get('container'), after.get('container'), telling);
  const [olds, news] = [entriesOf(before.get('services')), entriesOf(after.get('services'))];
  for (const name of namesOf(olds, news)) oneContainer(`service ${name}`, olds.get(name), news.get(name), telling);
}

function oneContainer(what: string, before: YamlValue | undefined, after: YamlValue | undefined, telling: Telling): void {
  const [old, now] = [before, after].map((value) => (value?.isMap ? value.get('image') : value));
  if (before && after) imageChange(what, old, now, telling);
  else if (after) telling.tell('container', 'notice', `${what} is new: ${inline(now)}`, { after });
  else if (before) telling.tell('container', 'notice', `${what} is gone (before: ${inline(old)})`, { before });
  const isMapOrNone = (value: YamlValue | undefined) => !value || value.isMap || value.isScalar;
  if (before && after && isMapOrNone(before) && isMapOrNone(after)) {
    for (const name of namesOf(entriesOf(before), entriesOf(after))) if (name !== 'image') valueChange('container', 'notice', `${what} ${name}`, before.get(name), after.get(name), telling);
  }
}

// What the workflow gives holds for a job that says nothing else.
function defaultsChanges(before: JobSource, after: JobSource, telling: Telling): void {
  for (const name of ['shell', 'working-directory']) {
    const [old, now] = [before, after].map((job) => job.value.get('defaults', 'run', name) ?? job.workflow.value.get('defaults', 'run', name));
    if (after.steps.some((step) => step.run)) valueChange('setting', 'notice', name === 'shell' ? 'default shell' : `default ${name}`, old, now, telling);
  }
}

function callChanges(before: JobSource, after: JobSource, known: ReadonlySet<string>, telling: Telling): void {
  if (before.uses && after.uses) {usesChange(before.uses, after.uses, telling);} else if (before.uses) {telling.tell('job', 'notice', `no longer calls ${wordsOf(before.uses)}, but has steps of its own`, { before: before.uses.at, after: after.at });} else if (after.uses) {
    telling.tell('job', 'notice', `now calls ${wordsOf(after.uses)} in place of its own steps`, { before: before.at, after: after.uses.at });
    if (after.uses.kind !== 'local' && !known.has(after.uses.action)) newAction(after.uses, telling);
  }
  entryChanges('setting', 'with', before.value.get('with'), after.value.get('with'), telling);
  const [old, now] = [before.value.get('secrets'), after.value.get('secrets')];
  if (old?.isScalar || now?.isScalar) valueChange('setting', 'notice', 'secrets', old, now, telling);
  else entryChanges('setting', 'secret', old, now, telling);
}
