import { canonicalText } from './expression-text';
import { lineChange, linesOf, lineWords, sameLines } from './lines';
import { isNarrower, NO_RENAMES, same, sameCondition } from './same';
import type { Telling } from './telling';
import { usesChange } from './uses';
import { defaultedChange, entryChanges, valueChange } from './values';
import { cut, inline } from './words';
import type { StepSource } from '../read/step-source';
import type { YamlValue } from '../read/yaml-value';

const HANDLED = ['id', 'name', 'uses', 'run', 'shell', 'with', 'env', 'if', 'continue-on-error', 'timeout-minutes'];
const ARTIFACT_NAMES = ['name', 'pattern'];

/** A step that is there still. */
export function stepChanges(before: StepSource, after: StepSource, telling: Telling): void {
  const [old, now] = [before.value, after.value];
  valueChange('step', 'none', 'name', old.get('name'), now.get('name'), telling);
  idChange(before, after, telling);
  if (before.uses && after.uses) usesChange(before.uses, after.uses, telling);
  else if (before.uses ?? after.uses) telling.tell('step', 'notice', `${wordsFor(old)} → ${wordsFor(now)}`, { before: old.get('uses') ?? old.get('run'), after: now.get('uses') ?? now.get('run') });
  else runChange(old.get('run'), now.get('run'), telling);
  shellChange(before, after, telling);
  inputChanges(before, after, telling);
  entryChanges('env', 'env', old.get('env'), now.get('env'), telling);
  conditionChange(old.get('if'), now.get('if'), telling);
  defaultedChange('failure', 'notice', 'continue-on-error', old.get('continue-on-error'), now.get('continue-on-error'), 'false', telling);
  timeoutChange(old.get('timeout-minutes'), now.get('timeout-minutes'), after, telling);
  for (const name of new Set([...old.entries(), ...now.entries()].map((entry) => entry.name))) if (!HANDLED.includes(name)) valueChange('setting', 'notice', name, old.get(name), now.get(name), telling);
}

/** When a step or a job without an environment runs. */
export function conditionChange(before: YamlValue | undefined, after: YamlValue | undefined, telling: Telling): void {
  if (sameCondition(before, after, telling.renames)) return;
  const [old, now] = [conditionWords(before), conditionWords(after)];
  telling.tell('condition', 'notice', `if: ${old} → ${now}${isNarrower(before, after, telling.renames) ? ' (narrower)' : ''}`, { before, after, old, new: now });
}

export function conditionWords(value: YamlValue | undefined): string {
  return value?.text === undefined ? 'none' : cut(value.text.replace(/^\$\{\{([\s\S]*)\}\}$/, (whole, inner: string) => (inner.includes('${{') ? whole : inner)), 200);
}

/** A body of shell or another language that is another now. */
function runChange(before: YamlValue | undefined, after: YamlValue | undefined, telling: Telling): void {
  const [old, now] = [before?.text ?? '', after?.text ?? ''];
  if (sameLines(canonicalText(old, telling.renames), canonicalText(now, NO_RENAMES))) return;
  const [olds, news] = [linesOf(old), linesOf(now)];
  const words = olds.length <= 1 && news.length <= 1 ? `its command: ${cut(old) || 'nothing'} → ${cut(now) || 'nothing'}` : `its script: ${lineWords(lineChange(old, now))}`;
  telling.tell('script', 'notice', words, { before, after });
}

function idChange(before: StepSource, after: StepSource, telling: Telling): void {
  if (before.id === after.id) return;
  // Who reads its outputs reads them under the new id, or that is told there.
  telling.tell('step', 'none', `id: ${before.id ?? 'none'} → ${after.id ?? 'none'}`, { before: before.value.get('id') ?? before.at, after: after.value.get('id') ?? after.at });
}

// A shell that the job gave before and the step gives now is the same.
function shellChange(before: StepSource, after: StepSource, telling: Telling): void {
  const [own, now] = [before.value.get('shell'), after.value.get('shell')];
  if (same(own, now, telling.renames) || (own?.text ?? before.holder.defaultShell) === (now?.text ?? after.holder.defaultShell)) return;
  telling.tell('setting', 'notice', `shell: ${inline(own)} → ${inline(now)}`, { before: own, after: now });
}

function inputChanges(before: StepSource, after: StepSource, telling: Telling): void {
  const [olds, news] = [before.inputs, after.inputs];
  const isArtifact = before.uses?.is('actions/upload-artifact', 'actions/download-artifact') && before.uses.action === after.uses?.action;
  const keepsCredentials = before.uses?.is('actions/checkout') && after.uses?.is('actions/checkout');
  for (const name of new Set([...olds.keys(), ...news.keys()])) {
    const [old, now] = [olds.get(name), news.get(name)];
    if (isArtifact && ARTIFACT_NAMES.includes(name)) continue;
    if (keepsCredentials && name === 'persist-credentials') credentialsChange(old, now, after, telling);
    else if (old && now) valueChange('setting', 'notice', `with ${name}`, old, now, telling);
    else if (now) telling.tell('setting', 'notice', `with ${name} is new: ${inline(now)}`, { after: now, new: inline(now) });
    else telling.tell('setting', 'notice', `with ${name} is gone (before: ${inline(old)})`, { before: old, old: inline(old) });
  }
}

function credentialsChange(before: YamlValue | undefined, after: YamlValue | undefined, step: StepSource, telling: Telling): void {
  const [old, now] = [before?.text ?? 'true', after?.text ?? 'true'];
  if (old === now) return;
  const sides = { before, after: after ?? step.at, old, new: now };
  if (now === 'false') telling.tell('credentials', 'none', 'no longer leaves the token in .git/config (persist-credentials: false)', sides);
  else telling.tell('credentials', 'risk', `now leaves the token in .git/config, where every later step can read it (persist-credentials: ${old} → ${now})`, sides);
}

function timeoutChange(before: YamlValue | undefined, after: YamlValue | undefined, step: StepSource, telling: Telling): void {
  if (same(before, after, telling.renames)) return;
  if (!after) telling.tell('timeout', 'risk', `has no timeout any more (before: ${inline(before)} minutes)`, { before, after: step.at, old: inline(before) });
  else telling.tell('timeout', before ? 'notice' : 'none', `timeout-minutes: ${inline(before)} → ${inline(after)}`, { before, after, old: inline(before), new: inline(after) });
}

function wordsFor(value: YamlValue): string {
  const uses = value.get('uses');
  return uses ? `uses ${inline(uses)}` : `runs ${inline(value.get('run'), 80)}`;
}
