import { same } from './same';
import type { Telling } from './telling';
import { cut, inline } from './words';
import type { UsesSource } from '../read/uses-source';
import type { YamlValue } from '../read/yaml-value';

/** An action or called workflow that is another now. */
export function usesChange(before: UsesSource, after: UsesSource, telling: Telling): void {
  const sides = { before: before.at, after: after.at, old: wordsOf(before), new: wordsOf(after) };
  if (before.kind === 'docker' && after.kind === 'docker') return imageChange('image', before.value, after.value, telling);
  if (before.kind !== 'repository' || after.kind !== 'repository') {
    if (before.text === after.text || (before.kind === 'local' && after.kind === 'local' && before.target === after.target)) return;
    if (isLoose(after) && !isLoose(before)) telling.tell('pin', 'risk', `now uses ${wordsOf(after)}, which is not pinned, instead of ${wordsOf(before)}`, sides);
    else telling.tell('action', 'notice', `now uses ${wordsOf(after)} instead of ${wordsOf(before)}`, sides);
    return;
  }
  if (before.action !== after.action) return replaced(before, after, telling, sides);
  if (before.ref !== after.ref) return moved(before, after, telling, sides);
  const [old, now] = [before.versionComment, after.versionComment];
  if (before.isCommit && plain(old) !== plain(now)) telling.tell('action', old !== undefined && now !== undefined ? 'notice' : 'none', `${nameOf(after)}: the comment says ${now ?? 'no version'} instead of ${old ?? 'no version'}, for the same commit`, sides);
}

/** An action that the file did not use before. */
export function newAction(uses: UsesSource, telling: Telling): void {
  const loose = isLoose(uses);
  telling.tell(loose ? 'pin' : 'action', loose ? 'risk' : 'notice', `now uses ${wordsOf(uses)}${loose ? ', which is not pinned' : ''}`, { after: uses.at, new: wordsOf(uses) });
}

/** An image of a container that is another now. */
export function imageChange(what: string, before: YamlValue | undefined, after: YamlValue | undefined, telling: Telling): void {
  if (same(before, after, telling.renames)) return;
  const [old, now] = [imageWords(before), imageWords(after)];
  const lost = before?.text?.includes('@sha256:') && after?.text !== undefined && !after.text.includes('@sha256:');
  const sides = { before, after, old: before?.text, new: after?.text };
  if (lost) telling.tell('pin', 'risk', `${what} is no longer pinned to a digest: ${old} → ${now}`, sides);
  else telling.tell('container', 'notice', `${what}: ${old} → ${now}`, sides);
}

function imageWords(value: YamlValue | undefined): string {
  return inline(value, 400).replace(/(@sha256:[0-9a-f]{7})[0-9a-f]{57}/, '$1…');
}

/** How an action is called in a sentence. */
export function wordsOf(uses: UsesSource): string {
  if (uses.kind !== 'repository') return cut(uses.text);
  const version = versionOf(uses);
  return uses.isCommit ? `${nameOf(uses)} ${version === undefined ? short(uses.ref) : `${version} (${short(uses.ref)})`}` : `${nameOf(uses)} ${cut(uses.ref, 60)}`;
}

function replaced(before: UsesSource, after: UsesSource, telling: Telling, sides: object): void {
  const otherOwner = ownerOf(before) !== ownerOf(after);
  telling.tell('action', otherOwner ? 'risk' : 'notice', `now uses ${wordsOf(after)} instead of ${wordsOf(before)}${otherOwner ? `: ${ownerOf(after)} owns it, not ${ownerOf(before)}` : ''}`, sides);
  if (before.isCommit && !after.isCommit) telling.tell('pin', 'risk', `${nameOf(after)} is not pinned to a commit, as ${nameOf(before)} was`, sides);
}

function moved(before: UsesSource, after: UsesSource, telling: Telling, sides: object): void {
  const action = nameOf(after);
  const [old, now] = [versionOf(before), versionOf(after)];
  const refs = `${refWords(before)} → ${refWords(after)}`;
  if (before.isCommit && !after.isCommit) return telling.tell('pin', 'risk', `${action} is no longer pinned to a commit (${refs})`, sides);
  if (!before.isCommit && after.isCommit) return telling.tell('pin', 'none', `${action} is now pinned to a commit (${refs}${now === undefined ? '' : `, ${now}`})`, sides);
  if (!before.isCommit) return telling.tell('action', 'notice', `${action} ${refs}`, sides);
  if (old !== undefined && now === old) return telling.tell('pin', 'risk', `${action}: another commit under the same version ${now} (${refs})`, sides);
  if (old === undefined && now === undefined) return telling.tell('action', 'notice', `${action} ${refs}`, sides);
  const lowered = old !== undefined && now !== undefined && isLower(now, old) ? ', lowered' : '';
  telling.tell('action', 'notice', `${action} ${old ?? 'without a version'} → ${now ?? 'without a version'}${lowered} (${refs})`, sides);
}

/** Whether somebody else can change what it runs. */
export function isLoose(uses: UsesSource): boolean {
  return uses.kind === 'docker' ? !uses.text.includes('@sha256:') : uses.kind !== 'local' && !uses.isCommit;
}

// As it is written: GitHub ignores the case, people do not.
function nameOf(uses: UsesSource): string {
  return cut(uses.text.split('@')[0], 100);
}

function versionOf(uses: UsesSource): string | undefined {
  return plain(uses.versionComment);
}

function plain(version: string | undefined): string | undefined {
  return version?.replace(/^v(?=\d)/, '');
}

function refWords(uses: UsesSource): string {
  return uses.isCommit ? short(uses.ref) : uses.ref === '' ? 'no ref' : cut(uses.ref, 60);
}

function short(commit: string): string {
  return `${commit.slice(0, 7)}…`;
}

function ownerOf(uses: UsesSource): string {
  return uses.action.split('/')[0];
}

function isLower(version: string, than: string): boolean {
  const [left, right] = [version, than].map((text) => text.split(/[.+-]/).map(Number));
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
